// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A practice registers a patient whom it has no record of yet. */
final class RegistrationTest {

  private static final String UNLESS = "identifier=urn:oid:1.2.250.1.213.1.4.8|2850";

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

  /** The practice has p1, and the cloud the one who permitted it. */
  @BeforeEach
  void hosts() {
    gateway.cloud.reset();
    gateway.premises.reset();
    gateway.cloud.answers(request -> host(request, List.of(), "none"));
    gateway.premises.answers(request -> host(request, List.of(), "new"));
  }

  private static Reply host(Arrived request, List<JsonObject> found, String made) {
    if (request.method().equals("POST")) {
      return made(request, made);
    }
    return request.uri().contains("?")
        ? Reply.json(200, RecordingHost.searchset(found.toArray(JsonObject[]::new)))
        : RecordingHost.patient(request);
  }

  private static Reply made(Arrived request, String id) {
    return Reply.json(201, request.body().toJsonObject().put("id", id))
        .with("Location", gateway.premises.url() + "/Patient/" + id + "/_history/1")
        .with("ETag", "W/\"1\"");
  }

  private static JsonObject person() {
    return new JsonObject()
        .put("resourceType", "Patient")
        .put("birthDate", "1950-01-01")
        .put("managingOrganization", new JsonObject().put("reference", "Organization/o1"));
  }

