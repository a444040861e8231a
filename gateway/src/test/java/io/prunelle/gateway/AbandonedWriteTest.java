// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.Bundles.get;
import static io.prunelle.gateway.Bundles.request;
import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host does not take back what it was told to change when who told it goes away. */
final class AbandonedWriteTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void resources() {
    gateway.premises.reset();
    gateway.premises.answers(AbandonedWriteTest::host);
  }

  private static Reply host(Arrived request) {
    return request.method().equals("POST")
        ? RecordingHost.created(request)
        : RecordingHost.patient(request);
  }

  @ParameterizedTest
  @ValueSource(strings = {"transaction", "batch"})
  void theRecordIsHeldUntilTheHostHasAnsweredThoughTheClientIsGone(String kind) {
    CountDownLatch answers = new CountDownLatch(1);
    gateway.premises.beforeAnswering(request -> RecordingHost.until(answers));
    String token = gateway.realm.practitioner();
    JsonObject write = Bundles.of(kind, request("POST", "Observation", observation("x", "p1")));

    RawRequest.abandon(gateway, token, write, () -> asked("POST"));
    // That the gateway notices who has gone is seen by a read, which ends with its client
    RawRequest.abandon(gateway, token, Bundles.of("batch", get("Patient/p1")), () -> asked("GET"));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> outcomes("read"), rows -> List.of(499).equals(rows));

    assertThat(free()).isFalse();
    assertThat(outcomes("create")).containsExactly((Integer) null);
    answers.countDown();
    await().atMost(Duration.ofSeconds(10)).until(AbandonedWriteTest::free);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> outcomes("create"), rows -> List.of(201).equals(rows));
  }

  private static boolean asked(String method) {
    return gateway.premises.arrived().stream().anyMatch(one -> one.method().equals(method));
  }

  /** Of what this test has asked for, told by the request that reached the host. */
  private static List<Integer> outcomes(String interaction) {
    return gateway.premises.arrived().stream()
        .map(one -> one.headers().get("X-Request-Id"))
        .distinct()
        .flatMap(request -> gateway.journal(request).stream())
        .filter(row -> interaction.equals(row.get("interaction")))
        .map(row -> (Integer) row.get("status"))
        .toList();
  }

  /** Whether a mover could have the record to itself. */
  private static boolean free() {
    Map<String, Object> row =
        gateway
            .database
            .rows(
                "SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0)) AS free",
                "record/" + TestRealm.PRACTICE + "/p1")
            .get(0);
    return (Boolean) row.get("free");
  }
}
