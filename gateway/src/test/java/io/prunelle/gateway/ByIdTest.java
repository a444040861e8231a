// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that name a resource by its id, which alone does not tell whose it is. */
final class ByIdTest {

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

  /** o1 and v1 of p1 and o2 of p2 at the practice, o3 of a permitted patient in the cloud. */
  @BeforeEach
  void resources() {
    gateway.cloud.reset();
    gateway.premises.reset();
    gateway.premises.has(observation("o1", "p1"), observation("o2", "p2"));
    gateway.cloud.has(observation("o3", "permitted"));
  }

  @Test
  void aResourceIsReadByItsIdWithOneRequestToEachHostThatMayHaveIt() {
    Answer answer = gateway.get("/Observation/o1", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).isEqualTo(observation("o1", "p1"));
    assertThat(answer.header("etag")).isEqualTo("W/\"7\"");
    assertThat(asked(gateway.premises)).containsExactly("GET /fhir/Observation/o1");
    assertThat(asked(gateway.cloud)).containsExactly("GET /fhir/Observation/o1");
    assertThat(gateway.settled(answer))
        .containsEntry("interaction", "read")
        .containsEntry("resource_type", "Observation")
        .containsEntry("resource_id", "o1")
        .containsEntry("patient", "p1")
        .containsEntry("host", "cabinet")
        .containsEntry("permitted", true)
        .containsEntry("reason", "on-premise")
        .containsEntry("status", 200);
  }

  @Test
  void theJournalHasTheLookUpBeforeAHostIsAskedAndThePatientBeforeAnythingIsShown() {
    AtomicReference<List<Map<String, Object>>> seen = new AtomicReference<>();
    gateway.premises.beforeAnswering(
        request -> seen.set(gateway.journal(request.headers().get("X-Request-Id"))));

    Answer answer = gateway.get("/Observation/o1", gateway.realm.patient("p1"));

    assertThat(seen.get()).hasSize(1);
    assertThat(seen.get().get(0))
        .containsEntry("reason", "look-up")
        .containsEntry("resource_id", "o1")
        .containsEntry("subject", "user-p1")
        .containsEntry("patient", null);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(gateway.settled(answer)).containsEntry("patient", "p1");
  }