  @Test
  void theRecordBeginsOnPremiseAndTheJournalHasItBeforeAnythingIsSaid() {
    AtomicReference<List<Map<String, Object>>> before = new AtomicReference<>();
    gateway.premises.beforeAnswering(
        request -> before.set(gateway.journal(request.headers().get("X-Request-Id"))));

    Answer answer = register(gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("location")).isEqualTo(gateway.fhir() + "/Patient/new/_history/1");
    assertThat(answer.json().getString("id")).isEqualTo("new");
    assertThat(gateway.arrived())
        .extracting(request -> request.method() + " " + request.uri())
        .containsExactly("POST /fhir/Patient");
    // Given that whose it will be is not known yet
    assertThat(before.get())
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("patient", null))
        .satisfies(row -> assertThat(row).containsEntry("resource_id", null))
        .satisfies(row -> assertThat(row).containsEntry("reason", "registration"));
    // Then it is written down when the host has told
    assertThat(gateway.journal(answer.requestId()))
        .hasSize(2)
        .anySatisfy(
            row ->
                assertThat(row)
                    .containsEntry("patient", "new")
                    .containsEntry("resource_id", "new")
                    .containsEntry("interaction", "create")
                    .containsEntry("host", "cabinet")
                    .containsEntry("role", "practitioner"));
  }

  @Test
  void aHostThatSaysNothingButWhereItIsIsBelievedAndOneThatSaysNothingIsNot() {
    gateway.premises.answers(
        request ->
            Reply.json(201, new JsonObject().put("resourceType", "OperationOutcome"))
                .with("Location", "Patient/quiet/_history/1"));
    Answer quiet = register(gateway.realm.practitioner(), "Prefer", "return=OperationOutcome");
    gateway.premises.answers(
        request -> Reply.json(201, new JsonObject().put("resourceType", "OperationOutcome")));
    Answer silent = register(gateway.realm.practitioner());
    gateway.premises.answers(
        request ->
            Reply.json(201, request.body().toJsonObject().put("id", "one"))
                .with("Location", "Patient/other/_history/1"));
    Answer torn = register(gateway.realm.practitioner());

    assertThat(quiet.status()).isEqualTo(201);
    assertThat(quiet.body()).isEmpty();
    assertThat(quiet.header("location")).endsWith("/Patient/quiet/_history/1");
    assertThat(patients(quiet)).contains("quiet");
    assertThat(silent.status()).isEqualTo(502);
    assertThat(silent.header("location")).isNull();
    assertThat(torn.status()).isEqualTo(502);
  }

  /** The same number, given out by another host to somebody whose record lives there. */
  @Test
  void anIdThatIsInUseElsewhereIsToldToNobody() {
    gateway.premises.answers(request -> made(request, "permitted"));

    Answer answer = register(gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body()).doesNotContain("permitted");
    assertThat(answer.header("location")).isNull();
    assertThat(patients(answer)).doesNotContain("permitted");
    assertThat(gateway.settled(answer))
        .containsEntry("status", 409)
        .containsEntry("resource", null);
  }

  static Stream<JsonObject> whoIsNoPractice() {
    TestRealm realm = gateway.realm;
    return Stream.of(
        realm.patientClaims("p1"),
        realm.patientClaims("p1").put("scope", "openid user/*.cruds patient/*.cruds"),
        realm.practitionerClaims().put("scope", "openid user/Patient.rus"),
        realm.practitionerClaims().put("scope", "openid patient/*.cruds"),
        realm
            .practitionerClaims()
            .put("scope", "openid user/Patient.c?gender=female user/Patient.rs"));
  }

  @ParameterizedTest
  @MethodSource("whoIsNoPractice")
  void nobodyElseRegistersAnybody(JsonObject claims) {
    Answer answer = register(gateway.realm.token(claims));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
  }

  static Stream<JsonObject> whoIsNotNew() {
    JsonObject link = new JsonObject().put("type", "seealso").put("other", reference("Patient/p1"));
    JsonObject named =
        new JsonObject()
            .put("type", "seealso")
            .put(
                "other",
                new JsonObject()
                    .put("type", "Patient")
                    .put("identifier", new JsonObject().put("value", "2850")));
    return Stream.of(
        person().put("id", "p1"),
        person().put("link", new JsonArray().add(link)),
        person().put("link", new JsonArray().add(named)),
        person().put("contained", new JsonArray().add(patient("p1"))),
        person().put("managingOrganization", reference("Patient?identifier=x")),
        person().put("managingOrganization", reference("https://elsewhere/Organization/1")),
        person().put("generalPractitioner", new JsonArray().add(reference("urn:uuid:1"))),
        new JsonObject().put("resourceType", "Person"));
  }

  private static JsonObject reference(String to) {
    return new JsonObject().put("reference", to);
  }

  @ParameterizedTest
  @MethodSource("whoIsNotNew")
  void whoMentionsAnotherOrHasAnIdIsNotNew(JsonObject body) {
    Answer answer = gateway.post("/Patient", gateway.realm.practitioner(), body.encode());

    assertThat(answer.status()).isIn(400, 403);
    assertThat(gateway.arrived()).noneMatch(request -> request.method().equals("POST"));
  }

  /** What is another patient's cannot become this one's by referring to it. */
  @Test
  void aNewPatientRefersToNothingOfAnothers() {
    gateway.premises.answers(
        request ->
            request.method().equals("GET")
                ? RecordingHost.stored(request, List.of(RecordingHost.observation("o1", "p1")))
                : made(request, "new"));
    JsonObject body =
        person()
            .put(
                "extension",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("url", "http://x.example/y")
                            .put("valueReference", reference("Observation/o1"))));

    assertThat(gateway.post("/Patient", gateway.realm.practitioner(), body.encode()).status())
        .isEqualTo(403);
    assertThat(gateway.arrived()).noneMatch(request -> request.method().equals("POST"));
  }

  /** Whether the host where all records begin has it would tell where the record is. */
  @Test
  void whoIsThereAlreadyIsAnsweredAlikeWhereverTheirRecordIs() {
    gateway.premises.answers(request -> host(request, List.of(patient("p1")), "new"));
    Answer here = register(gateway.realm.practitioner(), "If-None-Exist", UNLESS);
    gateway.premises.answers(request -> host(request, List.of(), "new"));
    gateway.cloud.answers(request -> host(request, List.of(patient("permitted")), "none"));
    Answer inTheCloud = register(gateway.realm.practitioner(), "If-None-Exist", UNLESS);

    assertThat(here.status()).isEqualTo(200);
    assertThat(here.header("location")).isEqualTo(gateway.fhir() + "/Patient/p1");
    assertThat(inTheCloud.status()).isEqualTo(200);
    assertThat(inTheCloud.header("location")).isEqualTo(gateway.fhir() + "/Patient/permitted");
    assertThat(here.headers().keySet()).isEqualTo(inTheCloud.headers().keySet());
    assertThat(here.body()).isEmpty();
    assertThat(gateway.arrived()).noneMatch(request -> request.method().equals("POST"));
    assertThat(patients(here)).contains("p1");
    assertThat(patients(inTheCloud)).contains("permitted");
  }

  @Test
  void whoIsNotThereIsRegisteredWithoutTheHostsOwnLook() {
    Answer answer = register(gateway.realm.practitioner(), "If-None-Exist", UNLESS);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("location")).endsWith("/Patient/new/_history/1");
    assertThat(gateway.premises.arrived())
        .filteredOn(request -> request.method().equals("POST"))
        .singleElement()
        .satisfies(request -> assertThat(request.headers().contains("If-None-Exist")).isFalse());
    assertThat(gateway.cloud.arrived()).noneMatch(request -> request.method().equals("POST"));
  }

  /** As tokens of version 1 have them: no scope of these has both. */
  @Test
  void oneScopeToCreateAndAnotherToSearchDo() {
    String token =
        gateway.realm.token(
            gateway
                .realm
                .practitionerClaims()
                .put("scope", "openid user/Patient.read user/Patient.write"));

    assertThat(register(token, "If-None-Exist", UNLESS).status()).isEqualTo(201);
  }

  @Test
  void twoWithTheIdentifierAreOneTooMany() {
    gateway.premises.answers(
        request -> host(request, List.of(patient("p1"), patient("p2")), "new"));

    assertThat(register(gateway.realm.practitioner(), "If-None-Exist", UNLESS).status())
        .isEqualTo(412);
    assertThat(gateway.arrived()).noneMatch(request -> request.method().equals("POST"));
  }

  @Test
  void whenAHostCannotBeAskedNobodyIsRegistered() {
    gateway.cloud.answers(request -> Reply.json(500, new JsonObject()));

    assertThat(register(gateway.realm.practitioner(), "If-None-Exist", UNLESS).status())
        .isGreaterThanOrEqualTo(500);
    assertThat(gateway.arrived()).noneMatch(request -> request.method().equals("POST"));
  }

  /** A search finds them again once the record has moved, and they would be there twice. */
  @Test
  void whoseRecordIsClosedForNowIsNotRegisteredOnceMore() {
    gateway.permit("leaving");
    gateway.premises.answers(
        request ->
            request.headers().contains("X-Request-Id")
                ? host(request, List.of(), "new")
                // so that the record stays on its way
                : Reply.json(500, new JsonObject()));
    gateway.cloud.answers(request -> host(request, List.of(patient("leaving")), "none"));
    gateway.awaitFollowed(gateway.realm.decide("leaving", "WITHDRAW"));
    String token = gateway.realm.practitioner();

    Answer read = gateway.get("/Patient/leaving", token);
    Answer answer = register(token, "If-None-Exist", UNLESS);
    Answer search = gateway.get("/Patient?" + UNLESS.replace("|", "%7C"), token);

    assertThat(read.status()).isEqualTo(503);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isNotNull();
    assertThat(gateway.arrived()).noneMatch(request -> request.method().equals("POST"));
    assertThat(gateway.journal(answer.requestId()))
        .extracting(row -> row.get("patient"))
        .containsOnlyNulls();
    assertThat(search.json().getInteger("total")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "identifier=2850",
        "identifier=urn:oid:1|",
        "identifier=urn:oid:1|2850,urn:oid:1|2851",
        "identifier:not=urn:oid:1|2850",
        "identifier=urn:oid:1|2850&birthdate=1950-01-01",
        "identifier=urn:oid:1|2850&identifier=urn:oid:1|2851",
        "name=Dupont",
        "_id=p1"
      })
  void nothingButOneIdentifierTellsPatientsApart(String unless) {
    assertThat(register(gateway.realm.practitioner(), "If-None-Exist", unless).status())
        .isEqualTo(400);
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void inABatchTheyAreRegisteredAndInATransactionNot() {
    JsonObject entry = Bundles.request("POST", "Patient", person());
    Answer batch =
        gateway.post("", gateway.realm.practitioner(), Bundles.of("batch", entry).encode());
    gateway.premises.reset();
    Answer transaction =
        gateway.post("", gateway.realm.practitioner(), Bundles.of("transaction", entry).encode());

    assertThat(Bundles.statuses(batch)).containsExactly("201");
    assertThat(patients(batch)).contains("new");
    assertThat(transaction.status()).isEqualTo(403);
    assertThat(gateway.premises.arrived()).isEmpty();
  }

  private static JsonObject patient(String id) {
    return new JsonObject().put("resourceType", "Patient").put("id", id);
  }

  private static Answer register(String token, String... headers) {
    return gateway.post("/Patient", token, person().encode(), headers);
  }

  private static List<Object> patients(Answer answer) {
    return gateway.journal(answer.requestId()).stream()
        .<Object>map(row -> String.valueOf(row.get("patient")))
        .toList();
  }
}
