// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.PatientRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private final Turns turns = new Turns(2);

  /** Those that have a turn are looked for anew when they come again. */
  private List<String> sweep(String... patients) {
    List<String> had = new ArrayList<>();
    turns.begin();
    for (String patient : patients) {
      if (turns.has(new PatientRecord("practice", patient))) {
        had.add(patient);
      }
    }
    return had;
  }

  @Test
  void whoWasLeftForLaterComesBeforeThoseThatAreAlwaysMetFirst() {
    assertThat(sweep("a", "b", "c", "d", "e")).containsExactly("a", "b");
    assertThat(sweep("a", "b", "c", "d", "e")).containsExactly("c", "d");
    assertThat(sweep("a", "b", "c", "d", "e")).containsExactly("a", "e");
  }

  @Test
  void whoDoesNotComeForItsTurnKeepsNobodyElseFromTheNext() {
    assertThat(sweep("a", "b", "c", "d")).containsExactly("a", "b");
    assertThat(sweep()).isEmpty();
    assertThat(sweep("a", "b")).containsExactly("a", "b");
  }
}
