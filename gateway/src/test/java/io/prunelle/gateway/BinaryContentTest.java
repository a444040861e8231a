// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.Downloads.binary;
import static io.prunelle.gateway.Downloads.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestDatabase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Binary holds, as a client gets it that wants no resource. */
final class BinaryContentTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.start(
            TestDatabase.migrated(), s -> Downloads.with(s, 18, Duration.ofSeconds(20)));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** b1 of p1 and b2 of p2, both at version 7. */
  @BeforeEach
  void resources() {
    gateway.cloud.reset();
    gateway.premises.reset();
    holds("application/pdf", Buffer.buffer("%PDF"));
  }

  private static void holds(String type, Buffer content) {
    Downloads.hold(gateway, type, content(type, content));
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/pdf", "*/*", "text/html, image/*;q=0.8"})
  void itIsPassedOnAsWhatItIs(String accept) {
    Answer answer = gateway.get("/Binary/b1", gateway.realm.patient("p1"), "Accept", accept);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("%PDF");
    assertThat(answer.header("content-type")).isEqualTo("application/pdf");
    assertThat(answer.header("etag")).isEqualTo("W/\"7\"");
    assertThat(answer.header("content-length")).isEqualTo("4");
    assertThat(answer.header("content-disposition")).isEqualTo("attachment");
    assertThat(answer.header("content-security-policy")).startsWith("sandbox");
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
    assertThat(answer.header("set-cookie")).isNull();
    Arrived asked = gateway.premises.arrived().get(1);
    assertThat(asked.uri()).isEqualTo("/fhir/Binary/b1/_history/7");
    assertThat(asked.headers().get("Accept")).isEqualTo("application/pdf");
    assertThat(asked.headers().contains("Authorization")).isFalse();
    assertThat(gateway.settled(answer))
        .containsEntry("interaction", "read")
        .containsEntry("resource_type", "Binary")
        .containsEntry("resource_id", "b1")
        .containsEntry("patient", "p1")
        .containsEntry("status", 200)
        .containsEntry("bytes", 4L);
  }

  @Test
  void whoAsksForTheResourceGetsTheResource() {
    gateway.premises.has(binary("b1", "p1", "application/pdf").put("data", "JVBERg=="));

    for (String[] asked :
        new String[][] {
          {"/Binary/b1", "application/fhir+json"},
          {"/Binary/b1", "application/fhir+json, */*;q=0.1"},
          {"/Binary/b1?_format=json", "application/pdf"}
        }) {
      Answer answer = gateway.get(asked[0], gateway.realm.patient("p1"), "Accept", asked[1]);

      assertThat(answer.json().getString("data")).as(asked[1]).isEqualTo("JVBERg==");
    }
  }

  @Test
  void anothersIsAsAbsentAsOneThatIsNotThere() {
    String token = gateway.realm.patient("p1");

    Answer theirs = gateway.get("/Binary/b2", token, "Accept", "application/pdf");
    Answer absent = gateway.get("/Binary/none", token, "Accept", "application/pdf");

    assertThat(theirs.status()).isEqualTo(404);
    assertThat(theirs.body()).isEqualTo(absent.body()).contains("OperationOutcome");
    assertThat(gateway.arrived()).noneMatch(request -> request.uri().contains("_history"));
    assertThat(gateway.settled(theirs))
        .containsEntry("permitted", false)
        .containsEntry("patient", "p2");
  }

  @ParameterizedTest
  @CsvSource({"application/fhir+json, 502", "text/html, 502", "application/pdf;x=y, 200"})
  void whatTheHostCallsOtherwiseIsNotReleased(String answered, int status) {
    gateway.premises.answers(
        request ->
            request.uri().contains("_history")
                ? content(answered, Buffer.buffer("%PDF"))
                : Reply.json(200, binary("b1", "p1", "application/pdf")).with("ETag", "W/\"7\""));

    Answer answer =
        gateway.get("/Binary/b1", gateway.realm.patient("p1"), "Accept", "application/pdf");

    assertThat(answer.status()).isEqualTo(status);
    if (status == 200) {
      assertThat(answer.header("content-type")).isEqualTo("application/pdf");
    }
  }

  @Test
  void inABatchItIsTheResource() {
    gateway.premises.has(binary("b1", "p1", "application/pdf").put("data", "JVBERg=="));
    JsonObject entry =
        new JsonObject()
            .put("request", new JsonObject().put("method", "GET").put("url", "Binary/b1"));
    JsonObject batch =
        new JsonObject()
            .put("resourceType", "Bundle")
            .put("type", "batch")
            .put("entry", new JsonArray().add(entry));

    Answer answer =
        gateway.send(
            "POST",
            URI.create(gateway.fhir()),
            gateway.realm.patient("p1"),
            batch.encode(),
            "Accept",
            "*/*");

    assertThat(
            answer
                .json()
                .getJsonArray("entry")
                .getJsonObject(0)
                .getJsonObject("resource")
                .getString("data"))
        .isEqualTo("JVBERg==");
  }

  /** The limit of what is examined is 4 MiB here. */
  @Test
  void itMayBeLongerThanWhatIsExamined() {
    Buffer content = Buffer.buffer(new byte[16 << 20]);
    holds("application/octet-stream", content);

    Answer answer = gateway.get("/Binary/b1", gateway.realm.patient("p1"), "Accept", "*/*");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).hasSize(16 << 20);
    assertThat(gateway.settled(answer)).containsEntry("bytes", (long) (16 << 20));
  }

  /** Each has a connection to the host for as long as its client likes. */
  @Test
  void oneCallerTakesSoManyAtOnceAndNoMore() throws IOException {
    holds("application/octet-stream", Buffer.buffer(new byte[64 << 20]));
    int before = gateway.premises.cutOff();
    List<Socket> taking = new ArrayList<>();
    try {
      // Given a patient who takes eight of them, slowly
      for (int i = 0; i < 8; i++) {
        taking.add(begin("/Binary/b1", gateway.realm.patient("p1")));
      }

      // Then a ninth is refused, and nobody else is
      Answer ninth = gateway.get("/Binary/b1", gateway.realm.patient("p1"), "Accept", "*/*");
      assertThat(ninth.status()).isEqualTo(429);
      assertThat(ninth.header("retry-after")).isNotNull();
      assertThat(gateway.settled(ninth)).containsEntry("reason", "too-many-at-once");
      taking.add(begin("/Binary/b2", gateway.realm.patient("p2")));
    } finally {
      for (Socket socket : taking) {
        socket.close();
      }
    }

    // When the eight are over, however they end, then there is place again
    Awaitility.await().until(() -> gateway.premises.cutOff() == before + 9);
    holds("application/octet-stream", Buffer.buffer("x"));
    Awaitility.await()
        .until(
            () ->
                gateway.get("/Binary/b1", gateway.realm.patient("p1"), "Accept", "*/*").status()
                    == 200);
  }

  /** They would keep everybody else from what the host has. */
  @Test
  void aConnectionIsLeftToOthersByOneCallersDownloads() throws IOException {
    List<Socket> taking = new ArrayList<>();
    try (RunningGateway narrow =
        RunningGateway.start(
            TestDatabase.migrated(), s -> Downloads.with(s, 4, Duration.ofSeconds(20)))) {
      Downloads.hold(
          narrow,
          "application/octet-stream",
          content("application/octet-stream", Buffer.buffer(new byte[64 << 20])));
      String token = narrow.realm.patient("p1");
      taking.add(Downloads.begin(narrow, "/Binary/b1", token));

      assertThat(narrow.get("/Binary/b1", token, "Accept", "*/*").status()).isEqualTo(429);
      taking.add(Downloads.begin(narrow, "/Binary/b2", narrow.realm.patient("p2")));
    } finally {
      for (Socket socket : taking) {
        socket.close();
      }
    }
  }

  /** The next one may be asked for at once, however slow the journal is. */
  @Test
  void whatIsOverTakesNoPlaceThoughItsOutcomeIsNotWritten() throws Exception {
    holds("application/octet-stream", Buffer.buffer(new byte[64 << 20]));
    int before = gateway.premises.cutOff();
    List<Socket> taking = new ArrayList<>();
    try (Connection other = gateway.database.connect(gateway.database.owner())) {
      // Given a patient who takes eight of them, and a journal that cannot be written for now
      for (int i = 0; i < 8; i++) {
        taking.add(begin("/Binary/b1", gateway.realm.patient("p1")));
      }
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE journal.outcome");

      // When one is over and the next is asked for
      taking.remove(0).close();
      Awaitility.await().until(() -> gateway.premises.cutOff() == before + 1);
      Socket next = Downloads.ask(gateway, "/Binary/b1", gateway.realm.patient("p1"));
      taking.add(next);
      Awaitility.await().until(() -> journalIsWaitedFor(other));
      other.commit();

      // Then it is served
      assertThat(Downloads.head(next, 100)).startsWith("HTTP/1.1 200");
    } finally {
      for (Socket socket : taking) {
        socket.close();
      }
    }
    Awaitility.await().until(() -> gateway.premises.cutOff() == before + 9);
  }

  private static boolean journalIsWaitedFor(Connection holder) throws SQLException {
    try (ResultSet waits =
        holder
            .createStatement()
            .executeQuery(
                "SELECT count(*) FROM pg_locks WHERE NOT granted"
                    + " AND relation = 'journal.outcome'::regclass")) {
      waits.next();
      return waits.getInt(1) > 0;
    }
  }

  private static Socket begin(String path, String token) throws IOException {
    return Downloads.begin(gateway, path, token);
  }

  @Test
  void aClientThatGoesAwayIsWrittenDownAndTheHostIsToldToStop() throws IOException {
    holds("application/octet-stream", Buffer.buffer(new byte[64 << 20]));
    int before = gateway.premises.cutOff();
    String id;
    try (Socket socket = Downloads.ask(gateway, "/Binary/b1", gateway.realm.patient("p1"))) {
      String head = Downloads.head(socket, 1_000);
      assertThat(head).startsWith("HTTP/1.1 200");
      id = Downloads.requestId(head);
    }

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(gateway.journal(id))
                    .anySatisfy(
                        (Map<String, Object> row) ->
                            assertThat(row)
                                .containsEntry("status", 200)
                                .containsEntry("ending", "client-gone")
                                .extractingByKey("bytes", LONG)
                                .as("what was on its way by then")
                                .isGreaterThan(500)
                                .isLessThan(64L << 20)));
    // which had not been asked for more than was taken
    Awaitility.await().until(() -> gateway.premises.cutOff() == before + 1);
  }

  @Test
  void whatTheHostBreaksOffIsNotWrittenDownAsTheClientsDoing() throws IOException {
    Downloads.hold(
        gateway,
        "application/pdf",
        content("application/pdf", Buffer.buffer(new byte[4_000])).ofLonger(8_000));
    String head;
    try (Socket socket = Downloads.ask(gateway, "/Binary/b1", gateway.realm.patient("p1"))) {
      head = Downloads.head(socket, 1_000);
      assertThat(head).startsWith("HTTP/1.1 200");

      gateway.premises.breakOff();

      // Then the client has not the whole, and no answer that it could take for it
      assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(4_000);
    }
    String id = Downloads.requestId(head);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(gateway.journal(id))
                    .anySatisfy(
                        (Map<String, Object> row) ->
                            assertThat(row)
                                .containsEntry("patient", "p1")
                                .containsEntry("status", 502)
                                .containsEntry("ending", "failed")
                                .extractingByKey("bytes", LONG)
                                .isGreaterThan(500)));
  }
}
