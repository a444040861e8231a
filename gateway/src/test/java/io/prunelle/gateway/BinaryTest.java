// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Binary holds tells nothing of whose it is; its security context does. */
final class BinaryTest {

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
    gateway.cloud.reset();
    gateway.premises.reset();
    gateway.cloud.has();
    gateway.premises.has(
        binary("b1", "Patient/p1"),
        binary("b2", "Patient/p2"),
        binary("through1", "Observation/o1"),
        binary("through2", "Observation/o2"),
        binary("through3", "Observation/missing"),
        binary("through4", "Provenance/x"),
        binary("shared", "Practitioner/d1"),
        binary("elsewhere", "http://elsewhere/Patient/p1"),
        new JsonObject().put("resourceType", "Binary").put("id", "nobodys").put("data", "QUJD"),
        observation("o1", "p1"),
        observation("o2", "p2"));
  }

  static Stream<String> whoMaySeeThePatient() {
    return Stream.of(gateway.realm.patient("p1"), gateway.realm.practitioner());
  }

  @ParameterizedTest
  @MethodSource("whoMaySeeThePatient")
  void aBinaryIsThePatientsOfItsSecurityContext(String token) {
    for (String id : List.of("b1", "through1")) {
      Answer answer = gateway.get("/Binary/" + id, token);

      assertThat(answer.status()).as(id).isEqualTo(200);
      assertThat(answer.json().getString("data")).isEqualTo("QUJD");
      assertThat(gateway.settled(answer))
          .containsEntry("resource_type", "Binary")
          .containsEntry("patient", "p1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"b2", "through2", "through3", "through4", "shared", "elsewhere", "nobodys"})
  void anyOtherIsAsAbsentAsOneThatIsNotThere(String id) {
    Answer absent = gateway.get("/Binary/none", gateway.realm.patient("p1"));

    Answer answer = gateway.get("/Binary/" + id, gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo(absent.body());
    assertThat(gateway.settled(answer)).containsEntry("permitted", false);
  }

  /** An archive that lacks what a host has is not whole, though nobody may see it. */
  @ParameterizedTest
  @CsvSource({
    "none, resource-unknown",
    "nobodys, owner-unknown",
    "through3, owner-unknown",
    "long, owner-unknown"
  })
  void theJournalKeepsWhatIsThereApartFromWhatIsNotAndTheAnswerDoesNot(String id, String reason) {
    JsonObject of = new JsonObject().put("resourceType", "Binary");
    List<JsonObject> stored =
        List.of(
            of.copy().put("id", "nobodys").put("data", "QUJD"),
            binary("through3", "Observation/x"));
    gateway.premises.answers(
        request ->
            request.uri().startsWith("/fhir/DocumentReference?")
                ? Reply.json(200, RecordingHost.searchset())
                : request.uri().startsWith("/fhir/Binary/long")
                    ? Reply.json(
                        200, of.copy().put("id", "long").put("data", "QUJD".repeat(8 << 20)))
                    : RecordingHost.stored(request, stored));
    Answer absent = gateway.get("/Binary/absent", gateway.realm.patient("p1"));

    Answer answer = gateway.get("/Binary/" + id, gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo(absent.body());
    assertThat(ByIdTest.headers(answer)).isEqualTo(ByIdTest.headers(absent));
    assertThat(gateway.settled(answer))
        .containsEntry("reason", reason)
        .containsEntry("permitted", false)
        .containsEntry("patient", null);
  }

  /** A practitioner may see both patients, and what is nobody's is nobody's to them as well. */
  @ParameterizedTest
  @CsvSource({"b2, 200", "through2, 200", "through3, 404", "shared, 404", "nobodys, 404"})
  void aPractitionerSeesThoseOfThePracticesPatients(String id, int status) {
    Answer answer = gateway.get("/Binary/" + id, gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?_id=b1", "?securityContext=Patient/p1", ""})
  void binariesAreNotSearched(String query) {
    assertThat(gateway.get("/Binary" + query, gateway.realm.practitioner()).status())
        .isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void contentIsSentAsItIsWithAHeaderThatSaysWhoseItIs() {
    Answer answer = raw("POST", "/Binary", "image/png", "Patient/p1", "p1");

    assertThat(answer.status()).isEqualTo(200);
    Arrived arrived = gateway.premises.arrived().get(0);
    assertThat(arrived.method() + " " + arrived.uri()).isEqualTo("POST /fhir/Binary");
    assertThat(arrived.headers().get("Content-Type")).startsWith("application/fhir+json");
    assertThat(arrived.headers().contains("X-Security-Context")).isFalse();
    JsonObject sent = arrived.body().toJsonObject();
    assertThat(sent.getString("contentType")).isEqualTo("image/png");
    assertThat(sent.getJsonObject("securityContext").getString("reference"))
        .isEqualTo("Patient/p1");
    assertThat(
            new String(Base64.getDecoder().decode(sent.getString("data")), StandardCharsets.UTF_8))
        .isEqualTo(CONTENT);
    assertThat(gateway.settled(answer))
        .containsEntry("interaction", "create")
        .containsEntry("patient", "p1");
  }

  @Test
  void contentIsReplacedOnlyInWhatIsThePatients() {
    String own = gateway.fhir() + "/Patient/p1";

    assertThat(raw("PUT", "/Binary/b1", "image/png", own, "p1").status()).isEqualTo(200);
    Arrived arrived = gateway.premises.arrived().get(1);
    assertThat(arrived.body().toJsonObject())
        .isEqualTo(
            binary("b1", "Patient/p1")
                .put("contentType", "image/png")
                .put(
                    "data",
                    Base64.getEncoder().encodeToString(CONTENT.getBytes(StandardCharsets.UTF_8))));
    assertThat(raw("PUT", "/Binary/b2", "image/png", own, "p1").status()).isEqualTo(404);
    assertThat(raw("PUT", "/Binary/none", "image/png", own, "p1").status()).isEqualTo(404);
    assertThat(raw("PUT", "/Binary/b1", "image/png", "Patient/p2", "p1").status()).isEqualTo(403);
    assertThat(gateway.premises.arrived().stream().filter(one -> one.method().equals("PUT")))
        .hasSize(1);
  }

  @Test
  void whatIsReachedThroughAResourceStaysReachedThroughIt() {
    String token = gateway.realm.patient("p1");
    URI uri = URI.create(gateway.fhir() + "/Binary/through1");

    Answer kept = gateway.send("PUT", uri, token, binary("through1", "Observation/o1").encode());
    Answer moved = gateway.send("PUT", uri, token, binary("through1", "Observation/o2").encode());

    assertThat(kept.status()).isEqualTo(200);
    assertThat(moved.status()).isEqualTo(403);
    assertThat(gateway.send("DELETE", uri, token, null).status()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // somebody else's, nobody's, or one's that only a host could tell
        "image/png, Patient/p2, 403",
        "image/png, Observation?patient=p2, 403",
        "image/png, http://elsewhere/Patient/p1, 403",
        "image/png, Practitioner/d1, 403",
        "image/png, -, 400",
        // resources are resources, and what is no media type is none
        "application/json, Patient/p1, 400",
        "application/x-www-form-urlencoded, Patient/p1, 415",
        "nonsense, Patient/p1, 415",
        "text/html; a, Patient/p1, 415",
      })
  void contentThatIsNotThisPatientsIsNotStored(String type, String context, int status) {
    Answer answer = raw("POST", "/Binary", type, context, "p1");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(gateway.arrived()).isEmpty();
  }

  /** Each parameter would take its part of a thread's stack. */
  @Test
  void aMediaTypeHasSoManyParametersAndNoMore() {
    assertThat(raw("POST", "/Binary", "a/b" + "; a=a".repeat(8), "Patient/p1", "p1").status())
        .isEqualTo(200);
    assertThat(raw("POST", "/Binary", "a/b" + ";a=a".repeat(1_500), "Patient/p1", "p1").status())
        .isEqualTo(415);
  }

  @Test
  void onlyBinariesAreSentAsContent() {
    assertThat(raw("POST", "/Observation", "image/png", "Patient/p1", "p1").status())
        .isEqualTo(415);
  }

  /** As a host of before the gateway: nothing but documents tells whose its Binaries are. */
  private static void documented(JsonObject... documents) {
    answeringForDocuments(RecordingHost.searchset(documents));
  }

  private static void answeringForDocuments(JsonObject found) {
    JsonObject old = new JsonObject().put("resourceType", "Binary").put("id", "old");
    List<JsonObject> stored =
        List.of(
            old.put("data", "QUJD"),
            binary("b1", "Patient/p1"),
            binary("b2", "Patient/p2"),
            document("d1", "p1", "Binary/old"));
    gateway.premises.answers(
        request ->
            request.uri().startsWith("/fhir/DocumentReference?location=Binary%2Fold%2Chttp")
                ? Reply.json(200, found)
                : request.method().equals("POST")
                    ? Reply.json(201, request.body().toJsonObject().put("id", "made"))
                    : RecordingHost.stored(request, stored));
  }

  private static JsonObject document(String id, String patient, String... urls) {
    JsonArray content = new JsonArray();
    for (String url : urls) {
      content.add(new JsonObject().put("attachment", new JsonObject().put("url", url)));
    }
    return new JsonObject()
        .put("resourceType", "DocumentReference")
        .put("id", id)
        .put("status", "current")
        .put("subject", new JsonObject().put("reference", "Patient/" + patient))
        .put("content", content);
  }

  @Test
  void aBinaryThatSaysNothingIsThePatientsWhoseDocumentsPointAtIt() {
    String own = gateway.premises.url() + "/Binary/old";
    documented(document("d1", "p1", "Binary/old"), document("d2", "p1", "Binary/x", own));
    Answer absent = gateway.get("/Binary/none", gateway.realm.patient("p2"));

    for (String token : List.of(gateway.realm.patient("p1"), gateway.realm.practitioner())) {
      Answer answer = gateway.get("/Binary/old", token);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().getString("data")).isEqualTo("QUJD");
      assertThat(gateway.settled(answer)).containsEntry("patient", "p1");
    }
    Answer others = gateway.get("/Binary/old", gateway.realm.patient("p2"));
    assertThat(others.status()).isEqualTo(404);
    assertThat(others.body()).isEqualTo(absent.body());
  }

  static Stream<JsonObject> whatTellsOfNobody() {
    JsonObject theirs = document("d1", "p1", "Binary/old");
    JsonObject next = new JsonObject().put("relation", "next").put("url", "http://x/fhir?page=2");
    return Stream.of(
        RecordingHost.searchset(),
        // of two patients, of nobody
        RecordingHost.searchset(theirs, document("d2", "p2", "Binary/old")),
        RecordingHost.searchset(theirs, document("d2", "p1", "Binary/old").putNull("subject")),
        // of a host that has not looked for what it was asked for
        RecordingHost.searchset(theirs, document("d2", "p1", "Binary/other")),
        RecordingHost.searchset(document("d1", "p1", "https://elsewhere.example/fhir/Binary/old")),
        RecordingHost.searchset(document("d1", "p1", "Binary/old?x")),
        RecordingHost.searchset(observation("o1", "p1")),
        // there may be another one
        RecordingHost.searchset(theirs).put("link", new JsonArray().add(next)),
        new JsonObject().put("resourceType", "OperationOutcome"));
  }

  @ParameterizedTest
  @MethodSource("whatTellsOfNobody")
  void aBinaryThatDocumentsLeaveOpenIsNobodys(JsonObject found) {
    answeringForDocuments(found);

    assertThat(gateway.get("/Binary/old", gateway.realm.patient("p1")).status()).isEqualTo(404);
    assertThat(gateway.get("/Binary/old", gateway.realm.practitioner()).status()).isEqualTo(404);
  }

  @Test
  void whatIsOnlyPointedAtIsReadAsItIsNowAndNotChanged() {
    documented(document("d1", "p1", "Binary/old"));
    String token = gateway.realm.patient("p1");
    URI uri = URI.create(gateway.fhir() + "/Binary/old");

    assertThat(gateway.send("PUT", uri, token, binary("old", "Patient/p1").encode()).status())
        .isEqualTo(404);
    assertThat(gateway.send("DELETE", uri, token, null).status()).isEqualTo(404);
    assertThat(gateway.get("/Binary/old/_history/1", token).status()).isEqualTo(404);
    assertThat(gateway.get("/Binary/old/_history", token).status()).isEqualTo(404);
  }

  /** Else a document would make any Binary its patient's, at this host or the next one. */
  @Test
  void nobodyPointsAtWhatIsNotTheirsAlready() {
    documented();
    List<String> beyond =
        List.of(
            "Binary/old",
            " Binary/old",
            "Binary/old/_history/1",
            "Binary/none",
            "Binary/b2",
            gateway.fhir() + "/Binary/old",
            gateway.premises.url() + "/Binary/old",
            gateway.premises.url() + "/Binary/b2",
            gateway.cloud.url() + "/Binary/old",
            gateway.cloud.url() + "/Binary/b1");
    for (String token : List.of(gateway.realm.patient("p1"), gateway.realm.practitioner())) {
      for (String url : beyond) {
        JsonObject document = document("d9", "p1", "Binary/b1", url);
        document.remove("id");
        Answer answer = gateway.post("/DocumentReference", token, document.encode());
        assertThat(answer.status()).as(url).isEqualTo(403);
        assertThat(answer.body()).as(url).contains("does not lead to a resource of the same");
      }
    }
    assertThat(gateway.arrived()).noneMatch(request -> request.method().equals("POST"));

    // What is theirs, what is elsewhere, and what it pointed at before
    String token = gateway.realm.patient("p1");
    JsonObject own = document("d9", "p1", "Binary/b1", "https://elsewhere.example/fhir/Binary/1");
    own.remove("id");
    assertThat(gateway.post("/DocumentReference", token, own.encode()).status()).isEqualTo(201);
    assertThat(
            gateway
                .send(
                    "PUT",
                    URI.create(gateway.fhir() + "/DocumentReference/d1"),
                    token,
                    document("d1", "p1", "Binary/old").put("description", "x").encode())
                .status())
        .isEqualTo(200);
    // And what their documents point at already they may point at again
    documented(document("d1", "p1", "Binary/old"));
    JsonObject again = document("d9", "p1", "Binary/old");
    again.remove("id");
    assertThat(gateway.post("/DocumentReference", token, again.encode()).status()).isEqualTo(201);
  }

  private static final String CONTENT = "\u00e9\0{\"resourceType\":\"Patient\"}";

  private static Answer raw(String method, String path, String type, String context, String who) {
    String[] headers =
        context == null
            ? new String[] {"Content-Type", type}
            : new String[] {"Content-Type", type, "X-Security-Context", context};
    if (method.equals("POST")) {
      gateway.premises.answers(
          request -> Reply.json(200, request.body().toJsonObject().put("id", "made")));
    }
    return gateway.send(
        method, URI.create(gateway.fhir() + path), gateway.realm.patient(who), CONTENT, headers);
  }

  private static JsonObject binary(String id, String context) {
    return new JsonObject()
        .put("resourceType", "Binary")
        .put("id", id)
        .put("contentType", "text/plain")
        .put("securityContext", new JsonObject().put("reference", context))
        .put("data", "QUJD");
  }
}
