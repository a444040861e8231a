// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TempoTest {

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final Tempo tempo = new Tempo(clock::get, Duration.ofSeconds(10), Duration.ofSeconds(20));

  @Test
  void aHostMayBeSilentForSomeTimeWhileItIsAsked() {
    tempo.asks();
    for (int i = 0; i < 100; i++) {
      pass(10);
      assertThat(tempo.isHostSilent()).isFalse();
      tempo.came(1);
    }

    pass(11);
    assertThat(tempo.isHostSilent()).isTrue();
    assertThat(tempo.isClientSlow()).isFalse();
  }

  @Test
  void aHostThatIsNotAskedIsNotSilent() {
    tempo.asks();
    tempo.waits();
    pass(11);
    assertThat(tempo.isHostSilent()).isFalse();

    tempo.asks();
    pass(10);
    assertThat(tempo.isHostSilent()).isFalse();
  }

  @Test
  void aClientMayNotTakeNothingForLongHoweverMuchItTookBefore() {
    tempo.asks();
    tempo.came(100_000_000);
    tempo.waits();
    pass(20);
    assertThat(tempo.isClientSlow()).isFalse();

    pass(1);
    assertThat(tempo.isClientSlow()).isTrue();
  }

  @Test
  void aClientThatTakesALittleNowAndThenIsSlowInTheEnd() {
    int waits = 0;
    while (!tempo.isClientSlow()) {
      tempo.asks();
      tempo.came((int) Tempo.LEAST_RATE);
      tempo.waits();
      pass(11);
      waits++;
    }

    // Ten seconds each more than such a line takes
    assertThat(waits).isEqualTo(3);
  }

  @Test
  void aClientOnALineOfTheLeastRateIsNeverSlow() {
    for (int i = 0; i < 10_000; i++) {
      tempo.asks();
      tempo.came(4 * (int) Tempo.LEAST_RATE);
      tempo.waits();
      pass(4);
      assertThat(tempo.isClientSlow()).isFalse();
    }
  }

  @Test
  void whatTheHostTakesIsNotHeldAgainstTheClient() {
    for (int i = 0; i < 100; i++) {
      tempo.asks();
      pass(9);
      tempo.came(1);
      tempo.waits();
    }

    assertThat(tempo.isClientSlow()).isFalse();
  }

  private void pass(int seconds) {
    clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }
}
