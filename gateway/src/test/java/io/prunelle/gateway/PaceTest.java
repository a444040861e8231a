// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.Shelf;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** That something is not there takes as long to be told as that it may not be shown. */
final class PaceTest {

  @Property
  void whatTookAShortTimeLeavesTogetherWithWhatTookALittleLonger(
      @ForAll @LongRange(max = 24_999_999) long one,
      @ForAll @LongRange(max = 24_999_999) long other) {
    assertThat(leaves(one)).isEqualTo(leaves(other));
  }

  @Property
  void nothingLeavesBeforeItIsReadyOrMuchLater(@ForAll @LongRange(max = 1L << 40) long elapsed) {
    assertThat(leaves(elapsed))
        .isGreaterThan(Duration.ofNanos(elapsed))
        .isLessThanOrEqualTo(Duration.ofNanos(elapsed).plus(Pace.STEP));
  }

  private static Duration leaves(long elapsed) {
    Duration took = Duration.ofNanos(elapsed);
    return took.plus(Pace.untilNext(took));
  }

  @Test
  void neitherTheAbsentNorTheHiddenIsToldBeforeTheStep() {
    try (RunningGateway gateway = RunningGateway.start()) {
      String patient = gateway.realm.patient("p1");
      // Given answers to both before, so that nothing is made for the first time
      gateway.get("/Observation/none", patient);

      for (String path : new String[] {"/Observation/none", "/AuditEvent/none"}) {
        long begun = System.nanoTime();
        RunningGateway.Answer answer = gateway.get(path, patient);

        assertThat(answer.status()).as(path).isEqualTo(404);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Pace.STEP);
      }
    }
  }

  @Test
  void whatIsFoundAmongSeveralRecordsIsNotToldBeforeTheStep() {
    try (RunningGateway gateway = RunningGateway.start()) {
      Shelf.of(gateway.premises);
      Shelf.of(gateway.cloud);
      String practitioner = gateway.realm.practitioner();
      gateway.get("/Patient?identifier=x", practitioner);

      long begun = System.nanoTime();
      RunningGateway.Answer answer = gateway.get("/Patient?identifier=x", practitioner);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Pace.STEP);
    }
  }
}
