// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.prunelle.keycloak.consent.Busy;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final Transactions AT_ONCE =
      new Transactions() {
        @Override
        public <T> T inOne(Function<EntityManager, T> work) {
          return work.apply(null);
        }
      };

  /** As many requests as a pool has connections each hold one, and wait for a second. */
  @Test
  void whoeverHasATurnFindsASecondConnection() throws Exception {
    Semaphore connections = new Semaphore(8, true);
    Turns turns = new Turns(7);
    ExecutorService requests = Executors.newFixedThreadPool(32);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        all.add(
            requests.submit(
                () ->
                    new TakingTurns(AT_ONCE, turns)
                        .inTurn(
                            () -> {
                              connections.acquireUninterruptibly();
                              connections.acquireUninterruptibly();
                              connections.release(2);
                              return true;
                            })));
      }
      for (Future<?> one : all) {
        assertThat(one.get()).isEqualTo(true);
      }
    } finally {
      requests.shutdownNow();
    }
  }

  @Test
  void whoFindsNoTurnInTimeIsToldToTryAgainAndHasDoneNothing() {
    Turns turns = new Turns(1);
    List<String> done = new ArrayList<>();
    turns.begin(Duration.ZERO);

    assertThatExceptionOfType(Busy.class)
        .isThrownBy(() -> new TakingTurns(AT_ONCE, turns).inOne(em -> done.add("decided")));

    assertThat(done).isEmpty();
    turns.end();
    new TakingTurns(AT_ONCE, turns).inOne(em -> done.add("decided"));
    assertThat(done).hasSize(1);
  }

  @Test
  void aRequestTakesOneTurnAndGivesItBackHoweverItEnds() {
    Turns turns = new Turns(1);
    TakingTurns request = new TakingTurns(AT_ONCE, turns);

    assertThat(request.inTurn(() -> request.<Integer>inOne(em -> 1))).isEqualTo(1);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                request.inTurn(
                    () -> {
                      throw new IllegalStateException("so");
                    }));

    assertThat(new TakingTurns(AT_ONCE, turns).<Integer>inOne(em -> 2)).isEqualTo(2);
  }

  /** Applications may be told of a decision, and mail sent, for as long as those take. */
  @Test
  void whatFollowsOnADecisionKeepsNobodyFromDeciding() {
    Turns turns = new Turns(1);
    TakingTurns request = new TakingTurns(AT_ONCE, turns);
    TakingTurns other = new TakingTurns(AT_ONCE, turns);

    int both =
        request.inTurn(() -> request.<Integer>inOne(em -> 1) + other.<Integer>inOne(em -> 2));

    assertThat(both).isEqualTo(3);
    // given back once, not twice
    request.inTurn(
        () -> {
          assertThatExceptionOfType(Busy.class).isThrownBy(() -> other.inOne(em -> 4));
          return true;
        });
  }
}
