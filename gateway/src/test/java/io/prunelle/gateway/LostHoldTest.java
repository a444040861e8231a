// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.Bundles.request;
import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database goes while a host is at a write: with it goes what keeps the record where it is. */
final class LostHoldTest {

  private static final String SHARED =
      " FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND ((classid::bigint <<"
          + " 32) | objid::bigint) = hashtextextended('record/"
          + TestRealm.PRACTICE
          + "/%s', 0)";

  private static RunningGateway gateway;

  private final CountDownLatch answers = new CountDownLatch(1);

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void heldBack() {
    gateway.premises.reset();
    gateway.premises.answers(LostHoldTest::host);
    gateway.premises.beforeAnswering(
        request -> {
          if (request.method().equals("POST")) {
            RecordingHost.until(answers);
          }
        });
  }

  private static Reply host(Arrived request) {
    return request.method().equals("POST")
        ? RecordingHost.created(request)
        : RecordingHost.patient(request);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasWrittenToWhereTheRecordNoLongerIsIsNotCalledDone(boolean transaction) {
    String patient = transaction ? "moved-1" : "moved-2";
    CompletableFuture<Answer> writing = writing(patient, transaction);
    loseHold(patient);
    gateway.placeInTheCloud(patient);
    answers.countDown();

    Answer answer = writing.join();

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasWrittenToWhereTheRecordStillIsIsDone(boolean transaction) {
    String patient = transaction ? "stayed-1" : "stayed-2";
    CompletableFuture<Answer> writing = writing(patient, transaction);
    loseHold(patient);
    answers.countDown();

    assertThat(writing.join().status()).isEqualTo(transaction ? 200 : 201);
  }

  private static CompletableFuture<Answer> writing(String patient, boolean transaction) {
    JsonObject written = observation("x", patient);
    String body =
        transaction
            ? Bundles.of("transaction", request("POST", "Observation", written)).encode()
            : written.encode();
    String token = gateway.realm.practitioner();
    CompletableFuture<Answer> writing =
        CompletableFuture.supplyAsync(
            () -> gateway.post(transaction ? "" : "/Observation", token, body));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> gateway.premises.arrived().stream().anyMatch(one -> one.method().equals("POST")));
    return writing;
  }

  private static void loseHold(String patient) {
    gateway.database.asAdministrator(
        "SELECT pg_terminate_backend(pid)" + SHARED.formatted(patient));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> gateway.database.rows("SELECT pid" + SHARED.formatted(patient)).isEmpty());
  }
}
