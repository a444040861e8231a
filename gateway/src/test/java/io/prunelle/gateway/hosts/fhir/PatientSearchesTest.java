// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.rest.R4;
import java.util.List;
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

  /** What is served as the patient's has to move with them. */
  @Test
  void whateverSaysWhoseItIsByWhatItRefersToIsSearchedByThat() {
    assertThat(PatientSearches.REFERRING.keySet())
        .containsAll(
            FhirBodies.toldByOthers().stream()
                // Which no search finds
                .filter(type -> !type.equals(ResourceKey.BINARY))
                .toList());
    PatientSearches.REFERRING.forEach(
        (type, parameters) ->
            assertThat(parameters)
                .as(type)
                .isNotEmpty()
                .allMatch(parameter -> R4.parameter(type, parameter).isPresent()));
  }

  @Test
  void whatRefersToSomethingInMoreWaysThanOneIsSearchedByEach() {
    Map<String, List<String>> searches =
        PatientSearches.referring(
            offers(
                Map.of(
                    "Task", Set.of("focus", "part-of", "code"),
                    "PaymentNotice", Set.of("request", "response"),
                    "Linkage", Set.of("author"))));

    assertThat(searches)
        .containsOnly(
            Map.entry("Task", List.of("Task?focus=", "Task?part-of=")),
            Map.entry(
                "PaymentNotice", List.of("PaymentNotice?request=", "PaymentNotice?response=")));
    assertThat(PatientSearches.finds("Task?part-of=", new ResourceKey("Task", "t"))).isTrue();
    assertThat(PatientSearches.finds("Task?part-of=", new ResourceKey("Claim", "c"))).isFalse();
  }

  @Test
  void aMetricIsLookedForByDevicesAlone() {
    assertThat(PatientSearches.referring(offers(Map.of("DeviceMetric", Set.of("source")))))
        .containsOnly(Map.entry("DeviceMetric", List.of("DeviceMetric?source=")));
    String metrics = "DeviceMetric?source=";
    assertThat(PatientSearches.finds(metrics, new ResourceKey("Device", "d"))).isTrue();
    assertThat(PatientSearches.finds(metrics, new ResourceKey("Observation", "o"))).isFalse();
    assertThat(PatientSearches.finds("Provenance?target=", new ResourceKey("Observation", "o")))
        .isTrue();
  }

  private static Capabilities offers(Map<String, Set<String>> searches) {
    return new Capabilities(false, true, false, false, false, Set.of(), searches);
  }
}
