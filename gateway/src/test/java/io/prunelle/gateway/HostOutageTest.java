// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A host that hangs takes nothing with it. */
final class HostOutageTest {

  private static final int LOOPS = Runtime.getRuntime().availableProcessors();
  private static final int CONNECTIONS = 4 * LOOPS;

  /** Of one caller's, where all of theirs are served by one loop. */
  private static final int SHARE = 2;

  private static Settings resting(Settings s) {
    return limited(s, Duration.ofSeconds(1), s.limits().upstreamConnections(), 2);
  }

  private static Settings limited(Settings s, Duration silence, int connections, int failures) {
    Settings.Limits limits =
        new Settings.Limits(
            s.limits().requestBody(),
            s.limits().responseBody(),
            s.limits().bundleEntries(),
            s.limits().matches(),
            silence,
            connections,
            failures,
            Duration.ofSeconds(2));
    return TestSettings.with(s, limits, s.clients());
  }

  @Test
  void aHostThatHangsIsLeftAloneUntilItAnswersAgain() {
    try (RunningGateway gateway =
        RunningGateway.start(TestDatabase.migrated(), HostOutageTest::resting)) {
      String token = gateway.realm.practitioner();
      CountDownLatch back = twiceInVain(gateway, token);
      int asked = gateway.premises.arrived().size();

      // When a third comes, then it is answered without asking the host
      RunningGateway.Answer third = gateway.get("/Patient/p1", token);
      assertThat(third.status()).isEqualTo(503);
      assertThat(third.header("retry-after")).isNotNull();
      assertThat(gateway.settled(third)).containsEntry("ending", "failed");
      assertThat(gateway.premises.arrived()).hasSize(asked);

      // And the other host's records are served meanwhile
      gateway.permit("permitted");
      assertThat(gateway.get("/Patient/permitted", token).status()).isEqualTo(200);

      // When the host is back, then it is found out
      back.countDown();
      await().until(() -> gateway.get("/Patient/p1", token).status() == 200);
    }
  }

  /** Given two requests that were waited for; the host is silent until it is told to go on. */
  private static CountDownLatch twiceInVain(RunningGateway gateway, String token) {
    CountDownLatch back = new CountDownLatch(1);
    gateway.premises.beforeAnswering(request -> until(back));
    assertThat(gateway.get("/Patient/p1", token).status()).isEqualTo(504);
    assertThat(gateway.get("/Patient/p1", token).status()).isEqualTo(504);
    return back;
  }

  /** It does answer, whatever becomes of that here. */
  @Test
  void anAnswerThatCannotBeUsedTellsThatAHostIsBack() {
    try (RunningGateway gateway =
        RunningGateway.start(TestDatabase.migrated(), HostOutageTest::resting)) {
      String token = gateway.realm.practitioner();
      CountDownLatch back = twiceInVain(gateway, token);

      // Given a host that is back, and an answer that nobody can read as the first one from there
      gateway.premises.answers(
          request -> RecordingHost.patient(request).with("Content-Encoding", "br"));
      back.countDown();
      await().until(() -> gateway.get("/Patient/p1", token).status() == 502);

      // Then others are served at once
      gateway.premises.answers(RecordingHost::patient);
      assertThat(gateway.get("/Patient/p1", token).status()).isEqualTo(200);
    }
  }

  /** Of the one that was sent nobody knows whether it was made; the other one surely was not. */
  @Test
  void aChangeThatIsNotSentIsToldApartFromOneThatIsNotAnswered() {
    try (RunningGateway gateway =
        RunningGateway.start(
            TestDatabase.migrated(), s -> limited(s, Duration.ofSeconds(1), 8, 1))) {
      String token = gateway.realm.practitioner();
      CountDownLatch back = new CountDownLatch(1);
      gateway.premises.beforeAnswering(request -> until(back));

      RunningGateway.Answer unanswered = create(gateway, token);
      RunningGateway.Answer unsent = create(gateway, token);
      back.countDown();

      assertThat(unanswered.status()).isEqualTo(504);
      assertThat(gateway.settled(unanswered))
          .containsEntry("permitted", true)
          .containsEntry("ending", "failed");
      assertThat(unsent.status()).isEqualTo(503);
      assertThat(gateway.premises.arrived()).hasSize(1);
      assertThat(gateway.settled(unsent))
          .containsEntry("permitted", true)
          .containsEntry("ending", "refused");
    }
  }

  private static RunningGateway.Answer create(RunningGateway gateway, String token) {
    String body = RecordingHost.observation("x", "p1").encode().replace("\"id\":\"x\",", "");
    return gateway.post("/Observation", token, body);
  }

