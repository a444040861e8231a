// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No client keeps more than its place: by never finishing what it says, or by asking on and on. */
final class SlowClientTest {

  private static final int LONG = 20_000_000;

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start(TestDatabase.migrated(), SlowClientTest::impatient);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Settings impatient(Settings s) {
    Settings.Clients clients =
        new Settings.Clients(
            s.clients().requestLine(),
            s.clients().headers(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            1,
            5,
            Set.of(),
            Set.of());
    Settings.Limits limits =
        new Settings.Limits(
            8 << 20,
            2 * LONG,
            s.limits().bundleEntries(),
            s.limits().matches(),
            Duration.ofSeconds(8),
            s.limits().upstreamConnections(),
            s.limits().upstreamFailures(),
            s.limits().upstreamRest());
    return TestSettings.with(s, limits, clients);
  }

  @Test
  void aHeadThatTricklesInIsCutOff() throws Exception {
    try (Socket socket = open()) {
      // Given a client that always has one more header
      trickle(socket, "GET /fhir/x/Patient/1 HTTP/1.1\r\nHost: x\r\n", "X: y\r\n");

      // Then the connection ends without an answer
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @Test
  void aConnectionOnWhichNothingComesAnyMoreIsClosed() throws Exception {
    try (Socket socket = open()) {
      send(socket, "GET /fhir/x/Patient/1 HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(text(socket.getInputStream().readAllBytes())).startsWith("HTTP/1.1 401");
    }
  }

  @Test
  void aBodyThatTricklesInIsAnswered408() throws Exception {
    try (Socket socket = open()) {
      trickle(
          socket,
          "POST /fhir/cabinet-des-lilas/Observation HTTP/1.1\r\nHost: x\r\n"
              + "Content-Type: application/fhir+json\r\nContent-Length: 1000\r\n"
              + "Authorization: Bearer "
              + gateway.realm.practitioner()
              + "\r\n\r\n",
          " ");

      assertThat(text(socket.getInputStream().readNBytes(400)))
          .startsWith("HTTP/1.1 408")
          .contains("OperationOutcome");
    }
  }

  /** Before anybody knows who sends it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/my/decisions",
        "/practice/cabinet-des-lilas/decisions",
        "/my/backchannel-logout"
      })
  void aFormThatTricklesInOrNeverComesIsAnswered408(String path) throws Exception {
    for (String more : List.of("a", "")) {
      try (Socket socket = open()) {
        trickle(
            socket,
            "POST "
                + path
                + " HTTP/1.1\r\nHost: x\r\nOrigin: "
                + URI.create(gateway.fhir()).resolve("/").toString().replaceAll("/$", "")
                + "\r\nAccept-Language: en\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: 40000\r\n\r\n",
            more);

        String answer = text(socket.getInputStream().readAllBytes());
        assertThat(answer).startsWith("HTTP/1.1 408").contains("Nothing was recorded");
      }
    }
  }

  /** As over a line that sends a big body for longer than a small one may take. */
  @Test
  void aBodyThatArrivesSlowlyButSteadilyIsTaken() throws Exception {
    int pieces = 12;
    byte[] piece = " ".repeat(32 * 1024).getBytes(StandardCharsets.US_ASCII);
    byte[] body = waiting().encode().getBytes(StandardCharsets.UTF_8);
    try (Socket socket = open()) {
      send(
          socket,
          "PUT /fhir/cabinet-des-lilas/Patient/waiting HTTP/1.1\r\nHost: x\r\n"
              + "Content-Type: application/fhir+json\r\nContent-Length: "
              + (pieces * piece.length + body.length)
              + "\r\nAuthorization: Bearer "
              + gateway.realm.token(gateway.realm.patientClaims("waiting").put("sub", "steady"))
              + "\r\n\r\n");
      for (int i = 0; i < pieces; i++) {
        socket.getOutputStream().write(piece);
        socket.getOutputStream().flush();
        LockSupport.parkNanos(Duration.ofMillis(150).toNanos());
      }
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();

      assertThat(text(socket.getInputStream().readNBytes(12))).isEqualTo("HTTP/1.1 200");
    }
  }

  /** HAPI's client, and others, read nothing before they have sent all. */
  @Test
  void whoSendsALongBodyBeforeTheyReadIsToldThatTheTokenDoesNotHold() throws Exception {
    byte[] megabyte = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    int most = (int) (gateway.settings().limits().requestBody() / megabyte.length);
    try (Socket socket = open()) {
      send(
          socket,
          "POST /fhir/cabinet-des-lilas/ HTTP/1.1\r\nHost: x\r\n"
              + "Content-Type: application/fhir+json\r\nContent-Length: "
              + most * megabyte.length
              + "\r\nAuthorization: Bearer a.b.c\r\n\r\n");
      for (int i = 0; i < most; i++) {
        socket.getOutputStream().write(megabyte);
        socket.getOutputStream().flush();
      }

      assertThat(text(socket.getInputStream().readNBytes(12))).isEqualTo("HTTP/1.1 401");
    }
  }

  @Test
  void whoTakesALongAnswerSlowlyGetsAllOfIt() throws Exception {
    try (Socket socket = openForALongAnswer()) {
      // When nothing is read for longer than a head may take
      await().until(() -> lastPatient().equals("long"));
      LockSupport.parkNanos(Duration.ofMillis(2_500).toNanos());

      assertThat(outcomes()).isZero();
      // Then the answer is still there, whole
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(text(answer)).startsWith("HTTP/1.1 200").endsWith("}");
      assertThat(answer.length).isGreaterThan(LONG);
    }
  }

  /** What is refused here is what takes long to be asked, not what takes long to be answered. */
  @Test
  void whoWaitsForASlowHostIsNotTakenForOneWhoIsGone() {
    gateway.premises.beforeAnswering(
        request -> LockSupport.parkNanos(Duration.ofMillis(1_500).toNanos()));

    // When the gateway is silent for longer than a connection may be on which nobody waits
    JsonObject read = Bundles.request("PUT", "Patient/waiting", waiting());
    RunningGateway.Answer answer =
        gateway.post(
            "", gateway.realm.patient("waiting"), Bundles.of("batch", read, read).encode());

    gateway.premises.reset();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(Bundles.statuses(answer)).containsExactly("200", "200");
  }

  /** A connection on which nobody says anything for so long is one at rest to Vert.x. */
  @Test
  void anAnswerThatTakesLongerThanAConnectionMayRestStillArrives() {
    Duration rest = gateway.settings().clients().headTimeout().multipliedBy(2);
    gateway.premises.beforeAnswering(
        request -> LockSupport.parkNanos(rest.plusMillis(700).toNanos()));

    RunningGateway.Answer answer = gateway.get("/Patient/late", gateway.realm.patient("late"));

    gateway.premises.reset();
    assertThat(answer.status()).isEqualTo(200);
  }

  private static JsonObject waiting() {
    return new JsonObject().put("resourceType", "Patient").put("id", "waiting");
  }

  private static String lastPatient() {
    return String.valueOf(
        gateway
            .database
            .rows("SELECT patient FROM journal.entry ORDER BY id DESC LIMIT 1")
            .get(0)
            .get("patient"));
  }

  /** How many answers from the practice's host have been taken. */
  private static long outcomes() {
    return (long)
        gateway
            .database
            .rows(
                "SELECT count(*) AS n FROM journal.outcome o JOIN journal.entry e ON e.id = o.entry"
                    + " WHERE e.patient = 'long'")
            .get(0)
            .get("n");
  }

  private static Socket openForALongAnswer() throws IOException {
    gateway.premises.answers(
        request ->
            request.uri().contains("Patient/long")
                ? RecordingHost.Reply.json(
                    200,
                    new JsonObject()
                        .put("resourceType", "Patient")
                        .put("id", "long")
                        .put(
                            "photo", new JsonArray(Collections.nCopies(20, "x".repeat(LONG / 20)))))
                : RecordingHost.patient(request));
    URI uri = URI.create(gateway.fhir());
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
    socket.setSoTimeout(10_000);
    send(
        socket,
        "GET /fhir/cabinet-des-lilas/Patient/long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + "Authorization: Bearer "
            + gateway.realm.patient("long")
            + "\r\n\r\n");
    return socket;
  }

  @Test
  void whoAsksTooOftenIsToldWhenToAskAgainAndNobodyElseIs() {
    // When one caller asks on and on
    String eager = gateway.realm.patient("p1");
    RunningGateway.Answer answer =
        Stream.generate(() -> gateway.get("/Patient/p1", eager))
            .filter(given -> given.status() == 429)
            .findFirst()
            .orElseThrow();

    // Then it is told so, and it stands in the journal who it was
    assertThat(answer.header("retry-after")).isEqualTo("1");
    assertThat(answer.json().getJsonArray("issue").getJsonObject(0).getString("code"))
        .isEqualTo("throttled");
    assertThat(gateway.settled(answer))
        .containsEntry("reason", "too-many-requests")
        .containsEntry("subject", "user-p1");
    // And another one is served
    assertThat(gateway.get("/Patient/p2", gateway.realm.patient("p2")).status()).isEqualTo(200);
  }

  @Test
  void searchesThatABodyAsksForCountAsWell() {
    // Given a caller who may ask five times at once, and a body that makes twenty searches
    String references =
        IntStream.range(0, 20)
            .mapToObj(i -> "{\"reference\":\"Practitioner?identifier=x|" + i + "\"}")
            .collect(Collectors.joining(","));
    gateway.premises.answers(
        request ->
            RecordingHost.Reply.json(
                200,
                RecordingHost.searchset(
                    new JsonObject().put("resourceType", "Practitioner").put("id", "d1"))));

    RunningGateway.Answer answer =
        gateway.post(
            "/Observation",
            gateway.realm.patient("searching"),
            "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/searching\"},"
                + "\"performer\":["
                + references
                + "]}");

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("retry-after")).isNotNull();
    assertThat(gateway.premises.arrived())
        .filteredOn(request -> request.uri().contains("/Practitioner?"))
        .hasSizeLessThan(20);
    gateway.premises.reset();
  }

  private static Socket open() throws IOException {
    URI uri = URI.create(gateway.fhir());
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  /** Sends the beginning, then a little more again and again until nobody listens. */
  private static void trickle(Socket socket, String beginning, String more) throws IOException {
    send(socket, beginning);
    Thread sender =
        new Thread(
            () -> {
              try {
                OutputStream out = socket.getOutputStream();
                while (!socket.isClosed()) {
                  out.write(more.getBytes(StandardCharsets.UTF_8));
                  out.flush();
                  LockSupport.parkNanos(100_000_000);
                }
              } catch (IOException closed) {
                // which is what is waited for
              }
            });
    sender.setDaemon(true);
    sender.start();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
