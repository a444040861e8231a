// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.Shelf;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

/** A practice's own software tells patients apart by an identifier, and not by the hosts' ids. */
final class ByIdentifierTest {

  private static final String INS = "identifier=urn:oid:1.2.250.1.213.1.4.8%7C2850";

  private static final String SOUGHT = "identifier=urn:oid:1.2.250.1.213.1.4.8|2850";

  private static final String PATCH =
      "[{\"op\":\"add\",\"path\":\"/gender\",\"value\":\"female\"}]";

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
  void nobody() {
    gateway.cloud.reset();
    gateway.premises.reset();
    stored(List.of(), List.of());
  }

  private static void stored(List<JsonObject> premises, List<JsonObject> cloud) {
    Shelf here = Shelf.of(gateway.premises, premises.toArray(JsonObject[]::new));
    gateway.premises.answers(request -> isCreate(request) ? made(request) : here.apply(request));
    Shelf.of(gateway.cloud, cloud.toArray(JsonObject[]::new));
  }

  private static boolean isCreate(Arrived request) {
    return request.method().equals("POST") && request.uri().equals("/fhir/Patient");
  }

  private static Reply made(Arrived request) {
    return Reply.json(201, request.body().toJsonObject().put("id", "new"))
        .with("Location", gateway.premises.url() + "/Patient/new/_history/1");
  }

  private static JsonObject patient(String id) {
    return person().put("id", id);
  }