  /** As one does that a host was about to close when it was sent a request. */
  @Test
  void aConnectionThatIsClosedInsteadOfAnAnswerIsTriedOnceMoreByReadsAlone() {
    try (RunningGateway gateway = RunningGateway.start()) {
      String token = gateway.realm.practitioner();
      AtomicInteger asked = new AtomicInteger();
      gateway.premises.answers(
          request ->
              asked.incrementAndGet() == 1
                  ? RecordingHost.Reply.none()
                  : RecordingHost.patient(request));

      assertThat(gateway.get("/Patient/p1", token).status()).isEqualTo(200);
      assertThat(asked).hasValue(2);

      asked.set(0);
      String body = RecordingHost.observation("x", "p1").encode().replace("\"id\":\"x\",", "");
      assertThat(gateway.post("/Observation", token, body).status()).isEqualTo(502);
      assertThat(asked).hasValue(1);

      gateway.premises.answers(request -> RecordingHost.Reply.none());
      gateway.premises.beforeAnswering(request -> asked.incrementAndGet());
      asked.set(0);
      assertThat(gateway.get("/Patient/p1", token).status()).isEqualTo(502);
      assertThat(asked).hasValue(2);
    }
  }

  /** Each of its bytes is in time, and the last one never comes. */
  @Test
  void anAnswerThatTricklesInWithoutEndIsGivenUp() {
    Vertx vertx = Vertx.vertx();
    HttpServer trickling =
        vertx
            .createHttpServer()
            .requestHandler(request -> trickle(vertx, request.response()))
            .listen(0, "127.0.0.1")
            .await();
    URI url = URI.create("http://127.0.0.1:" + trickling.actualPort() + "/fhir");
    try (RunningGateway gateway =
        RunningGateway.start(TestDatabase.migrated(), s -> onPremiseAt(url, resting(s)))) {
      RunningGateway.Answer answer = gateway.get("/Patient/p1", gateway.realm.practitioner());

      assertThat(answer.status()).isEqualTo(504);
      assertThat(gateway.settled(answer)).containsEntry("status", 504);
    } finally {
      vertx.close().await();
    }
  }

