// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.Shelf;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletes and patches of the one resource that meets a condition. */
final class ConditionalTest {

  private static final String PATCH =
      "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"amended\"}]";

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
  void resources() {
    gateway.cloud.reset();
    gateway.premises.reset();
    Shelf.of(gateway.premises, version7("o1", "p1"));
    Shelf.of(gateway.cloud, version7("o2", "permitted"));
  }

  @Test
  void theOneThatMeetsItIsDeletedByItsId() {
    Answer answer = delete("patient=p1&identifier=x", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(204);
    assertThat(changes()).containsExactly("DELETE /fhir/Observation/o1");
    assertThat(gateway.premises.arrived().get(0).uri())
        .isEqualTo("/fhir/Observation?patient=Patient%2Fp1&identifier=x&_count=2");
    assertThat(gateway.journal(answer.requestId()))
        .filteredOn(row -> !"look-up".equals(row.get("reason")))
        .extracting(
            row -> row.get("interaction") + " " + row.get("patient") + " " + row.get("host"))
        .containsExactlyInAnyOrder("search-type p1 cabinet", "delete p1 cabinet");
  }

  @Test
  void aPatchIsMadeOfTheVeryVersionThatWasFound() {
    Answer answer = patch("identifier=x", gateway.realm.patient("permitted"), null);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getString("status")).isEqualTo("amended");
    assertThat(changes()).containsExactly("PUT /fhir/Observation/o2");
    assertThat(gateway.cloud.arrived())
        .filteredOn(request -> request.method().equals("PUT"))
        .allMatch(request -> "W/\"7\"".equals(request.headers().get("If-Match")));
    assertThat(gateway.premises.arrived()).isEmpty();
  }

  @Test
  void ofAnotherVersionNothingIsChanged() {
    assertThat(patch("identifier=x", gateway.realm.patient("permitted"), "W/\"6\"").status())
        .isEqualTo(412);
    assertThat(changes()).isEmpty();
  }

  @Test
  void nothingIsChangedIfNoneMeetsItOrMoreThanOne() {
    Shelf.of(gateway.premises);
    Answer none = delete("patient=p1&identifier=x", gateway.realm.practitioner());
    Shelf.of(gateway.premises, version7("o1", "p1"), version7("o3", "p1"));
    Answer two = delete("patient=p1&identifier=x", gateway.realm.practitioner());

    assertThat(none.status()).isEqualTo(404);
    assertThat(two.status()).isEqualTo(412);
    assertThat(changes()).isEmpty();
  }

  /** A host that does not hold to the patient must not turn another's resource into an answer. */
  @Test
  void anothersResourceMeetsNothing() {
    Shelf.of(gateway.premises, version7("o1", "p1"), version7("o9", "p2"));
    Answer beside = delete("patient=p1&identifier=x", gateway.realm.practitioner());
    Shelf.of(gateway.premises, version7("o9", "p2"));
    Answer alone = delete("patient=p1&identifier=x", gateway.realm.practitioner());

    assertThat(beside.status()).isEqualTo(204);
    assertThat(alone.status()).isEqualTo(404);
    assertThat(changes()).containsExactly("DELETE /fhir/Observation/o1");
  }

  /** As a host that answers a search again with what it found a while ago. */
  @Test
  void whatHasJustBeenMadeMeetsAConditionToo() {
    AtomicReference<Reply> before = new AtomicReference<>();
    List<JsonObject> stored = new ArrayList<>(List.of(version7("o1", "p1")));
    gateway.premises.answers(
        request ->
            request.uri().contains("?")
                    && !"no-cache".equals(request.headers().get("cache-control"))
                ? before.updateAndGet(old -> old == null ? found(stored) : old)
                : request.uri().contains("?")
                    ? found(stored)
                    : RecordingHost.stored(request, stored));
    String path = "/Observation?patient=p1&identifier=x";
    assertThat(gateway.get(path, gateway.realm.practitioner()).body()).contains("o1");

    // When a second one is made
    stored.add(version7("o3", "p1"));

    // Then it is found, and neither is deleted
    assertThat(gateway.get(path, gateway.realm.practitioner()).body()).contains("o1", "o3");
    Answer answer = delete("patient=p1&identifier=x", gateway.realm.practitioner());
    assertThat(answer.status()).isEqualTo(412);
    assertThat(changes()).isEmpty();
  }

