// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import static io.prunelle.keycloak.Examples.TODAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.json.Json;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssessmentTest {

  @Test
  void aHostInOrderHasNoFindings() {
    Assessment assessment = Assessment.of(Examples.host(), TODAY);

    assertThat(assessment.findings()).isEmpty();
    assertThat(assessment.withinEea()).isTrue();
    assertThat(assessment.certificate())
        .isEqualTo(
            new Assessment.Standing(CertificateState.VALID, 555, LocalDate.parse("2027-05-20")));
  }

  @Test
  void everyCertificateOfTheChainIsLookedAt() {
    assertThat(Assessment.of(Examples.host(), LocalDate.parse("2027-06-01")).findings())
        .containsExactly(
            new Finding(Finding.Kind.AUDIT_DUE, "sheet.certificate", List.of()),
            new Finding(Finding.Kind.AUDIT_DUE, "sheet.subProcessors[0].certificate", List.of()));
  }

  @Test
  void aLapsedCertificateCoversNothing() {
    Assessment assessment = Assessment.of(Examples.host(), LocalDate.parse("2028-06-01"));

    assertThat(assessment.certificate().daysLeft()).isEqualTo(-1);
    assertThat(assessment.findings())
        .contains(
            new Finding(Finding.Kind.CERTIFICATE_LAPSED, "sheet.certificate", List.of()),
            new Finding(
                Finding.Kind.ACTIVITIES_NOT_COVERED,
                "sheet.certificate.activities",
                List.of(1, 2, 3, 4, 5)));
  }

  @Test
  void whatTheHostDoesNotCoverASubProcessorMay() {
    String split =
        Examples.hostDocument()
            .replaceFirst("(?s)\"activities\": \\[.*?]", "\"activities\": [3, 4, 5]");
    Host host = Host.read("h", Json.object(split), TODAY);
    Host covered =
        Host.read(
            "h",
            Json.object(split.replaceAll("\"activities\": \\[\\s*6\\s*]", "\"activities\": [1,2]")),
            TODAY);

    assertThat(Assessment.of(host, TODAY).findings())
        .containsExactly(
            new Finding(
                Finding.Kind.ACTIVITIES_NOT_COVERED,
                "sheet.certificate.activities",
                List.of(1, 2)));
    assertThat(Assessment.of(covered, TODAY).findings()).isEmpty();
  }

  @Test
  void aSubProcessorThatKeepsRecordsNeedsACertificate() {
    String bare =
        Examples.hostDocument()
            .replaceFirst(
                "(\"sites\": )\\[](,\\s*\"certificate\": null)",
                "$1[{\"name\":\"A\",\"city\":\"B\",\"country\":\"BE\"}]$2");

    assertThat(Assessment.of(Host.read("h", Json.object(bare), TODAY), TODAY).findings())
        .containsExactly(
            new Finding(
                Finding.Kind.NO_CERTIFICATE,
                "sheet.subProcessors[0].subProcessors[0].certificate",
                List.of()));
  }

  @Test
  void aStoredSheetWithASiteElsewhereIsNotWithinTheEea() {
    String sheet = Json.write(Examples.host().sheet()).replace("\"BE\"", "\"FR\"");
    String elsewhere =
        sheet.replaceFirst(
            "\"city\":\"Brest\",\"country\":\"FR\"", "\"city\":\"Brest\",\"country\":\"US\"");

    assertThat(Assessment.of(Host.stored("h", "H", "cloud", elsewhere), TODAY).withinEea())
        .isFalse();
  }
}