  /** The client's own timer is over once the head is there. */
  @Test
  void anAnswerThatStopsInItsMiddleIsGivenUp() {
    Vertx vertx = Vertx.vertx();
    HttpServer stopping =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .response()
                        .putHeader("Content-Type", "application/fhir+json")
                        .putHeader("Content-Length", "1000")
                        .write("{"))
            .listen(0, "127.0.0.1")
            .await();
    URI url = URI.create("http://127.0.0.1:" + stopping.actualPort() + "/fhir");
    try (RunningGateway gateway =
        RunningGateway.start(TestDatabase.migrated(), s -> onPremiseAt(url, resting(s)))) {
      RunningGateway.Answer answer = gateway.get("/Patient/p1", gateway.realm.practitioner());

      // Then whoever asked is told, and the journal knows how it ended
      assertThat(answer.status()).isEqualTo(504);
      assertThat(gateway.settled(answer)).containsEntry("status", 504);
    } finally {
      vertx.close().await();
    }
  }

  private static void trickle(Vertx vertx, HttpServerResponse response) {
    response.setChunked(true).putHeader("Content-Type", "application/fhir+json").write("{");
    long timer = vertx.setPeriodic(50, tick -> response.write(" "));
    response.closeHandler(gone -> vertx.cancelTimer(timer));
  }

  private static Settings onPremiseAt(URI url, Settings s) {
    Host premises = new Host("cabinet", HostKind.ON_PREMISE, url, null);
    Host cloud = s.hosts().get(0);
    return TestSettings.with(
        s, List.of(cloud, premises), List.of(new Practice(TestRealm.PRACTICE, premises, cloud)));
  }

  @Test
  void clientsWhoHangUpCloseAHostForNobody() throws Exception {
    try (RunningGateway gateway =
        RunningGateway.start(TestDatabase.migrated(), HostOutageTest::resting)) {
      CountDownLatch back = new CountDownLatch(1);
      gateway.premises.beforeAnswering(request -> until(back));

      // Given more clients than a host may fail, who go away while it is asked
      for (int i = 1; i <= 3; i++) {
        int asked = i;
        hangUp(gateway, () -> gateway.premises.arrived().size() == asked);
        await().until(() -> gone(gateway) == asked);
      }
      back.countDown();

      // Then the next one is served
      assertThat(gateway.get("/Patient/p1", gateway.realm.practitioner()).status()).isEqualTo(200);
    }
  }

  /** Nobody was answered for as long as any client waits. */
  @Test
  void clientsWhoWaitedLongForAHostThatAnswersNobodyCloseIt() throws Exception {
    try (RunningGateway gateway =
        RunningGateway.start(
            TestDatabase.migrated(),
            s -> limited(s, Duration.ofSeconds(60), s.limits().upstreamConnections(), 2))) {
      CountDownLatch back = new CountDownLatch(1);
      gateway.premises.beforeAnswering(request -> until(back));

      // Given as many as a host may fail, who give up before the gateway does
      List<CompletableFuture<?>> waiting =
          List.of(givingUp(gateway, "/Patient/p1"), givingUp(gateway, "/Patient/p2"));
      waiting.forEach(one -> assertThat(one).failsWithin(Duration.ofSeconds(20)));
      await().until(() -> gone(gateway) == 2);
      int asked = gateway.premises.arrived().size();

      // Then the next one is told at once
      RunningGateway.Answer next = gateway.get("/Patient/p3", gateway.realm.practitioner());
      assertThat(next.status()).isEqualTo(503);
      assertThat(gateway.premises.arrived()).hasSize(asked);
      back.countDown();
    }
  }

  /** As clients do after some time. */
  private static CompletableFuture<?> givingUp(RunningGateway gateway, String path) {
    return HttpClient.newHttpClient()
        .sendAsync(
            HttpRequest.newBuilder(URI.create(gateway.fhir() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(6))
                .header("Authorization", "Bearer " + gateway.realm.practitioner())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void whoGetsNoConnectionToAHostIsToldSoAndClosesItForNobody() {
    try (RunningGateway gateway =
        RunningGateway.start(
            TestDatabase.migrated(), s -> limited(s, Duration.ofSeconds(60), 1, 1))) {
      String token = gateway.realm.practitioner();
      CountDownLatch back = new CountDownLatch(1);

      // Given the only connection to a host, on which it takes its time
      CompletableFuture<RunningGateway.Answer> first = takingItsTime(gateway, token, back);

      // When somebody else wants something there, then they are told while it still does
      RunningGateway.Answer second = gateway.get("/Patient/p2", token);
      assertThat(second.status()).isEqualTo(503);
      assertThat(second.header("retry-after")).isNotNull();
      assertThat(gateway.settled(second)).containsEntry("status", 503);
      assertThat(first).isNotDone();

      // And nothing is held against the host
      back.countDown();
      assertThat(first).succeedsWithin(Duration.ofSeconds(20));
      assertThat(gateway.get("/Patient/p2", token).status()).isEqualTo(200);
    }
  }

  /** However many they ask on, and on whichever loop of the gateway's each is served. */
  @Test
  void whoAsksForMuchThatTakesLongWaitsForItAlone() {
    try (RunningGateway gateway =
        RunningGateway.start(
            TestDatabase.migrated(), s -> limited(s, Duration.ofSeconds(60), CONNECTIONS, 1))) {
      CountDownLatch back = new CountDownLatch(1);
      String token = gateway.realm.patient("p1");
      gateway.premises.beforeAnswering(
          request -> {
            if (request.uri().startsWith("/fhir/Patient/p1")) {
              until(back);
            }
          });

      // Given somebody who asks a slow host for more than there are connections to it
      List<CompletableFuture<RunningGateway.Answer>> asked =
          Stream.generate(
                  () ->
                      gateway.begin("GET", URI.create(gateway.fhir() + "/Patient/p1"), token, null))
              .limit(2L * CONNECTIONS)
              .toList();
      await().until(() -> gateway.premises.arrived().size() >= SHARE);

      // When others ask for something there, then they are answered meanwhile
      for (int i = 0; i < CONNECTIONS; i++) {
        assertThat(gateway.get("/Patient/p2", gateway.realm.patient("p2")).status()).isEqualTo(200);
      }
      assertThat(asked).noneMatch(CompletableFuture::isDone);

      // And when the host is done with the first, it is asked for the rest
      back.countDown();
      assertThat(asked)
          .allSatisfy(
              answer ->
                  assertThat(answer)
                      .succeedsWithin(Duration.ofSeconds(20))
                      .extracting(RunningGateway.Answer::status)
                      .isEqualTo(200));
    }
  }

  /** Nor is a connection lost by it. */
  @Test
  void whoWaitedForAConnectionAsksNoHostThatIsLeftAloneByThen() {
    try (RunningGateway gateway =
        RunningGateway.start(
            TestDatabase.migrated(), s -> limited(s, Duration.ofSeconds(2), 1, 1))) {
      String token = gateway.realm.practitioner();
      CountDownLatch back = new CountDownLatch(1);
      CompletableFuture<RunningGateway.Answer> first = takingItsTime(gateway, token, back);

      RunningGateway.Answer second = gateway.get("/Patient/p2", token);

      assertThat(second.status()).isEqualTo(503);
      assertThat(first.join().status()).isEqualTo(504);
      assertThat(gateway.premises.arrived()).hasSize(1);
      back.countDown();
      await().until(() -> gateway.get("/Patient/p2", token).status() == 200);
    }
  }

  private static CompletableFuture<RunningGateway.Answer> takingItsTime(
      RunningGateway gateway, String token, CountDownLatch back) {
    gateway.premises.beforeAnswering(request -> until(back));
    CompletableFuture<RunningGateway.Answer> asked =
        CompletableFuture.supplyAsync(() -> gateway.get("/Patient/p1", token));
    await().until(() -> gateway.premises.arrived().size() == 1);
    return asked;
  }

  private static void hangUp(RunningGateway gateway, Callable<Boolean> asked) throws IOException {
    URI uri = URI.create(gateway.fhir());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      String request =
          "GET "
              + uri.getPath()
              + "/Patient/p1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + gateway.realm.practitioner()
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      await().until(asked);
    }
  }

  private static long gone(RunningGateway gateway) {
    return (long)
        gateway
            .database
            .rows("SELECT count(*) AS n FROM journal.outcome WHERE ending = 'client-gone'")
            .get(0)
            .get("n");
  }

  private static void until(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
