// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateTest {
  private long now = Long.MAX_VALUE - Duration.ofSeconds(90).toNanos();

  @Test
  void oneMayDoSoManyAtOnceAndThenOneEachShareOfAMinute() {
    Rate rate = rate(30);
    take(rate, "alice", 30);

    assertThat(refused(rate, "alice")).isEqualTo("try again in 2 s");
    pass(Duration.ofMillis(1_999));
    assertThat(refused(rate, "alice")).isEqualTo("try again in 1 s");
    pass(Duration.ofMillis(1));
    take(rate, "alice", 1);
    assertThat(refused(rate, "alice")).isNotNull();
  }

  @Test
  void theClockMayRunOver() {
    Rate rate = rate(2);
    take(rate, "alice", 2);

    // System.nanoTime() may be any number, and wraps around
    pass(Duration.ofSeconds(100));

    take(rate, "alice", 2);
    assertThat(refused(rate, "alice")).isNotNull();
  }

  @Test
  void whatIsRefusedDoesNotCount() {
    Rate rate = rate(1);
    take(rate, "alice", 1);
    for (int i = 0; i < 100; i++) {
      refused(rate, "alice");
    }

    pass(Duration.ofMinutes(1));

    take(rate, "alice", 1);
  }

  @Test
  void oneCallerDoesNotSpendAnothersShare() {
    Rate rate = rate(1);
    take(rate, "alice", 1);

    take(rate, "bob", 1);
  }

  @Test
  void noMoreCallersAreRememberedThanAllowed() {
    Rate rate = rate(1);
    for (int i = 0; i < 100; i++) {
      take(rate, "caller " + i, 1);
    }

    assertThat(rate.remembered()).isEqualTo(10);
    assertThat(refused(rate, "caller 99")).isNotNull();
  }

  @Test
  void zeroIsAsOftenAsOneLikes() {
    Rate rate = rate(0);
    take(rate, "alice", 10_000);

    assertThat(rate.remembered()).isZero();
  }

  private Rate rate(int perMinute) {
    return new Rate(perMinute, 10, () -> now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private static void take(Rate rate, String caller, int times) {
    for (int i = 0; i < times; i++) {
      assertThatCode(() -> rate.take(caller)).doesNotThrowAnyException();
    }
  }

  private static String refused(Rate rate, String caller) {
    return catchThrowableOfType(Problem.class, () -> rate.take(caller)).getMessage();
  }
}
