// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.refusal.Refusals;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class TurnsTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final HttpClientAgent CLIENT = VERTX.createHttpClient();
  private static final int CONNECTIONS = 4;

  private final Turns turns = new Turns(VERTX, CONNECTIONS, Duration.ofSeconds(20));
  private final List<Promise<Void>> exchanges = new ArrayList<>();

  @AfterAll
  static void stop() {
    VERTX.close().await();
  }

  @Test
  void theNextOfACallersIsAskedWhenOneBeforeHasEnded() {
    List<Future<Void>> asked = List.of(ask("p1"), ask("p1"), ask("p1"), ask("p1"));
    assertThat(exchanges).hasSize(2);

    exchanges.get(0).complete();
    exchanges.get(1).fail("broken");

    Awaitility.await().until(() -> exchanges.size() == 4);
    assertThat(asked.get(0).succeeded()).isTrue();
    assertThat(asked.get(1).failed()).isTrue();
    exchanges.forEach(Promise::tryComplete);
    Awaitility.await().until(() -> asked.get(3).succeeded());
    // And nothing is remembered of who is done
    assertThat(turns.lines()).isZero();
  }

  @Test
  void nobodyWaitsForAnotherCallerNorForAnotherHost() {
    ask("p1");
    ask("p1");
    ask("p1");

    ask("p2");
    turns.of(CLIENT, "other", "p1", this::exchange);

    assertThat(exchanges).hasSize(4);
  }

  @Test
  void whoseTurnDoesNotComeIsToldSoAndAsksNothing() {
    Turns hurried = new Turns(VERTX, CONNECTIONS, Duration.ofMillis(20));
    hurried.of(CLIENT, "host", "p1", this::exchange);
    hurried.of(CLIENT, "host", "p1", this::exchange);

    Future<Void> third = hurried.of(CLIENT, "host", "p1", this::exchange);

    Awaitility.await().until(third::failed);
    assertThat(Refusals.answer(third.cause()).status()).isEqualTo(503);
    exchanges.forEach(Promise::complete);
    assertThat(exchanges).hasSize(2);
    assertThat(hurried.lines()).isZero();
  }

  @Test
  void onlySoManyWait() {
    List<Future<Void>> asked = new ArrayList<>();
    for (int i = 0; i < 2 + 8 * CONNECTIONS + 1; i++) {
      asked.add(ask("p1"));
    }

    assertThat(asked).filteredOn(Future::failed).hasSize(1);
    assertThat(asked.get(asked.size() - 1).failed()).isTrue();
  }

  /** As a request that cannot be written. */
  @Test
  void aTurnInWhichNothingCouldBeAskedEnds() {
    Future<Void> asked =
        turns.of(
            CLIENT,
            "host",
            "p1",
            () -> {
              throw new IllegalStateException("no request");
            });

    assertThat(asked.failed()).isTrue();
    assertThat(turns.lines()).isZero();
  }

  private Future<Void> ask(String caller) {
    return turns.of(CLIENT, "host", caller, this::exchange);
  }

  private Future<Void> exchange() {
    Promise<Void> exchange = Promise.promise();
    exchanges.add(exchange);
    return exchange.future();
  }
}
