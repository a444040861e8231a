// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.refusal.Refusals;
import java.time.Duration;
import java.util.List;
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

  @Test
  void whoHangsUpAfterAShortWaitTellsNothingOfTheHost() {
    for (int i = 0; i < 100; i++) {
      Circuit.Attempt attempt = sent();
      clock.addAndGet(Duration.ofSeconds(5).toNanos() - 1);
      attempt.hungUp();
    }

    assertThat(circuit.admit().succeeded()).isTrue();
  }

  @Test
  void clientsWhoWaitedLongAndHangUpCloseAHostThatAnswersNobody() {
    List<Circuit.Attempt> waiting = List.of(sent(), sent(), sent());
    clock.addAndGet(Duration.ofSeconds(5).toNanos());

    waiting.forEach(Circuit.Attempt::hungUp);

    assertThat(circuit.admit().succeeded()).isFalse();
  }

  @Test
  void clientsWhoHangUpCloseNoHostThatAnsweredAnybodySinceTheyAsked() {
    List<Circuit.Attempt> waiting = List.of(sent(), sent(), sent());
    clock.addAndGet(Duration.ofSeconds(5).toNanos());
    circuit.answered();

    waiting.forEach(Circuit.Attempt::hungUp);

    assertThat(circuit.admit().succeeded()).isTrue();
  }

  @Test
  void whoWaitedForAConnectionAloneTellsNothingOfTheHost() {
    List<Circuit.Attempt> waiting = List.of(admitted(), admitted(), admitted());
    clock.addAndGet(Duration.ofSeconds(30).toNanos());

    waiting.forEach(Circuit.Attempt::hungUp);

    assertThat(circuit.admit().succeeded()).isTrue();
  }

  @Test
  void whatWaitedForAConnectionIsNotSentToAHostThatIsLeftAloneByThen() {
    Circuit.Attempt waiting = admitted();
    fail(3);

    assertThat(waiting.sends().succeeded()).isFalse();

    // When the rest is over, then the one that tries is sent, and no other
    clock.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(admitted().sends().succeeded()).isTrue();
    assertThat(waiting.sends().succeeded()).isFalse();
  }

  /** As callers do who ask for a moment, again and again. */
  @Test
  void whoTriesAndHangsUpLeavesItToTheNextAlone() {
    fail(3);
    clock.addAndGet(Duration.ofSeconds(10).toNanos());
    Circuit.Attempt trial = sent();
    clock.addAndGet(Duration.ofMillis(10).toNanos());

    trial.hungUp();
    trial.over();

    assertThat(circuit.admit().succeeded()).isTrue();
    assertThat(circuit.admit().succeeded()).isFalse();
  }

  @Test
  void aTrialThatIsOverLateEndsNoRestThatHasBegunSince() {
    fail(3);
    clock.addAndGet(Duration.ofSeconds(10).toNanos());
    Circuit.Attempt trial = sent();
    fail(1);

    trial.over();

    assertThat(circuit.admit().succeeded()).isFalse();
  }

  private Circuit.Attempt sent() {
    Circuit.Attempt attempt = admitted();
    assertThat(attempt.sends().succeeded()).isTrue();
    return attempt;
  }

  private Circuit.Attempt admitted() {
    return circuit.admit().result();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      circuit.failed();
    }
  }
}
