// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static io.prunelle.gateway.page.OfficeFixture.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The register of processing and the risk sheet of a practice. */
class PracticeDossiersTest {

  private final OfficeFixture office = new OfficeFixture();

  @AfterEach
  void stop() {
    office.close();
  }

  private JsonObject sheet() {
    return office.realm.practice.getJsonArray("hosts").getJsonObject(0).getJsonObject("sheet");
  }

  private static String text(HttpResponse<byte[]> pdf) throws IOException {
    assertThat(pdf.statusCode()).isEqualTo(200);
    assertThat(pdf.headers().firstValue("Content-Type")).contains("application/pdf");
    try (PDDocument document = Loader.loadPDF(pdf.body())) {
      assertThat(document.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
      return new PDFTextStripper().getText(document).replaceAll("[\\s\u00a0]+", " ");
    }
  }

  @Test
  void theRegisterSaysWhatTheRealmHoldsAndCountsWhatNobodyStated() throws IOException {
    TestBrowser olga = office.officer("olga");

    String page = olga.get(HOME + "/register").body();

    assertThat(page)
        .contains(
            "Register of processing activities",
            "3 rue des Lilas, 35000 Rennes",
            "Nuage Santé SAS",
            "RCS Rennes 812 345 670",
            "Archipel Données SAS (France)",
            "Records are given back to the practice",
            "Conserver le dossier médical du cabinet",
            "Not stated",
            "7 things are not stated");
    String pdf = text(olga.download(HOME + "/register.pdf"));
    assertThat(pdf)
        .contains(
            "Register of processing activities", "Nuage Santé SAS", "7 things are not stated");
  }

  @Test
  void whatAHostDoesNotStateIsAGapAndNotFilledIn() {
    sheet().getJsonObject("backups").remove("retention");
    sheet().remove("remoteAccess");

    assertThat(office.officer("olga").get(HOME + "/register").body())
        .contains("9 things are not stated")
        .doesNotContain("no access from outside");
  }

  @Test
  void theRiskSheetSaysWhatThereIsToWeigh() throws IOException {
    sheet()
        .put(
            "remoteAccess",
            new JsonObject()
                .put("fromOutsideEea", true)
                .put("countries", new JsonArray().add("US"))
                .put("transferBasis", new JsonObject().put("en", "Standard contractual clauses"))
                .put("residualRisk", new JsonObject().put("en", "A foreign order")));
    TestBrowser olga = office.officer("olga");

    String pdf = text(olga.download(HOME + "/risks.pdf"));

    assertThat(pdf)
        .contains(
            "Risk sheet",
            "Rennes, France · Nantes, France",
            "HDS certificate valid until 31 May 2099",
            "Prunelle closes this host at once",
            "brought to the practice’s own server",
            "None goes back there before the next certificate",
            "hardware security module",
            "access from: United States",
            "Standard contractual clauses",
            "A foreign order",
            "30 days, then erased");
    assertThat(olga.get(HOME + "/risks").body()).contains("A foreign order");
  }

  @Test
  void inFrenchItIsFrench() throws IOException {
    anotherReadsFromAbroad();
    TestBrowser olga = office.officer("olga");
    olga.language = "fr";

    assertThat(text(olga.download(HOME + "/register.pdf")))
        .contains(
            "Registre des traitements",
            "Responsable du traitement",
            "Durée de conservation du journal des accès Au moins 3 ans. Ce qui est plus ancien",
            "à compléter");
    assertThat(text(olga.download(HOME + "/risks.pdf")))
        .contains(
            "Fiche de risques",
            "Certificat HDS valable jusqu’au 31 mai 2099",
            "Prunelle ferme aussitôt cet hébergeur",
            "accès depuis : États-Unis",
            "Soutien SARL, ce qui encadre ces accès : Clauses contractuelles types",
            "Soutien SARL, risque qui demeure : Une injonction étrangère",
            "Soutien SARL conserve des dossiers à : Boston, États-Unis",
            "Non indiqué");
  }

  @Test
  void aHostingThatHasEndedIsNoProcessingAnyMore() {
    TestBrowser olga = office.officer("olga");
    assertThat(olga.get(HOME + "/register").body()).contains("Hosting of records with Nuage Santé");

    hosting().put("status", "ENDED");

    for (String kind : new String[] {"register", "risks"}) {
      assertThat(olga.get(HOME + "/" + kind).body())
          .contains("Records on the practice’s own server")
          .doesNotContain("Nuage Santé");
    }
  }

  @Test
  void whatATransferRestsOnIsSaidOfThoseTheHostEngagesToo() throws IOException {
    anotherReadsFromAbroad();
    TestBrowser olga = office.officer("olga");

    for (String kind : new String[] {"register", "risks"}) {
      assertThat(text(olga.download(HOME + "/" + kind + ".pdf")))
          .contains(
              "Soutien SARL (France):",
              ", access from: United States",
              "Assistance",
              "Soutien SARL keeps records in: Boston, United States",
              "Soutien SARL, what this access rests on: Standard contractual clauses",
              "Soutien SARL, the risk that stays: A foreign order");
    }
    other().getJsonObject("remoteAccess").remove("transferBasis");
    assertThat(text(olga.download(HOME + "/register.pdf")))
        .contains("Soutien SARL, what this access rests on: Not stated");
  }

  @Test
  void forHowLongTheJournalAndTheDecisionsAreKeptIsSaid() throws IOException {
    TestBrowser olga = office.officer("olga");

    assertThat(text(olga.download(HOME + "/register.pdf")))
        .contains(
            "Time limit for the journal of accesses At least 3 years. What is older is erased",
            "The patient’s name is taken out 5 years after their account is deleted.");
    for (Map.Entry<String, String> kept :
        Map.of(
                "P30D", "is taken out 30 days after",
                "P1Y1M1D", "is taken out 13 months and 1 day after",
                "P0D", "is taken out as soon as their account is deleted")
            .entrySet()) {
      office.realm.practice.put("namesKept", kept.getKey());
      assertThat(olga.get(HOME + "/register").body()).contains(kept.getValue());
    }
    office.realm.practice.putNull("namesKept");
    assertThat(olga.get(HOME + "/register").body()).contains("9 things are not stated");
  }

  @Test
  void purposesReadInTheOfficersLanguageAndWhatDoesNotIsMarked() {
    hosting()
        .put(
            "purposes",
            new JsonArray()
                .add(new JsonObject().put("fr", "Conserver le dossier").put("en", "Keeping it"))
                .add(new JsonObject().put("en", "Research"))
                .add("Sauvegarde"));
    TestBrowser olga = office.officer("olga");
    olga.language = "fr";

    assertThat(olga.get(HOME + "/register").body())
        .contains("Conserver le dossier", "<span lang=\"en\">Research</span>", "<span>Sauvegarde")
        .doesNotContain("Keeping it");
  }

  private JsonObject hosting() {
    return office.realm.practice.getJsonArray("hostings").getJsonObject(0).getJsonObject("hosting");
  }

  private JsonObject other() {
    return sheet().getJsonArray("subProcessors").getJsonObject(0);
  }

  private void anotherReadsFromAbroad() {
    other()
        .put("name", "Soutien SARL")
        .put("role", new JsonObject().put("en", "Assistance").put("fr", "Assistance"))
        .put(
            "sites",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("name", "East")
                        .put("city", "Boston")
                        .put("country", "US")))
        .put(
            "remoteAccess",
            new JsonObject()
                .put("fromOutsideEea", true)
                .put("countries", new JsonArray().add("US"))
                .put(
                    "transferBasis",
                    new JsonObject()
                        .put("en", "Standard contractual clauses")
                        .put("fr", "Clauses contractuelles types"))
                .put(
                    "residualRisk",
                    new JsonObject()
                        .put("en", "A foreign order")
                        .put("fr", "Une injonction étrangère")))
        .remove("certificate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"register", "risks"})
  void whatHostsSayIsOnlyText(String kind) throws IOException {
    String attack = "<img src=\"file:///etc/passwd\"/>&x;</p><script>alert(1)</script>\u0001]]>";
    office.realm.practice.getJsonObject("practice").put("name", attack);
    sheet().getJsonObject("legalEntity").put("name", attack);
    sheet().put("endOfContract", new JsonObject().put("en", attack));
    TestBrowser olga = office.officer("olga");

    assertThat(olga.get(HOME + "/" + kind).body())
        .contains("&lt;script")
        .doesNotContain("<script", "<img");
    assertThat(text(olga.download(HOME + "/" + kind + ".pdf"))).contains("<script>alert(1)");
  }

  @Test
  void lookingIsAnEntryAboutNobody() {
    office.officer("olga").download(HOME + "/risks.pdf");

    assertThat(office.entries("path LIKE '%/risks.pdf'"))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry)
                    .containsEntry("interaction", "practice")
                    .containsEntry("patient", null)
                    .containsEntry("status", 200));
  }

  @ParameterizedTest
  @CsvSource({
    "auditor, cabinet-des-lilas, register.pdf",
    "practitioner, cabinet-des-lilas, risks",
    "consent-officer, cabinet-des-tilleuls, risks.pdf"
  })
  void nobodyElseGetsThem(String role, String practice, String file) {
    TestBrowser eve = office.signedIn("eve", "", practice, role);

    assertThat(eve.get(HOME + "/" + file).statusCode()).isEqualTo(403);
    assertThat(office.realm.bearers).isEmpty();
  }
}
