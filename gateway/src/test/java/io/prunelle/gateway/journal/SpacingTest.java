// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Nobody waits for company that does not come. */
final class SpacingTest {

  @Test
  void whoeverComesAlmostAloneDoesNotWait() {
    assertThat(Spacing.left(1, 0)).isZero();
    assertThat(Spacing.left(7, 100_000)).isZero();
  }

  @Test
  void whileManyComeCommitsAreAMillisecondApart() {
    assertThat(Spacing.left(8, 300_000)).isEqualTo(700_000);
    assertThat(Spacing.left(1_000, 0)).isEqualTo(1_000_000);
  }

  @Test
  void aSlowDiskIsWaitedForEnough() {
    assertThat(Spacing.left(1_000, 1_000_000)).isZero();
    assertThat(Spacing.left(1_000, 40_000_000)).isZero();
  }
}