  private static Reply found(List<JsonObject> stored) {
    return Reply.json(200, RecordingHost.searchset(stored.toArray(JsonObject[]::new)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "identifier=x",
        "patient=p1",
        "patient=p1,p2&identifier=x",
        "patient=p1&patient=p2&identifier=x",
        "patient=p1&performer=Patient/p2",
        "patient=p1&encounter.status=x",
        "patient=p1&performer:Practitioner.name=x",
        "patient=p1&identifier=x&unknown=y",
        "patient=p1&identifier=x&_count=1",
        "patient=p1&_has:Provenance:target:agent=x"
      })
  void aConditionThatCouldBeAboutAnybodyElseIsRefused(String condition) {
    Answer answer = delete(condition, gateway.realm.practitioner());

    assertThat(answer.status()).isIn(400, 403);
    assertThat(gateway.arrived()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "patient/Observation.d | identifier=x",
        "patient/Observation.rs | identifier=x",
        "patient/Observation.cruds | patient=p1&identifier=x"
      })
  void whoMayNotSearchAndDeleteThereIsRefused(String scope, String condition) {
    JsonObject claims = gateway.realm.patientClaims("permitted").put("scope", "openid " + scope);

    Answer answer = delete(condition, gateway.realm.token(claims));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void accountsAndPatientsAreNotDeletedOrPatchedByCondition() {
    String token = gateway.realm.practitioner();
    for (String path : List.of("/Account?patient=p1&name=x", "/Patient?_id=p1&name=x")) {
      assertThat(gateway.send("DELETE", URI.create(gateway.fhir() + path), token, null).status())
          .isEqualTo(403);
    }
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void aBatchTakesThemToo() {
    JsonObject batch =
        Bundles.of("batch", Bundles.request("DELETE", "Observation?patient=p1&identifier=x", null));

    Answer answer = gateway.post("", gateway.realm.practitioner(), batch.encode());

    assertThat(Bundles.statuses(answer)).containsExactly("204");
  }

  /** Hosts that look for the resource themselves do not compare versions. */
  @ParameterizedTest
  @CsvSource({"7, 200", "6, 412"})
  void anUpdateOfAVersionIsOneOfTheVeryResourceThatIsFound(String version, int status) {
    comparing(Shelf.of(gateway.premises, version7("o1", "p1")));

    Answer answer = update("patient=p1&identifier=x", gateway.realm.practitioner(), "p1", version);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(gateway.premises.arrived())
        .filteredOn(request -> request.method().equals("PUT"))
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.uri()).isEqualTo("/fhir/Observation/o1");
              assertThat(request.headers().get("If-Match")).isEqualTo("W/\"" + version + "\"");
              assertThat(request.body().toJsonObject()).isEqualTo(version7("o1", "p1"));
            });
    assertThat(gateway.journal(answer.requestId()))
        .filteredOn(row -> !"look-up".equals(row.get("reason")))
        .extracting(
            row -> row.get("interaction") + " " + row.get("patient") + " " + row.get("host"))
        .containsExactlyInAnyOrder("search-type p1 cabinet", "update p1 cabinet");
  }

  @Test
  void itNeedNotNameThePatientWhoseItIs() {
    comparing(Shelf.of(gateway.cloud, version7("o2", "permitted")));
    String token = gateway.realm.patient("permitted");
    // since the record was moved
    assertThat(gateway.get("/Observation/o2", token).status()).isEqualTo(200);

    Answer answer = update("identifier=x", token, "permitted", "7");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(changes()).containsExactly("PUT /fhir/Observation/o2");
    assertThat(gateway.cloud.arrived())
        .extracting(RecordingHost.Arrived::uri)
        .contains("/fhir/Observation?patient=Patient%2Fpermitted&identifier=x&_count=2");
  }

