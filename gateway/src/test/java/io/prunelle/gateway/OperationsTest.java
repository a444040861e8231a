// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static io.prunelle.gateway.testing.RecordingHost.searchset;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations: whose record they are about, where they go, and what of their answers is shown. */
final class OperationsTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
    gateway.permit("permitted");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void forget() {
    gateway.cloud.reset();
    gateway.premises.reset();
    gateway.cloud.has();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDocumentIsThePatientsWithoutWhatIsAnothers(boolean practitioner) {
    String token = practitioner ? gateway.realm.practitioner() : gateway.realm.patient("p1");
    gateway.premises.answers(OperationsTest::compositions);

    Answer answer = gateway.get("/Composition/c1/$document?persist=false", token);

    assertThat(answer.status()).isEqualTo(200);
    JsonObject document = answer.json();
    assertThat(document.getString("type")).isEqualTo("document");
    assertThat(document.getJsonObject("identifier").getString("value")).isEqualTo("urn:x");
    assertThat(document.getString("timestamp")).isEqualTo("2026-11-25T10:00:00Z");
    assertThat(document.getJsonArray("entry").stream())
        .extracting(entry -> ((JsonObject) entry).getString("fullUrl"))
        .containsExactly(
            gateway.fhir() + "/Composition/c1",
            gateway.fhir() + "/Patient/p1",
            gateway.fhir() + "/Practitioner/d1",
            gateway.fhir() + "/Observation/o1",
            "urn:uuid:00000000-0000-4000-8000-000000000001",
            gateway.fhir() + "/Provenance/v1",
            gateway.fhir() + "/Provenance/v2");
    assertThat(answer.body())
        .doesNotContainPattern("\\b[pd]2\\b")
        .doesNotContain("total", "10.0.0.5");
    assertThat(gateway.settled(answer))
        .containsEntry("interaction", "operation")
        .containsEntry("resource_type", "Composition")
        .containsEntry("resource_id", "c1")
        .containsEntry("patient", "p1");
  }

  @Test
  void anothersDocumentIsAsAbsentAsOneThatIsNotThere() {
    gateway.premises.answers(OperationsTest::compositions);
    String token = gateway.realm.patient("p1");

    Answer theirs = gateway.get("/Composition/c2/$document", token);
    Answer absent = gateway.get("/Composition/none/$document", token);

    assertThat(theirs.status()).isEqualTo(404);
    assertThat(theirs.body()).isEqualTo(absent.body());
    assertThat(gateway.arrived()).noneMatch(request -> request.uri().contains("$"));
  }

  /** It would be a create past every rule for bodies. */
  @Test
  void aDocumentIsNotKept() {
    gateway.premises.answers(OperationsTest::compositions);

    assertThat(
            gateway
                .get("/Composition/c1/$document?persist=true", gateway.realm.patient("p1"))
                .status())
        .isEqualTo(400);
  }

  @Test
  void aDocumentWhoseCompositionIsAnothersIsNotReleased() {
    gateway.premises.answers(
        request ->
            Reply.json(
                200,
                request.uri().contains("$")
                    ? document(composition("c2", "p2"), observation("o1", "p1"))
                    : composition("c1", "p1")));

    Answer answer = gateway.get("/Composition/c1/$document", gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).doesNotContain("p2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/Composition/c1/$document", "/Patient/p1/$summary"})
  void whatBringsAnyTypeTakesTheScopesForAllOfThem(String path) {
    String scope = "openid patient/Composition.rs patient/Encounter.rs";
    JsonObject claims = gateway.realm.patientClaims("p1").put("scope", scope);

    Answer answer = gateway.get(path, gateway.realm.token(claims));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.header("www-authenticate")).contains("patient/*.rs");
    assertThat(gateway.arrived()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "patient/*.rs | /Patient/p1/$everything | /fhir/Patient/p1/$everything",
        "patient/*.rs | /Patient/p1/$everything?_type=Observation | /fhir/Patient/p1/$everything?_type=Observation",
        "patient/Observation.rs patient/Patient.rs | /Patient/p1/$everything | /fhir/Patient/p1/$everything?_type=Observation%2CPatient",
        "patient/Observation.rs patient/Patient.r | /Patient/p1/$everything | /fhir/Patient/p1/$everything?_type=Observation",
        "patient/Observation.rs patient/Condition.rs | /Patient/p1/$everything?_count=5&_type=Condition,Encounter | /fhir/Patient/p1/$everything?_count=5&_type=Condition",
        "patient/Observation.rs patient/Encounter.rs | /Encounter/e1/$everything | /fhir/Encounter/e1/$everything?_type=Encounter%2CObservation"
      })
  void everythingIsWhatTheScopesCover(String scopes, String path, String sent) {
    JsonObject encounter = observation("e1", "p1").put("resourceType", "Encounter");
    JsonObject condition = observation("c1", "p1").put("resourceType", "Condition");
    gateway.premises.answers(
        request ->
            Reply.json(
                200,
                request.uri().contains("$")
                    ? searchset(encounter, observation("o1", "p1"), condition)
                    : encounter));
    JsonObject claims = gateway.realm.patientClaims("p1").put("scope", "openid " + scopes);

    Answer answer = gateway.get(path, gateway.realm.token(claims));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(lastAsked()).isEqualTo(sent);
    answer.json().getJsonArray("entry").stream()
        .map(entry -> ((JsonObject) entry).getJsonObject("resource").getString("resourceType"))
        .forEach(type -> assertThat(sent.contains("_type") ? sent : sent + type).contains(type));
  }

  /** Whose record it is tells which of their scopes let them see what it brings. */
  @ParameterizedTest
  @CsvSource({
    "p5, p9, /fhir/Patient/p5/$everything?_type=Observation",
    "p5, , /fhir/Patient/p5/$everything?_type=Observation",
    "p9, p9, /fhir/Patient/p9/$everything"
  })
  void aPractitionersScopesForTheirOwnRecordAreNotForOthers(
      String patient, @Nullable String self, String sent) {
    JsonObject claims =
        gateway.realm.practitionerClaims().put("scope", "openid user/Observation.rs patient/*.rs");
    if (self != null) {
      claims
          .put("patient_id", self)
          .put("staff_of", new JsonArray().add(TestRealm.PRACTICE))
          .put(
              "realm_access",
              new JsonObject().put("roles", new JsonArray().add("practitioner").add("patient")));
    }
    gateway.premises.answers(request -> Reply.json(200, searchset(observation("o1", patient))));

    Answer answer =
        gateway.get("/Patient/" + patient + "/$everything", gateway.realm.token(claims));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(lastAsked()).isEqualTo(sent);
    assertThat(answer.json().getJsonArray("entry")).hasSize(1);
  }

  /** But for how much makes a page where nobody says. */
  private static String lastAsked() {
    return last().uri().replaceFirst("[?&]_count=50$", "");
  }

  /** Some hosts know the one name, some the other, and some neither. */
  @ParameterizedTest
  @ValueSource(strings = {"/Patient/p1/$everything", "/Encounter/e1/$everything"})
  void everythingSinceATimeIsNothingOlderOnAnyPage(String path) {
    JsonObject encounter = observation("e1", "p1").put("resourceType", "Encounter");
    gateway.premises.answers(
        request ->
            Reply.json(
                200,
                request.uri().contains("page=2")
                    ? searchset(of("o4", "2026-04-30"), of("o5", "2026-05-02T00:00:00Z"))
                    : request.uri().contains("$")
                        ? searchset(
                                of("o1", "2026-04-30T23:59:59.999Z"),
                                of("o2", "2026-05-01T02:00:00.000+02:00"),
                                observation("o3", "p1"))
                            .put(
                                "link",
                                new JsonArray()
                                    .add(
                                        new JsonObject()
                                            .put("relation", "next")
                                            .put("url", gateway.premises.url() + "?page=2")))
                        : encounter));
    String since = "2026-05-01T00:00:00Z";

    Answer all = gateway.get(path + "?_since=" + since + "&_count=10", gateway.realm.patient("p1"));

    assertThat(all.status()).as(all.body()).isEqualTo(200);
    assertThat(gateway.premises.arrived())
        .anySatisfy(
            request ->
                assertThat(request.uri())
                    .isEqualTo(
                        "/fhir"
                            + path
                            + "?_since=2026-05-01T00%3A00%3A00Z&_count=10&_lastUpdated=ge2026-05-01T00%3A00%3A00Z"));
    assertThat(all.json().getJsonArray("entry").stream())
        .extracting(entry -> ((JsonObject) entry).getJsonObject("resource").getString("id"))
        .containsExactly("o2", "o3", "o5");
  }

  private static JsonObject of(String id, String updated) {
    return observation(id, "p1").put("meta", new JsonObject().put("lastUpdated", updated));
  }

  /** What would narrow nothing is not taken as if it did. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Patient/p1/$everything?start=2026-01-01 | /Patient/p1/$everything",
        "/Encounter/e1/$everything?end=2026-01-01 | /Encounter/e1/$everything",
        "/Observation/$lastn?patient=p1&status=final&category=vital-signs | /Observation/$lastn?patient=Patient%2Fp1&category=vital-signs",
        "/Observation/$lastn?patient=p1&_include=Observation:performer&_sort=date&_total=none&max=2 | /Observation/$lastn?patient=Patient%2Fp1&max=2"
      })
  void whatHostsDoNotTakeIsDroppedOrRefused(String path, String sent) {
    JsonObject encounter = observation("e1", "p1").put("resourceType", "Encounter");
    gateway.premises.answers(
        request -> Reply.json(200, request.uri().contains("$") ? searchset(encounter) : encounter));

    Answer dropped = gateway.get(path, gateway.realm.patient("p1"));
    Answer strict = gateway.get(path, gateway.realm.patient("p1"), "Prefer", "handling=strict");

    assertThat(dropped.status()).as(dropped.body()).isEqualTo(200);
    assertThat(lastAskedOf("$")).isEqualTo("/fhir" + sent);
    assertThat(strict.status()).isEqualTo(400);
  }

  private static String lastAskedOf(String part) {
    return gateway.premises.arrived().stream()
        .map(Arrived::uri)
        .filter(uri -> uri.contains(part))
        .reduce("", (before, after) -> after)
        .replaceFirst("[?&]_count=50$", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Patient/p1/$everything?_type=Condition",
        "/Patient/p1/$everything?_type=AuditEvent,Linkage"
      })
  void everythingOfNothingThatTheScopesCoverIsRefused(String path) {
    JsonObject claims =
        gateway.realm.patientClaims("p1").put("scope", "openid patient/Observation.rs");

    assertThat(gateway.get(path, gateway.realm.token(claims)).status()).isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void everythingOfAnEncounterIsOfItsPatientAlone() {
    JsonObject encounter = observation("e1", "p1").put("resourceType", "Encounter");
    gateway.premises.answers(
        request ->
            Reply.json(
                200,
                request.uri().contains("$")
                    ? searchset(encounter, observation("o1", "p1"), observation("o2", "p2"))
                    : encounter));

    Answer answer = gateway.get("/Encounter/e1/$everything?_count=10", gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getJsonArray("entry")).hasSize(2);
    assertThat(answer.body()).doesNotContainPattern("\\bp2\\b");
    assertThat(last().uri()).isEqualTo("/fhir/Encounter/e1/$everything?_count=10");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/Patient/p1/$everything | {'name':'_count','valueInteger':5},{'name':'x','valueString':'y'} | /Patient/p1/$everything?_count=5",
        "/Patient/p1/$everything?_type=Observation | {'name':'_since','valueInstant':'2026-01-01T00:00:00Z'} | /Patient/p1/$everything?_type=Observation&_since=2026-01-01T00%3A00%3A00Z&_lastUpdated=ge2026-01-01T00%3A00%3A00Z",
        "/Observation/$lastn | {'name':'patient','valueString':'Patient/p1'},{'name':'max','valuePositiveInt':2} | /Observation/$lastn?patient=Patient%2Fp1&max=2"
      })
  void parametersInTheBodyAreParametersAllTheSame(String path, String inputs, String sent) {
    Answer answer = gateway.post(path, gateway.realm.patient("p1"), parameters(inputs));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(last().method()).isEqualTo("GET");
    assertThat(lastAsked()).isEqualTo("/fhir" + sent);
  }

  @ParameterizedTest
  @CsvSource({
    "/Patient/p1/$everything, '', 200",
    "/Patient/p1/$everything, application/fhir+json, 200",
    "/Patient/p1/$everything, application/fhir+xml, 200",
    "/Patient/p1/$everything, text/plain, 415",
    "/Patient/p2/$everything, '', 403",
    "/Observation/$validate, '', 400"
  })
  void anOperationWithoutABodyIsOneWithoutParameters(String path, String type, int status) {
    String token = gateway.realm.patient("p1");

    Answer answer =
        type.isEmpty()
            ? gateway.send("POST", URI.create(gateway.fhir() + path), token, null)
            : gateway.send(
                "POST", URI.create(gateway.fhir() + path), token, "", "Content-Type", type);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(gateway.arrived()).hasSize(status == 200 ? 1 : 0);
  }

  /** RFC 9112, 6.3: without a length there is none. */
  @Test
  void thatThereIsNoBodyNeedNotBeSaid() {
    String head =
        "POST "
            + URI.create(gateway.fhir()).getPath()
            + "/Patient/p1/$everything HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + gateway.realm.patient("p1")
            + "\r\nConnection: close\r\n\r\n";

    assertThat(RawRequest.exchange(gateway, head)).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/Patient/p2/$everything | `` | 403",
        "/Observation/$lastn | {'name':'patient','valueString':'Patient/p2'} | 403",
        "/Observation/$lastn | {'name':'patient','valueReference':{'reference':'Patient/p1'}} | 400",
        "/Observation/$lastn?patient=p1 | {'name':'patient','valueString':'Patient/p2'} | 403",
        "/Patient/p1/$everything | {'name':'_count','valueInteger':5},{'name':'_count','valueInteger':6} | 400",
        "/Patient/p1/$everything | {'name':'_count','part':[{'name':'x'}]} | 400",
        "/Patient/p1/$everything | {'name':'_count','valueInteger':5,'valueString':'6'} | 400",
        "/Patient/p1/$everything | {'name':'_count'} | 400",
        "/Patient/$summary | {'name':'identifier','valueString':'x'} | 403"
      })
  void parametersThatNameAnotherOrAreNoneReachNoHost(String path, String inputs, int status) {
    Answer answer = gateway.post(path, gateway.realm.patient("p1"), parameters(inputs));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(gateway.arrived()).isEmpty();
  }

  /** As forms are checked before somebody is registered. */
  @Test
  void whoIsNotRegisteredYetIsValidatedWhereTheyWouldBe() {
    gateway.premises.answers(request -> Reply.json(200, outcome(issue("Patient.name", "odd"))));
    String body = "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"x\"}]}";

    Answer answer = gateway.post("/Patient/$validate", gateway.realm.practitioner(), body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json()).isEqualTo(outcome(issue("Patient.name", "odd")));
    assertThat(gateway.premises.arrived().get(0).uri()).isEqualTo("/fhir/Patient/$validate");
    assertThat(gateway.cloud.arrived()).isEmpty();
  }

  @Test
  void whatIsToBeValidatedGoesToTheHostOfItsRecordAlone() {
    gateway.cloud.answers(request -> Reply.json(200, outcome(issue("Observation.status", "odd"))));
    JsonObject body = observation("x", "permitted");

    Answer answer =
        gateway.post("/Observation/$validate", gateway.realm.practitioner(), body.encode());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).isEqualTo(outcome(issue("Observation.status", "odd")));
    assertThat(gateway.premises.arrived()).isEmpty();
    Arrived arrived = gateway.cloud.arrived().get(0);
    assertThat(arrived.uri()).isEqualTo("/fhir/Observation/$validate");
    assertThat(arrived.body().toJsonObject())
        .isEqualTo(
            new JsonObject()
                .put("resourceType", "Parameters")
                .put(
                    "parameter",
                    new JsonArray()
                        .add(new JsonObject().put("name", "resource").put("resource", body))));
    assertThat(gateway.settled(answer))
        .containsEntry("interaction", "operation")
        .containsEntry("patient", "permitted")
        .containsEntry("host", "nuage-sante");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // about another, about nobody, or by what only a host could resolve
        "/Observation/$validate | {'resourceType':'Observation','subject':{'reference':'Patient/p2'}} | 403",
        "/Observation/$validate | {'resourceType':'Observation'} | 403",
        "/Observation/$validate | {'resourceType':'Observation','subject':{'reference':'Patient/p1'},'performer':[{'reference':'Patient/p2'}]} | 403",
        "/Patient/$validate | {'resourceType':'Patient','id':'p2'} | 403",
        "/Patient/$validate | {'resourceType':'Patient','link':[{'other':{'reference':'Patient/p2'}}]} | 403",
        "/Practitioner/$validate | {'resourceType':'Practitioner','extension':[{'valueReference':{'reference':'Patient/p1'}}]} | 403",
        "/Condition/$validate | {'resourceType':'Observation','subject':{'reference':'Patient/p1'}} | 400",
        "/AuditEvent/$validate | {'resourceType':'AuditEvent'} | 403",
        // by a profile that could look at what is referred to
        "/Observation/$validate?profile=http://x.org/p | {'resourceType':'Observation','subject':{'reference':'Patient/p1'},'hasMember':[{'reference':'Observation/o2'}]} | 403",
        "/Observation/$validate | {'resourceType':'Observation','meta':{'profile':['http://x.org/p']},'subject':{'reference':'Patient/p1'},'hasMember':[{'reference':'Observation/o2'}]} | 403",
        // a delete would be checked for what refers to it
        "/Observation/$validate?mode=delete | {'resourceType':'Observation','subject':{'reference':'Patient/p1'}} | 400",
        "/Observation/$validate?unknown=1 | {'resourceType':'Observation','subject':{'reference':'Patient/p1'}} | 400",
        "/Observation/$validate | {'resourceType':'Parameters','parameter':[{'name':'mode','valueCode':'create'}]} | 400",
        "/Observation/$validate | {'resourceType':'Parameters','parameter':[{'name':'resource','resource':{'resourceType':'Observation','subject':{'reference':'Patient/p1'}}},{'name':'resource','resource':{'resourceType':'Observation','subject':{'reference':'Patient/p2'}}}]} | 400",
      })
  void whatIsNotThisPatientsIsNotValidated(String path, String body, int status) {
    Answer answer = gateway.post(path, gateway.realm.patient("p1"), body.replace('\'', '"'));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(gateway.arrived()).isEmpty();
  }

  /** Whether a reference leads somewhere is the host's to know. */
  @Test
  void theAnswerIsTheSameWhateverIsAtTheEndOfAReference() {
    JsonObject body =
        observation("x", "p1")
            .put("encounter", new JsonObject().put("reference", "Encounter/of-p2"))
            .put("valueReference", new JsonObject().put("reference", "Observation/of-p2"));
    gateway.premises.answers(request -> Reply.json(200, outcome(issue("Observation", "odd"))));
    Answer silent =
        gateway.post("/Observation/$validate", gateway.realm.patient("p1"), body.encode());
    gateway.premises.answers(
        request ->
            Reply.json(
                200,
                outcome(
                    issue("Observation.encounter", "It does not exist"),
                    issue("Observation.value.ofType(Reference).reference", "Of another profile"),
                    issue("Observation.encounter[0].display", "x"),
                    issue("Observation", "odd"),
                    issue("Observation.status", "See Encounter/of-p2"),
                    issue("Observation.status", "No http://h/fhir/Patient?identifier=x"))));

    Answer answer =
        gateway.post("/Observation/$validate", gateway.realm.patient("p1"), body.encode());

    assertThat(answer.body()).isEqualTo(silent.body());
    assertThat(answer.json()).isEqualTo(outcome(issue("Observation", "odd")));
  }

  @Test
  void aStoredResourceIsValidatedAsItWouldBecome() {
    gateway.premises.answers(
        request ->
            request.method().equals("POST")
                ? Reply.json(200, outcome())
                : RecordingHost.stored(
                    request, List.of(observation("o1", "p1"), observation("o2", "p2"))));
    String token = gateway.realm.patient("p1");

    Answer own = gateway.post("/Observation/o1/$validate", token, observation("o1", "p1").encode());
    Answer theirs =
        gateway.post("/Observation/o2/$validate", token, observation("o2", "p1").encode());
    Answer absent =
        gateway.post("/Observation/none/$validate", token, observation("none", "p1").encode());

    assertThat(own.status()).isEqualTo(200);
    assertThat(own.body()).contains("Nothing was found");
    assertThat(theirs.status()).isEqualTo(404);
    assertThat(theirs.body()).isEqualTo(absent.body());
  }

  /** As clients send what they have read. */
  @ParameterizedTest
  @ValueSource(strings = {"patient/*.cruds", "patient/Patient.rs"})
  void aPatientIsValidatedAsTheyWouldBecome(String scopes) {
    gateway.premises.answers(
        request ->
            request.method().equals("POST")
                ? Reply.json(200, outcome(issue("Patient.name", "odd")))
                : RecordingHost.stored(request, List.of(patient("p1"), patient("p2"))));
    String token = gateway.realm.token(gateway.realm.patientClaims("p1").put("scope", scopes));

    Answer own = gateway.post("/Patient/p1/$validate", token, patient("p1").encode());
    Answer theirs = gateway.post("/Patient/p2/$validate", token, patient("p2").encode());
    Answer absent = gateway.post("/Patient/none/$validate", token, patient("none").encode());
    Answer another = gateway.post("/Patient/p1/$validate", token, patient("p2").encode());

    assertThat(own.status()).as(own.body()).isEqualTo(200);
    assertThat(own.json()).isEqualTo(outcome(issue("Patient.name", "odd")));
    assertThat(theirs.status()).isEqualTo(404);
    assertThat(theirs.body()).isEqualTo(absent.body());
    assertThat(another.status()).isBetween(400, 403);
    assertThat(gateway.premises.arrived())
        .filteredOn(request -> request.method().equals("POST"))
        .extracting(Arrived::uri)
        .containsExactly("/fhir/Patient/p1/$validate");
  }

  @Test
  void toValidateAPatientTakesTheScopesForOne() {
    String token =
        gateway.realm.token(
            gateway.realm.patientClaims("p1").put("scope", "patient/Observation.rs"));

    Answer answer = gateway.post("/Patient/p1/$validate", token, patient("p1").encode());

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
  }

  /** A host might say that there is one, of which nobody is told. */
  @Test
  void referenceDataWithAnIdIsValidatedWithoutALookAtWhatIsStored() {
    gateway.premises.answers(request -> Reply.json(200, outcome()));
    JsonObject doctor = new JsonObject().put("resourceType", "Practitioner").put("id", "d");
    String token = gateway.realm.patient("p1");

    Answer answer = gateway.post("/Practitioner/d/$validate", token, doctor.encode());
    Answer another = gateway.post("/Practitioner/e/$validate", token, doctor.encode());

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(another.status()).isEqualTo(400);
    assertThat(gateway.arrived())
        .singleElement()
        .extracting(Arrived::uri)
        .isEqualTo("/fhir/Practitioner/$validate");
  }

  private static JsonObject patient(String id) {
    return new JsonObject().put("resourceType", "Patient").put("id", id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'resourceType':'Observation','subject':{'reference':'Patient/p2'}}",
        "{'resourceType':'Parameters'}",
        "{'resourceType':'OperationOutcome','issue':'x'}",
        "nonsense"
      })
  void whatIsNoOutcomeIsNotReleased(String answered) {
    gateway.premises.answers(
        request ->
            new Reply(
                200,
                io.vertx.core.MultiMap.caseInsensitiveMultiMap(),
                io.vertx.core.buffer.Buffer.buffer(answered.replace('\'', '"'))));

    Answer answer =
        gateway.post(
            "/Observation/$validate", gateway.realm.patient("p1"), observation("x", "p1").encode());

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).doesNotContain("p2");
  }

  @Test
  void codesAreAskedAboutWithoutAnybodysRecord() {
    gateway.premises.answers(request -> Reply.json(200, expansion()));
    String coding = "{'name':'coding','valueCoding':{'system':'http://loinc.org','code':'1-8'}}";

    Answer expanded = gateway.get("/ValueSet/$expand?url=x&filter=y", gateway.realm.patient("p1"));
    Answer validated =
        gateway.post(
            "/ValueSet/v1/$validate-code",
            gateway.realm.practitioner(),
            parameters(coding + ",{'name':'unknown','valueString':'x'}"));

    assertThat(expanded.status()).isEqualTo(200);
    assertThat(expanded.json()).isEqualTo(expansion());
    assertThat(validated.status()).isEqualTo(200);
    assertThat(last().body().toJsonObject()).isEqualTo(new JsonObject(parameters(coding)));
    assertThat(gateway.cloud.arrived()).isEmpty();
    assertThat(gateway.settled(expanded))
        .containsEntry("interaction", "operation")
        .containsEntry("resource_type", "ValueSet")
        .containsEntry("patient", null)
        .containsEntry("reason", "reference-data");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name':'valueSet','resource':{'resourceType':'ValueSet'}},{'name':'coding','resource':{'resourceType':'ValueSet'}}",
        "{'name':'coding','valueReference':{'reference':'Patient/p2'}}",
        "{'name':'coding','valueCoding':{'extension':[{'url':'x','valueReference':{'reference':'Patient/p2'}}]}}",
        "{'name':'code','valueCode':'a'},{'name':'code','valueCode':'b'}",
      })
  void questionsAboutCodesNameNobody(String inputs) {
    Answer answer =
        gateway.post("/ValueSet/$validate-code", gateway.realm.practitioner(), parameters(inputs));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void anAnswerAboutCodesThatMentionsAPatientIsNotReleased() {
    JsonObject valueSet =
        expansion()
            .put(
                "extension",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("url", "x")
                            .put(
                                "valueReference",
                                new JsonObject().put("reference", "Patient/p2"))));
    for (JsonObject answered : List.of(valueSet, observation("o1", "p1"))) {
      gateway.premises.answers(request -> Reply.json(200, answered));

      Answer answer = gateway.get("/ValueSet/$expand?url=x", gateway.realm.practitioner());

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.body()).doesNotContain("p1", "p2");
    }
  }

  @ParameterizedTest
  @CsvSource({"405, 501", "501, 501", "400, 400", "404, 404", "500, 502"})
  void aHostThatDoesNotKnowAnOperationIsToldFromOneThatFails(int answered, int status) {
    gateway.premises.answers(request -> Reply.json(answered, outcome()));

    Answer answer = gateway.get("/Patient/p1/$summary", gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.diagnostics()).isNotBlank();
  }

  private static Reply compositions(Arrived request) {
    if (request.uri().endsWith("/$document?persist=false")) {
      return Reply.json(
          200,
          document(
              composition("c1", "p1"),
              new JsonObject().put("resourceType", "Patient").put("id", "p1"),
              observation("o2", "p2"),
              new JsonObject()
                  .put("resourceType", "Patient")
                  .put("id", "p2")
                  .put("generalPractitioner", new JsonArray().add(to("Practitioner/d2"))),
              new JsonObject().put("resourceType", "Practitioner").put("id", "d2"),
              new JsonObject().put("resourceType", "Practitioner").put("id", "d1"),
              observation("o1", "p1").put("performer", new JsonArray().add(to("Practitioner/d1"))),
              new JsonObject().put("resourceType", "Organization"),
              provenance("v1", "Composition/c1"),
              provenance("v2", "Observation/o1"),
              provenance("of-anothers", "Composition/c2"),
              observation("led-to-by-nothing", "p1"),
              provenance("of-that", "Observation/led-to-by-nothing")));
    }
    return RecordingHost.stored(request, List.of(composition("c1", "p1"), composition("c2", "p2")));
  }

  private static JsonObject provenance(String id, String target) {
    return new JsonObject()
        .put("resourceType", "Provenance")
        .put("id", id)
        .put("target", new JsonArray().add(to(target)));
  }

  private static JsonObject composition(String id, String patient) {
    return observation(id, patient)
        .put("resourceType", "Composition")
        .put(
            "section",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put(
                            "entry",
                            new JsonArray()
                                .add(to("Observation/o1"))
                                .add(to("Observation/o2"))
                                .add(to("urn:uuid:00000000-0000-4000-8000-000000000001")))));
  }

  private static JsonObject to(String reference) {
    return new JsonObject().put("reference", reference);
  }

  private static JsonObject document(JsonObject... resources) {
    JsonArray entries = new JsonArray();
    for (JsonObject resource : resources) {
      entries.add(
          new JsonObject()
              .put(
                  "fullUrl",
                  resource.containsKey("id")
                      ? gateway.premises.url()
                          + "/"
                          + resource.getString("resourceType")
                          + "/"
                          + resource.getString("id")
                      : "urn:uuid:00000000-0000-4000-8000-000000000001")
              .put("resource", resource));
    }
    return new JsonObject()
        .put("resourceType", "Bundle")
        .put("type", "document")
        .put("total", 9)
        .put(
            "identifier",
            new JsonObject()
                .put("value", "urn:x")
                .put("assigner", new JsonObject().put("reference", "Patient/p2")))
        .put("timestamp", "2026-11-25T10:00:00Z")
        .put("entry", entries);
  }

  private static JsonObject expansion() {
    return new JsonObject()
        .put("resourceType", "ValueSet")
        .put("expansion", new JsonObject().put("contains", new JsonArray().add(new JsonObject())));
  }

  private static JsonObject issue(String expression, String diagnostics) {
    return new JsonObject()
        .put("severity", "error")
        .put("code", "invalid")
        .put("diagnostics", diagnostics)
        .put("expression", new JsonArray().add(expression));
  }

  private static JsonObject outcome(JsonObject... issues) {
    return new JsonObject()
        .put("resourceType", "OperationOutcome")
        .put("issue", new JsonArray(List.of(issues)));
  }

  private static String parameters(String inputs) {
    return ("{'resourceType':'Parameters','parameter':[" + inputs + "]}").replace('\'', '"');
  }

  private static Arrived last() {
    List<Arrived> arrived = gateway.premises.arrived();
    return arrived.get(arrived.size() - 1);
  }
}
