// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.Resources.key;
import static io.prunelle.gateway.hosts.transfer.Resources.referring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CopyPlanTest {

  private static final Resource PATIENT = referring("Patient/p", "Practitioner/gp");
  private static final Resource OBSERVATION = referring("Observation/o", "Patient/p");
  private static final Resource ALTERED =
      Resources.of(
          "{'resourceType':'Observation','id':'o','x':{'reference':'Patient/p'},'status':'final'}");
  private static final Resource OTHER = referring("Observation/other", "Patient/p");
  private static final Resource DOCTOR = referring("Practitioner/gp");

  private static final RecordContent RECORD = content(PATIENT, OBSERVATION, DOCTOR);

  @Test
  void anEmptyDestinationGetsEverything() {
    CopyPlan plan = CopyPlan.of(RECORD, content(), Set.of(), Manifest.EMPTY);

    assertThat(plan.write()).containsExactlyInAnyOrder(PATIENT, OBSERVATION, DOCTOR);
    assertThat(plan.stale()).isEmpty();
    assertThat(plan.manifest().written())
        .containsExactlyInAnyOrder(key("Patient/p"), key("Observation/o"));
  }

  @Test
  void sharedResourcesThatAreThereAreNotOverwritten() {
    CopyPlan plan = CopyPlan.of(RECORD, content(), Set.of(key("Practitioner/gp")), Manifest.EMPTY);

    assertThat(plan.write()).containsExactlyInAnyOrder(PATIENT, OBSERVATION);
  }

  @Test
  void anAttemptGoesOnWhereTheLastOneWasCutOff() {
    Manifest earlier = CopyPlan.of(RECORD, content(), Set.of(), Manifest.EMPTY).manifest();

    CopyPlan plan = CopyPlan.of(RECORD, content(PATIENT), Set.of(key("Practitioner/gp")), earlier);

    assertThat(plan.write()).containsExactly(OBSERVATION);
    assertThat(plan.manifest().written())
        .containsExactlyInAnyOrder(key("Patient/p"), key("Observation/o"));
  }

  @Test
  void whatTheSourceChangedOrLostSinceIsBroughtUpToDate() {
    Manifest earlier =
        CopyPlan.of(content(PATIENT, OBSERVATION, OTHER), content(), Set.of(), Manifest.EMPTY)
            .manifest();

    CopyPlan plan =
        CopyPlan.of(
            content(PATIENT, ALTERED), content(PATIENT, OBSERVATION, OTHER), Set.of(), earlier);

    assertThat(plan.write()).containsExactly(ALTERED);
    assertThat(plan.stale()).containsExactly(key("Observation/other"));
    assertThat(plan.manifest().items()).doesNotContainKey(key("Observation/other"));
    assertThat(plan.undertaking(earlier).written()).contains(key("Observation/other"));
  }

  @Test
  void whatTheTransferDidNotWriteIsNeitherOverwrittenNorRemoved() {
    assertThatThrownBy(
            () -> CopyPlan.of(RECORD, content(PATIENT, ALTERED), Set.of(), Manifest.EMPTY))
        .hasMessageStartingWith("destination-occupied: ");
    assertThatThrownBy(() -> CopyPlan.of(RECORD, content(PATIENT, OTHER), Set.of(), Manifest.EMPTY))
        .hasMessageStartingWith("destination-occupied: ");
  }

  @Test
  void whatWasThereAlreadyWithTheSameContentIsUsedAndNeverTakenBack() {
    CopyPlan plan = CopyPlan.of(RECORD, content(PATIENT), Set.of(), Manifest.EMPTY);

    assertThat(plan.write()).doesNotContain(PATIENT);
    assertThat(plan.manifest().written()).containsExactly(key("Observation/o"));
    assertThat(plan.manifest().items()).containsKey(key("Patient/p"));
  }

  private static RecordContent content(Resource... resources) {
    RecordContent content = new RecordContent("p", 1_000_000);
    for (Resource resource : resources) {
      content.add(resource);
    }
    return content;
  }
}
