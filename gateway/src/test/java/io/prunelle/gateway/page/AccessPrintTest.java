// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A patient takes the list of accesses along as a document. */
class AccessPrintTest {

  private static final String PDF = "/my/accesses.pdf";

  private final PageFixture page = new PageFixture("http");
  private final TestBrowser anne = page.signedIn("anne", "p1");

  @AfterEach
  void stop() {
    page.close();
  }

  private static String text(HttpResponse<byte[]> pdf) throws IOException {
    assertThat(pdf.statusCode()).isEqualTo(200);
    try (PDDocument document = Loader.loadPDF(pdf.body())) {
      assertThat(document.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
      assertThat(document.getDocumentCatalog().getLanguage()).isEqualTo("fr");
      assertThat(document.getDocumentInformation().getTitle()).contains("Accès au dossier de");
      return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
    }
  }

  @Test
  void theAccessesToOnesOwnRecordAreThereAndNobodyElses() throws IOException {
    page.access(
        "p1",
        "Dr <b>Moreau</b>",
        "read",
        "Observation",
        true,
        new Entry.Purpose("TREAT", "<b>bilan</b>"));
    page.access("p1", "Dr Petit", "read", "Patient", false);
    page.access("p2", "Dr Secret", "read", "Observation", true);

    String text = text(anne.download(PDF));

    assertThat(text)
        .contains("Qui a consulté mon dossier", "Dr <b>Moreau</b>", "vos mesures et résultats")
        .contains("pour vous soigner", "<b>bilan</b>")
        .contains("Le demandeur n’avait pas le droit de faire cela.")
        .doesNotContain("Secret", "les plus récents");
    assertThat(page.outcomes).last().satisfies(end -> assertThat(end.status()).isEqualTo(200));
  }

  @Test
  void aDocumentHasABoundAndSaysSo() throws IOException {
    for (int i = 0; i <= AccessPrint.MOST; i++) {
      page.access("p1", i == 0 ? "Dr Oldest" : "Dr Moreau", "read", "Observation", true);
    }

    String text = text(anne.download(PDF));

    assertThat(text)
        .containsPattern("contient les 1.?000 accès les plus récents")
        .doesNotContain("Oldest");
  }

  @Test
  void anArchiveOfOnesOwnTakesOneLineOfTheDocument() throws IOException {
    page.access("p1", "Dr Oldest", "read", "Observation", true);
    for (int i = 0; i <= AccessPrint.MOST; i++) {
      page.copied("p1", "anne");
    }

    assertThat(text(anne.download(PDF))).contains("Oldest").doesNotContain("les plus récents");
  }

  @Test
  void oneOfEachPatientIsUnderWayAndForTheOthersNothingIsSearched() throws Exception {
    TestBrowser bruno = page.signedIn("bruno", "p2");
    Promise<Void> search = Promise.promise();
    page.reading = search.future();
    CompletableFuture<HttpResponse<byte[]>> first =
        CompletableFuture.supplyAsync(() -> anne.download(PDF));
    Awaitility.await().until(() -> page.readings.get() == 1);

    HttpResponse<String> meanwhile = anne.get(PDF);
    assertThat(meanwhile.statusCode()).isEqualTo(503);
    assertThat(meanwhile.body()).contains("D’autres documents sont en préparation");
    assertThat(page.readings).hasValue(1);

    page.reading = Future.succeededFuture();
    assertThat(bruno.download(PDF).statusCode()).isEqualTo(200);
    search.complete();
    assertThat(first.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(anne.download(PDF).statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsNotUnderstoodIsNotPrinted() {
    HttpResponse<String> wrong = anne.get(PDF + "?from=2026-02-30");

    assertThat(wrong.statusCode()).isEqualTo(303);
    assertThat(TestBrowser.location(wrong)).startsWith("/my/accesses?");
  }

  @Test
  void withoutAJournalThereIsNothing() {
    page.journalDown = true;

    assertThat(anne.get(PDF).statusCode()).isEqualTo(503);
  }

  @Test
  void whoIsNotSignedInSignsIn() {
    assertThat(page.browser().get(PDF).statusCode()).isEqualTo(303);
  }
}
