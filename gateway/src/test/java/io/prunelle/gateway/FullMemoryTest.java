// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies and answers of all requests have a bound together, and nothing of it is ever lost. */
final class FullMemoryTest {

  private static final int BODY = 1 << 20;
  private static final int ALL = 2 * BODY;

  private static RunningGateway gateway;
  private final List<Socket> sending = new ArrayList<>();

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start(TestDatabase.migrated(), FullMemoryTest::small);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Settings small(Settings s) {
    Settings.Limits limits =
        new Settings.Limits(
            BODY,
            BODY,
            s.limits().bundleEntries(),
            s.limits().matches(),
            s.limits().upstreamTimeout(),
            s.limits().upstreamConnections(),
            s.limits().upstreamFailures(),
            s.limits().upstreamRest(),
            ALL);
    Settings.Clients c = s.clients();
    Settings.Clients patient =
        new Settings.Clients(
            c.requestLine(),
            c.headers(),
            c.headTimeout(),
            Duration.ofMinutes(1),
            c.answerTimeout(),
            c.perSecond(),
            c.burst(),
            c.origins(),
            c.trustedProxies());
    return TestSettings.with(s, limits, patient);
  }

  @BeforeEach
  void hosts() {
    gateway.premises.reset();
    gateway.cloud.reset();
    gateway.premises.answers(
        request ->
            request.method().equals("POST")
                ? Reply.json(201, request.body().toJsonObject())
                : request.uri().contains("/Patient/long")
                    ? Reply.json(200, patient("long").put("language", "x".repeat(300_000)))
                    : request.uri().endsWith("/Observation/long")
                        ? Reply.json(200, longObservation(50_000))
                        : request.uri().contains("/Patient/")
                            ? RecordingHost.patient(request)
                            : Reply.json(404, new JsonObject()));
  }

  @AfterEach
  void hangUp() throws IOException {
    for (Socket socket : sending) {
      socket.close();
    }
    awaitAllOfIt();
  }

  private static JsonObject patient(String id) {
    return new JsonObject().put("resourceType", "Patient").put("id", id);
  }

  private static JsonObject longObservation(int length) {
    return observation("long", "p1").put("language", "x".repeat(length));
  }

  private static void awaitAllOfIt() {
    await().untilAsserted(() -> assertThat(gateway.server().memory().free()).isEqualTo(ALL));
  }

  @Test
  void bodiesAsLongAsTheyMayBePass() throws IOException {
    String body = longObservation(BODY - 1_000).encode();

    assertThat(gateway.post("/Observation", gateway.realm.patient("p1"), body).status())
        .isEqualTo(201);
    awaitAllOfIt();
    assertThat(compressed(body)).startsWith("HTTP/1.1 201");
  }

  @Test
  void whereThereIsNoRoomIsAnsweredWhenToAskAgainAndIsJournalled() throws IOException {
    begin("a");
    begin("b");
    await().until(() -> gateway.server().memory().free() < 300_000);

    // An answer
    Answer answer = gateway.get("/Patient/long", gateway.realm.patient("long"));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isNotNull();
    assertThat(gateway.settled(answer))
        .containsEntry("patient", "long")
        .containsEntry("status", 503)
        .containsEntry("ending", "failed");
    // A body
    Answer body =
        gateway.post(
            "/Observation", gateway.realm.patient("p1"), longObservation(400_000).encode());
    assertThat(body.status()).isEqualTo(503);
    assertThat(gateway.settled(body))
        .containsEntry("permitted", false)
        .containsEntry("reason", "memory-full");
    // What a body becomes
    assertThat(compressed(" ".repeat(900_000))).startsWith("HTTP/1.1 503");
    // and what is short is served
    assertThat(gateway.get("/Patient/p1", gateway.realm.patient("p1")).status()).isEqualTo(200);
  }

  /** Else it would tell that something was found. */
  @Test
  void whereThereIsNoRoomNobodyIsLookedFor() throws IOException {
    String token = gateway.realm.patient("p2");
    assertThat(gateway.get("/Observation/long", token).status()).isEqualTo(404);
    begin("a");
    begin("b");
    begin("c", 100_000);
    await().until(() -> gateway.server().memory().free() < 200_000);

    Answer hidden = gateway.get("/Observation/long", token);
    Answer absent = gateway.get("/Observation/none", token);

    assertThat(hidden.status()).isEqualTo(absent.status()).isEqualTo(503);
    assertThat(hidden.body()).isEqualTo(absent.body());
  }

