// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceKeyTest {

  @Test
  void aRelativeReferenceNamesAResourceWhateverVersionItAsksFor() {
    assertThat(ResourceKey.ofReference("Observation/a-1.b"))
        .contains(new ResourceKey("Observation", "a-1.b"));
    assertThat(ResourceKey.ofReference("Observation/a/_history/3"))
        .contains(new ResourceKey("Observation", "a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "#contained",
        "urn:uuid:0b6cbeb5-d437-882d-fa20-de874ff11254",
        "https://elsewhere.example/fhir/Patient/1",
        "Practitioner?identifier=x|y",
        "Patient/",
        "Patient/1/2",
        "Patient/a b",
        "patient/1",
        "Patient/1\"},{\"method\":\"DELETE"
      })
  void nothingElseNamesAResourceOfTheSameHost(String reference) {
    assertThat(ResourceKey.ofReference(reference)).isEmpty();
  }
}