  /** There is no such version of what is not there. */
  @Test
  void anUpdateOfAVersionMakesNothing() {
    Shelf.of(gateway.premises);
    Answer none = update("patient=p1&identifier=x", gateway.realm.practitioner(), "p1", "7");
    Shelf.of(gateway.premises, version7("o1", "p1"), version7("o3", "p1"));
    Answer two = update("patient=p1&identifier=x", gateway.realm.practitioner(), "p1", "7");
    Shelf.of(gateway.premises, version7("o9", "p2"));
    Answer theirs = update("patient=p1&identifier=x", gateway.realm.practitioner(), "p1", "7");

    assertThat(List.of(none.status(), two.status(), theirs.status())).containsOnly(412);
    assertThat(theirs.body()).isEqualTo(none.body());
    assertThat(changes()).isEmpty();
  }

  @Test
  void anUpdateOfAVersionIsHeldToThePatientOfTheBody() {
    Answer another = update("patient=p2&identifier=x", gateway.realm.practitioner(), "p1", "7");
    Answer named =
        gateway.send(
            "PUT",
            URI.create(gateway.fhir() + "/Observation?patient=p1&identifier=x"),
            gateway.realm.practitioner(),
            version7("o1", "p1").encode(),
            "If-Match",
            "W/\"7\"");

    assertThat(another.status()).isEqualTo(403);
    assertThat(named.status()).isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
  }

  private static void comparing(Shelf shelf) {
    gateway.premises.answers(request -> compared(request, shelf));
    gateway.cloud.answers(request -> compared(request, shelf));
  }

  /** As HAPI does: by id. */
  private static Reply compared(RecordingHost.Arrived request, Shelf shelf) {
    String wanted = request.headers().get("If-Match");
    return wanted == null || wanted.equals("W/\"7\"") || request.uri().contains("?")
        ? shelf.apply(request)
        : Reply.json(412, new JsonObject());
  }

  private static Answer update(String condition, String token, String patient, String version) {
    JsonObject body = version7("", patient);
    body.remove("id");
    return gateway.send(
        "PUT",
        URI.create(gateway.fhir() + "/Observation?" + condition),
        token,
        body.encode(),
        "If-Match",
        "W/\"" + version + "\"");
  }

  /** No host compares versions of what is deleted, so it is looked at last thing before. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE /Observation/o1",
        "DELETE /Observation?patient=p1&identifier=x",
        "transaction"
      })
  void whatChangesAfterItWasLookedAtIsNotDeleted(String asked) {
    Shelf shelf = Shelf.of(gateway.premises, version7("o1", "p1"));
    AtomicInteger reads = new AtomicInteger();
    gateway.premises.answers(
        request ->
            request.uri().equals("/fhir/Observation/o1") && reads.incrementAndGet() > 1
                ? Reply.json(200, observation("o1", "p2")).with("ETag", "W/\"8\"")
                : shelf.apply(request));

    Answer answer =
        asked.equals("transaction")
            ? gateway.post(
                "",
                gateway.realm.practitioner(),
                Bundles.of("transaction", Bundles.request("DELETE", "Observation/o1", null))
                    .encode())
            : gateway.send(
                "DELETE",
                URI.create(gateway.fhir() + asked.substring("DELETE ".length())),
                gateway.realm.practitioner(),
                null);

    assertThat(answer.status()).as(answer.body()).isEqualTo(412);
    assertThat(changes()).isEmpty();
    assertThat(gateway.journal(answer.requestId()))
        .extracting(row -> row.get("interaction") + " " + row.get("patient"))
        .contains("delete p1");
  }

  private static Answer delete(String condition, String token) {
    return gateway.send(
        "DELETE", URI.create(gateway.fhir() + "/Observation?" + condition), token, null);
  }

  private static Answer patch(String condition, String token, @Nullable String ifMatch) {
    String[] headers =
        ifMatch == null
            ? new String[] {"Content-Type", "application/json-patch+json"}
            : new String[] {"Content-Type", "application/json-patch+json", "If-Match", ifMatch};
    return gateway.send(
        "PATCH", URI.create(gateway.fhir() + "/Observation?" + condition), token, PATCH, headers);
  }

  private static List<String> changes() {
    return gateway.arrived().stream()
        .filter(request -> !request.method().equals("GET"))
        .map(request -> request.method() + " " + request.uri())
        .toList();
  }

  private static JsonObject version7(String id, String patient) {
    return observation(id, patient)
        .put("meta", new JsonObject().put("versionId", "7"))
        .put("identifier", new JsonArray().add(new JsonObject().put("value", "x")));
  }
}
