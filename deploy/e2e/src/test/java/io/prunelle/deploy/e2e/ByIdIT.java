// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A resource's life by its id, on real hosts, and what others learn of it: nothing. */
@ExtendWith(RunningDemo.class)
@Order(15)
final class ByIdIT {
  private final Http http = new Http();
  private final Demo demo;
  private final Realm realm;
  private final Hosts hosts;

  ByIdIT(Demo demo) {
    this.demo = demo;
    this.realm = new Realm(demo, http);
    this.hosts = new Hosts(demo, http);
  }

  @ParameterizedTest
  @CsvSource({"PERMIT, practitioner", "DENY, practitioner", "PERMIT, patient", "DENY, patient"})
  void aResourceIsMadeReadChangedReadAsItWasAndDeleted(String decision, String who) {
    Demo.User patient = demo.patient(decision, 0);
    String token = realm.token(who.equals("patient") ? patient : demo.practitioner(0));
    Http.Answer created =
        http.post(demo.fhir() + "/Observation", token, observation(null, patient, "preliminary"));
    assertThat(created.status()).isEqualTo(201);
    String id = created.json().at("/id").asText();
    String url = demo.fhir() + "/Observation/" + id;

    Http.Answer read = http.get(url, token);
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.json().at("/status").asText()).isEqualTo("preliminary");
    assertThat(read.header("etag")).isEqualTo("W/\"1\"");

    Http.Answer stale = put(url, token, observation(id, patient, "amended"), "W/\"9\"");
    assertThat(stale.status()).isIn(409, 412);
    Http.Answer updated = put(url, token, observation(id, patient, "amended"), "W/\"1\"");
    assertThat(updated.status()).isEqualTo(200);
    assertThat(http.get(url, token).json().at("/status").asText()).isEqualTo("amended");
    assertThat(http.get(url + "/_history/1", token).json().at("/status").asText())
        .isEqualTo("preliminary");

    Http.Answer patched =
        http.send(
            "PATCH",
            url,
            token,
            "application/json-patch+json",
            "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"corrected\"}]");
    assertThat(patched.status()).isEqualTo(200);
    assertThat(patched.json().at("/meta/versionId").asText()).isEqualTo("3");
    assertThat(http.get(url, token).json().at("/status").asText()).isEqualTo("corrected");

    Http.Answer history = http.get(url + "/_history", token);
    assertThat(history.status()).isEqualTo(200);
    assertThat(history.json().at("/total").asInt()).isEqualTo(3);
    assertThat(history.json().at("/entry/2/resource/status").asText()).isEqualTo("preliminary");
    assertThat(history.body()).doesNotContain(demo.host("cloud").at("/fhir").asText());

    Http.Answer deleted = http.send("DELETE", url, token, null, null);
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.body()).isEmpty();
    assertThat(same(http.get(url, token)))
        .isEqualTo(same(http.get(demo.fhir() + "/Observation/never-there", token)));
  }

  @Test
  void whatARefusedPatientsRecordHoldsIsReadWithoutACloudHostHearingOfIt() {
    Demo.User patient = demo.patient("DENY", 0);
    String token = realm.token(patient);
    String id = anObservation(patient);

    Http.Answer read = http.get(demo.fhir() + "/Observation/" + id, token);

    assertThat(read.status()).isEqualTo(200);
    String request = read.header("x-request-id");
    hosts.awaitAccess("on-premise", request);
    assertThat(hosts.accesses("cloud", request)).isEmpty();
    // found and shown with one request
    assertThat(hosts.accesses("on-premise", request)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PERMIT", "DENY"})
  void anothersResourceIsAsAbsentAsOneThatIsNotThere(String decision) {
    Demo.User owner = demo.patient(decision, 1);
    String theirs = demo.fhir() + "/Observation/" + anObservation(owner);
    String absent = demo.fhir() + "/Observation/no-such-observation";
    Demo.User curious = demo.patient(decision, 0);
    String token = realm.token(curious);

    assertThat(same(http.get(theirs, token))).isEqualTo(same(http.get(absent, token)));
    assertThat(same(http.get(theirs + "/_history/1", token)))
        .isEqualTo(same(http.get(absent + "/_history/1", token)));
    assertThat(same(http.send("DELETE", theirs, token, null, null)))
        .isEqualTo(same(http.send("DELETE", absent, token, null, null)));
    String id = theirs.substring(theirs.lastIndexOf('/') + 1);
    assertThat(same(put(theirs, token, observation(id, curious, "final"), null)))
        .isEqualTo(
            same(put(absent, token, observation("no-such-observation", curious, "final"), null)));
    assertThat(http.get(theirs, token).status()).isEqualTo(404);
    assertThat(http.get(theirs, realm.token(owner)).status()).isEqualTo(200);
    assertThat(http.get(absent, token).status()).isEqualTo(404);
  }

  @Test
  void aResourceIsNotGivenToAnotherPatient() {
    Demo.User owner = demo.patient("PERMIT", 0);
    String id = anObservation(owner);
    String url = demo.fhir() + "/Observation/" + id;
    String token = realm.token(demo.practitioner(0));

    Http.Answer moved = put(url, token, observation(id, demo.patient("PERMIT", 1), "final"), null);

    assertThat(moved.status()).isEqualTo(403);
    assertThat(http.get(url, token).json().at("/subject/reference").asText())
        .isEqualTo("Patient/" + owner.patientId());
  }

  private String anObservation(Demo.User patient) {
    return http.get(
            demo.fhir() + "/Observation?_count=1&patient=" + patient.patientId(),
            realm.token(patient))
        .json()
        .at("/entry/0/resource/id")
        .asText();
  }

  private Http.Answer put(String url, String token, String body, String ifMatch) {
    return ifMatch == null
        ? http.send("PUT", url, token, "application/fhir+json", body)
        : http.send("PUT", url, token, "application/fhir+json", body, "If-Match", ifMatch);
  }

  /** All that a client sees, but for the id of the request. */
  private static String same(Http.Answer answer) {
    Map<String, String> headers = new TreeMap<>(answer.headers());
    headers.remove("x-request-id");
    headers.remove("date");
    return answer.status() + " " + headers + " " + answer.body();
  }

  private static String observation(String id, Demo.User patient, String status) {
    return """
        {"resourceType":"Observation",%s"status":"%s",
         "code":{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Heart rate"}]},
         "subject":{"reference":"Patient/%s"},
         "valueQuantity":{"value":62,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"}}
        """
        .formatted(id == null ? "" : "\"id\":\"" + id + "\",", status, patient.patientId());
  }
}
