// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is served, from where, and what the journal says of it. */
final class ServedRecordsTest {

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
  void forget() {
    gateway.cloud.reset();
    gateway.premises.reset();
  }

  @Test
  void aRecordWithoutADecisionIsReadOnPremise() {
    RunningGateway.Answer answer = gateway.get("/Patient/p1", gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getString("id")).isEqualTo("p1");
    assertThat(gateway.premises.arrived()).hasSize(1);
    assertThat(gateway.cloud.arrived()).isEmpty();
    assertThat(gateway.settled(answer))
        .containsEntry("patient", "p1")
        .containsEntry("host", "cabinet")
        .containsEntry("permitted", true)
        .containsEntry("reason", "on-premise")
        .containsEntry("subject", "user-p1")
        .containsEntry("role", "patient")
        .containsEntry("client", "demo-app")
        .containsEntry("token_id", "jti-user-p1")
        .containsEntry("status", 200)
        .containsEntry("ending", "completed");
  }

  @Test
  void theEntryTellsWhatWasSentAsItWasSentAndToWhichTraceItBelongs() {
    RunningGateway.Answer answer =
        gateway.get(
            "/Observation?code=x&patient=p1&access_token=secret",
            gateway.realm.practitioner(),
            "traceparent",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    assertThat(gateway.journal(answer.requestId()))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("raw_query", "code=x&patient=p1&access_token=…")
                    .containsEntry("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736")
                    .containsEntry("organization", TestRealm.PRACTICE));
  }

