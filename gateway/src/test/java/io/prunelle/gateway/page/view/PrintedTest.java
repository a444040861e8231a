// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.page.pdf.PdfPrinter;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/**
 * What is handed on as PDF can be read by whoever has it read to them: PDF/UA-1 (ISO 14289-1), as
 * veraPDF finds it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrintedTest {

  private static final Map<String, String> PAGES = Gallery.pages();

  private final Vertx vertx = Vertx.vertx();
  private final PdfPrinter printer = new PdfPrinter(vertx);

  static {
    VeraGreenfieldFoundryProvider.initialise();
  }

  @AfterAll
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  static Stream<String> printed() {
    return PAGES.keySet().stream().filter(name -> name.startsWith("printed"));
  }

  @Test
  void eachKindIsLookedAtInEachLanguage() {
    assertThat(printed().filter(name -> name.endsWith("-fr.html"))).hasSize(3);
    assertThat(printed().filter(name -> name.endsWith("-en.html"))).hasSize(3);
  }

  @ParameterizedTest
  @MethodSource("printed")
  void itIsPdfUa(String name) throws Exception {
    assertThat(failures(PAGES.get(name))).isEmpty();
  }

  @Test
  void whatIsNoneIsFound() throws Exception {
    String page = PAGES.get("printed-accesses-fr.html");

    // A picture without words for it, and a document without a title
    assertThat(
            failures(
                page.replaceFirst("<title>.*</title>", "")
                    .replace("<h1>", "<svg xmlns=\"http://www.w3.org/2000/svg\"/><h1>")))
        .isNotEmpty();
  }

  private List<String> failures(String xhtml) throws Exception {
    byte[] pdf =
        printer
            .print(xhtml)
            .toCompletionStage()
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS)
            .getBytes();
    try (VeraPDFFoundry foundry = Foundries.defaultInstance();
        PDFAParser parser =
            foundry.createParser(new ByteArrayInputStream(pdf), PDFAFlavour.PDFUA_1);
        PDFAValidator validator = foundry.createValidator(PDFAFlavour.PDFUA_1, false)) {
      return validator.validate(parser).getTestAssertions().stream()
          .filter(assertion -> assertion.getStatus() == TestAssertion.Status.FAILED)
          .map(assertion -> assertion.getRuleId().getClause() + " " + assertion.getMessage())
          .distinct()
          .toList();
    }
  }
}
