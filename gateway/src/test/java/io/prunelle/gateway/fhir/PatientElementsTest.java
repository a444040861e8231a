// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.Specification;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which elements may refer to a Patient is the specification's. */
final class PatientElementsTest {

  @Test
  void theyAreTheSpecifications() {
    Set<String> known = new TreeSet<>();
    PatientElements.all()
        .forEach((type, paths) -> paths.forEach(path -> known.add(type + "." + path)));

    assertThat(known).hasSizeGreaterThan(150).isEqualTo(Specification.referringToPatients());
  }

  @ParameterizedTest
  @CsvSource({
    "Coverage, subscriber, true",
    "Coverage, identifier, false",
    "Patient, link.other, true",
    "Organization, partOf, false",
    "Encounter, participant.individual, false",
    "Observation, note.authorReference, true",
    "Organization, extension.valueReference, true",
    "Observation, contained.performer, true",
    "Observation, contained.specimen, false",
    "Observation, contained, false",
    "Unheard, performer, false",
  })
  void oneIsToldByItsPlace(String type, String path, boolean may) {
    assertThat(PatientElements.contain(type, path)).isEqualTo(may);
  }
}
