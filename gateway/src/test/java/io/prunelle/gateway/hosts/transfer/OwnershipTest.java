// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.fhir.Resources.referring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnershipTest {

  private final Ownership ownership = Ownership.of("p");

  @ParameterizedTest
  @ValueSource(strings = {"Observation/o", "Device/pacemaker", "Group/of-one"})
  void whatNamesThePatientIsThePatientsWhateverItsType(String key) {
    assertThat(ownership.shared(referring(key, "Patient/p"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Practitioner/gp", "Location/l", "Device/scanner"})
  void whatOtherRecordsMayReferToAsWellIsShared(String key) {
    assertThat(ownership.shared(referring(key, "Organization/o"))).isTrue();
  }

  @Test
  void whatOnlyTheRecordRefersToAndIsNoReferenceDataIsThePatients() {
    assertThat(ownership.shared(referring("Binary/scan"))).isFalse();
    assertThat(ownership.shared(referring("Patient/p", "Practitioner/gp"))).isFalse();
  }

  @Test
  void anotherPatientStopsTheMove() {
    for (Resource foreign :
        new Resource[] {
          referring("Patient/q"),
          referring("Group/both", "Patient/p", "Patient/q"),
          referring("Observation/o", "Patient/q")
        }) {
      assertThatThrownBy(() -> ownership.shared(foreign))
          .isInstanceOfSatisfying(
              TransferFailure.class,
              failure ->
                  assertThat(failure.reason()).isEqualTo(TransferFailure.Reason.CONCERNS_OTHERS));
    }
  }
}