  private static JsonObject person() {
    return new JsonObject().put("resourceType", "Patient").put("birthDate", "1950-01-01");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH"})
  void whoIsThereIsChangedByTheirIdWhereverTheirRecordIs(String method) {
    stored(List.of(patient("p1")), List.of());
    Answer here = send(method, INS, gateway.realm.practitioner());
    stored(List.of(), List.of(patient("permitted")));
    Answer inTheCloud = send(method, INS, gateway.realm.practitioner());

    assertThat(here.status()).as(here.body()).isEqualTo(200);
    assertThat(here.json().getString("id")).isEqualTo("p1");
    assertThat(inTheCloud.status()).as(inTheCloud.body()).isEqualTo(200);
    assertThat(inTheCloud.json().getString("id")).isEqualTo("permitted");
    assertThat(here.headers().keySet()).isEqualTo(inTheCloud.headers().keySet());
    assertThat(changes())
        .containsExactlyInAnyOrder("PUT /fhir/Patient/p1", "PUT /fhir/Patient/permitted");
    assertThat(sought(gateway.premises)).hasSize(2).allMatch(uri -> uri.contains(SOUGHT));
    assertThat(sought(gateway.cloud)).hasSize(2).allMatch(uri -> uri.contains(SOUGHT));
    assertThat(written(here))
        .contains("update p1 cabinet")
        .noneMatch(row -> row.contains("create"));
    assertThat(written(inTheCloud)).contains("update permitted nuage-sante");
  }

  private static List<String> sought(RecordingHost host) {
    return host.arrived().stream()
        .map(request -> URLDecoder.decode(request.uri(), StandardCharsets.UTF_8))
        .filter(uri -> uri.startsWith("/fhir/Patient?"))
        .toList();
  }

  /** The gateway compares what it patches, and the host what it is given whole. */
  @Test
  void theVersionThatIsNamedHasToBeTheOneThatIsThere() {
    stored(List.of(patient("p1").put("meta", new JsonObject().put("versionId", "7"))), List.of());
    String token = gateway.realm.practitioner();

    assertThat(send("PATCH", INS, token, "If-Match", "W/\"6\"").status()).isEqualTo(412);
    assertThat(changes()).isEmpty();
    assertThat(send("PATCH", INS, token, "If-Match", "W/\"7\"").status()).isEqualTo(200);
    send("PUT", INS, token, "If-Match", "W/\"6\"");
    assertThat(gateway.arrived())
        .filteredOn(request -> request.method().equals("PUT"))
        .extracting(request -> request.headers().get("If-Match"))
        .containsExactly("W/\"7\"", "W/\"6\"");
  }

  @Test
  void whoIsNotThereIsRegisteredByAnUpdateAndNotByAPatch() {
    Answer update = send("PUT", INS, gateway.realm.practitioner());
    Answer patch = send("PATCH", INS, gateway.realm.practitioner());

    assertThat(update.status()).as(update.body()).isEqualTo(201);
    assertThat(update.header("location")).isEqualTo(gateway.fhir() + "/Patient/new/_history/1");
    assertThat(written(update)).contains("create new cabinet");
    assertThat(patch.status()).isEqualTo(404);
    assertThat(changes()).containsExactly("POST /fhir/Patient");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH"})
  void twoWithTheIdentifierAreOneTooMany(String method) {
    stored(List.of(patient("p1")), List.of(patient("permitted")));

    assertThat(send(method, INS, gateway.realm.practitioner()).status()).isEqualTo(412);
    assertThat(changes()).isEmpty();
  }

  @Test
  void noVersionIsMetByWhoIsNotThere() {
    Answer answer = send("PUT", INS, gateway.realm.practitioner(), "If-Match", "W/\"7\"");

    assertThat(answer.status()).isEqualTo(412);
    assertThat(changes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH"})
  void whenAHostCannotBeAskedNobodyIsChanged(String method) {
    gateway.cloud.answers(request -> Reply.json(500, new JsonObject()));

    assertThat(send(method, INS, gateway.realm.practitioner()).status())
        .isGreaterThanOrEqualTo(500);
    assertThat(changes()).isEmpty();
  }

  static Stream<JsonObject> whoIsNoPractice() {
    TestRealm realm = gateway.realm;
    return Stream.of(
        realm.patientClaims("p1"),
        realm.patientClaims("p1").put("scope", "openid user/*.cruds patient/*.cruds"),
        realm.practitionerClaims().put("scope", "openid patient/*.cruds"),
        realm.practitionerClaims().put("scope", "openid user/Patient.cu"),
        realm
            .practitionerClaims()
            .put("scope", "openid user/Patient.cu?gender=female user/Patient.rs"));
  }

  /** Their own record included: whether the identifier is theirs would be the answer. */
  @ParameterizedTest
  @MethodSource("whoIsNoPractice")
  void nobodyElseChangesAnybodyByAnIdentifier(JsonObject claims) {
    stored(List.of(patient("p1")), List.of());
    String token = gateway.realm.token(claims);

    assertThat(send("PUT", INS, token).status()).isEqualTo(403);
    assertThat(send("PATCH", INS, token).status()).isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PUT, cus, 201", "PUT, us, 403", "PATCH, us, 404", "PATCH, u, 403"})
  void itTakesTheScopesToSearchAndForWhateverMayBecomeOfIt(
      String method, String scope, int status) {
    String token =
        gateway.realm.token(
            gateway.realm.practitionerClaims().put("scope", "openid user/Patient." + scope));

    assertThat(send(method, INS, token).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "identifier=2850",
        "identifier=urn:oid:1%7C2850,urn:oid:1%7C2851",
        "identifier:not=urn:oid:1%7C2850",
        "identifier=urn:oid:1%7C2850&birthdate=1950-01-01",
        "name=Dupont",
        "_id=p1"
      })
  void nothingButOneIdentifierTellsPatientsApart(String condition) {
    String token = gateway.realm.practitioner();

    assertThat(send("PUT", condition, token).status()).isEqualTo(400);
    assertThat(send("PATCH", condition, token).status()).isEqualTo(400);
    assertThat(gateway.arrived()).isEmpty();
  }

  /** What is refused of who is new is refused of who is there, and nobody is looked for. */
  @Test
  void aBodyThatHasAnIdOrMentionsAnotherIsRefusedWhoeverIsThere() {
    JsonObject linked =
        person()
            .put(
                "link",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("type", "seealso")
                            .put("other", new JsonObject().put("reference", "Patient/p2"))));
    for (JsonObject body : List.of(patient("p1"), linked)) {
      assertThat(send("PUT", INS, gateway.realm.practitioner(), body.encode()).status())
          .isEqualTo(403);
    }
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void aBatchTakesItAndATransactionDoesNot() {
    stored(List.of(patient("p1")), List.of());
    JsonObject entry = Bundles.request("PUT", "Patient?" + INS, person());
    String token = gateway.realm.practitioner();

    Answer batch = gateway.post("", token, Bundles.of("batch", entry).encode());
    Answer transaction = gateway.post("", token, Bundles.of("transaction", entry).encode());

    assertThat(Bundles.statuses(batch)).containsExactly("200");
    assertThat(transaction.status()).isEqualTo(403);
    assertThat(changes()).containsExactly("PUT /fhir/Patient/p1");
  }

  private static Answer send(String method, String condition, String token, String... headers) {
    boolean patch = method.equals("PATCH");
    List<String> all = new ArrayList<>(List.of(headers));
    if (patch) {
      all.addAll(List.of("Content-Type", "application/json-patch+json"));
    }
    return gateway.send(
        method,
        URI.create(gateway.fhir() + "/Patient?" + condition),
        token,
        patch ? PATCH : person().encode(),
        all.toArray(String[]::new));
  }

  private static Answer send(String method, String condition, String token, String body) {
    return gateway.send(method, URI.create(gateway.fhir() + "/Patient?" + condition), token, body);
  }

  private static List<String> changes() {
    return gateway.arrived().stream()
        .filter(request -> !request.method().equals("GET"))
        .map(request -> request.method() + " " + request.uri())
        .toList();
  }

  private static List<String> written(Answer answer) {
    return gateway.journal(answer.requestId()).stream()
        .map(row -> row.get("interaction") + " " + row.get("patient") + " " + row.get("host"))
        .toList();
  }
}