  @Test
  void whateverEndsARequestGivesBackWhatItHad() throws IOException {
    String token = gateway.realm.patient("p1");

    // refused for what is in it, for its length, and for what it becomes
    gateway.post("/Observation", token, " ".repeat(500_000));
    awaitAllOfIt();
    gateway.post("/Observation", token, "{\"resourceType\":\"Observation\"}" + " ".repeat(90_000));
    awaitAllOfIt();
    compressed(" ".repeat(3 * BODY));
    awaitAllOfIt();
    // a client who goes away
    Socket socket = begin("p1");
    await().until(() -> gateway.server().memory().free() < ALL);
    socket.close();
    awaitAllOfIt();
    // a host's answer that is too long, and one that may not be shown
    gateway.premises.answers(
        request -> Reply.json(200, patient("long").put("language", "x".repeat(2 * BODY))));
    assertThat(gateway.get("/Patient/long", gateway.realm.practitioner()).status()).isEqualTo(422);
    awaitAllOfIt();
    gateway.premises.answers(
        request -> Reply.json(200, patient("other").put("language", "x".repeat(100_000))));
    assertThat(gateway.get("/Patient/long", gateway.realm.practitioner()).status())
        .isNotEqualTo(200);
    awaitAllOfIt();
  }

  /** A tree takes many times what it is made of: so little, so often, is more than there is. */
  @Test
  void xmlTakesAsMuchAsItBecomesAndIsRefusedWhereThatIsMoreThanThereCouldBe() {
    Answer much = sendXml(900_000);

    assertThat(much.status()).isEqualTo(413);
    assertThat(much.body()).contains("Send it in JSON");
    assertThat(gateway.arrived()).isEmpty();
    awaitAllOfIt();
    assertThat(sendXml(60_000).status()).isEqualTo(201);
    awaitAllOfIt();
  }

  @Test
  void xmlForWhichThereIsNoRoomNowIsAnsweredWhenToAskAgain() throws IOException {
    begin("a");
    await().until(() -> gateway.server().memory().free() < ALL - 800_000);

    Answer answer = sendXml(60_000);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isNotNull();
    assertThat(sendXml(2_000).status()).isEqualTo(201);
  }

  @Test
  void anAnswerInXmlTakesAsMuchAsItBecomes() throws IOException {
    String token = gateway.realm.patient("long");

    assertThat(gateway.get("/Patient/long", token, "Accept", XML).status()).isEqualTo(200);
    awaitAllOfIt();
    begin("a");
    await().until(() -> gateway.server().memory().free() < ALL - 800_000);
    assertThat(gateway.get("/Patient/long", token).status()).isEqualTo(200);
    assertThat(gateway.get("/Patient/long", token, "Accept", XML).status()).isEqualTo(503);
  }

  @Test
  void anAnswerThatCouldNeverBeWrittenInXmlIsOfferedInJson() {
    JsonArray names = new JsonArray();
    for (int i = 0; i < 10_000; i++) {
      names.add(new JsonObject().put("id", "a"));
    }
    gateway.premises.answers(request -> Reply.json(200, patient("long").put("name", names)));
    String token = gateway.realm.patient("long");

    Answer answer = gateway.get("/Patient/long", token, "Accept", XML);

    assertThat(answer.status()).isEqualTo(406);
    assertThat(answer.body()).contains("Ask for JSON");
    assertThat(gateway.get("/Patient/long", token).status()).isEqualTo(200);
    awaitAllOfIt();
  }

