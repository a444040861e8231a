// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.Resources.key;
import static io.prunelle.gateway.hosts.transfer.Resources.referring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecordContentTest {

  private final RecordContent content = new RecordContent("p", 10_000);

  @Test
  void whatNamesThePatientIsThePatientsWhateverItsType() {
    content.add(referring("Patient/p", "Practitioner/gp"));
    content.add(referring("Observation/o", "Patient/p"));
    content.add(referring("Device/pacemaker", "Patient/p"));
    content.add(referring("Group/of-one", "Patient/p"));

    assertThat(content.own().keySet())
        .containsExactlyInAnyOrder(
            key("Patient/p"), key("Observation/o"), key("Device/pacemaker"), key("Group/of-one"));
    assertThat(content.shared()).isEmpty();
  }

  @Test
  void whatOtherRecordsMayReferToAsWellIsShared() {
    content.add(referring("Practitioner/gp"));
    content.add(referring("Location/l", "Organization/o"));
    content.add(referring("Device/scanner"));

    assertThat(content.own()).isEmpty();
    assertThat(content.shared())
        .extracting(Resource::key)
        .containsExactlyInAnyOrder(
            key("Practitioner/gp"), key("Location/l"), key("Device/scanner"));
  }

  @Test
  void whatOnlyTheRecordRefersToAndIsNoReferenceDataIsThePatients() {
    content.add(referring("Binary/scan"));

    assertThat(content.own()).containsOnlyKeys(key("Binary/scan"));
  }

  @Test
  void anotherPatientStopsTheMove() {
    for (Resource foreign :
        new Resource[] {
          referring("Patient/q"),
          referring("Group/both", "Patient/p", "Patient/q"),
          referring("Observation/o", "Patient/q")
        }) {
      assertThatThrownBy(() -> content.add(foreign))
          .isInstanceOfSatisfying(
              TransferFailure.class,
              failure ->
                  assertThat(failure.reason()).isEqualTo(TransferFailure.Reason.CONCERNS_OTHERS));
    }
  }

  @Test
  void aRecordBeyondTheBoundIsNotGatheredAnyFurther() {
    RecordContent small = new RecordContent("p", 60);
    small.add(referring("Patient/p"));

    assertThatThrownBy(() -> small.add(referring("Observation/o", "Patient/p")))
        .hasMessageStartingWith("too-large: ");
  }

  @Test
  void whatIsReferredToAndNotThereIsLacking() {
    content.add(referring("Patient/p", "Practitioner/gp"));
    content.add(referring("Location/l", "Organization/o"));
    content.add(referring("Observation/o", "Patient/p"));

    assertThat(content.lacking()).containsExactly(key("Organization/o"), key("Practitioner/gp"));
  }
}
