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
import org.junit.jupiter.params.provider.CsvSource;
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

  /** Pictures are none of these: {@code Typesetter} sets none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a document without a title          | <title>.*</title> | ``                    | 7.1",
        "a heading below one that is not there | <h1             | <h4>x</h4><h1        | 7.4.2",
        "a link that nobody can read out     | <h1 | <p><a href=\"https://x.example/\">x</a></p><h1 | 7.18.5"
      })
  void whatIsNoneIsFound(String what, String there, String instead, String clause)
      throws Exception {
    String page = PAGES.get("printed-accesses-fr.html");

    assertThat(failures(page.replaceFirst(there, instead)))
        .as(what)
        .anyMatch(failure -> failure.startsWith(clause + " "));
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