  /** Until it is written, it is kept. */
  @Test
  void whatIsBroughtToAnotherHostTakesAsMuchAsItIs() {
    gateway.permit("permitted");
    JsonObject doctor =
        new JsonObject()
            .put("resourceType", "Practitioner")
            .put("id", "long")
            .put("language", "x".repeat(300_000));
    gateway.premises.answers(request -> Reply.json(200, doctor));
    AtomicLong free = new AtomicLong(ALL);
    gateway.cloud.answers(
        request -> {
          if (request.uri().equals("/fhir")) {
            free.set(gateway.server().memory().free());
            return RecordingHost.transaction(
                request,
                entry -> new JsonObject().put("response", new JsonObject().put("status", "201")));
          }
          return request.method().equals("POST")
              ? Reply.json(201, request.body().toJsonObject().put("id", "new"))
              : Reply.json(404, new JsonObject());
        });
    JsonObject body =
        observation("x", "permitted")
            .put(
                "performer",
                new JsonArray().add(new JsonObject().put("reference", "Practitioner/long")));

    Answer answer = gateway.post("/Observation", gateway.realm.patient("permitted"), body.encode());

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(free).hasValueLessThan(ALL - 300_000);
    awaitAllOfIt();
  }

  /** For as long as it is applied, what is patched is a tree. */
  @Test
  void aPatchTakesAsMuchAsWhatItPatchesBecomes() throws IOException {
    gateway.premises.answers(
        request ->
            request.method().equals("PUT")
                ? Reply.json(200, request.body().toJsonObject())
                : Reply.json(200, longObservation(300_000)).with("ETag", "W/\"1\""));

    assertThat(patch("application/json-patch+json", JSON_PATCH).status()).isEqualTo(200);
    awaitAllOfIt();
    Answer heavy = patch("application/xml-patch+xml", XML_PATCH);
    assertThat(heavy.status()).isEqualTo(413);
    assertThat(heavy.body()).contains("Send it as an update");
    awaitAllOfIt();
    begin("a");
    await().until(() -> gateway.server().memory().free() < ALL - 800_000);
    assertThat(patch("application/json-patch+json", JSON_PATCH).status()).isEqualTo(503);
  }

  private static final String XML = "application/fhir+xml";
  private static final String JSON_PATCH =
      "[{\"op\":\"replace\",\"path\":\"/language\",\"value\":\"x\"}]";
  private static final String XML_PATCH =
      "<diff xmlns:f='http://hl7.org/fhir'><replace sel='f:Observation/f:language/@value'>x</replace></diff>";

  private static Answer patch(String type, String patch) {
    return gateway.send(
        "PATCH",
        URI.create(gateway.fhir() + "/Observation/long"),
        gateway.realm.patient("p1"),
        patch,
        "Content-Type",
        type);
  }

  /** Of as many elements as fit. */
  private static Answer sendXml(int length) {
    String note = "<note id=\"a\"/>";
    return gateway.post(
        "/Observation",
        gateway.realm.patient("p1"),
        "<Observation xmlns=\"http://hl7.org/fhir\"><status value=\"final\"/>"
            + "<subject><reference value=\"Patient/p1\"/></subject>"
            + note.repeat(length / note.length())
            + "</Observation>",
        "Content-Type",
        XML);
  }

  /** The most of a body, whose end does not come. */
  private Socket begin(String patient) throws IOException {
    return begin(patient, 900_000);
  }

  private Socket begin(String patient, int length) throws IOException {
    Socket socket = open();
    sending.add(socket);
    send(socket, patient, "Content-Length: " + BODY, " ".repeat(length).getBytes(US_ASCII));
    return socket;
  }

  private static String compressed(String body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body.getBytes(US_ASCII));
    }
    try (Socket socket = open()) {
      send(
          socket,
          "p1",
          "Content-Encoding: gzip\r\nConnection: close\r\nContent-Length: " + bytes.size(),
          bytes.toByteArray());
      return new String(socket.getInputStream().readNBytes(12), US_ASCII);
    }
  }

  private static final java.nio.charset.Charset US_ASCII = StandardCharsets.US_ASCII;

  private static Socket open() throws IOException {
    URI uri = URI.create(gateway.fhir());
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void send(Socket socket, String patient, String head, byte[] body)
      throws IOException {
    String request =
        "POST "
            + URI.create(gateway.fhir()).getPath()
            + "/Observation HTTP/1.1\r\nHost: x\r\nContent-Type: application/fhir+json\r\n"
            + "Authorization: Bearer "
            + gateway.realm.patient(patient)
            + "\r\n"
            + head
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    socket.getOutputStream().write(body);
    socket.getOutputStream().flush();
  }
}
