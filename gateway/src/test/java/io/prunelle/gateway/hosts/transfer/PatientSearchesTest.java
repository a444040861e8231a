// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PatientSearchesTest {

  @Test
  void eachTypeOfTheCompartmentIsSearchedByAllThatMayNameThePatient() {
    Capabilities offer =
        offers(
            Map.of(
                "Observation", Set.of("subject", "performer", "patient", "code"),
                "Device", Set.of("patient"),
                "Practitioner", Set.of("name")));

    assertThat(PatientSearches.all(offer, "p"))
        .containsExactlyInAnyOrder(
            "Observation?subject=Patient/p",
            "Observation?performer=Patient/p",
            "Device?patient=Patient/p");
    assertThat(PatientSearches.beyond(offer, "p")).containsExactly("Device?patient=Patient/p");
  }

  @Test
  void aHostMayCallThePatientTheSubjectOrTheOtherWayRound() {
    assertThat(PatientSearches.all(offers(Map.of("Specimen", Set.of("patient"))), "p"))
        .containsExactly("Specimen?patient=Patient/p");
    assertThat(PatientSearches.all(offers(Map.of("Goal", Set.of("subject"))), "p"))
        .containsExactly("Goal?subject=Patient/p");
  }

  @Test
  void aTypeThatCannotBeSearchedByPatientStopsTheMove() {
    assertThatThrownBy(
            () -> PatientSearches.all(offers(Map.of("CarePlan", Set.of("category"))), "p"))
        .hasMessageStartingWith("not-carried: ")
        .hasMessageContaining("CarePlan");
  }

  private static Capabilities offers(Map<String, Set<String>> searches) {
    return new Capabilities(false, true, false, false, false, Set.of(), searches);
  }
}
