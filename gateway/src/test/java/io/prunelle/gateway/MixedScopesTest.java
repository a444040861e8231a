// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A doctor who is a patient of the same practice, with scopes of both in one token, some of them
 * narrowed: whatever is brought along is shown by a scope that reaches its very patient.
 */
final class MixedScopesTest {

  private static final String LABORATORY = "patient/Observation.rs?category=laboratory";
  private static final String VITAL_SIGNS = "user/Observation.rs?category=vital-signs";

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** A host that brings along whatever there is, whoever is asked for. */
  @BeforeEach
  void resources() {
    gateway.cloud.reset();
    gateway.premises.reset();
    List<JsonObject> found =
        List.of(
            of("own-lab", "p1", "laboratory"),
            of("own-vital", "p1", "vital-signs"),
            of("own-social", "p1", "social-history"),
            of("lab", "p2", "laboratory"),
            of("vital", "p2", "vital-signs"));
    List<JsonObject> brought =
        List.of(
            patient("p1", "female"),
            patient("p2", "male"),
            new JsonObject().put("resourceType", "Practitioner").put("id", "d1"),
            encounter("own-encounter", "p1"),
            encounter("encounter", "p2"),
            told("own-told", "own-lab"),
            told("told", "vital"));
    gateway.premises.answers(
        request ->
            request.uri().contains("?")
                ? Reply.json(
                    200, bundle(found, request.uri().contains("include") ? brought : List.of()))
                : RecordingHost.stored(request, found));
  }

