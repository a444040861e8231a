// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.host.HostSheet;
import io.prunelle.keycloak.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SheetViewTest {
  private final HostSheet sheet = Examples.host().sheet();

  @Test
  void everyFactOfTheSheetIsShown() {
    String shown = Json.write(new SheetView(sheet, Locale.FRENCH).sections());

    assertThat(shown)
        .contains("Nuage Santé SAS", "RCS Nantes 812 345 678", "12 quai de la Fosse", "France")
        .contains("Centre de données Loire 1, Nantes, France", "Strasbourg, France")
        .contains("HDS-2025-0417", "LNE-GMED", "COFRAC", "1 juin 2025", "31 mai 2028")
        .contains("20 mai 2026", "activity1", "activity6", "https://nuage-sante.example/")
        .contains("TLS 1.3", "AES-256", "Votre cabinet, dans un module", "liaison chiffrée")
        .contains("Strasbourg, France, chez", "35 jours", "Restitution au cabinet")
        .contains("Archivage Atlantique SARL", "Sauvegarde hors site")
        .contains("Aucun accès depuis", "Claire Moreau", "mailto:dpo@nuage-sante.example");
  }

  @Test
  void theSummaryTellsWhereCertifiedByWhomAndWhoHoldsTheKeys() {
    List<Map<String, Object>> summary = new SheetView(sheet, Locale.ENGLISH).summary();

    assertThat(summary)
        .extracting(row -> row.get("term"))
        .containsExactly("where", "certificate", "keysHeldBy", "outsideEea");
    assertThat(Json.write(summary))
        .contains("Nantes (France), Strasbourg (France)", "May 31, 2028", "Your practice");
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

    SheetView view = new SheetView(bare, Locale.FRENCH);

    assertThat(Json.write(view.summary())).contains("noCertificate");
    assertThat(view.sections())
        .extracting(section -> section.get("title"))
        .contains("subProcessors")
        .doesNotContain("certificate");
  }
}
