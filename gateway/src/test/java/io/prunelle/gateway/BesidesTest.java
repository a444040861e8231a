// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Changes of a Provenance that names its patient, and is about more: some of it theirs, some
 * another's, whom they are not shown; and of what has more of others behind a mask.
 */
final class BesidesTest {

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
    gateway.premises.has(
        provenance("mixed", "Patient/p1", "Observation/o1", "Observation/h1"),
        provenance("own", "Patient/p1", "Observation/o1"),
        provenance("whole", "Patient/p1", gateway.premises.url() + "/Observation/h1"),
        header("Patient/p1", "Observation/o1", "Observation/h1"),
        within().put("contained", new JsonArray().add(contained())),
        new JsonObject()
            .put("resourceType", "Encounter")
            .put("id", "e2")
            .put("subject", new JsonObject().put("reference", "Patient/p2")),
        observation("o1", "p1"),
        observation("o2", "p1"),
        observation("h1", "p2"));
  }

  @Test
  void whatIsTheirsIsShownAfterAPatchAndWhatIsNotStaysWhereItIs() {
    Answer answer =
        patch(
            gateway.realm.patient("p1"), "mixed", "[{'op':'add','path':'/language','value':'fr'}]");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("Patient/p1", "Observation/o1", "masked")
        .doesNotContain("h1");
    assertThat(written())
        .containsExactly(
            provenance("mixed", "Patient/p1", "Observation/o1", "Observation/h1")
                .put("language", "fr"));
  }

  @Test
  void whatIsTheirsIsShownAfterAnUpdate() {
    Answer answer =
        put(gateway.realm.patient("p1"), provenance("mixed", "Patient/p1", "Observation/o1"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("Observation/o1").doesNotContain("masked");
  }

  /** Nobody is hidden behind what is all the patient's. */
  @Test
  void aPatchMayLookAtWhatIsAllTheirs() {
    String test =
        "[{'op':'test','path':'/target/1/reference','value':'Observation/%s'},"
            + "{'op':'add','path':'/language','value':'fr'}]";

    for (String token : List.of(gateway.realm.patient("p1"), gateway.realm.practitioner())) {
      Answer right = patch(token, "own", test.formatted("o1"));
      Answer wrong = patch(token, "own", test.formatted("o2"));

      assertThat(right.status()).as(right.body()).isEqualTo(200);
      assertThat(right.json().getJsonArray("target")).hasSize(2);
      assertThat(wrong.status()).isEqualTo(422);
    }
  }

  /** Else ids of others' resources would be found by trying. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "patient | [{'op':'test','path':'/target/2/reference','value':'Observation/%s'}]",
        "patient | [{'op':'replace','path':'/target/2','value':{'reference':'Observation/%s'}}]",
        "patient | [{'op':'replace','path':'/target','value':[{'reference':'Patient/p1'},{'reference':'Observation/%s'}]}]",
        "patient | [{'op':'add','path':'/entity','value':[{'role':'source','what':{'reference':'Observation/%s'}}]}]",
        "practitioner | [{'op':'test','path':'/target/2/reference','value':'Observation/%s'}]",
        "practitioner | [{'op':'add','path':'/target/-','value':{'reference':'Observation/%s'}}]",
      })
  void aPatchDoesNotFindOutWhatElseItIsAbout(String who, String patch) {
    String token =
        who.equals("patient") ? gateway.realm.patient("p1") : gateway.realm.practitioner();

    Answer right = patch(token, "mixed", patch.formatted("h1"));
    Answer wrong = patch(token, "mixed", patch.formatted("none"));

    assertThat(right.status()).as(right.body()).isEqualTo(403);
    assertThat(right.body()).isEqualTo(wrong.body());
    assertThat(ByIdTest.headers(right)).isEqualTo(ByIdTest.headers(wrong));
    assertThat(written()).isEmpty();
  }

  /** As some hosts keep their references. */
  @Test
  void norDoesOneWhereTheHostRefersByItsOwnUrls() {
    String test =
        "[{'op':'test','path':'/target/1/reference','value':'"
            + gateway.premises.url()
            + "/Observation/%s'}]";

    Answer right = patch(gateway.realm.patient("p1"), "whole", test.formatted("h1"));
    Answer wrong = patch(gateway.realm.patient("p1"), "whole", test.formatted("none"));

    assertThat(right.status()).isEqualTo(wrong.status());
    assertThat(right.body()).isEqualTo(wrong.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Patient/p1,Observation/%s", "Patient/p1,Observation/o1,Observation/%s"})
  void norDoesAnUpdate(String targets) {
    String token = gateway.realm.patient("p1");

    Answer right = put(token, provenance("mixed", targets.formatted("h1").split(",", -1)));
    Answer wrong = put(token, provenance("mixed", targets.formatted("none").split(",", -1)));

    assertThat(right.status()).as(right.body()).isEqualTo(403);
    assertThat(right.body()).isEqualTo(wrong.body());
    assertThat(ByIdTest.headers(right)).isEqualTo(ByIdTest.headers(wrong));
    assertThat(written()).isEmpty();
  }

  @Test
  void norDoesAnUpdateOfAMessageHeader() {
    String token = gateway.realm.patient("p1");

    Answer right = put(token, header("Patient/p1", "Observation/h1"));
    Answer wrong = put(token, header("Patient/p1", "Observation/none"));

    assertThat(right.status()).as(right.body()).isEqualTo(403);
    assertThat(right.body()).isEqualTo(wrong.body());
    assertThat(ByIdTest.headers(right)).isEqualTo(ByIdTest.headers(wrong));
    assertThat(written()).isEmpty();
    // What is theirs they may name, though it is masked there as well
    Answer own = put(token, header("Patient/p1", "Observation/o1"));
    assertThat(own.status()).as(own.body()).isEqualTo(200);
  }

  /** Such as the encounter of a contained resource that is about somebody else. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[{'op':'add','path':'/encounter','value':{'reference':'Encounter/%s'}}]",
        "[{'op':'remove','path':'/contained'},{'op':'add','path':'/encounter','value':{'reference':'Encounter/%s'}}]"
      })
  void norDoesWhatIsWithinWhatIsMasked(String patch) {
    Answer right = names("e2", patch);
    Answer wrong = names("none", patch);

    assertThat(right.status()).as(right.body()).isEqualTo(403);
    assertThat(right.body()).isEqualTo(wrong.body());
    assertThat(ByIdTest.headers(right)).isEqualTo(ByIdTest.headers(wrong));
    assertThat(written()).isEmpty();
  }

  /** By a patch, or without one by an update. */
  private static Answer names(String encounter, String patch) {
    String token = gateway.realm.patient("p1");
    return patch.isEmpty()
        ? put(
            token,
            within().put("encounter", new JsonObject().put("reference", "Encounter/" + encounter)))
        : patch(token, "Observation/within", patch.formatted(encounter));
  }

  /** Who is shown all of it goes on referring to what it refers to already. */
  @Test
  void aPractitionerWritesBackWhatTheyWereShown() {
    JsonObject changed =
        provenance("mixed", "Patient/p1", "Observation/o1", "Observation/h1").put("language", "fr");

    Answer answer = put(gateway.realm.practitioner(), changed);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(written()).containsExactly(changed);
  }

  @Test
  void whatIsTheirsIsAddedByAnUpdate() {
    Answer answer =
        put(
            gateway.realm.patient("p1"),
            provenance("mixed", "Patient/p1", "Observation/o1", "Observation/o2"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("Observation/o1", "Observation/o2");
  }

  private static Answer patch(String token, String id, String patch) {
    return gateway.send(
        "PATCH",
        URI.create(gateway.fhir() + "/" + (id.contains("/") ? id : "Provenance/" + id)),
        token,
        patch.replace('\'', '"'),
        "Content-Type",
        "application/json-patch+json");
  }

  private static Answer put(String token, JsonObject resource) {
    return gateway.send(
        "PUT",
        URI.create(
            gateway.fhir()
                + "/"
                + resource.getString("resourceType")
                + "/"
                + resource.getString("id")),
        token,
        resource.encode());
  }

  private static List<JsonObject> written() {
    return gateway.arrived().stream()
        .filter(one -> one.method().equals("PUT"))
        .map(Arrived::body)
        .map(body -> body.toJsonObject())
        .toList();
  }

  private static JsonObject provenance(String id, String... targets) {
    return new JsonObject()
        .put("resourceType", "Provenance")
        .put("id", id)
        .put("target", references(targets));
  }

  private static JsonObject header(String... focus) {
    return new JsonObject()
        .put("resourceType", "MessageHeader")
        .put("id", "header")
        .put("focus", references(focus));
  }

  private static JsonObject within() {
    return observation("within", "p1");
  }

  private static JsonObject contained() {
    return observation("another", "p2")
        .put("encounter", new JsonObject().put("reference", "Encounter/e2"));
  }

  private static JsonArray references(String... all) {
    JsonArray references = new JsonArray();
    for (String each : all) {
      references.add(new JsonObject().put("reference", each));
    }
    return references;
  }
}
