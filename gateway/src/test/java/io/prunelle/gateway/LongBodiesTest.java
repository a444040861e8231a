// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.format.FhirXml;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.WorkerExecutor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who sends long bodies waits for those who do as well, and keeps nobody else waiting. */
final class LongBodiesTest {

  private static final int LENGTH = 1 << 20;
  private static final int MANY = 6;

  private static RunningGateway gateway;
  private final ExecutorService clients = Executors.newCachedThreadPool();
  private final CountDownLatch over = new CountDownLatch(1);

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start(TestDatabase.migrated(), LongBodiesTest::ofLongBodies);
    gateway.premises.answers(
        request ->
            request.method().equals("POST")
                ? Reply.json(201, request.body().toJsonObject())
                : RecordingHost.patient(request));
  }

  private static Settings ofLongBodies(Settings settings) {
    Settings few = TestSettings.limiting(settings, 1, 20);
    Settings.Limits limits = few.limits();
    return TestSettings.with(
        few,
        new Settings.Limits(
            32 * LENGTH,
            limits.responseBody(),
            limits.bundleEntries(),
            limits.matches(),
            Duration.ofSeconds(30),
            limits.upstreamConnections(),
            limits.upstreamFailures(),
            limits.upstreamRest()),
        few.clients());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @AfterEach
  void hangUp() {
    over.countDown();
    clients.shutdown();
  }

  static Stream<Arguments> forms() {
    String json = observation("long", "p1").put("language", "x".repeat(LENGTH)).encode();
    String xml = new String(FhirXml.xml(json.getBytes(UTF_8), false), UTF_8);
    return Stream.of(
        arguments("application/fhir+json", json, "identity"),
        arguments("application/fhir+xml", xml, "identity"),
        arguments("application/fhir+json", json, "gzip"),
        arguments("application/fhir+xml", xml, "gzip"));
  }

  /** In whatever form they are sent, and it is asked for. */
  @ParameterizedTest
  @MethodSource("forms")
  void besideLongBodiesASmallReadIsAnswered(String type, String body, String coding)
      throws Exception {
    // Given all threads for what is long are busy, and many long bodies have arrived
    keepBusy();
    long free = gateway.server().memory().free();
    List<CompletableFuture<Answer>> sent = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      String token =
          gateway.realm.token(
              gateway.realm.patientClaims("p1").put("sub", type + " " + coding + " " + i));
      sent.add(
          CompletableFuture.supplyAsync(
              () -> gateway.post("/Observation", token, body, "Content-Type", type), clients));
    }
    await().until(() -> gateway.server().memory().free() <= free - (long) MANY * LENGTH);

    // When somebody else reads
    HttpResponse<byte[]> read = read(type, coding);

    // Then they are answered, and the others once their turn has come
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(sent).noneMatch(CompletableFuture::isDone);
    over.countDown();
    for (CompletableFuture<Answer> one : sent) {
      assertThat(one.get().status()).isEqualTo(201);
    }
  }

  private static HttpResponse<byte[]> read(String type, String coding) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.fhir() + "/Patient/p2"))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + gateway.realm.patient("p2"))
            .header("Accept", type)
            .header("Accept-Encoding", coding)
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  /** However few they are. */
  @Test
  void whoSendsLongBodiesIsToldWhenToAskAgainAndNobodyElseIs() {
    String heavy = gateway.realm.token(gateway.realm.patientClaims("p1").put("sub", "heavy"));
    String other = gateway.realm.token(gateway.realm.patientClaims("p1").put("sub", "other"));
    String body = " ".repeat(30 * LENGTH) + observation("long", "p1").encode();

    assertThat(gateway.post("/Observation", heavy, body).status()).isEqualTo(201);

    Answer next = gateway.get("/Patient/p1", heavy);
    assertThat(next.status()).isEqualTo(429);
    assertThat(next.header("retry-after")).isNotNull();
    assertThat(gateway.get("/Patient/p1", other).status()).isEqualTo(200);
  }

  private void keepBusy() throws InterruptedException {
    int threads = Runtime.getRuntime().availableProcessors();
    CountDownLatch busy = new CountDownLatch(threads);
    WorkerExecutor workers = gateway.vertx().createSharedWorkerExecutor("lengthy", threads);
    for (int i = 0; i < threads; i++) {
      workers.executeBlocking(
          () -> {
            busy.countDown();
            over.await();
            return null;
          },
          false);
    }
    busy.await();
  }
}