  private static JsonObject bundle(List<JsonObject> found, List<JsonObject> brought) {
    JsonObject bundle = RecordingHost.searchset(found.toArray(JsonObject[]::new));
    brought.forEach(
        each ->
            bundle
                .getJsonArray("entry")
                .add(
                    new JsonObject()
                        .put("resource", each)
                        .put("search", new JsonObject().put("mode", "include"))));
    return bundle;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // of their own record the scopes of both, of another's those of the practitioner alone
        "- | - | own-lab own-vital | vital | own-lab own-vital vital",
        "user/Patient.rs | _include=Observation:subject:Patient | own-lab own-vital p1 | vital p2 | own-lab own-vital vital p1 p2",
        "user/Patient.rs?gender=male | _include=Observation:subject:Patient | own-lab own-vital | vital p2 | own-lab own-vital vital p2",
        "patient/Patient.rs | _include=Observation:subject:Patient | own-lab own-vital p1 | 403 | own-lab own-vital p1",
        "patient/Patient.rs user/Patient.rs?gender=male | _include=Observation:subject:Patient | own-lab own-vital p1 | vital p2 | own-lab own-vital vital p1 p2",
        "user/Practitioner.rs | _include=Observation:performer:Practitioner | own-lab own-vital d1 | vital d1 | own-lab own-vital vital d1",
        "patient/Practitioner.rs | _include=Observation:performer:Practitioner | own-lab own-vital d1 | 403 | own-lab own-vital d1",
        "user/Practitioner.rs?active=true | _include=Observation:performer:Practitioner | 403 | 403 | 403",
        // without a type, those are brought that the scopes cover which reach it
        "patient/Practitioner.rs user/Patient.rs | _include=Observation:performer | own-lab own-vital d1 p1 | vital p2 | own-lab own-vital vital p1 p2",
        "patient/Practitioner.rs | _include=Observation:performer | own-lab own-vital d1 | 403 | 403",
        "user/Encounter.rs?status=finished | _include=Observation:encounter | own-lab own-vital own-encounter | vital encounter | own-lab own-vital vital encounter own-encounter",
        "patient/Encounter.rs | _include=Observation:encounter | own-lab own-vital own-encounter | 403 | 403",
        "patient/Encounter.rs | _include=Observation:encounter:Encounter | own-lab own-vital own-encounter | 403 | own-lab own-vital own-encounter",
        "patient/Encounter.rs user/Encounter.rs?status=planned | _include=Observation:encounter | own-lab own-vital own-encounter | vital | own-lab own-vital vital own-encounter",
        "user/Provenance.rs | _revinclude=Provenance:target | own-lab own-vital own-told | vital told | own-lab own-vital vital own-told told",
        "patient/Provenance.rs | _revinclude=Provenance:target | own-lab own-vital own-told | 403 | own-lab own-vital own-told",
        "user/Encounter.rs user/Patient.rs | _include=Observation:encounter&_include:iterate=Encounter:subject:Patient | own-lab own-vital own-encounter p1 | vital encounter p2 | own-lab own-vital vital encounter own-encounter p1 p2",
        "user/Encounter.rs patient/Patient.rs | _include=Observation:encounter&_include:iterate=Encounter:subject:Patient | own-lab own-vital own-encounter p1 | 403 | own-lab own-vital own-encounter p1"
      })
  void whatIsBroughtIsShownByAScopeThatReachesItsPatient(
      String scopes, String include, String own, String others, String all) {
    String token = token(LABORATORY + " " + VITAL_SIGNS + " " + scopes.replace("-", ""));
    String query = include.equals("-") ? "" : "&" + include;

    assertThat(shown("/Observation?patient=p1" + query, token)).isEqualTo(sorted(own));
    assertThat(shown("/Observation?patient=p2" + query, token)).isEqualTo(sorted(others));
    assertThat(shown("/Observation?code=x" + query, token)).isEqualTo(sorted(all));
  }

  /** What the one is for another one does not make up for. */
  @Test
  void aScopeOfThePatientsReachesNobodyElse() {
    String token = token("patient/*.rs user/Appointment.rs");

    assertThat(shown("/Observation?patient=p2", token)).isEqualTo("403");
    assertThat(gateway.get("/Observation/vital", token).status()).isEqualTo(404);
    assertThat(gateway.get("/Patient/p2/$everything", token).body()).doesNotContain("vital");
    assertThat(shown("/Observation?code=x", token)).isEqualTo("own-lab own-social own-vital");
  }

  /** Where they do not work, they are a patient and nothing else. */
  @Test
  void aPractitionersScopesReachNoOtherPractice() {
    JsonObject elsewhere =
        claims("user/*.rs").put("staff_of", new JsonArray().add("cabinet-des-roses"));

    String token = gateway.realm.token(elsewhere);

    assertThat(shown("/Observation?patient=p2", token)).isEqualTo("403");
    assertThat(shown("/Observation?code=x", token)).isEqualTo("own-lab own-social own-vital");
  }

  /** Their ids, or the status. */
  private static String shown(String path, String token) {
    Answer answer = gateway.get(path + "&_count=50", token);
    if (answer.status() != 200) {
      return String.valueOf(answer.status());
    }
    List<String> ids =
        answer.json().getJsonArray("entry", new JsonArray()).stream()
            .map(entry -> ((JsonObject) entry).getJsonObject("resource").getString("id"))
            .toList();
    return sorted(String.join(" ", ids));
  }

  private static String sorted(String words) {
    return Stream.of(words.split(" ", -1)).sorted().collect(Collectors.joining(" "));
  }

  private static String token(String scopes) {
    return gateway.realm.token(claims(scopes));
  }

  private static JsonObject claims(String scopes) {
    return gateway
        .realm
        .patientClaims("p1")
        .put(
            "realm_access",
            new JsonObject().put("roles", new JsonArray().add("patient").add("practitioner")))
        .put("staff_of", new JsonArray().add(TestRealm.PRACTICE))
        .put("scope", "openid " + scopes);
  }

  private static JsonObject of(String id, String patient, String category) {
    return observation(id, patient)
        .put(
            "category",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put(
                            "coding", new JsonArray().add(new JsonObject().put("code", category)))))
        .put("performer", new JsonArray().add(to("Practitioner/d1")).add(to("Patient/" + patient)))
        .put(
            "encounter", to("Encounter/" + (patient.equals("p1") ? "own-encounter" : "encounter")));
  }

  private static JsonObject patient(String id, String gender) {
    return new JsonObject().put("resourceType", "Patient").put("id", id).put("gender", gender);
  }

  private static JsonObject encounter(String id, String patient) {
    return observation(id, patient).put("resourceType", "Encounter").put("status", "finished");
  }

  private static JsonObject told(String id, String observation) {
    return new JsonObject()
        .put("resourceType", "Provenance")
        .put("id", id)
        .put("target", new JsonArray().add(to("Observation/" + observation)));
  }

  private static JsonObject to(String reference) {
    return new JsonObject().put("reference", reference);
  }
}
