// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.config.BreakGlass;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that has left its practice, while the host where it was still has all of it. */
final class DeparturesTest {

  private static final String[] EMERGENCY = {
    "X-Purpose-Of-Use", "BTG; reason=\"found unconscious\""
  };

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start(TestDatabase.migrated(), DeparturesTest::withBreakGlass);
    gateway.database.execute(
        "INSERT INTO hosts.placement (practice, patient, host) VALUES (?, 'gone', NULL)",
        TestRealm.PRACTICE);
    // No permission brings it back
    gateway.awaitFollowed(gateway.realm.decide("gone", "PERMIT"));
  }

  private static Settings withBreakGlass(Settings settings) {
    Practice practice = settings.practices().get(0);
    return TestSettings.with(
        settings,
        settings.hosts(),
        List.of(
            new Practice(
                practice.id(),
                practice.onPremise(),
                practice.cloud(),
                new BreakGlass(Duration.ofHours(1), 1_000, true))));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void stillThere() {
    gateway.cloud.reset();
    gateway.premises.reset();
    gateway.cloud.answers(DeparturesTest::host);
    gateway.premises.answers(DeparturesTest::host);
  }

  /** Has one patient, one of their observations, and no other. */
  private static Reply host(Arrived request) {
    String uri = request.uri();
    JsonObject patient = new JsonObject().put("resourceType", "Patient").put("id", "gone");
    JsonObject observation =
        new JsonObject()
            .put("resourceType", "Observation")
            .put("id", "gone-o")
            .put("subject", new JsonObject().put("reference", "Patient/gone"));
    if (uri.startsWith("/fhir/Patient/gone/") || uri.contains("?patient=")) {
      return Reply.json(
          200,
          uri.contains("unknown")
              ? RecordingHost.searchset().put("total", 0)
              : RecordingHost.searchset(patient, observation).put("total", 2));
    } else if (uri.contains("/fhir/Patient/unknown/Observation")) {
      return Reply.json(200, RecordingHost.searchset().put("total", 0));
    } else if (uri.contains("?") && !uri.startsWith("/fhir/Patient/unknown/")) {
      return Reply.json(200, RecordingHost.searchset(observation).put("total", 1));
    }
    return RecordingHost.stored(request, List.of(patient, observation));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Patient/gone",
        "/Patient/gone/_history",
        "/Patient/gone/$everything",
        "/Patient/gone/Observation",
        "/Observation?patient=gone",
        "/Observation?patient=gone&_summary=count",
        "/Observation/gone-o",
        "/Observation/gone-o/_history/1",
        "/Observation/gone-o/_history"
      })
  void readsAsIfThePracticeHadNeverHeardOfThePatient(String path) {
    for (boolean own : new boolean[] {false, true}) {
      String token = own ? gateway.realm.patient("gone") : gateway.realm.practitioner();
      stillThere();
      Answer answer = gateway.get(path, token);
      Answer inAnEmergency = gateway.get(path, token, EMERGENCY);
      List<Arrived> asked = gateway.arrived();
      Answer unknown =
          gateway.get(
              path.replace("gone", "unknown"), own ? gateway.realm.patient("unknown") : token);

      assertThat(answer.status()).isEqualTo(unknown.status());
      assertThat(answer.body()).isEqualTo(unknown.body().replace("unknown", "gone"));
      assertThat(headers(answer)).isEqualTo(headers(unknown));
      assertThat(inAnEmergency.status()).isIn(403, unknown.status());
      // By its id alone nobody knows whose a resource is
      assertThat(asked).allMatch(request -> request.uri().startsWith("/fhir/Observation/gone-o"));
    }
  }

  private static Map<String, List<String>> headers(Answer answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.headers());
    List.of("x-request-id", "date", "content-length", "vary").forEach(headers::remove);
    return headers;
  }

  @Test
  void aSearchOverSeveralRecordsDoesNotShowIt() {
    Answer answer = gateway.get("/Observation?code=x", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getJsonArray("entry")).isNull();
    assertThat(answer.json().getInteger("total")).isZero();
  }

  @Test
  void nothingIsWrittenToIt() {
    String token = gateway.realm.practitioner();
    String body =
        "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},"
            + "\"subject\":{\"reference\":\"Patient/gone\"}}";
    Answer created = gateway.post("/Observation", token, body);
    Answer updated =
        send(
            "PUT",
            "/Patient/gone",
            "{\"resourceType\":\"Patient\",\"id\":\"gone\",\"active\":true}");
    Answer deleted = send("DELETE", "/Observation/gone-o", null);
    Answer transaction =
        gateway.post(
            "",
            token,
            "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":"
                + body
                + ",\"request\":{\"method\":\"POST\",\"url\":\"Observation\"}}]}");

    assertThat(created.status()).isEqualTo(409);
    assertThat(created.diagnostics()).contains("no longer kept by this practice");
    assertThat(updated.status()).isEqualTo(404);
    assertThat(deleted.status()).isEqualTo(404);
    assertThat(transaction.status()).isEqualTo(409);
    assertThat(gateway.arrived()).allMatch(request -> request.method().equals("GET"));
    assertThat(gateway.settled(created))
        .containsEntry("patient", "gone")
        .containsEntry("permitted", false)
        .containsEntry("reason", "record-departed");
  }

  private static Answer send(String method, String path, @Nullable String body) {
    return gateway.send(
        method, URI.create(gateway.fhir() + path), gateway.realm.practitioner(), body);
  }

  @Test
  void aBatchTellsOfEachEntryAsOfTheSameByItself() {
    Answer answer =
        gateway.post(
            "",
            gateway.realm.practitioner(),
            "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":["
                + "{\"request\":{\"method\":\"GET\",\"url\":\"Patient/gone\"}},"
                + "{\"request\":{\"method\":\"GET\",\"url\":\"Observation?patient=gone\"}}]}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("\"404\"", "\"200\"").doesNotContain("gone-o");
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void whatAnInstanceRemembersOfItsPlaceIsOfNoUse() {
    String token = gateway.realm.practitioner();
    assertThat(gateway.get("/Observation?patient=leaver", token).status()).isEqualTo(200);
    assertThat(gateway.get("/Observation?patient=leaver", token).status()).isEqualTo(200);
    gateway.premises.reset();

    gateway.database.execute(
        "INSERT INTO hosts.placement (practice, patient, host) VALUES (?, 'leaver', NULL)",
        TestRealm.PRACTICE);
    Answer answer = gateway.get("/Observation?patient=leaver", token);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getInteger("total")).isZero();
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void whoOpenedItBeforeIsStillTold() {
    gateway.get("/Patient/gone", gateway.realm.practitioner());

    Answer events = gateway.get("/AuditEvent?patient=gone", gateway.realm.patient("gone"));

    assertThat(events.status()).isEqualTo(200);
    assertThat(events.json().getJsonArray("entry")).isNotEmpty();
  }
}
