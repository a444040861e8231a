// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.refusal.Refusals;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CircuitTest {

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final Circuit circuit =
      new Circuit(
          new Settings.Limits(1, 1, 1, 1, Duration.ofSeconds(1), 1, 3, Duration.ofSeconds(10)),
          clock::get);

  @Test
  void aHostThatStumblesNowAndThenIsAsked() {
    for (int i = 0; i < 100; i++) {
      fail(2);
      circuit.answered();
    }

    assertThat(circuit.admit().succeeded()).isTrue();
  }

  @Test
  void aHostThatIsDownIsLeftAlone() {
    fail(3);

    var refused = Refusals.answer(circuit.admit().cause());

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers()).containsEntry("retry-after", "10");
  }

  @Test
  void afterTheRestOneRequestTries() {
    fail(3);
    clock.addAndGet(Duration.ofSeconds(10).toNanos());

    assertThat(circuit.admit().succeeded()).isTrue();
    assertThat(circuit.admit().succeeded()).isFalse();

    // When it fails, the rest begins anew
    circuit.failed();
    clock.addAndGet(Duration.ofSeconds(9).toNanos());
    assertThat(circuit.admit().succeeded()).isFalse();

    // When it is answered, all are let through
    clock.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(circuit.admit().succeeded()).isTrue();
    circuit.answered();
    assertThat(circuit.admit().succeeded()).isTrue();
    assertThat(circuit.admit().succeeded()).isTrue();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      circuit.failed();
    }
  }
}
