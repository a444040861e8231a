// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadTest {

  private static final long STALL_MILLIS = 500;
  private static final Buffer BODY = Buffer.buffer("x".repeat(1_400));

  private final Vertx vertx = Vertx.vertx();
  private final Set<String> asked = new ConcurrentSkipListSet<>();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void aStallCountsForEveryRequestThatWasDueMeanwhile() {
    // Given a server that keeps its one client waiting, once
    AtomicBoolean stalled = new AtomicBoolean();
    Load load =
        load(
            request -> {
              if (stalled.compareAndSet(false, true)) {
                vertx.setTimer(STALL_MILLIS, later -> request.response().end(BODY));
              } else {
                request.response().end(BODY);
              }
            });

    // When a hundred requests a second should be sent over one connection
    Answers answers = load.paced(1, Duration.ofSeconds(1), 100);

    // Then not one request was late, but all that were due while nothing went through
    long late =
        answers.latencies().getCountBetweenValues(STALL_MILLIS * 1_000 / 5, Long.MAX_VALUE / 2);
    assertThat(late).isGreaterThan(20);
    assertThat(answers.failed()).isZero();
  }

  @Test
  void whatIsRefusedIsNotFast() {
    AtomicBoolean odd = new AtomicBoolean();
    Load load =
        load(
            request -> {
              odd.set(!odd.get());
              request.response().setStatusCode(odd.get() ? 503 : 200).end(BODY);
            });

    Answers answers = load.paced(1, Duration.ofSeconds(1), 50);

    assertThat(answers.failed()).isPositive();
    assertThat(answers.percentile(99)).isGreaterThan(10_000);
  }

  @Test
  void everyCallerIsAskedForInTurn() {
    Answers answers = load(request -> request.response().end(BODY)).eachOnce(2);

    assertThat(answers.answered()).isEqualTo(3);
    assertThat(asked).containsExactly("/fhir/Patient/a", "/fhir/Patient/b", "/fhir/Patient/c");
  }

  @Test
  void whatIsNotAnsweredWellIsNoAnswer() {
    Answers answers = load(request -> request.response().setStatusCode(503).end(BODY)).eachOnce(2);

    assertThat(answers.answered()).isZero();
    assertThat(answers.failed()).isEqualTo(3);
  }

  @Test
  void aLoadGoesOnForAsLongAsSomethingElseDoes() {
    Answers answers =
        load(request -> request.response().end(BODY))
            .pacedUntil(2, () -> asked.contains("/fhir/Patient/c"), 1_000);

    assertThat(answers.answered()).isGreaterThanOrEqualTo(3);
    assertThat(answers.failed()).isZero();
  }

  private Load load(Handler<HttpServerRequest> server) {
    HttpServer listening =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  asked.add(request.path());
                  server.handle(request);
                })
            .listen(0, "127.0.0.1")
            .await();
    Contestant contestant =
        new Contestant(
            "server",
            listening.actualPort(),
            "/fhir",
            new ProcessTree(ProcessHandle.current().pid()),
            null);
    return new Load(vertx, contestant, Case.SMALL, List.of(caller("a"), caller("b"), caller("c")));
  }

  private static StandInRealm.Caller caller(String patient) {
    return new StandInRealm.Caller(patient, "Bearer of-" + patient);
  }
}