  @Test
  void aPermittedRecordsResourceIsReadInTheCloud() {
    Answer answer = gateway.get("/Observation/o3", gateway.realm.patient("permitted"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(gateway.settled(answer))
        .containsEntry("host", "nuage-sante")
        .containsEntry("reason", "consent-permit");
  }

  /** A part of a resource still has to tell whose it is. */
  @ParameterizedTest
  @CsvSource({
    "/Observation/o1?_elements=status, /Observation/o1?_elements=status%2Csubject",
    "/Observation/o1?_summary=true, /Observation/o1?_summary=true",
    "/Device/d1?_summary=true, /Device/d1"
  })
  void aPartOfAResourceIsAskedForWithItsSubject(String path, String asked) {
    JsonObject device =
        new JsonObject()
            .put("resourceType", "Device")
            .put("id", "d1")
            .put("patient", new JsonObject().put("reference", "Patient/p1"));
    gateway.premises.answers(
        request -> Reply.json(200, path.startsWith("/Device") ? device : observation("o1", "p1")));

    Answer answer = gateway.get(path, gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(gateway.premises.arrived())
        .last()
        .extracting(Arrived::uri)
        .isEqualTo("/fhir" + asked);
  }

  static Stream<String> notTheirs() {
    return Stream.of("/Observation/o2", "/Observation/o2/_history/1");
  }

  @Test
  void aPatientsOwnRequestAsksOnlyTheHostOfTheirRecord() {
    Answer inTheCloud = gateway.get("/Observation/o3", gateway.realm.patient("p1"));
    Answer atThePractice = gateway.get("/Observation/o2", gateway.realm.patient("permitted"));

    assertThat(inTheCloud.status()).isEqualTo(404);
    assertThat(atThePractice.status()).isEqualTo(404);
    assertThat(asked(gateway.premises)).containsExactly("GET /fhir/Observation/o3");
    assertThat(asked(gateway.cloud)).containsExactly("GET /fhir/Observation/o2");
  }

  @Test
  void aClosedHostIsNotEvenAskedWhoseItIs() {
    gateway.permit("withdrawing");
    gateway.cloud.has(observation("o4", "withdrawing"));
    gateway.premises.answers(request -> Reply.json(500, new JsonObject()));
    gateway.awaitFollowed(gateway.realm.decide("withdrawing", "WITHDRAW"));

    Answer answer = gateway.get("/Observation/o4", gateway.realm.patient("withdrawing"));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(gateway.cloud.arrived()).isEmpty();
    assertThat(gateway.settled(answer)).containsEntry("permitted", false);
  }

  @ParameterizedTest
  @MethodSource("notTheirs")
  void anotherPatientsResourceIsAsAbsentAsOneThatIsNotThere(String path) {
    String token = gateway.realm.patient("p1");

    Answer theirs = gateway.get(path, token);
    List<String> askedForTheirs = asked();
    Answer absent = gateway.get(path.replaceAll("o[23]", "none"), token);

    assertThat(theirs.status()).isEqualTo(404);
    assertThat(theirs.body()).isEqualTo(absent.body());
    assertThat(headers(theirs)).isEqualTo(headers(absent));
    assertThat(askedForTheirs).hasSize(1);
    assertThat(asked()).hasSize(2);
    assertThat(gateway.settled(theirs))
        .containsEntry("permitted", false)
        .containsEntry("reason", "other-patient")
        .containsEntry("patient", "p2");
    assertThat(gateway.settled(absent))
        .containsEntry("permitted", false)
        .containsEntry("reason", "resource-unknown")
        .containsEntry("patient", null);
  }

  /** A host would make one of it. */
  @Test
  void aPatientWhoIsNotThereIsNotCreatedByAnUpdate() {
    JsonObject unknown = new JsonObject().put("resourceType", "Patient").put("id", "unknown");

    Answer answer =
        gateway.send(
            "PUT",
            URI.create(gateway.fhir() + "/Patient/unknown"),
            gateway.realm.practitioner(),
            unknown.encode());

    assertThat(answer.status()).isEqualTo(404);
    assertThat(asked()).noneMatch(request -> request.startsWith("PUT"));
  }

  @Test
  void forAnUpdateOfAPatientByAnythingElseNobodyIsLookedFor() {
    Answer answer =
        gateway.send(
            "PUT",
            URI.create(gateway.fhir() + "/Patient/p1"),
            gateway.realm.practitioner(),
            new JsonObject().put("resourceType", "Patient").put("id", "p2").encode());

    assertThat(answer.status()).isBetween(400, 403);
    assertThat(asked()).isEmpty();
  }

  @Test
  void whoMayChangeAndNotReadIsNotShownWhatIsStored() {
    String changes =
        gateway.realm.token(
            gateway.realm.patientClaims("p1").put("scope", "patient/Observation.u"));
    String both =
        gateway.realm.token(
            gateway.realm.patientClaims("p1").put("scope", "patient/Observation.u patient/*.r"));
    String patch = "[{\"op\":\"add\",\"path\":\"/status\",\"value\":\"amended\"}]";

    for (String token : new String[] {changes, both}) {
      Answer answer =
          gateway.send(
              "PATCH",
              URI.create(gateway.fhir() + "/Observation/o1"),
              token,
              patch,
              "Content-Type",
              "application/json-patch+json");

      assertThat(answer.status()).isEqualTo(200);
      if (token.equals(both)) {
        assertThat(answer.json().getString("status")).isEqualTo("amended");
      } else {
        assertThat(answer.body()).isEmpty();
      }
    }
  }

  /** It would be answered by whether the guess is right, as often as they like. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json-patch+json|[{'op':'test','path':'/status','value':'%s'}]",
        "application/fhir+json|{'resourceType':'Parameters','parameter':[{'name':'operation','part':["
            + "{'name':'type','valueCode':'replace'},"
            + "{'name':'path','valueString':'Observation.where(status = \\'%s\\').status'},"
            + "{'name':'value','valueCode':'final'}]}]}"
      })
  void whoMayChangeAndNotReadDoesNotFindOutByAPatch(String patch) {
    String type = patch.substring(0, patch.indexOf('|'));
    String body =
        patch
            .substring(type.length() + 1)
            .replace("\\'", "\u0000")
            .replace('\'', '"')
            .replace('\u0000', '\'');
    JsonObject patient = gateway.realm.patientClaims("p1");
    JsonObject practitioner = gateway.realm.practitionerClaims();

    for (JsonObject claims :
        List.of(
            patient.copy().put("scope", "patient/Observation.u"),
            patient.copy().put("scope", "patient/Observation.write"),
            patient
                .copy()
                .put("scope", "patient/Observation.u patient/Observation.r?status=amended"),
            practitioner.copy().put("scope", "user/Observation.u"))) {
      String token = gateway.realm.token(claims);
      Answer right = patched(token, type, body.formatted("final"));
      Answer wrong = patched(token, type, body.formatted("amended"));

      assertThat(right.status()).as(claims.getString("scope") + right.body()).isEqualTo(403);
      assertThat(right.body()).isEqualTo(wrong.body());
      assertThat(headers(right)).isEqualTo(headers(wrong));
    }
    assertThat(gateway.premises.arrived()).noneMatch(one -> one.method().equals("PUT"));
    String both =
        gateway.realm.token(patient.put("scope", "patient/Observation.u patient/Observation.r"));
    assertThat(patched(both, type, body.formatted("final")).status()).isEqualTo(200);
    assertThat(patched(both, type, body.formatted("amended")).status()).isEqualTo(422);
  }

  /** Nor by whether it applies, or in which words it does not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json-patch+json|[{'op':'remove','path':'/note'}]",
        "application/json-patch+json|[{'op':'replace','path':'/note','value':[]}]",
        "application/json-patch+json|[{'op':'add','path':'/note/-','value':{'text':'x'}}]",
        "application/json-patch+json|[{'op':'add','path':'/note/0','value':{'text':'x'}}]",
        "application/json-patch+json|[{'op':'add','path':'/code/text','value':'x'}]",
        "application/json-patch+json|[{'op':'add','path':'','value':{'resourceType':'Observation','id':'o1'}}]",
        "application/json-patch+json|[{'op':'add','path':'/status','value':'x'},{'op':'remove','path':'/note'}]",
        "application/json-patch+json|[{'op':'add','path':'/valueString','value':'x'}]",
        "application/json-patch+json|[{'op':'add','path':'/_valueString','value':{}}]",
        "application/json-patch+json|[{'op':'add','path':'/contained','value':[]}]",
        "application/json-patch+json|[{'op':'add','path':'/subject','value':{'reference':'Patient/p1'}}]",
        "application/json-patch+json|[{'op':'add','path':'/performer','value':[{'reference':'Patient/p2'}]}]",
        "application/json-patch+json|[{'op':'add','path':'/performer','value':[{'reference':'#d'}]}]",
        "application/json-patch+json|[{'op':'add','path':'/nothing','value':1}]",
        "application/json-patch+json|[{'op':'test','path':'/note','value':[]}]",
        "application/json-patch+json|[{'op':'move','from':'/note','path':'/performer'}]",
        "application/json-patch+json|[{'op':'copy','from':'/note','path':'/note'}]",
        "application/xml-patch+xml|<diff xmlns:f='http://hl7.org/fhir'><remove sel='f:Observation/f:note'/></diff>",
        "application/fhir+json|{'resourceType':'Parameters','parameter':[{'name':'operation','part':["
            + "{'name':'type','valueCode':'delete'},{'name':'path','valueString':'Observation.note'}]}]}",
        "application/fhir+json|{'resourceType':'Parameters','parameter':[{'name':'operation','part':["
            + "{'name':'type','valueCode':'insert'},{'name':'path','valueString':'Observation.note'},"
            + "{'name':'index','valueInteger':1},{'name':'value','valueAnnotation':{'text':'x'}}]}]}"
      })
  void whoMayChangeAndNotReadDoesNotFindOutByWhatApplies(String patch) {
    String type = patch.substring(0, patch.indexOf('|'));
    String body = patch.substring(type.length() + 1).replace('\'', '"');
    String token =
        gateway.realm.token(
            gateway.realm.patientClaims("p1").put("scope", "patient/Observation.u"));
    JsonObject with =
        observation("o1", "p1")
            .put("note", new JsonArray().add(new JsonObject().put("text", "x")))
            .put("code", new JsonObject().put("coding", new JsonArray()))
            .put("valueInteger", 1)
            .put(
                "contained",
                new JsonArray().add(new JsonObject().put("resourceType", "Device").put("id", "d")))
            .put("device", new JsonObject().put("reference", "#d"))
            .put("focus", new JsonArray().add(new JsonObject().put("reference", "Patient/p2")));

    gateway.premises.has(with);
    Answer there = patched(token, type, body);
    gateway.premises.has(observation("o1", "p1"));
    Answer absent = patched(token, type, body);

    assertThat(there.status()).as(there.body()).isEqualTo(403);
    assertThat(absent.status()).as(absent.body()).isEqualTo(403);
    assertThat(there.body()).isEqualTo(absent.body());
    assertThat(headers(there)).isEqualTo(headers(absent));
    assertThat(gateway.premises.arrived()).noneMatch(one -> one.method().equals("PUT"));
  }

  /** A host that finds nothing changed counts no version. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{'op':'add','path':'/note','value':[{'text':'x'}]}]",
        "[{'op':'add','path':'/status','value':'final'},{'op':'add','path':'/language','value':'fr'}]"
      })
  void whatTheyPutInPlaceIsThereAfterwardsWhateverWas(String patch) {
    String token =
        gateway.realm.token(
            gateway.realm.patientClaims("p1").put("scope", "patient/Observation.u"));
    List<Answer> answers = new ArrayList<>();
    for (String before : List.of("y", "x", "")) {
      JsonObject stored = observation("o1", "p1");
      if (!before.isEmpty()) {
        stored.put("note", new JsonArray().add(new JsonObject().put("text", before)));
      }
      gateway.premises.answers(
          request -> {
            Reply reply = RecordingHost.stored(request, List.of(stored));
            return request.method().equals("PUT")
                ? reply
                    .with("ETag", before.equals("x") ? "W/\"7\"" : "W/\"8\"")
                    .with("Last-Modified", "Sun, 29 Nov 2026 10:00:0" + before.length() + " GMT")
                : reply;
          });
      answers.add(patched(token, "application/json-patch+json", patch.replace('\'', '"')));
    }

    assertThat(answers).extracting(Answer::status).containsOnly(200);
    assertThat(answers).extracting(Answer::body).containsOnly("");
    assertThat(answers).allSatisfy(one -> assertThat(one.header("etag")).isNull());
    assertThat(answers).allSatisfy(one -> assertThat(one.header("last-modified")).isNull());
    assertThat(gateway.premises.arrived())
        .filteredOn(one -> one.method().equals("PUT"))
        .hasSize(3)
        .allSatisfy(one -> assertThat(one.headers().get("If-Match")).isEqualTo("W/\"7\""));
  }

  /** A patch that changed nothing made no other version, and one that did made this one old. */
  @ParameterizedTest
  @ValueSource(strings = {"7", "6"})
  void whoMayChangeAndNotReadDoesNotFindOutByAVersion(String version) {
    String changes =
        gateway.realm.token(
            gateway.realm.patientClaims("p1").put("scope", "patient/Observation.u"));

    Answer answer =
        gateway.send(
            "PATCH",
            URI.create(gateway.fhir() + "/Observation/o1"),
            changes,
            "[{\"op\":\"add\",\"path\":\"/status\",\"value\":\"final\"}]",
            "Content-Type",
            "application/json-patch+json",
            "If-Match",
            "W/\"" + version + "\"");

    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    assertThat(asked(gateway.premises)).noneMatch(one -> one.startsWith("PUT"));
  }

  @ParameterizedTest
  @CsvSource({"patient/Observation.u, false", "patient/Observation.u patient/Observation.r, true"})
  void anUpdateOfWhatIsNotSeenTellsOfNoVersion(String scopes, boolean told) {
    gateway.premises.answers(
        request -> {
          Reply reply = RecordingHost.stored(request, List.of(observation("o1", "p1")));
          return request.method().equals("PUT") ? reply.with("ETag", "W/\"8\"") : reply;
        });
    String token = gateway.realm.token(gateway.realm.patientClaims("p1").put("scope", scopes));

    Answer answer = change("PUT", "o1", token, observation("o1", "p1"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("etag") != null).isEqualTo(told);
  }

  /** By a label that they may read it would be shown to them, or by a search of theirs. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "patient/Observation.u patient/Observation.rs?status=amended | 403",
        "patient/Observation.u patient/Observation.r?status=amended | 403",
        "patient/Observation.u patient/Observation.s?status=amended | 403",
        "patient/Observation.u patient/*.rs?status=amended | 403",
        // 403 for one code and 200 for others would tell which it is
        "patient/Observation.u patient/Observation.rs?status=amended&code=x | 403",
        // as any patch that is no addition of a whole element
        "patient/Observation.u | 403",
        "patient/Observation.us | 200",
        "patient/Observation.u patient/Observation.rs?status=final | 200",
        "patient/Observation.u patient/Observation.rs?status=amended patient/Observation.s | 200",
      })
  void whoMayReadAPartBringsNothingIntoItByAPatch(String scopes, int status) {
    String token = gateway.realm.token(gateway.realm.patientClaims("p1").put("scope", scopes));

    for (String format : PatchFormatsTest.formats().toList()) {
      for (String value : List.of("amended", "final")) {
        Answer answer = patched(token, format, PatchFormatsTest.replace(format, "status", value));

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
      }
    }
    assertThat(gateway.premises.arrived())
        .filteredOn(one -> one.method().equals("PUT"))
        .hasSize(status == 200 ? 8 : 0);
  }

  private static Answer patched(String token, String type, String body) {
    return gateway.send(
        "PATCH", URI.create(gateway.fhir() + "/Observation/o1"), token, body, "Content-Type", type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE"})
  void anotherPatientsResourceCannotBeChangedAndOneThatIsNotThereIsNotMade(String method) {
    String token = gateway.realm.patient("p1");

    Answer theirs = change(method, "o2", token, observation("o2", "p1"));
    Answer absent = change(method, "none", token, observation("none", "p1"));

    assertThat(theirs.status()).isEqualTo(404);
    assertThat(theirs.body()).isEqualTo(absent.body());
    assertThat(headers(theirs)).isEqualTo(headers(absent));
    assertThat(asked()).allMatch(request -> request.startsWith("GET "));
  }

  @Test
  void aResourceIsUpdatedWhereItsPatientsRecordLives() {
    JsonObject changed = observation("o1", "p1").put("status", "amended");

    Answer answer = change("PUT", "o1", gateway.realm.patient("p1"), changed);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(asked(gateway.premises)).endsWith("PUT /fhir/Observation/o1");
    assertThat(gateway.cloud.arrived()).isEmpty();
    assertThat(gateway.settled(answer))
        .containsEntry("interaction", "update")
        .containsEntry("resource_id", "o1")
        .containsEntry("patient", "p1");
  }

  @Test
  void referencesByTheGatewaysOwnUrlsReachTheHostAsItsOwn() {
    gateway.premises.has(
        observation("o1", "p1"),
        observation("e1", "p1").put("resourceType", "Encounter"),
        new JsonObject()
            .put("resourceType", "Binary")
            .put("id", "b")
            .put("securityContext", new JsonObject().put("reference", "Patient/p1")));
    String own = gateway.fhir() + "/";
    String body =
        "{ \"resourceType\":\"Observation\", \"id\":\"o1\", \"value\": 1.10,"
            + "\"subject\":{\"reference\":\"%1$sPatient/p1\"},"
            + "\"encounter\":{\"reference\":\"%2$sEncounter/e1/_history/2\"},"
            + "\"note\":[{\"text\":\"%1$sPatient/p1\"}],"
            + "\"contained\":[{\"resourceType\":\"Media\",\"content\":{\"url\":\"%1$sBinary/b\"}}]}";
    Answer answer =
        gateway.send(
            "PUT",
            URI.create(own + "Observation/o1"),
            gateway.realm.patient("p1"),
            body.formatted(own, own.replace("/", "\\/")));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(asked(gateway.premises))
        .contains("GET /fhir/Encounter/e1", "GET /fhir/Binary/b?_summary=true")
        .hasSize(4);
    assertThat(gateway.premises.arrived().get(3).body())
        .hasToString(
            body.replaceAll("%\\d.s(Patient/p1\"},|Encounter|Binary)", "$1").formatted(own, own));
  }

  /** In an element that is no reference as well: stored as it is, it would be masked to them. */
  @ParameterizedTest
  @CsvSource({"p1, 200", "p2, 403"})
  void aUrlOfAPatientByTheGatewaysOwnIsHeldToThem(String patient, int status) {
    JsonObject uri = new JsonObject().put("url", "http://example.org/x");
    JsonObject body =
        observation("o1", "p1")
            .put(
                "extension",
                new JsonArray()
                    .add(uri.copy().put("valueUri", gateway.fhir() + "/Patient/" + patient)));

    Answer answer = change("PUT", "o1", gateway.realm.patient("p1"), body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(gateway.premises.arrived())
        .filteredOn(one -> one.method().equals("PUT"))
        .extracting(one -> one.body().toJsonObject().getJsonArray("extension"))
        .isEqualTo(
            status == 200
                ? List.of(new JsonArray().add(uri.copy().put("valueUri", "Patient/p1")))
                : List.of());
  }

  /**
   * Below a host's base too: what leads nowhere is the same to who reads it and who searches it.
   */
  @Test
  void whatWasReadIsWrittenBackWithItsNamesAsTheyAre() {
    String base = gateway.premises.url().toString();
    JsonObject stored =
        new JsonObject(
            """
            {"resourceType":"Patient","id":"p1","gender":"male",
             "meta":{"profile":["%1$s/StructureDefinition/x"]},
             "extension":[{"url":"%1$s/StructureDefinition/y","valueUri":"%1$s/ValueSet/z"}],
             "identifier":[{"system":"%1$s/sid/nir","value":"1",
                            "assigner":{"reference":"%1$s/Organization/1"}}],
             "managingOrganization":{"reference":"%1$s/Organization/1/_history/2"},
             "photo":[{"url":"%1$s/Binary/b"}]}"""
                .formatted(base));
    gateway.premises.has(
        stored,
        new JsonObject()
            .put("resourceType", "Binary")
            .put("id", "b")
            .put("securityContext", new JsonObject().put("reference", "Patient/p1")));
    String token = gateway.realm.patient("p1");
    JsonObject read = gateway.get("/Patient/p1", token).json();

    Answer updated = patient(token, read);

    assertThat(read.encode())
        .isEqualTo(
            stored
                .encode()
                .replace(base + "/Organization", gateway.fhir() + "/Organization")
                .replace(base + "/Binary", gateway.fhir() + "/Binary"));
    assertThat(updated.status()).as(updated.body()).isEqualTo(200);
    assertThat(
            gateway.premises.arrived().stream()
                .filter(request -> request.method().equals("PUT"))
                .map(request -> request.body().toJsonObject().encode()))
        .containsExactly(
            stored
                .encode()
                .replace(base + "/Organization", "Organization")
                .replace(base + "/Binary", "Binary"));
  }

  @ParameterizedTest
  @CsvSource({
    // another practice's, another gateway's, another patient's
    "/fhir/other/Patient/p1, 403",
    ".evil/fhir/cabinet/Patient/p1, 403",
    "/fhir/cabinet-des-lilas/Patient/p2, 403",
    "/fhir/cabinet-des-lilas/Patient/../p1, 403",
    "/fhir/cabinet-des-lilas/Patient/p1?x, 403"
  })
  void otherUrlsAreNotTheGatewaysOwn(String subject, int status) {
    String base = gateway.fhir().substring(0, gateway.fhir().indexOf("/fhir/"));
    String practice = gateway.fhir().substring(gateway.fhir().lastIndexOf('/') + 1);
    JsonObject body = observation("o1", "p1");
    body.getJsonObject("subject")
        .put("reference", base + subject.replace("cabinet-des-lilas", practice));

    Answer answer = change("PUT", "o1", gateway.realm.patient("p1"), body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(asked()).allMatch(request -> request.startsWith("GET "));
  }

  @Test
  void aResourceIsNotGivenToAnotherPatientEvenByWhoMaySeeBoth() {
    Answer answer = change("PUT", "o1", gateway.realm.practitioner(), observation("o1", "p2"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.diagnostics()).contains("another patient");
    assertThat(asked()).allMatch(request -> request.startsWith("GET "));
    assertThat(gateway.settled(answer))
        .containsEntry("reason", "body-other-patient")
        .containsEntry("patient", "p1");
  }

  /** Such as the mother of a newborn, of whom a practitioner may know. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Patient/p2 | 200",
        "Patient/p2/_history/3 | 200",
        "Patient/p3 | 403",
        "Patient/p2,Patient/p3 | 403",
        "Practitioner/d | 200"
      })
  void whoIsMentionedAlreadyStaysForAPractitionerAndNobodyIsAdded(String performers, int status) {
    gateway.premises.has(performed("Patient/p2"));

    Answer answer =
        change("PUT", "o1", gateway.realm.practitioner(), performed(performers.split(",", -1)));

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(asked().stream().anyMatch(request -> request.startsWith("PUT")))
        .isEqualTo(status == 200);
  }

  @Test
  void whoIsMentionedDoesNotBecomeWhoseItIs() {
    gateway.premises.has(performed("Patient/p2"));
    JsonObject given =
        observation("o1", "p2").put("performer", performed("Patient/p1").getJsonArray("performer"));

    Answer answer = change("PUT", "o1", gateway.realm.practitioner(), given);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(asked()).allMatch(request -> request.startsWith("GET "));
  }

  /** They are shown that it is somebody; a guess that is right must not be answered otherwise. */
  @Test
  void aPatientDoesNotFindOutByAnUpdateWhoIsMentioned() {
    gateway.premises.has(performed("Patient/p2"));
    String token = gateway.realm.patient("p1");

    Answer right = change("PUT", "o1", token, performed("Patient/p2"));
    Answer wrong = change("PUT", "o1", token, performed("Patient/p3"));
    Answer left = change("PUT", "o1", token, observation("o1", "p1"));

    assertThat(right.status()).isEqualTo(403);
    assertThat(right.body()).isEqualTo(wrong.body());
    assertThat(headers(right)).isEqualTo(headers(wrong));
    assertThat(left.status()).isEqualTo(200);
    assertThat(asked().stream().filter(request -> request.startsWith("PUT"))).hasSize(1);
  }

  /** Nor by a patch, which may leave it as it is. */
  @Test
  void aPatchLeavesWhoIsMentionedAndNamesNobody() {
    gateway.premises.has(performed("Patient/p2"));
    String naming = "[{'op':'%s','path':'/%s','value':%s}]";
    String another = "{'reference':'Patient/p2'}";

    Answer kept = patch("o1", "p1", "[{'op':'replace','path':'/status','value':'amended'}]");
    Answer replaced = patch("o1", "p1", naming.formatted("replace", "performer/0", another));
    Answer added = patch("o1", "p1", naming.formatted("add", "focus", "[" + another + "]"));
    Answer wrong =
        patch("o1", "p1", naming.formatted("replace", "performer/0", another.replace("p2", "p3")));

    assertThat(kept.status()).as(kept.body()).isEqualTo(200);
    assertThat(kept.body()).contains("amended").doesNotContain("p2");
    assertThat(List.of(replaced.status(), added.status(), wrong.status())).containsOnly(403);
    assertThat(replaced.body()).isEqualTo(wrong.body()).isEqualTo(added.body());
    assertThat(gateway.premises.arrived())
        .filteredOn(request -> request.method().equals("PUT"))
        .singleElement()
        .satisfies(
            request ->
                assertThat(request.body().toJsonObject())
                    .isEqualTo(performed("Patient/p2").put("status", "amended")));
  }

  @Test
  void aPatientWhoIsLinkedToAnotherCanBeChanged() {
    JsonObject linked =
        new JsonObject()
            .put("resourceType", "Patient")
            .put("id", "p1")
            .put(
                "link",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("type", "seealso")
                            .put("other", new JsonObject().put("reference", "Patient/p2"))));
    gateway.premises.has(linked);
    JsonObject born = linked.copy().put("birthDate", "1970-01-01");

    Answer practitioner = patient(gateway.realm.practitioner(), born);
    Answer theirs = patient(gateway.realm.patient("p1"), born);
    Answer other =
        patient(gateway.realm.practitioner(), new JsonObject(born.encode().replace("/p2", "/p3")));
    Answer patched =
        gateway.send(
            "PATCH",
            URI.create(gateway.fhir() + "/Patient/p1"),
            gateway.realm.patient("p1"),
            "[{\"op\":\"add\",\"path\":\"/birthDate\",\"value\":\"1970-01-01\"}]",
            "Content-Type",
            "application/json-patch+json");

    assertThat(practitioner.status()).as(practitioner.body()).isEqualTo(200);
    assertThat(theirs.status()).isEqualTo(403);
    assertThat(other.status()).isEqualTo(403);
    assertThat(patched.status()).as(patched.body()).isEqualTo(200);
    assertThat(patched.body()).contains("1970-01-01").doesNotContain("p2");
  }

  /** Whoever asks, where the stored resource names nobody. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'link':[{'type':'seealso','other':{'reference':'Patient/p2'}}]",
        "'link':[{'type':'seealso','other':{'reference':'Patient?identifier=x'}}]",
        "'contained':[{'resourceType':'Group','member':[{'entity':{'reference':'Patient/p2'}}]}]"
      })
  void aPatientDoesNotComeToMentionAnother(String mention) {
    gateway.premises.has(new JsonObject().put("resourceType", "Patient").put("id", "p1"));
    JsonObject body =
        new JsonObject(("{'resourceType':'Patient','id':'p1'," + mention + "}").replace('\'', '"'));

    for (String token : List.of(gateway.realm.practitioner(), gateway.realm.patient("p1"))) {
      Answer answer = patient(token, body);

      assertThat(answer.status()).as(answer.body()).isBetween(400, 422);
      assertThat(asked()).noneMatch(request -> request.startsWith("PUT"));
    }
  }

  static Stream<JsonObject> theirs() {
    JsonObject ward = new JsonObject().put("practices", new JsonArray().add(TestRealm.PRACTICE));
    return Stream.of(
        gateway.realm.patientClaims("p1"),
        gateway.realm.patientClaims("mother").put("guardian_of", new JsonObject().put("p1", ward)));
  }

  /** Whoever finds a patient by one of them would find the one who claims it. */
  @ParameterizedTest
  @MethodSource("theirs")
  void whatAPracticeKnowsAPatientByIsNotTheirsToChange(JsonObject claims) {
    gateway.premises.has(known("nir", "1"));
    String token = gateway.realm.token(claims);

    for (JsonObject another :
        List.of(
            known("nir", "2"),
            known("other", "1"),
            known(),
            known("nir", "1", "nir", "2"),
            known("nir", "2", "nir", "1"))) {
      Answer answer = patient(token, another);

      assertThat(answer.status()).as(answer.body()).isEqualTo(403);
      assertThat(gateway.settled(answer)).containsEntry("reason", "identifiers-changed");
    }
    for (String format : PatchFormatsTest.formats().toList()) {
      Answer answer = patchedPatient(token, format, "identifier", "2");

      assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    }
    assertThat(asked()).noneMatch(request -> request.startsWith("PUT"));
  }

  @ParameterizedTest
  @MethodSource("theirs")
  void whatElseTheirPatientSaysIsTheirsToChange(JsonObject claims) {
    JsonObject stored = known("nir", "1");
    stored
        .getJsonArray("identifier")
        .getJsonObject(0)
        .put(
            "assigner",
            new JsonObject().put("reference", gateway.premises.url() + "/Organization/1"));
    gateway.premises.has(stored);
    String token = gateway.realm.token(claims);
    JsonObject read = gateway.get("/Patient/p1", token).json();

    Answer updated = patient(token, read.copy().put("gender", "female"));
    gateway.premises.has(known("nir", "1"));
    List<Answer> patched =
        PatchFormatsTest.formats()
            .map(format -> patchedPatient(token, format, "gender", "female"))
            .toList();
    Answer practice = patient(gateway.realm.practitioner(), known("nir", "2"));

    assertThat(updated.status()).as(updated.body()).isEqualTo(200);
    assertThat(patched).extracting(Answer::status).containsOnly(200);
    assertThat(practice.status()).as(practice.body()).isEqualTo(200);
  }

  /** A guess would change nothing if it was right, and be refused if it was wrong. */
  @Test
  void whoMayChangeTheirPatientAndNotReadItDoesNotFindOutByWhatTheyAreKnown() {
    gateway.premises.has(known("nir", "1"));
    String token =
        gateway.realm.token(gateway.realm.patientClaims("p1").put("scope", "patient/Patient.u"));

    Answer right = patient(token, known("nir", "1"));
    Answer wrong = patient(token, known("nir", "2"));

    assertThat(right.status()).isEqualTo(403);
    assertThat(right.body()).isEqualTo(wrong.body());
    for (String format : PatchFormatsTest.formats().toList()) {
      Answer guessed = patchedPatient(token, format, "identifier", "1");
      Answer missed = patchedPatient(token, format, "identifier", "2");

      assertThat(guessed.status()).as(guessed.body()).isEqualTo(403);
      assertThat(guessed.body()).isEqualTo(missed.body());
    }
  }

  private static Answer patchedPatient(String token, String format, String element, String value) {
    String path =
        element.equals("gender")
            ? element
            : format.contains("json-patch") ? "identifier/0/value" : "identifier/value";
    return gateway.send(
        "PATCH",
        URI.create(gateway.fhir() + "/Patient/p1"),
        token,
        PatchFormatsTest.replace(format, path, value).replace("Observation", "Patient"),
        "Content-Type",
        format);
  }

  /** By these, of a system and a value each. */
  private static JsonObject known(String... identifiers) {
    JsonArray all = new JsonArray();
    for (int i = 0; i < identifiers.length; i += 2) {
      all.add(new JsonObject().put("system", identifiers[i]).put("value", identifiers[i + 1]));
    }
    JsonObject patient =
        new JsonObject().put("resourceType", "Patient").put("id", "p1").put("gender", "male");
    return all.isEmpty() ? patient : patient.put("identifier", all);
  }

  private static Answer patient(String token, JsonObject body) {
    return gateway.send("PUT", URI.create(gateway.fhir() + "/Patient/p1"), token, body.encode());
  }

  /** By these, of p1. */
  private static JsonObject performed(String... performers) {
    JsonArray all = new JsonArray();
    Stream.of(performers).forEach(one -> all.add(new JsonObject().put("reference", one)));
    return observation("o1", "p1").put("performer", all);
  }

  @Test
  void aBodyWithAnotherIdIsRefused() {
    Answer answer = change("PUT", "o1", gateway.realm.practitioner(), observation("o2", "p1"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(asked()).allMatch(request -> request.startsWith("GET "));
  }

  @Test
  void aResourceIsDeletedWithoutTheHostsOwnWords() {
    Answer answer = change("DELETE", "o1", gateway.realm.practitioner(), null);

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(asked(gateway.premises)).endsWith("DELETE /fhir/Observation/o1");
    assertThat(gateway.settled(answer))
        .containsEntry("interaction", "delete")
        .containsEntry("patient", "p1")
        .containsEntry("status", 204);
  }

  @ParameterizedTest
  @CsvSource({"7, 204", "6, 412"})
  void aDeleteIsHeldToTheVersionOfIfMatch(String version, int status) {
    Answer answer =
        gateway.send(
            "DELETE",
            URI.create(gateway.fhir() + "/Observation/o1"),
            gateway.realm.practitioner(),
            null,
            "If-Match",
            "W/\"" + version + "\"");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(asked().stream().filter(request -> request.startsWith("DELETE")).count())
        .isEqualTo(status == 204 ? 1 : 0);
  }

  @Test
  void aPatchIsAppliedHereAndItsResultSentAsAnUpdateOfTheVersionLookedAt() {
    Answer answer = patch("o1", "p1", "[{'op':'replace','path':'/status','value':'amended'}]");

    assertThat(answer.status()).isEqualTo(200);
    Arrived update = gateway.premises.arrived().get(1);
    assertThat(update.method()).isEqualTo("PUT");
    assertThat(update.headers().get("If-Match")).isEqualTo("W/\"7\"");
    assertThat(update.headers().get("Content-Type")).startsWith("application/fhir+json");
    assertThat(update.body().toJsonObject())
        .isEqualTo(observation("o1", "p1").put("status", "amended"));
    assertThat(gateway.settled(answer))
        .containsEntry("method", "PATCH")
        .containsEntry("patient", "p1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // another's, however it is put
        "[{'op':'replace','path':'/subject/reference','value':'Patient/p2'}] | 403",
        "[{'op':'add','path':'/performer','value':[{'reference':'Patient/p2'}]}] | 403",
        "[{'op':'add','path':'/focus','value':[{'reference':'Patient?identifier=x'}]}] | 403",
        "[{'op':'remove','path':'/subject'}] | 403",
        "[{'op':'replace','path':'/id','value':'o2'}] | 400",
        "[{'op':'replace','path':'/resourceType','value':'Condition'}] | 400",
        "[{'op':'replace','path':'','value':{}}] | 400",
        // what does not apply
        "[{'op':'test','path':'/status','value':'draft'}] | 422",
        "[{'op':'remove','path':'/nothing'}] | 422",
        "[{'op':'nonsense','path':'/status'}] | 422",
        "[{'op':'test','path':'/n','value':1}] | 422",
        "[{'op':'add','path':'/n','value':1},{'op':'test','path':'/n','value':1e99999999}] | 422",
        // what is no patch
        "[] | 400",
        "{} | 400",
        "[1] | 400",
        "[{}] | 400",
        "[{'path':'/status'}] | 400",
        "[{'op':'remove'}] | 400",
        "[{'op':1,'path':'/status'}] | 400",
        "[{'op':'remove','path':1}] | 400",
        "[{'op':'add','path':'/a'}] | 400",
        "[{'op':'move','path':'/a'}] | 400",
        "[{'op':'copy','path':'/a','from':1}] | 400",
        "[{'op':'test','path':'/status'}] | 400",
        "[ | 400",
        "[{'op':'copy','from':'','path':'/a'},{'op':'copy','from':'','path':'/b'},"
            + "{'op':'copy','from':'','path':'/c'},{'op':'copy','from':'','path':'/d'},"
            + "{'op':'copy','from':'','path':'/e'},{'op':'copy','from':'','path':'/f'},"
            + "{'op':'copy','from':'','path':'/g'},{'op':'copy','from':'','path':'/h'},"
            + "{'op':'copy','from':'','path':'/i'}] | 413",
      })
  void aPatchThatMakesItAnothersOrNoneAtAllReachesNoHost(String patch, int status) {
    Answer answer = patch("o1", "p1", patch);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(asked()).containsExactly("GET /fhir/Observation/o1");
    assertThat(gateway.settled(answer)).containsEntry("permitted", false);
  }

  /** What readers of JSON refuse in ways of their own. */
  @Test
  void aPatchBeyondWhatIsReadIsRefusedAsOneThatIsMalformed() {
    String deep = "[".repeat(2_000) + "]".repeat(2_000);
    String digits = "1".repeat(2_000);
    String test = "[{'op':'add','path':'/n','value':1},{'op':'test','path':'/n','value':%s}]";

    assertThat(patch("o1", "p1", deep).status()).isEqualTo(400);
    assertThat(patch("o1", "p1", test.formatted(deep)).status()).isEqualTo(400);
    assertThat(patch("o1", "p1", test.formatted(digits)).status()).isBetween(400, 422);
    assertThat(patch("o1", "p1", "[{'op':'add','path':'/n','value':" + digits + "}]").status())
        .isBetween(400, 422);
  }

  @ParameterizedTest
  @CsvSource({"7, 200", "6, 412", "8, 412"})
  void aPatchIsHeldToTheVersionOfIfMatch(String version, int status) {
    Answer answer =
        gateway.send(
            "PATCH",
            URI.create(gateway.fhir() + "/Observation/o1"),
            gateway.realm.practitioner(),
            "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"amended\"}]",
            "Content-Type",
            "application/json-patch+json",
            "If-Match",
            "W/\"" + version + "\"");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(asked().stream().filter(request -> request.startsWith("PUT")).count())
        .isEqualTo(status == 200 ? 1 : 0);
  }

  @Test
  void aPatchOfAnothersResourceIsAnsweredLikeOneOfNothing() {
    String patch = "[{'op':'replace','path':'/status','value':'amended'}]";

    Answer theirs = patch("o2", "p1", patch);
    Answer absent = patch("none", "p1", patch);

    assertThat(theirs.status()).isEqualTo(404);
    assertThat(theirs.body()).isEqualTo(absent.body());
    assertThat(headers(theirs)).isEqualTo(headers(absent));
  }

  @Test
  void aHistoryShowsThePatientsVersionsAndNothingOfWhatWasAnothersBefore() {
    JsonObject first = observation("o1", "p2").put("status", "secret-of-p2");
    gateway.premises.answers(
        request ->
            request.uri().startsWith("/fhir/Observation/o1/_history")
                ? Reply.json(200, history(first))
                : Reply.json(200, observation("o1", "p1")).with("ETag", "W/\"7\""));

    Answer answer = gateway.get("/Observation/o1/_history?_count=9", gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(asked(gateway.premises))
        .containsExactly("GET /fhir/Observation/o1", "GET /fhir/Observation/o1/_history?_count=9");
    JsonObject bundle = answer.json();
    assertThat(bundle.getString("type")).isEqualTo("history");
    assertThat(bundle.getInteger("total")).isEqualTo(3);
    assertThat(bundle.getJsonArray("entry")).hasSize(3);
    assertThat(answer.body())
        .doesNotContainPattern("\\bp2\\b")
        .doesNotContain("secret", "evil.example", "10.0.0.1");
    JsonObject latest = bundle.getJsonArray("entry").getJsonObject(0);
    assertThat(latest.getString("fullUrl")).isEqualTo(gateway.fhir() + "/Observation/o1");
    assertThat(latest.getJsonObject("request"))
        .isEqualTo(new JsonObject().put("method", "PUT").put("url", "Observation/o1"));
    assertThat(latest.getJsonObject("response"))
        .isEqualTo(new JsonObject().put("status", "200").put("etag", "W/\"7\""));
    JsonObject deletion = bundle.getJsonArray("entry").getJsonObject(1);
    assertThat(deletion.containsKey("resource")).isFalse();
    assertThat(deletion.getJsonObject("request").getString("method")).isEqualTo("DELETE");
    assertThat(bundle.getJsonArray("entry").getJsonObject(2).containsKey("resource")).isTrue();
    assertThat(gateway.settled(answer))
        .containsEntry("interaction", "history-instance")
        .containsEntry("resource_id", "o1")
        .containsEntry("patient", "p1");
  }

  @Test
  void theHistoryOfAnothersResourceIsAsAbsentAsThatOfNothing() {
    String token = gateway.realm.patient("p1");

    Answer theirs = gateway.get("/Observation/o2/_history", token);
    Answer absent = gateway.get("/Observation/none/_history", token);

    assertThat(theirs.status()).isEqualTo(404);
    assertThat(theirs.body()).isEqualTo(absent.body());
    assertThat(asked(gateway.premises)).noneMatch(request -> request.contains("_history"));
  }

  /**
   * A version of p1's, its deletion, an older one, the deletion of somebody else's, that one, and
   * what is of another type altogether.
   */
  private static JsonObject history(JsonObject before) {
    JsonObject put =
        new JsonObject().put("method", "PUT").put("url", "http://10.0.0.1/fhir/Observation/o1");
    JsonObject delete = new JsonObject().put("method", "DELETE");
    return new JsonObject()
        .put("resourceType", "Bundle")
        .put("type", "history")
        .put("total", 6)
        .put(
            "entry",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("fullUrl", "http://10.0.0.1/fhir/Observation/o1")
                        .put("resource", observation("o1", "p1"))
                        .put("request", put)
                        .put(
                            "response",
                            new JsonObject()
                                .put("status", "200 OK")
                                .put("location", "http://evil.example/")
                                .put("etag", "W/\"7\"")
                                .put("lastModified", "yesterday")))
                .add(
                    new JsonObject()
                        .put("request", delete.copy().put("url", "Observation/o1/_history/6")))
                .add(new JsonObject().put("resource", observation("o1", "p1")).put("request", put))
                .add(
                    new JsonObject()
                        .put("request", delete.copy().put("url", "Observation/o1/_history/4")))
                .add(new JsonObject().put("resource", before).put("request", put))
                .add(
                    new JsonObject()
                        .put("request", delete.copy().put("url", "Condition/p2/_history/6"))));
  }

  private static Answer patch(String id, String patient, String patch) {
    return gateway.send(
        "PATCH",
        URI.create(gateway.fhir() + "/Observation/" + id),
        gateway.realm.patient(patient),
        patch.replace('\'', '"'),
        "Content-Type",
        "application/json-patch+json");
  }

  @Test
  void withoutTheScopeNoHostIsAsked() {
    JsonObject claims = gateway.realm.patientClaims("p1").put("scope", "openid patient/Patient.r");

    Answer answer = gateway.get("/Observation/o1", gateway.realm.token(claims));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.header("www-authenticate")).contains("patient/Observation.r");
    assertThat(asked()).isEmpty();
  }

  @Test
  void aScopeToReadDoesNotDelete() {
    JsonObject claims =
        gateway.realm.patientClaims("p1").put("scope", "openid patient/Observation.cru");

    Answer answer = change("DELETE", "o1", gateway.realm.token(claims), null);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(asked()).isEmpty();
  }

  @Test
  void whenTheCloudIsDownThePracticesRecordsAreReadAndNothingIsToldOfOthers() {
    gateway.cloud.answers(request -> Reply.json(500, new JsonObject()));
    String patient = gateway.realm.patient("p1");
    String practitioner = gateway.realm.practitioner();

    assertThat(gateway.get("/Observation/o1", patient).status()).isEqualTo(200);
    assertThat(gateway.get("/Observation/o1", practitioner).status()).isEqualTo(200);
    assertThat(gateway.get("/Observation/none", patient).status()).isEqualTo(404);
    // it may be in the cloud, so it cannot be said that it is nowhere
    assertThat(gateway.get("/Observation/none", practitioner).status()).isEqualTo(502);
  }

  /**
   * Nor told from what nobody has: it may be a record of another practice that has the same host.
   */
  @Test
  void whatIsNotWhereItsPatientsRecordLivesIsAsAbsentAsWhatNobodyHas() {
    gateway.cloud.has(observation("o1", "p1"));
    gateway.premises.has();

    Answer answer = gateway.get("/Observation/o1", gateway.realm.practitioner());
    Answer none = gateway.get("/Observation/none", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo(none.body());
    assertThat(gateway.settled(answer))
        .containsEntry("permitted", false)
        .containsEntry("reason", "other-patient");
  }

  /** Versions are numbered by each host: those of the other one are no base for a change. */
  @Test
  void aPatchIsMadeOfWhatTheHostHasWhereTheRecordLives() {
    gateway.cloud.has(observation("o1", "p1").put("status", "amended"));
    gateway.premises.has(observation("o1", "p1").put("status", "final"));

    Answer answer = gateway.get("/Observation/o1", gateway.realm.practitioner());

    assertThat(answer.json().getString("status")).isEqualTo("final");
  }

  @Test
  void anIdThatTwoHostsGaveOutMeansToEachPatientTheirOwn() {
    gateway.premises.has(observation("17", "p1"));
    gateway.cloud.has(observation("17", "permitted"));

    Answer one = gateway.get("/Observation/17", gateway.realm.patient("p1"));
    Answer other = gateway.get("/Observation/17", gateway.realm.patient("permitted"));
    Answer both = gateway.get("/Observation/17", gateway.realm.practitioner());

    assertThat(one.json()).isEqualTo(observation("17", "p1"));
    assertThat(other.json()).isEqualTo(observation("17", "permitted"));
    assertThat(both.status()).isEqualTo(409);
    assertThat(gateway.settled(both)).containsEntry("reason", "id-ambiguous");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resourceType\":\"Observation\",\"id\":\"o1\"}",
        "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"performer\":[{\"reference\":\"Patient/p1\"}]}",
        "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"subject\":{\"reference\":\"Group/p1\"}}",
        "{\"resourceType\":\"Condition\",\"id\":\"o1\",\"subject\":{\"reference\":\"Patient/p1\"}}",
        "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"subject\":[{\"reference\":\"Patient/p1\"},{\"reference\":\"Patient/p2\"}]}",
        "{\"resourceType\":\"Bundle\"}",
        "{",
      })
  void whoseItIsCannotBeToldSoItIsNotThere(String stored) {
    gateway.premises.answers(
        request ->
            new Reply(200, Reply.json(200, new JsonObject()).headers(), Buffer.buffer(stored)));

    Answer answer = gateway.get("/Observation/o1", gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).doesNotContain("o1", "Patient/");
  }

  @Test
  void aConditionalReadIsAskedWithItsConditionOnceItIsKnownWhoseItIs() {
    Answer answer =
        gateway.get("/Observation/o1", gateway.realm.patient("p1"), "If-None-Match", "W/\"7\"");

    assertThat(answer.status()).isEqualTo(304);
    assertThat(asked(gateway.premises)).hasSize(2);
    Answer theirs =
        gateway.get("/Observation/o2", gateway.realm.patient("p1"), "If-None-Match", "W/\"7\"");
    assertThat(theirs.status()).isEqualTo(404);
  }

  private static Answer change(String method, String id, String token, JsonObject body) {
    return gateway.send(
        method,
        URI.create(gateway.fhir() + "/Observation/" + id),
        token,
        body == null || method.equals("DELETE") ? null : body.encode());
  }

  private static List<String> asked(RecordingHost host) {
    return host.arrived().stream().map(request -> request.method() + " " + request.uri()).toList();
  }

  private static List<String> asked() {
    return Stream.of(gateway.premises, gateway.cloud)
        .flatMap(host -> asked(host).stream())
        .toList();
  }

  static Map<String, List<String>> headers(Answer answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.headers());
    headers.remove("x-request-id");
    headers.remove("date");
    return headers;
  }
}
