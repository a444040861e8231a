// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.searchset;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.Shelf;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the records of a practice refer to and none owns: read without anybody's record. */
final class ReferenceDataTest {

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
    gateway.premises.answers(
        request ->
            request.uri().contains("?name")
                ? Reply.json(200, searchset(practitioner("d1"), mentioning("d2", "p1")))
                : Reply.json(
                    200,
                    request.uri().contains("/d2") ? mentioning("d2", "p1") : practitioner("d1")));
  }

  static Stream<String> callers() {
    return Stream.of(
        gateway.realm.practitioner(),
        gateway.realm.patient("p1"),
        gateway.realm.patient("permitted"));
  }

  @ParameterizedTest
  @MethodSource("callers")
  void everybodyOfThePracticeReadsItWhereItIsWhoeverPermittedWhat(String token) {
    Answer answer = gateway.get("/Practitioner/d1", token);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).isEqualTo(practitioner("d1"));
    assertThat(gateway.cloud.arrived()).isEmpty();
    assertThat(gateway.settled(answer))
        .containsEntry("resource_type", "Practitioner")
        .containsEntry("resource_id", "d1")
        .containsEntry("patient", null)
        .containsEntry("permitted", true)
        .containsEntry("reason", "reference-data");
  }

  @ParameterizedTest
  @MethodSource("callers")
  void whatMentionsAPatientIsNotSharedEvenWithThatPatient(String token) {
    Answer read = gateway.get("/Practitioner/d2", token);
    Answer search = gateway.get("/Practitioner?name=x", token);

    assertThat(read.status()).isEqualTo(404);
    assertThat(read.body()).doesNotContain("p1");
    assertThat(search.status()).isEqualTo(200);
    assertThat(search.json().getJsonArray("entry")).hasSize(1);
    assertThat(search.json().getInteger("total")).isEqualTo(1);
    assertThat(search.body()).doesNotContain("d2", "Patient/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/_history/1", "?_format=xml"})
  void whatMentionsAPatientIsAnsweredLikeWhatIsNotThere(String further) {
    String token = gateway.realm.patient("p2");
    Answer somebodys = gateway.get("/Practitioner/d2" + further, token);
    gateway.premises.answers(request -> Reply.json(404, new JsonObject()));
    Answer absent = gateway.get("/Practitioner/d3" + further, token);

    assertThat(somebodys.status()).isEqualTo(404);
    assertThat(somebodys.body()).isEqualTo(absent.body());
    assertThat(ByIdTest.headers(somebodys)).isEqualTo(ByIdTest.headers(absent));
  }

  /** "Not modified" shows nothing that could be examined. */
  @Test
  void whatMentionsAPatientIsAsAbsentToWhoKnowsItsVersion() {
    Answer answer =
        gateway.get("/Practitioner/d2", gateway.realm.patient("p2"), "If-None-Match", "W/\"3\"");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(gateway.premises.arrived().get(0).headers().contains("If-None-Match")).isFalse();
  }

  @Test
  void itTakesAScopeLikeAnythingElse() {
    JsonObject claims =
        gateway.realm.patientClaims("p1").put("scope", "openid patient/Observation.rs");

    Answer answer = gateway.get("/Practitioner/d1", gateway.realm.token(claims));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.premises.arrived()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"POST, /Practitioner", "PUT, /Practitioner/d1", "DELETE, /Practitioner/d1"})
  void nobodyChangesItHere(String method, String path) {
    Answer answer =
        gateway.send(
            method,
            URI.create(gateway.fhir() + path),
            gateway.realm.practitioner(),
            method.equals("DELETE") ? null : practitioner("d1").encode());

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.premises.arrived()).isEmpty();
  }

  /** What those who work there, and their applications, need to know of the practice. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Organization",
        "Location",
        "HealthcareService",
        "Practitioner",
        "PractitionerRole",
        "Endpoint",
        "Medication",
        "Substance",
        "InsurancePlan",
        "Questionnaire",
        "PlanDefinition",
        "ActivityDefinition",
        "ValueSet",
        "CodeSystem",
        "Library"
      })
  void whatThePracticeWorksWithIsShownToStaffAndPatients(String type) {
    JsonObject resource = new JsonObject().put("resourceType", type).put("id", "x");
    gateway.premises.answers(
        request ->
            request.uri().contains("?")
                ? Reply.json(200, searchset(resource))
                : RecordingHost.stored(request, List.of(resource)));

    for (String token : List.of(gateway.realm.practitioner(), gateway.realm.patient("p1"))) {
      Answer read = gateway.get("/" + type + "/x", token);
      Answer search = gateway.get("/" + type + "?_lastUpdated=ge2020", token);

      assertThat(read.json()).isEqualTo(resource);
      assertThat(search.json().getJsonArray("entry")).hasSize(1);
    }
  }

  static Stream<JsonObject> definitionsOfPatients() {
    return Stream.of(
            """
            {"resourceType":"StructureDefinition","id":"x","url":"https://practice.example/StructureDefinition/patient",
             "identifier":[{"value":"patient"}],"name":"P","status":"active","kind":"resource","abstract":false,"type":"Patient",
             "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint",
             "differential":{"element":[{"id":"Patient","path":"Patient"},
               {"id":"Patient.link.other","path":"Patient.link.other","type":[{"code":"Reference",
                "targetProfile":["http://hl7.org/fhir/StructureDefinition/Patient"]}]}]}}""",
            """
            {"resourceType":"Library","id":"x","status":"active","type":{"coding":[{"code":"logic-library"}]},
             "subjectCodeableConcept":{"coding":[{"code":"Patient"}]},
             "dataRequirement":[{"type":"Patient","profile":["http://hl7.org/fhir/StructureDefinition/Patient"]},
              {"type":"Patient"},{"id":"r","type":"Patient","codeFilter":[{"path":"gender"}]}],
             "content":[{"contentType":"text/cql","url":"Binary/cql"}]}""",
            """
            {"resourceType":"PlanDefinition","id":"x","status":"active","action":[{"input":[{"type":"Patient",
             "mustSupport":["birthDate"]}],"trigger":[{"type":"data-added","data":[{"type":"Patient"}]}]}]}""",
            """
            {"resourceType":"CapabilityStatement","id":"x","status":"active","kind":"instance","date":"2026-01-01",
             "fhirVersion":"4.0.1","format":["json"],"rest":[{"mode":"server","resource":[{"type":"Patient",
             "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation","valueCode":"SHALL"}],
             "interaction":[{"code":"read"}],"searchParam":[{"name":"name","type":"string"}]}]}]}""",
            """
            {"resourceType":"ImplementationGuide","id":"x","url":"https://practice.example/ig","name":"I","status":"active",
             "packageId":"practice","fhirVersion":["4.0.1"],
             "global":[{"type":"Patient","profile":"https://practice.example/StructureDefinition/patient"}]}""",
            """
            {"resourceType":"GraphDefinition","id":"x","name":"G","status":"active","start":"Observation",
             "link":[{"path":"Observation.subject","target":[{"type":"Patient"},
              {"type":"Patient","link":[{"path":"Patient.managingOrganization","target":[{"type":"Organization"}]}]}]}]}""",
            """
            {"resourceType":"StructureMap","id":"x","url":"https://practice.example/map","name":"M","status":"active",
             "group":[{"name":"g","typeMode":"none","input":[{"name":"p","type":"Patient","mode":"source"}],
              "rule":[{"name":"r","source":[{"context":"p","type":"Patient"}]}]}]}""",
            """
            {"resourceType":"ExampleScenario","id":"x","status":"draft","instance":[{"resourceId":"p",
             "resourceType":"Patient","name":"Somebody","description":"who is examined"}]}""")
        .map(JsonObject::new);
  }

  @ParameterizedTest
  @MethodSource("definitionsOfPatients")
  void whatDefinesPatientsMentionsNone(JsonObject resource) {
    gateway.premises.answers(
        request ->
            request.uri().contains("?")
                ? Reply.json(200, searchset(resource))
                : RecordingHost.stored(request, List.of(resource)));
    String path = "/" + resource.getString("resourceType");

    for (String token : List.of(gateway.realm.practitioner(), gateway.realm.patient("p1"))) {
      Answer read = gateway.get(path + "/x", token);
      Answer search = gateway.get(path + "?_lastUpdated=ge2020", token);

      assertThat(read.json()).isEqualTo(resource);
      assertThat(search.json().getJsonArray("entry")).hasSize(1);
    }
  }

  /** It may have lost its patient, or be another practice's that is at the same host. */
  @ParameterizedTest
  @ValueSource(
      strings = {"Device", "Task", "Appointment", "CareTeam", "Group", "List", "Observation"})
  void whatPatientsOwnAndNamesNoneIsShownToNobody(String type) {
    JsonObject resource = new JsonObject().put("resourceType", type).put("id", "x");
    gateway.premises.answers(
        request ->
            request.uri().contains("?")
                ? Reply.json(200, searchset(resource))
                : RecordingHost.stored(request, List.of(resource)));

    for (String token : List.of(gateway.realm.practitioner(), gateway.realm.patient("p1"))) {
      Answer read = gateway.get("/" + type + "/x", token);
      Answer absent = gateway.get("/" + type + "/none", token);
      Answer search = gateway.get("/" + type + "?_lastUpdated=ge2020", token);

      assertThat(read.status()).isEqualTo(404);
      assertThat(read.body()).isEqualTo(absent.body());
      assertThat(search.status()).isEqualTo(200);
      assertThat(search.json().getJsonArray("entry", new JsonArray())).isEmpty();
    }
  }

  /** Of treatment at home, for one: the Slot itself does not say that it is somebody's. */
  @ParameterizedTest
  @MethodSource("callers")
  void aSlotOfAPatientsOwnScheduleIsAsAbsentAsOneThatIsNotThere(String token) {
    JsonObject free = of("Slot", "free", "schedule", "Schedule/s1");
    JsonObject hers = of("Slot", "hers", "schedule", "Schedule/s5").put("comment", "dialysis");
    JsonObject lost = of("Slot", "lost", "schedule", "Schedule/none");
    JsonObject[] stored = {
      free, hers, lost, schedule("s1", "Practitioner/d1"), schedule("s5", "Patient/p2"),
    };
    gateway.premises.answers(
        request ->
            request.uri().contains("/Slot?")
                ? Reply.json(200, searchset(free, hers, lost))
                : RecordingHost.stored(request, List.of(stored)));

    Answer shown = gateway.get("/Slot/free", token);
    Answer hidden = gateway.get("/Slot/hers", token);
    Answer old = gateway.get("/Slot/hers/_history/1", token);
    Answer absent = gateway.get("/Slot/none", token);
    Answer search = gateway.get("/Slot?start=ge2026-11-25", token);

    assertThat(shown.json()).isEqualTo(free);
    assertThat(hidden.status()).isEqualTo(404);
    assertThat(hidden.body()).isEqualTo(absent.body());
    assertThat(ByIdTest.headers(hidden)).isEqualTo(ByIdTest.headers(absent));
    assertThat(old.status()).isEqualTo(404);
    assertThat(search.json().getJsonArray("entry")).hasSize(1);
    assertThat(search.body()).contains("free").doesNotContain("hers", "dialysis", "lost");
    assertThat(gateway.get("/Slot/lost", token).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @MethodSource("callers")
  void itsVersionsAreShownButThoseThatMentionAPatient(String token) {
    gateway.premises.answers(
        request ->
            request.uri().contains("/d1/_history")
                ? Reply.json(200, history(practitioner("d1"), mentioning("d1", "p1")))
                : request.uri().contains("/d2/_history")
                    ? Reply.json(200, history(mentioning("d2", "p1")))
                    : Reply.json(404, new JsonObject()));

    Answer versions = gateway.get("/Practitioner/d1/_history", token);
    Answer somebodys = gateway.get("/Practitioner/d2/_history", token);
    Answer absent = gateway.get("/Practitioner/d3/_history", token);

    assertThat(versions.status()).as(versions.body()).isEqualTo(200);
    assertThat(versions.json().getJsonArray("entry")).hasSize(1);
    assertThat(versions.json().getInteger("total")).isEqualTo(1);
    assertThat(versions.body()).doesNotContain("p1\"");
    assertThat(somebodys.status()).isEqualTo(404);
    assertThat(somebodys.body()).isEqualTo(absent.body());
    assertThat(gateway.cloud.arrived()).isEmpty();
    assertThat(gateway.settled(versions))
        .containsEntry("interaction", "history-instance")
        .containsEntry("reason", "reference-data")
        .containsEntry("patient", null);
  }

  private static JsonObject history(JsonObject... versions) {
    JsonArray entries = new JsonArray();
    for (JsonObject version : versions) {
      entries.add(
          new JsonObject()
              .put("resource", version)
              .put(
                  "request",
                  new JsonObject()
                      .put("method", "PUT")
                      .put("url", "Practitioner/" + version.getString("id")))
              .put("response", new JsonObject().put("status", "200")));
    }
    return new JsonObject()
        .put("resourceType", "Bundle")
        .put("type", "history")
        .put("total", versions.length)
        .put("entry", entries);
  }

  /** The practice's own, not one that a patient has at home. */
  @ParameterizedTest
  @MethodSource("callers")
  void theTimesOfThePracticesDevicesAreShownAndThoseOfPatientsAreNot(String token) {
    JsonObject free = of("Slot", "free", "schedule", "Schedule/mri");
    JsonObject hers = of("Slot", "hers", "schedule", "Schedule/home").put("comment", "dialysis");
    JsonObject[] stored = {
      free,
      hers,
      new JsonObject().put("resourceType", "Device").put("id", "mri"),
      of("Device", "pump", "patient", "Patient/p2"),
      schedule("mri", "Device/mri"),
      schedule("home", "Device/pump"),
      schedule("both", "Device/mri", "Device/pump"),
      schedule("lost", "Device/none"),
      schedule(
          "many", IntStream.range(0, 9).mapToObj(i -> "Device/mri" + i).toArray(String[]::new)),
    };
    gateway.premises.answers(
        request ->
            request.uri().contains("/Slot?")
                ? Reply.json(200, searchset(free, hers))
                : request.uri().contains("/Schedule?")
                    ? Reply.json(200, searchset(stored[4], stored[5], stored[6], stored[7]))
                    : RecordingHost.stored(request, List.of(stored)));

    assertThat(gateway.get("/Schedule/mri", token).json()).isEqualTo(stored[4]);
    assertThat(gateway.get("/Slot/free", token).json()).isEqualTo(free);
    Answer absent = gateway.get("/Schedule/none", token);
    for (String hidden : List.of("home", "both", "lost", "many")) {
      Answer answer = gateway.get("/Schedule/" + hidden, token);
      assertThat(answer.status()).as(hidden).isEqualTo(404);
      assertThat(answer.body()).isEqualTo(absent.body());
      assertThat(ByIdTest.headers(answer)).isEqualTo(ByIdTest.headers(absent));
    }
    assertThat(gateway.get("/Slot/hers", token).status()).isEqualTo(404);
    assertThat(gateway.get("/Slot?start=ge2026-11-25", token).ids()).containsExactly("free");
    assertThat(gateway.get("/Schedule?active=true", token).ids()).containsExactly("mri");
  }

  @Test
  void whenAScheduleCannotBeLookedAtItsSlotsAreNotShown() {
    gateway.premises.answers(
        request ->
            request.uri().contains("Schedule")
                ? Reply.json(500, new JsonObject())
                : Reply.json(200, of("Slot", "free", "schedule", "Schedule/s1")));

    assertThat(gateway.get("/Slot/free", gateway.realm.patient("p1")).status()).isEqualTo(502);
  }

  /** http://hl7.org/fhir/R4/location.html: it need not say of which patient. */
  @ParameterizedTest
  @MethodSource("callers")
  void whereAPatientLivesIsNoReferenceData(String token) {
    JsonObject home =
        location("home").put("type", new JsonArray().add(coded("PTRES"))).put("name", "Zoe's");
    JsonObject house = location("house").put("physicalType", coded("ho"));
    JsonObject practice =
        location("practice")
            .put("physicalType", coded("ho"))
            .put("managingOrganization", new JsonObject().put("reference", "Organization/o"));
    gateway.premises.answers(
        request ->
            request.uri().contains("Location?")
                ? Reply.json(200, searchset(home, house, practice))
                : RecordingHost.stored(request, List.of(home, house, practice)));

    Answer read = gateway.get("/Location/home", token);
    Answer search = gateway.get("/Location?address-city=x", token);

    assertThat(read.status()).isEqualTo(404);
    assertThat(gateway.get("/Location/practice", token).status()).isEqualTo(200);
    assertThat(search.json().getJsonArray("entry")).hasSize(1);
    assertThat(search.body()).contains("practice").doesNotContain("Zoe", "house");
  }

  /** Whatever leads on from what nobody owns leads to everybody's. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Patient?_id=p1&_include=Patient:organization&_revinclude:iterate=Location:organization | p1 o practice",
        "/Encounter?patient=p1&_include=Encounter:location&_revinclude:iterate=Location:partof | e practice hers room"
      })
  void whereAPatientLivesIsLedToByWhatIsSomebodysAlone(String path, String ids) {
    JsonObject patient = of("Patient", "p1", "managingOrganization", "Organization/o");
    JsonObject encounter =
        of("Encounter", "e", "subject", "Patient/p1")
            .put(
                "location",
                new JsonArray()
                    .add(new JsonObject().put("location", reference("Location/practice")))
                    .add(new JsonObject().put("location", reference("Location/hers"))));
    JsonObject others =
        home("others")
            .put("managingOrganization", reference("Organization/o"))
            .put("partOf", reference("Location/practice"))
            .put("name", "Zoe's");
    JsonObject[] brought = {
      new JsonObject().put("resourceType", "Organization").put("id", "o"),
      of("Location", "practice", "managingOrganization", "Organization/o"),
      others,
      home("hers"),
      of("Location", "room", "partOf", "Location/practice"),
      // and to none from where she lives
      home("beside").put("partOf", reference("Location/hers")).put("name", "Zoe's"),
    };
    Shelf.of(gateway.premises, patient, encounter).including(brought);

    for (String token : List.of(gateway.realm.practitioner(), gateway.realm.patient("p1"))) {
      Answer answer = gateway.get(path, token);

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.ids()).containsExactlyInAnyOrder(ids.split(" "));
      assertThat(answer.body()).doesNotContain("Zoe");
    }
  }

  /** Instead of a chain to places, which would look at where patients live as well. */
  @Test
  void whatIsAtThePlacesThatAreSoughtIsBroughtAlong() {
    Shelf.of(gateway.premises, home("hers"), location("practice"))
        .including(
            of("PractitionerRole", "there", "location", "Location/practice"),
            of("PractitionerRole", "hidden", "location", "Location/hers"));

    Answer answer =
        gateway.get(
            "/Location?address-city=x&_revinclude=PractitionerRole:location",
            gateway.realm.patient("p1"));

    assertThat(answer.ids()).containsExactlyInAnyOrder("practice", "there");
  }

  private static JsonObject home(String id) {
    return location(id).put("type", new JsonArray().add(coded("PTRES")));
  }

  private static JsonObject reference(String to) {
    return new JsonObject().put("reference", to);
  }

  private static JsonObject location(String id) {
    return new JsonObject().put("resourceType", "Location").put("id", id);
  }

  private static JsonObject coded(String code) {
    return new JsonObject().put("coding", new JsonArray().add(new JsonObject().put("code", code)));
  }

  private static JsonObject of(String type, String id, String element, String reference) {
    return new JsonObject()
        .put("resourceType", type)
        .put("id", id)
        .put(element, new JsonObject().put("reference", reference));
  }

  private static JsonObject schedule(String id, String... actors) {
    JsonArray all = new JsonArray();
    Stream.of(actors).forEach(actor -> all.add(new JsonObject().put("reference", actor)));
    return new JsonObject().put("resourceType", "Schedule").put("id", id).put("actor", all);
  }

  private static JsonObject practitioner(String id) {
    return new JsonObject().put("resourceType", "Practitioner").put("id", id);
  }

  private static JsonObject mentioning(String id, String patient) {
    return practitioner(id)
        .put(
            "extension",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("url", "https://example.org/treats")
                        .put(
                            "valueReference",
                            new JsonObject().put("reference", "Patient/" + patient))));
  }
}