  @Test
  void aPermittedRecordIsReadInTheCloud() {
    gateway.permit("p2");

    RunningGateway.Answer answer = gateway.get("/Patient/p2", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(gateway.cloud.arrived()).hasSize(1);
    assertThat(gateway.premises.arrived()).isEmpty();
    assertThat(gateway.settled(answer))
        .containsEntry("host", "nuage-sante")
        .containsEntry("reason", "consent-permit")
        .containsEntry("decision", gateway.realm.ledger())
        .containsEntry("role", "practitioner");
  }

  @Test
  void theIntentIsCommittedBeforeTheHostSeesAnything() {
    AtomicReference<List<Map<String, Object>>> seen = new AtomicReference<>();
    gateway.premises.beforeAnswering(
        request -> seen.set(gateway.journal(request.headers().get("X-Request-Id"))));

    RunningGateway.Answer answer =
        gateway.get("/Observation?patient=p1&code=x", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(seen.get()).hasSize(1);
    assertThat(seen.get().get(0))
        .containsEntry("request_id", answer.requestId())
        .containsEntry("interaction", "search-type")
        .containsEntry("resource_type", "Observation")
        .containsEntry("query", "patient=Patient%2Fp1&code=x")
        .containsEntry("permitted", true)
        .containsEntry("status", null);
    assertThat(gateway.settled(answer)).containsEntry("status", 200);
  }

  @Test
  void theHostIsSentNothingThatItDoesNotNeed() {
    Answer answer =
        gateway.get(
            "/Patient/p1?_format=json",
            gateway.realm.practitioner(),
            "Cookie",
            "session=x",
            "X-Forwarded-For",
            "10.1.2.3",
            "X-Forwarded-Host",
            "evil.example",
            "Forwarded",
            "host=evil.example",
            "Accept-Language",
            "fr",
            "X-Request-Id",
            "mine",
            "Via",
            "1.0 evil",
            "tracestate",
            "a=b",
            "X-Anything",
            "else",
            "Accept",
            "application/json");

    RecordingHost.Arrived arrived = gateway.premises.arrived().get(0);
    assertThat(arrived.uri()).isEqualTo("/fhir/Patient/p1");
    assertThat(arrived.headers().names().stream().map(n -> n.toLowerCase(Locale.ROOT)))
        .containsOnly(
            "accept",
            "accept-encoding",
            "cache-control",
            "forwarded",
            "host",
            "traceparent",
            "via",
            "x-forwarded-host",
            "x-request-id");
    String authority = URI.create(gateway.fhir()).getAuthority();
    assertThat(arrived.headers().getAll("Forwarded"))
        .containsExactly("host=\"" + authority + "\";proto=http");
    assertThat(arrived.headers().getAll("Via")).containsExactly("1.1 prunelle");
    assertThat(arrived.headers().contains("Content-Length")).isFalse();
    assertThat(arrived.headers().get("Accept")).isEqualTo("application/fhir+json");
    assertThat(arrived.headers().get("X-Request-Id")).isNotEqualTo("mine");
    assertThat(answer.header("x-correlation-id")).isEqualTo("mine");
    assertThat(gateway.fhir()).contains(arrived.headers().get("X-Forwarded-Host"));
    assertThat(gateway.premises.url().toString()).contains(arrived.headers().get("Host"));
  }

  @Test
  void theSelfLinkOfASearchByFormIsFollowedByGet() {
    String token = gateway.realm.practitioner();
    for (String form : List.of("patient=p1&code=x", "code=x")) {
      Answer posted =
          gateway.send(
              "POST",
              URI.create(gateway.fhir() + "/Observation/_search"),
              token,
              form,
              "Content-Type",
              "application/x-www-form-urlencoded");
      String self =
          posted.json().getJsonArray("link").stream()
              .map(JsonObject.class::cast)
              .filter(link -> "self".equals(link.getString("relation")))
              .map(link -> link.getString("url"))
              .findFirst()
              .orElseThrow();

      assertThat(self).startsWith(gateway.fhir() + "/Observation?").endsWith("code=x");
      assertThat(gateway.send("GET", URI.create(self), token, null).status()).isEqualTo(200);
    }
  }

  @Test
  void theClientIsSentNothingOfTheHost() {
    gateway.premises.answers(
        request ->
            RecordingHost.patient(request)
                .with("Set-Cookie", "JSESSIONID=x")
                .with("Server", "Host 1.0")
                .with("X-Powered-By", "HAPI")
                .with("X-Request-Id", "theirs")
                .with("Connection", "X-Secret")
                .with("X-Secret", "x")
                .with("ETag", "W/\"3\"")
                .with("Content-Location", gateway.premises.url() + "/Patient/p1/_history/3"));

    RunningGateway.Answer answer = gateway.get("/Patient/p1", gateway.realm.practitioner());

    assertThat(answer.headers().keySet())
        .containsExactlyInAnyOrder(
            "cache-control",
            "content-length",
            "content-security-policy",
            "content-type",
            "date",
            "etag",
            "vary",
            "x-content-type-options",
            "x-request-id");
    assertThat(answer.header("etag")).isEqualTo("W/\"3\"");
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
  }

  @Test
  void whoHasTheLatestVersionIsToldSo() {
    gateway.premises.answers(
        request ->
            "W/\"3\"".equals(request.headers().get("If-None-Match"))
                ? new RecordingHost.Reply(
                    304, MultiMap.caseInsensitiveMultiMap().add("ETag", "W/\"3\""), Buffer.buffer())
                : RecordingHost.patient(request));

    RunningGateway.Answer answer =
        gateway.get("/Patient/p1", gateway.realm.practitioner(), "If-None-Match", "W/\"3\"");

    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aResourceIsCreatedWhereTheRecordLives() {
    gateway.permit("p3");
    String body = RecordingHost.observation("", "p3").put("value", 1).encode();
    gateway.cloud.answers(
        request ->
            RecordingHost.Reply.json(201, RecordingHost.observation("new", "p3"))
                .with("Location", gateway.cloud.url() + "/Observation/new/_history/1"));

    RunningGateway.Answer answer = gateway.post("/Observation", gateway.realm.practitioner(), body);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("location")).isEqualTo(gateway.fhir() + "/Observation/new/_history/1");
    RecordingHost.Arrived arrived = gateway.cloud.arrived().get(0);
    assertThat(arrived.method()).isEqualTo("POST");
    assertThat(arrived.uri()).isEqualTo("/fhir/Observation");
    assertThat(arrived.body().toString()).isEqualTo(body);
    assertThat(gateway.settled(answer))
        .containsEntry("interaction", "create")
        .containsEntry("patient", "p3")
        .containsEntry("status", 201);
  }

  @Test
  void aPatientIsUpdatedUnlessTheVersionIsAnother() {
    String body = "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"active\":true}";
    gateway.premises.answers(
        request ->
            request.method().equals("GET")
                ? RecordingHost.patient(request)
                : "W/\"3\"".equals(request.headers().get("If-Match"))
                    ? RecordingHost.Reply.json(200, new JsonObject(body)).with("ETag", "W/\"4\"")
                    : RecordingHost.Reply.json(412, new JsonObject()));
    URI patient = URI.create(gateway.fhir() + "/Patient/p1");

    RunningGateway.Answer updated =
        gateway.send("PUT", patient, gateway.realm.patient("p1"), body, "If-Match", "W/\"3\"");
    RunningGateway.Answer outdated =
        gateway.send("PUT", patient, gateway.realm.patient("p1"), body, "If-Match", "W/\"2\"");

    assertThat(updated.status()).isEqualTo(200);
    assertThat(updated.header("etag")).isEqualTo("W/\"4\"");
    assertThat(outdated.status()).isEqualTo(412);
    RecordingHost.Arrived arrived = gateway.premises.arrived().get(1);
    assertThat(arrived.method()).isEqualTo("PUT");
    assertThat(arrived.uri()).isEqualTo("/fhir/Patient/p1");
    assertThat(arrived.body().toString()).isEqualTo(body);
    assertThat(gateway.settled(updated))
        .containsEntry("interaction", "update")
        .containsEntry("patient", "p1");
  }

  @Test
  void aConditionReachesTheHostHeldToThePatient() {
    gateway.premises.answers(
        request -> RecordingHost.Reply.json(200, RecordingHost.observation("there", "p1")));
    String body = RecordingHost.observation("", "p1").encode();

    RunningGateway.Answer answer =
        gateway.post(
            "/Observation",
            gateway.realm.practitioner(),
            body,
            "If-None-Exist",
            "identifier=x",
            "Prefer",
            "return=representation, respond-async");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getString("id")).isEqualTo("there");
    RecordingHost.Arrived arrived = gateway.premises.arrived().get(0);
    assertThat(arrived.headers().getAll("If-None-Exist"))
        .containsExactly("patient=Patient%2Fp1&identifier=x");
    assertThat(arrived.headers().get("Prefer")).isEqualTo("return=representation");
  }

  /** What is searched in a form must not end up in the host's log of URLs. */
  @Test
  void aSearchByFormReachesTheHostAsAForm() {
    RunningGateway.Answer answer =
        gateway.post(
            "/Observation/_search?_pretty=true",
            gateway.realm.practitioner(),
            "patient=p1&code=a%26b&unknown=x",
            "Content-Type",
            "application/x-www-form-urlencoded");

    assertThat(answer.status()).isEqualTo(200);
    RecordingHost.Arrived arrived = gateway.premises.arrived().get(0);
    assertThat(arrived.method()).isEqualTo("POST");
    assertThat(arrived.uri()).isEqualTo("/fhir/Observation/_search");
    assertThat(arrived.body())
        .hasToString("patient=Patient%2Fp1&code=a%26b&_count=50&_pretty=true");
    assertThat(arrived.headers().get("Content-Type"))
        .isEqualTo("application/x-www-form-urlencoded");
    assertThat(gateway.settled(answer))
        .containsEntry("interaction", "search-type")
        .containsEntry("query", "patient=Patient%2Fp1&code=a%26b")
        .containsEntry("raw_query", "_pretty=true&patient=p1&code=a%26b&unknown=x");
  }

  /** Whoever pads what they ask for leaves a trace of all of it. */
  @Test
  void ofALongFormTheBeginningIsKeptAndTheDigestOfAllOfIt() throws Exception {
    String form =
        "patient=p1&code=" + "x".repeat(5_000) + "&access_token=secret&subject=Patient/p1";
    RunningGateway.Answer answer =
        gateway.post(
            "/Observation/_search",
            gateway.realm.practitioner(),
            form,
            "Content-Type",
            "application/x-www-form-urlencoded");

    String kept = form.replace("=secret", "=…");
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(kept.getBytes(StandardCharsets.UTF_8));
    String raw = (String) gateway.settled(answer).get("raw_query");
    assertThat(raw)
        .hasSize(4_096)
        .startsWith("patient=p1&code=xxx")
        .endsWith("x…sha256:" + HexFormat.of().formatHex(digest));
    assertThat((String) gateway.settled(answer).get("query")).hasSize(4_096).contains("…sha256:");
  }

  @Test
  void aQueryAsLongAsAUrlMayHaveOneIsKeptWhole() {
    String query = "patient=p1&code=" + "x".repeat(3_900);

    RunningGateway.Answer answer =
        gateway.get("/Observation?" + query, gateway.realm.practitioner());

    assertThat(gateway.settled(answer)).containsEntry("raw_query", query);
  }

  @Test
  void aCompartmentIsSearchedByItsSubjectAndTheAnswerSaysWhatWasAsked() {
    RunningGateway.Answer answer =
        gateway.get("/Patient/p1/Observation?code=x&unknown=y", gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(gateway.premises.arrived().get(0).uri())
        .isEqualTo("/fhir/Observation?patient=Patient%2Fp1&code=x&_count=50");
    assertThat(answer.json().getJsonArray("link").getJsonObject(0).getString("url"))
        .isEqualTo(gateway.fhir() + "/Observation?patient=Patient%2Fp1&code=x");
  }

  @Test
  void aWriteWaitsForTheRecordsMover() throws Exception {
    try (Connection mover = gateway.database.connect(gateway.database.gateway())) {
      mover.setAutoCommit(false);
      mover
          .createStatement()
          .execute(
              "SELECT pg_advisory_xact_lock(hashtextextended('record/%s/p4', 0))"
                  .formatted(TestRealm.PRACTICE));
      CompletableFuture<RunningGateway.Answer> write =
          CompletableFuture.supplyAsync(
              () ->
                  gateway.post(
                      "/Observation",
                      gateway.realm.practitioner(),
                      RecordingHost.observation("", "p4").encode()));
      Awaitility.await()
          .until(
              () ->
                  !gateway
                      .database
                      .rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                      .isEmpty());
      assertThat(gateway.premises.arrived()).isEmpty();
      gateway.cloud.answers(
          request -> RecordingHost.Reply.json(201, RecordingHost.observation("new", "p4")));
      gateway.awaitFollowed(gateway.realm.decide("p4", "PERMIT"));
      mover
          .createStatement()
          .execute(
              "INSERT INTO hosts.placement (practice, patient, host) VALUES ('%s', 'p4', 'nuage-sante')"
                  .formatted(TestRealm.PRACTICE));
      mover.commit();

      assertThat(write.get(10, TimeUnit.SECONDS).status()).isEqualTo(201);
      assertThat(gateway.cloud.arrived()).hasSize(1);
      assertThat(gateway.premises.arrived()).isEmpty();
    }
  }

  @Test
  void furtherPagesAreReachedThroughTheGatewayByWhomTheyWereGivenTo() {
    gateway.premises.answers(
        request ->
            request.uri().contains("_getpages")
                ? RecordingHost.Reply.json(
                    200, RecordingHost.searchset(RecordingHost.observation("o2", "p5")))
                : RecordingHost.Reply.json(
                    200,
                    RecordingHost.searchset(RecordingHost.observation("o1", "p5"))
                        .put(
                            "link",
                            new JsonArray()
                                .add(
                                    new JsonObject()
                                        .put("relation", "next")
                                        .put("url", gateway.premises.url() + "?_getpages=77")))));
    String token = gateway.realm.patient("p5");
    RunningGateway.Answer first = gateway.get("/Observation?patient=p5", token);
    String next =
        first.json().getJsonArray("link").stream()
            .map(JsonObject.class::cast)
            .filter(link -> link.getString("relation").equals("next"))
            .map(link -> link.getString("url"))
            .findFirst()
            .orElseThrow();
    String page = next.substring(gateway.fhir().length());

    RunningGateway.Answer second = gateway.get(page, token);
    RunningGateway.Answer stolen = gateway.get(page, gateway.realm.practitioner());

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body()).contains("o2");
    assertThat(gateway.premises.arrived().get(1).uri()).isEqualTo("/fhir?_getpages=77");
    assertThat(gateway.settled(second))
        .containsEntry("interaction", "search-type")
        .containsEntry("patient", "p5")
        .containsEntry("resource_type", "Observation");
    assertThat(stolen.status()).isEqualTo(404);
    assertThat(gateway.premises.arrived()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "400, 400",
    "404, 404",
    "410, 410",
    "422, 422",
    "401, 502",
    "403, 502",
    "500, 502",
    "302, 502",
    "204, 502"
  })
  void aHostsOwnWordsAboutAFailureAreNotPassedOn(int theirs, int ours) {
    gateway.premises.answers(
        request ->
            RecordingHost.Reply.json(
                theirs, new JsonObject().put("secret", "HAPI-0001 at " + gateway.premises.url())));

    RunningGateway.Answer answer = gateway.get("/Patient/p1", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(ours);
    assertThat(answer.json().getString("resourceType")).isEqualTo("OperationOutcome");
    assertThat(answer.body()).doesNotContain("HAPI", "secret");
    assertThat(gateway.settled(answer))
        .containsEntry("permitted", true)
        .containsEntry("status", ours)
        .containsEntry("ending", "failed");
  }

  @Test
  void aHostThatDoesNotAnswerInTimeIsGivenUp() {
    CountDownLatch over = new CountDownLatch(1);
    gateway.premises.beforeAnswering(request -> await(over));

    RunningGateway.Answer answer = gateway.get("/Patient/p1", gateway.realm.practitioner());

    over.countDown();
    assertThat(answer.status()).isEqualTo(504);
    assertThat(gateway.settled(answer)).containsEntry("status", 504);
  }

  @Test
  void anAnswerBeyondTheLimitIsNotReleased() {
    gateway.premises.answers(
        request ->
            RecordingHost.Reply.json(
                200, RecordingHost.searchset().put("x", "x".repeat((4 << 20) + 1))));

    RunningGateway.Answer answer =
        gateway.get("/Observation?patient=p1", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().getJsonArray("issue").getJsonObject(0).getString("code"))
        .isEqualTo("too-costly");
    assertThat(answer.diagnostics()).contains("4194304 bytes").contains("_count");
  }

  @Test
  void anAnswerAboutSomebodyElseIsNotReleased() {
    gateway.premises.answers(
        request ->
            RecordingHost.Reply.json(
                200, new JsonObject().put("resourceType", "Patient").put("id", "p2")));

    RunningGateway.Answer answer = gateway.get("/Patient/p1", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).doesNotContain("p2");
  }

  @Test
  void whatIsNoFhirUrlIsNotFound() {
    for (String path : new String[] {"/nothing", "/metrics", "/fhirx", "/health/ready"}) {
      assertThat(gateway.send("GET", URI.create(gateway.fhir()).resolve(path), null, null).status())
          .as(path)
          .isEqualTo(404);
    }
  }

  @Test
  void metricsSpeakOfRequestsButNotOfPatients() {
    gateway.get("/Patient/somebody", gateway.realm.practitioner());

    assertThat(gateway.management("/metrics").body())
        .contains("vertx_http_server", "vertx_pool")
        .doesNotContain("somebody");
  }

  /** As the JDK's client does by default, and as somebody might who looks for a way around. */
  @ParameterizedTest
  @CsvSource({"h2c", "websocket"})
  void anOfferToUpgradeIsIgnored(String protocol) throws Exception {
    URI uri = URI.create(gateway.fhir());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET /fhir/cabinet-des-lilas/Patient/p1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                      + gateway.realm.patient("p1")
                      + "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: "
                      + protocol
                      + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                      + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n")
                  .getBytes(StandardCharsets.UTF_8));

      byte[] head = socket.getInputStream().readNBytes(12);

      assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
      assertThat(gateway.premises.arrived().get(0).headers().names())
          .doesNotContain("Upgrade", "upgrade", "Sec-WebSocket-Key", "HTTP2-Settings");
    }
  }

  @Test
  void http2WithoutTlsIsNotSpoken() {
    assertThat(RawRequest.exchange(gateway, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
        .startsWith("HTTP/2.0 501 Not Implemented");
  }

  @Test
  void aClientThatGoesAwayIsWrittenDown() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    gateway.premises.beforeAnswering(
        request -> {
          arrived.countDown();
          await(over);
        });
    URI uri = URI.create(gateway.fhir());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET /fhir/cabinet-des-lilas/Patient/gone HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                      + gateway.realm.patient("gone")
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      await(arrived);
    }

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        gateway.database.rows(
                            "SELECT o.status, o.ending, o.bytes FROM journal.entry e JOIN"
                                + " journal.outcome o ON o.entry = e.id WHERE e.patient = 'gone'"))
                    .singleElement()
                    .satisfies(
                        row ->
                            assertThat(row)
                                .containsEntry("status", 499)
                                .containsEntry("bytes", 0L)
                                .containsEntry("ending", "client-gone")));
    over.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
