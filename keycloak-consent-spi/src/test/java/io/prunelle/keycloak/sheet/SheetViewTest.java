// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.sheet;

import static io.prunelle.keycloak.Examples.TODAY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.host.HostSheet;
import io.prunelle.keycloak.json.Json;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SheetViewTest {
  private final HostSheet sheet = Examples.host().sheet();

  @Test
  void everyFactOfTheSheetIsShown() {
    String shown = Json.write(new SheetView(sheet, Locale.FRENCH, TODAY).sections());

    assertThat(shown)
        .contains("Nuage Santé SAS", "RCS Nantes 812 345 678", "12 quai de la Fosse", "France")
        .contains("Centre de données Loire 1, Nantes, France", "Strasbourg, France", "inEea")
        .contains("HDS-2025-0417", "LNE-GMED", "COFRAC", "1er juin 2025", "31 mai 2028")
        .contains("20 mai 2026", "activity1", "activity6", "https://nuage-sante.example/")
        .contains("TLS 1.3", "AES-256", "Votre cabinet, dans un module", "liaison chiffrée")
        .contains("Strasbourg, France, chez", "35 jours", "Restitution au cabinet")
        .contains("Archivage Atlantique SARL", "Sauvegarde hors site", "RCS Brest 431 209 876")
        .contains("Aucun accès depuis", "Claire Moreau", "mailto:dpo@nuage-sante.example");
  }

  @Test
  void theSummaryTellsWhereCertifiedByWhomAndWhoHoldsTheKeys() {
    List<Map<String, Object>> summary = new SheetView(sheet, Locale.ENGLISH, TODAY).summary();

    assertThat(summary)
        .extracting(row -> row.get("term"))
        .containsExactly("where", "certificate", "keysHeldBy", "outsideEea");
    assertThat(Json.write(summary))
        .contains("allInEea", "Nantes (France), Strasbourg (France), Brest (France)")
        .contains("31 May 2028", "certificate.VALID", "Your practice");
  }

  @Test
  void aTextInAnotherLanguageThanTheReadersSaysWhich() {
    String shown = Json.write(new SheetView(sheet, Locale.GERMAN, TODAY).sections());

    assertThat(shown).containsPattern("\"language\":\"(en|fr)\"");
    assertThat(Json.write(new SheetView(sheet, Locale.FRENCH, TODAY).sections()))
        .doesNotContain("\"language\":\"fr\"");
  }

  @Test
  void aHostWithoutCertificateSaysSo() {
    HostSheet bare =
        new HostSheet(
            sheet.legalEntity(),
            sheet.sites(),
            null,
            sheet.encryption(),
            sheet.transfer(),
            sheet.backups(),
            sheet.endOfContract(),
            List.of(),
            sheet.remoteAccess(),
            sheet.dataProtectionOfficer());

    SheetView view = new SheetView(bare, Locale.FRENCH, TODAY);

    assertThat(Json.write(view.summary())).contains("noCertificate");
    assertThat(view.sections())
        .extracting(section -> section.get("title"))
        .contains("subProcessors")
        .doesNotContain("certificate");
  }

  @Test
  void whomASubProcessorEngagesStandsUnderIt() throws JsonProcessingException {
    JsonNode sections =
        new ObjectMapper()
            .readTree(Json.write(new SheetView(sheet, Locale.ENGLISH, TODAY).sections()));

    JsonNode archive = sections.at("/5/rows/0");
    JsonNode turn = archive.at("/rows").get(archive.at("/rows").size() - 1);
    assertThat(archive.path("term").asText()).isEqualTo("Archivage Atlantique SARL");
    assertThat(turn.path("term").asText()).isEqualTo("engagedInTurn");
    assertThat(turn.at("/rows/0/term").asText()).isEqualTo("Froid et Courant SA");
    assertThat(turn.at("/rows/0").toString()).contains("inEea", "Belgium", "notCertified");
  }

  @Test
  void aCertificateThatIsNotInOrderIsSaidToBeSoAtAGlance() {
    assertThat(Json.write(summary("2027-05-21"))).contains("certificate.AUDIT_DUE", "20 May 2027");
    assertThat(Json.write(summary("2028-06-01"))).contains("certificate.LAPSED");
  }

  @Test
  void aPlaceOutsideTheEeaIsSaidToBeSo() {
    String elsewhere =
        Json.write(sheet)
            .replace(
                "\"city\":\"Brest\",\"country\":\"FR\"", "\"city\":\"Oran\",\"country\":\"DZ\"");
    SheetView view =
        new SheetView(Host.stored("h", "H", "cloud", elsewhere).sheet(), Locale.ENGLISH, TODAY);

    assertThat(Json.write(view.summary())).contains("notAllInEea", "Oran (Algeria)");
    assertThat(Json.write(view.sections())).contains("beyondEea", "Oran, Algeria");
  }

  @Test
  void accessFromOutsideTheEeaIsToldWithItsCountriesAndItsBasis() {
    String reached =
        Json.write(sheet)
            .replaceFirst(
                "\"fromOutsideEea\":false,\"countries\":\\[],\"transferBasis\":null",
                "\"fromOutsideEea\":true,\"countries\":[\"US\",\"IN\"],\"transferBasis\":{\"en\":\"Standard clauses\"}");
    SheetView view =
        new SheetView(Host.stored("h", "H", "cloud", reached).sheet(), Locale.ENGLISH, TODAY);

    assertThat(Json.write(view.sections()))
        .contains("yesFrom", "United States, India", "Standard clauses");
  }

  private List<Map<String, Object>> summary(String on) {
    return new SheetView(sheet, Locale.ENGLISH, LocalDate.parse(on)).summary();
  }
}
