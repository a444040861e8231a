// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** There are four connections that hold a record: nobody has them all. */
final class WritesAtOnceTest {

  private static final int SHARE = 2;

  private static RunningGateway gateway;

  private final ExecutorService clients = Executors.newCachedThreadPool();
  private final CountDownLatch answering = new CountDownLatch(1);
  private final List<CompletableFuture<Answer>> slow = new ArrayList<>();

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** Given a patient as many of whose writes are under way as may be. */
  @BeforeEach
  void takeTheShare() {
    gateway.premises.reset();
    gateway.premises.answers(
        request ->
            writes(request)
                ? Reply.json(201, observation("o", patient(request)))
                : RecordingHost.patient(request));
    gateway.premises.beforeAnswering(
        request -> {
          if (writes(request) && patient(request).equals("p1")) {
            hold(answering);
          }
        });
    for (int i = 0; i < SHARE; i++) {
      slow.add(CompletableFuture.supplyAsync(() -> create("p1"), clients));
    }
    await()
        .until(() -> gateway.arrived().stream().filter(WritesAtOnceTest::writes).count() == SHARE);
  }

  @AfterEach
  void hangUp() {
    answering.countDown();
    clients.shutdown();
  }

  @Test
  void whoHasAsManyUnderWayIsToldWhenToTryAgainAndNobodyElseIs() {
    Answer further = create("p1");

    assertThat(further.status()).isEqualTo(429);
    assertThat(further.header("retry-after")).isEqualTo("1");
    assertThat(gateway.settled(further)).containsEntry("reason", "too-many-at-once");
    assertThat(create("p2").status()).isEqualTo(201);
  }

  @Test
  void bundlesThatWriteCountAndWhatOnlyReadsDoesNot() {
    JsonObject write = entry("POST", "Observation").put("resource", observation("o", "p1"));

    assertThat(bundle("batch", write).status()).isEqualTo(429);
    assertThat(bundle("transaction", write).status()).isEqualTo(429);
    assertThat(bundle("batch", entry("GET", "Patient/p1")).status()).isEqualTo(200);
    assertThat(gateway.get("/Patient/p1", gateway.realm.patient("p1")).status()).isEqualTo(200);
  }

  @Test
  void onceTheyAreAnsweredThereIsPlaceAgain() {
    answering.countDown();

    assertThat(slow).allSatisfy(one -> assertThat(one.join().status()).isEqualTo(201));
    assertThat(create("p1").status()).isEqualTo(201);
    // Nor does one that is refused keep a place
    for (int i = 0; i < 2 * SHARE; i++) {
      Answer anothers = gateway.post("/Observation", token("p1"), observation("o", "p2").encode());
      assertThat(anothers.status()).isEqualTo(403);
    }
    assertThat(create("p1").status()).isEqualTo(201);
  }

  private static Answer create(String patient) {
    return gateway.post("/Observation", token(patient), observation("o", patient).encode());
  }

  private static Answer bundle(String type, JsonObject entry) {
    JsonObject bundle =
        new JsonObject()
            .put("resourceType", "Bundle")
            .put("type", type)
            .put("entry", new JsonArray().add(entry));
    return gateway.post("", token("p1"), bundle.encode());
  }

  private static JsonObject entry(String method, String url) {
    return new JsonObject().put("request", new JsonObject().put("method", method).put("url", url));
  }

  private static String token(String patient) {
    return gateway.realm.patient(patient);
  }

  private static boolean writes(Arrived request) {
    return request.method().equals("POST") && request.uri().startsWith("/fhir/Observation");
  }

  private static String patient(Arrived request) {
    return request
        .body()
        .toJsonObject()
        .getJsonObject("subject")
        .getString("reference")
        .substring("Patient/".length());
  }

  private static void hold(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
