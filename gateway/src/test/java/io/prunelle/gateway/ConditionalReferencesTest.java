// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static io.prunelle.gateway.testing.RecordingHost.searchset;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reference by condition stands for what its writer could have found by a search. */
final class ConditionalReferencesTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** Two doctors, one of whom mentions a patient; two encounters, one of another patient's. */
  @BeforeEach
  void resources() {
    gateway.cloud.reset();
    gateway.premises.reset();
    gateway.premises.answers(ConditionalReferencesTest::answer);
  }

  @Test
  void whatIsFoundStandsInItsPlaceAndNothingElseIsChanged() {
    String body =
        "{ \"resourceType\":\"Observation\", \"subject\":{\"reference\":\"Patient/p1\"},\"value\":1.10,"
            + "\"performer\":[{\"reference\":\"%1$s\",\"display\":\"Practitioner?identifier=s|1\"},"
            + "{\"reference\":\"%1$s\"}], \"encounter\":{\"reference\":\"%2$s\"}}";

    Answer answer =
        create(
            "p1",
            body.formatted(
                "Practitioner?identifier=s|1", "Encounter?patient=Patient/p1&identifier=x"));

    assertThat(answer.status()).isEqualTo(200);
    List<Arrived> arrived = gateway.premises.arrived();
    assertThat(arrived).hasSize(4);
    assertThat(arrived.get(0).uri()).startsWith("/fhir/Practitioner?identifier=s%7C1");
    assertThat(arrived.get(3).body())
        .hasToString(body.formatted("Practitioner/d1", "Encounter/e1"));
  }

  @Test
  void eachSearchStandsInTheJournal() {
    Answer answer = create("p1", referring("Practitioner?identifier=s|1"));

    List<Map<String, Object>> entries = gateway.journal(answer.requestId());
    assertThat(entries).extracting(row -> row.get("interaction")).contains("search-type", "create");
    assertThat(entries)
        .filteredOn(row -> "search-type".equals(row.get("interaction")))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("resource_type", "Practitioner")
                    .containsEntry("patient", null)
                    .containsEntry("status", 200));
  }

  @Test
  void aPatientRefersToThemselvesByWhatTheyAreKnownBy() {
    String body = "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"%s\"}}";

    Answer answer = create("p1", body.formatted("Patient?identifier=nir|p1"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(gateway.premises.arrived().get(1).body()).hasToString(body.formatted("Patient/p1"));
    assertThat(gateway.premises.arrived().get(0).uri()).contains("_id=p1");
  }

  /** As by any search of theirs, on whichever host the patient's record is. */
  @Test
  void aPractitionerRefersToAPatientOfThePracticeByWhatTheyAreKnownBy() {
    gateway.cloud.answers(request -> Reply.json(200, searchset()));
    String body = "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"%s\"}}";

    Answer answer =
        gateway.post(
            "/Observation",
            gateway.realm.practitioner(),
            body.formatted("Patient?identifier=nir|p1"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(gateway.premises.arrived().stream().filter(one -> one.method().equals("POST")))
        .singleElement()
        .satisfies(one -> assertThat(one.body()).hasToString(body.formatted("Patient/p1")));
    assertThat(gateway.journal(answer.requestId()))
        .filteredOn(row -> "search-type".equals(row.get("interaction")))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.get("status")).isNotNull());
  }

  /** What is out of reach for now is another thing than what there is not, to who may see it. */
  @Test
  void whoseRecordIsClosedForNowIsReferredToLater() {
    gateway.permit("leaving");
    gateway.premises.answers(
        request ->
            request.headers().contains("X-Request-Id")
                ? answer(request)
                // so that the record stays on its way
                : Reply.json(500, new JsonObject()));
    gateway.cloud.answers(request -> Reply.json(200, searchset(patient("leaving"))));
    gateway.awaitFollowed(gateway.realm.decide("leaving", "WITHDRAW"));
    String body =
        "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient?identifier=nir|leaving\"}}";
    JsonObject ofSome =
        gateway
            .realm
            .practitionerClaims()
            .put("scope", "openid user/Observation.cruds user/Patient.rs?gender=female");

    Answer answer = gateway.post("/Observation", gateway.realm.practitioner(), body);
    Answer notCovered = gateway.post("/Observation", gateway.realm.token(ofSome), body);
    Answer anothers = gateway.post("/Observation", gateway.realm.patient("p1"), body);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isNotNull();
    assertThat(notCovered.status()).isEqualTo(403);
    assertThat(anothers.status()).isEqualTo(403);
    assertThat(gateway.arrived()).noneMatch(request -> request.method().equals("POST"));
  }

  /** Whether nobody, somebody else or several have it: the same answer, and nothing is written. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Practitioner?identifier=several",
        "Practitioner?identifier=mentioning",
        "Practitioner?identifierr=s|1",
        "Practitioner?_has:Observation:performer:code=x",
        "Practitioner?identifier=s|1&_count=5",
        "Encounter?patient=Patient/p2&identifier=x",
        "Encounter?patient=Patient/p1&identifier=others",
        "Patient?identifier=nir|p2",
        "Patient?identifier=nir|p2&_id=p2",
        "Patient?_id=p2",
        "AuditEvent?entity=Patient/p2",
        "Binary?_id=b"
      })
  void whatDoesNotLeadToOneResourceOfTheirsIsRefusedInTheSameWords(String condition) {
    Answer none = create("p1", referring("Practitioner?identifier=none"));

    Answer answer = create("p1", referring(condition));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).isEqualTo(none.body());
    assertThat(gateway.arrived()).noneMatch(request -> request.method().equals("POST"));
  }

  @Test
  void aConditionTakesTheScopeOfASearch() {
    JsonObject claims =
        gateway.realm.patientClaims("p1").put("scope", "openid patient/Observation.cruds");

    Answer answer =
        gateway.post(
            "/Observation", gateway.realm.token(claims), referring("Practitioner?identifier=s|1"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void aHostThatFailsIsNotOneThatHasNothing() {
    gateway.premises.answers(request -> Reply.json(500, new JsonObject()));

    assertThat(create("p1", referring("Practitioner?identifier=s|1")).status()).isEqualTo(502);
  }

  @Test
  void conditionsAreBounded() {
    String many =
        IntStream.range(0, 21)
            .mapToObj(i -> "{\"reference\":\"Practitioner?identifier=s|%d\"}".formatted(i))
            .collect(Collectors.joining(","));

    Answer answer =
        create(
            "p1",
            "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/p1\"},\"performer\":["
                + many
                + "]}");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void inATransactionToo() {
    String entry =
        "{\"request\":{\"method\":\"POST\",\"url\":\"Observation\"},\"resource\":%s}"
            .formatted(referring("Practitioner?identifier=s|1"));

    gateway.post(
        "",
        gateway.realm.patient("p1"),
        "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + entry + "]}");

    assertThat(gateway.premises.arrived().get(1).body().toString())
        .contains("Practitioner/d1")
        .doesNotContain("Practitioner?");
  }

  private static Answer create(String patient, String body) {
    return gateway.post("/Observation", gateway.realm.patient(patient), body);
  }

  private static String referring(String condition) {
    return "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/p1\"},"
        + "\"performer\":[{\"reference\":\""
        + condition
        + "\"}]}";
  }

  private static Reply answer(Arrived request) {
    String uri = request.uri();
    if (request.method().equals("POST")) {
      return Reply.json(200, observation("made", "p1"));
    } else if (uri.startsWith("/fhir/Patient?")) {
      return Reply.json(200, uri.contains("nir%7Cp1") ? searchset(patient("p1")) : searchset());
    } else if (uri.equals("/fhir/Encounter/e1")) {
      return Reply.json(200, observation("e1", "p1").put("resourceType", "Encounter"));
    } else if (uri.startsWith("/fhir/Encounter?")) {
      return Reply.json(
          200,
          uri.contains("others")
              ? searchset(observation("e2", "p2").put("resourceType", "Encounter"))
              : searchset(observation("e1", "p1").put("resourceType", "Encounter")));
    }
    return Reply.json(
        200,
        uri.contains("several")
            ? searchset(doctor("d1"), doctor("d2"))
            : uri.contains("mentioning")
                ? searchset(mentioning())
                : uri.contains("none") ? searchset() : searchset(doctor("d1")));
  }

  private static JsonObject patient(String id) {
    return new JsonObject().put("resourceType", "Patient").put("id", id);
  }

  private static JsonObject doctor(String id) {
    return new JsonObject().put("resourceType", "Practitioner").put("id", id);
  }

  private static JsonObject mentioning() {
    return doctor("d3")
        .put(
            "extension",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("url", "x")
                        .put("valueReference", new JsonObject().put("reference", "Patient/p2"))));
  }
}
