// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.Bundles.entry;
import static io.prunelle.gateway.Bundles.get;
import static io.prunelle.gateway.Bundles.request;
import static io.prunelle.gateway.Bundles.statuses;
import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A transaction is done as a whole by one host, or nothing of it is. */
final class TransactionTest {

  private static final String VISIT = "urn:uuid:0000000a-0000-4000-8000-000000000001";
  private static final String DOCUMENT = "urn:uuid:00000000-0000-4000-8000-000000000003";
  private static final String PERSON = "urn:uuid:00000000-0000-4000-8000-000000000002";

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
    gateway.premises.answers(
        request -> host(request, observation("o1", "p1"), observation("o2", "p2"), patient("p1")));
    gateway.cloud.answers(
        request -> host(request, observation("o3", "permitted"), patient("permitted")));
  }

  /** Does what it is asked for, entry by entry, and tells it as a host does. */
  private static Reply host(Arrived request, JsonObject... stored) {
    if (!request.method().equals("POST") || !request.uri().equals("/fhir")) {
      return RecordingHost.stored(request, List.of(stored));
    }
    return RecordingHost.transaction(request, entry -> done(entry, stored));
  }

  private static JsonObject done(JsonObject entry, JsonObject... stored) {
    JsonObject request = entry.getJsonObject("request");
    JsonObject response = new JsonObject().put("etag", "W/\"1\"");
    JsonObject answer = new JsonObject().put("response", response);
    String url = request.getString("url");
    switch (request.getString("method")) {
      case "POST" -> {
        response
            .put("status", "201 Created")
            .put("location", url + "/new/_history/1")
            .put("lastModified", "2026-11-24T10:00:00.123+00:00");
        answer.put("resource", entry.getJsonObject("resource").copy().put("id", "new"));
      }
      case "PUT" -> {
        response.put("status", "200 OK");
        answer.put("resource", entry.getJsonObject("resource"));
      }
      case "DELETE" -> response.put("status", "204 No Content");
      default -> {
        response.put("status", "200 OK");
        answer.put(
            "resource",
            url.contains("?")
                ? RecordingHost.searchset(stored[0])
                : Stream.of(stored)
                    .filter(known -> url.endsWith("/" + known.getString("id")))
                    .findFirst()
                    .orElseThrow());
      }
    }
    return answer;
  }

  private static JsonObject patient(String id) {
    return new JsonObject().put("resourceType", "Patient").put("id", id);
  }

  @Test
  void theFormatSaidInTheUrlGoesBeforeTheHeaderForAllEntries() {
    JsonObject transaction = Bundles.of("transaction", get("Patient/p1"), get("Observation/o1"));

    Answer answer =
        gateway.post(
            "?_format=json",
            gateway.realm.practitioner(),
            transaction.encode(),
            "Accept",
            "text/html");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(statuses(answer)).containsExactly("200", "200");
  }

  @Test
  void allEntriesReachTheHostAtOnceWrittenAnewAndAreAnsweredInTheirOrder() {
    JsonObject unless = request("POST", "Observation", observation("x", "p1"));
    unless.getJsonObject("request").put("ifNoneExist", "identifier=1").put("unheard", "of");
    JsonObject update = request("PUT", "Observation/o1", observation("o1", "p1"));
    update.getJsonObject("request").put("ifMatch", "W/\"7\"");

    Answer answer =
        transaction(
            gateway.realm.practitioner(),
            unless.put("link", new JsonArray()),
            update,
            request("GET", "Patient/p1", null),
            request("GET", "Observation?patient=p1", null),
            request("DELETE", "Observation/o2", null));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getString("type")).isEqualTo("transaction-response");
    assertThat(statuses(answer)).containsExactly("201", "200", "200", "200", "204");
    JsonObject created = entry(answer, 0).getJsonObject("response");
    assertThat(created.getString("location"))
        .isEqualTo(gateway.fhir() + "/Observation/new/_history/1");
    assertThat(created.getString("lastModified")).isEqualTo("2026-11-24T10:00:00Z");
    assertThat(entry(answer, 2).getJsonObject("resource")).isEqualTo(patient("p1"));
    List<JsonObject> sent = sent();
    assertThat(sent).hasSize(5);
    assertThat(sent.get(0).fieldNames())
        .containsExactlyInAnyOrder("resource", "request", "fullUrl");
    assertThat(sent.get(0).getJsonObject("request").fieldNames())
        .containsExactlyInAnyOrder("method", "url", "ifNoneExist");
    assertThat(sent.get(0).getJsonObject("request").getString("ifNoneExist")).contains("p1");
    assertThat(sent.get(1).getJsonObject("request").getString("ifMatch")).isEqualTo("W/\"7\"");
    assertThat(gateway.cloud.arrived()).noneMatch(arrived -> arrived.method().equals("POST"));
  }

  @Test
  void entriesMayReferToEachOtherByTheNamesTheyHaveUntilItIsOver() {
    JsonObject visit =
        new JsonObject()
            .put("resourceType", "Encounter")
            .put("status", "finished")
            .put("class", new JsonObject().put("code", "AMB"))
            .put("subject", new JsonObject().put("reference", PERSON));
    JsonObject measured =
        observation("x", "p1").put("encounter", new JsonObject().put("reference", VISIT));

    Answer answer =
        transaction(
            gateway.realm.practitioner(),
            request("POST", "Encounter", visit).put("fullUrl", VISIT),
            request("POST", "Observation", measured).put("fullUrl", "http://elsewhere/x"),
            request("PUT", "Patient/p1", patient("p1")).put("fullUrl", PERSON));

    assertThat(answer.body()).contains("transaction-response");
    assertThat(sent().get(0).getString("fullUrl")).isEqualTo(VISIT);
    assertThat(sent().get(1).getString("fullUrl")).startsWith("urn:uuid:").isNotEqualTo(VISIT);
    assertThat(sent().get(2).getString("fullUrl")).isEqualTo(PERSON);
    assertThat(sent().get(1).getJsonObject("resource")).isEqualTo(measured);
  }

  /** To some hosts it is one, and what others refer to by it would become what is made. */
  @Test
  void anIdInABodyIsNoName() {
    JsonObject report =
        new JsonObject()
            .put("resourceType", "DiagnosticReport")
            .put("subject", new JsonObject().put("reference", "Patient/p1"))
            .put(
                "result", new JsonArray().add(new JsonObject().put("reference", "Observation/o1")));
    JsonObject unless = request("POST", "Observation", observation("o1", "p2"));
    unless.getJsonObject("request").put("ifNoneExist", "identifier=1");
    JsonObject unnamed = observation("", "p2");
    unnamed.remove("id");

    Answer answer =
        transaction(
            gateway.realm.practitioner(),
            request("POST", "Observation", observation("o1", "p2")),
            unless,
            request("POST", "DiagnosticReport", report),
            request("PUT", "Observation?identifier=2", unnamed),
            request("PUT", "Observation/o2", observation("o2", "p2")));

    assertThat(answer.body()).contains("transaction-response");
    assertThat(sent().subList(0, 4))
        .extracting(entry -> entry.getString("fullUrl"))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("urn:uuid:[0-9a-f-]{36}"));
    assertThat(sent().get(2).getJsonObject("resource")).isEqualTo(report);
    assertThat(sent().get(4).containsKey("fullUrl")).isFalse();
  }

  /** Hosts would not compare it, and nothing can be looked up for a host within it. */
  @Test
  void anUpdateByAConditionIsNotHeldToAVersionInIt() {
    JsonObject body = observation("", "p1");
    body.remove("id");
    JsonObject update = request("PUT", "Observation?patient=p1&identifier=x", body);
    update.getJsonObject("request").put("ifMatch", "W/\"7\"");

    Answer answer = transaction(gateway.realm.practitioner(), update);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(gateway.arrived()).isEmpty();
  }

  /** The address comes to stand there that the entry has when it is over. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'content':[{'attachment':{'url':'%s'}}]",
        "'extension':[{'url':'http://x','valueUri':'%s'}],'content':[{'attachment':{}}]",
        "'meta':{'profile':['%s']},'content':[{'attachment':{}}]",
        "'identifier':[{'system':'%s','value':'1'}],'content':[{'attachment':{}}]"
      })
  void aUrlThatIsTheNameOfAnEntryLeadsWithinTheRecord(String element) {
    String token = gateway.realm.practitioner();
    JsonObject document =
        new JsonObject(("{" + element.formatted(VISIT) + "}").replace('\'', '"'))
            .put("resourceType", "DocumentReference")
            .put("status", "current")
            .put("subject", new JsonObject().put("reference", "Patient/p1"));

    Answer within =
        transaction(token, content("p1"), request("POST", "DocumentReference", document));
    int done = sent().size();
    Answer beyond =
        transaction(token, content("p2"), request("POST", "DocumentReference", document));
    Answer upper =
        transaction(
            token,
            content("p2")
                .put("fullUrl", VISIT.toUpperCase(Locale.ROOT).replace("URN:UUID", "urn:uuid")),
            request("POST", "DocumentReference", document));

    assertThat(within.body()).contains("transaction-response");
    assertThat(done).isEqualTo(2);
    assertThat(beyond.status()).as(beyond.body()).isEqualTo(403);
    assertThat(beyond.body()).contains("Bundle.entry[1]");
    assertThat(upper.status()).isEqualTo(403);
    assertThat(gateway.premises.arrived())
        .filteredOn(one -> one.method().equals("POST"))
        .hasSize(1);
  }

  /** What no entry is called is a URL like any other. */
  @Test
  void aUrlThatIsTheNameOfNoEntryIsLeftAsItIs() {
    JsonObject measured =
        observation("x", "p1").put("instantiatesCanonical", "urn:uuid:" + UUID.randomUUID());

    Answer answer =
        transaction(
            gateway.realm.practitioner(), content("p1"), request("POST", "Observation", measured));

    assertThat(answer.body()).contains("transaction-response");
    assertThat(sent().get(1).getJsonObject("resource")).isEqualTo(measured);
  }

  /** As IHE MHD submits them (ITI-65): the content, and the documents that it is of, in a list. */
  @ParameterizedTest
  @ValueSource(strings = {"DocumentReference", "Media"})
  void contentIsThePatientsWhoseDocumentsPointAtIt(String type) {
    JsonObject list =
        new JsonObject()
            .put("resourceType", "List")
            .put("status", "current")
            .put("mode", "working")
            .put("subject", new JsonObject().put("reference", "Patient/p1"))
            .put(
                "entry",
                new JsonArray()
                    .add(
                        new JsonObject().put("item", new JsonObject().put("reference", DOCUMENT))));

    Answer answer =
        transaction(
            gateway.realm.practitioner(),
            open(VISIT),
            request("POST", "List", list),
            request("POST", type, document(type, "p1", VISIT)).put("fullUrl", DOCUMENT));

    assertThat(answer.body()).contains("transaction-response");
    assertThat(sent().get(0).getString("fullUrl")).isEqualTo(VISIT);
    assertThat(sent().get(0).getJsonObject("resource"))
        .isEqualTo(
            open(VISIT)
                .getJsonObject("resource")
                .put("securityContext", new JsonObject().put("reference", "Patient/p1")));
    assertThat(gateway.journal(answer.requestId()))
        .filteredOn(row -> "Binary".equals(row.get("resource_type")))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("patient", "p1"));
  }

  static Stream<List<JsonObject>> nobodysContent() {
    JsonObject document =
        request("POST", "DocumentReference", document("DocumentReference", "p1", VISIT));
    JsonObject elsewhere =
        request("POST", "DocumentReference", document("DocumentReference", "p1", DOCUMENT));
    JsonObject others =
        request("POST", "DocumentReference", document("DocumentReference", "p2", VISIT));
    JsonObject unnamed = open(VISIT);
    unnamed.remove("fullUrl");
    JsonObject said = open(VISIT);
    said.getJsonObject("resource")
        .put("securityContext", new JsonObject().put("display", "Mme Dupont"));
    JsonObject measured = observation("x", "p1").put("valueUri", VISIT);
    return Stream.of(
        List.of(open(VISIT)),
        List.of(open(VISIT), elsewhere),
        List.of(open(VISIT), document, others),
        List.of(open(VISIT), request("POST", "Observation", measured)),
        List.of(unnamed, document),
        List.of(said, document));
  }

  @ParameterizedTest
  @MethodSource("nobodysContent")
  void contentOfTwoPatientsOrOfNobodysIsNotWritten(List<JsonObject> entries) {
    Answer answer = transaction(gateway.realm.practitioner(), entries.toArray(JsonObject[]::new));

    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains("Bundle.entry[0]");
    assertThat(gateway.arrived()).allMatch(request -> request.method().equals("GET"));
  }

  @Test
  void contentOfAnothersDocumentsIsAnothersToWrite() {
    Answer answer =
        transaction(
            gateway.realm.patient("p1"),
            open(VISIT),
            request("POST", "DocumentReference", document("DocumentReference", "p2", VISIT)));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.arrived()).allMatch(request -> request.method().equals("GET"));
  }

  private static JsonObject document(String type, String patient, String content) {
    JsonObject attachment = new JsonObject().put("contentType", "text/plain").put("url", content);
    return new JsonObject()
        .put("resourceType", type)
        .put("status", "current")
        .put("subject", new JsonObject().put("reference", "Patient/" + patient))
        .put(
            "content",
            type.equals("Media")
                ? attachment
                : new JsonArray().add(new JsonObject().put("attachment", attachment)));
  }

  /** Without a word of whose it is. */
  private static JsonObject open(String name) {
    return request(
            "POST",
            "Binary",
            new JsonObject()
                .put("resourceType", "Binary")
                .put("contentType", "text/plain")
                .put("data", "QQ=="))
        .put("fullUrl", name);
  }

  private static JsonObject content(String patient) {
    return request(
            "POST",
            "Binary",
            new JsonObject()
                .put("resourceType", "Binary")
                .put("contentType", "text/plain")
                .put("securityContext", new JsonObject().put("reference", "Patient/" + patient)))
        .put("fullUrl", VISIT);
  }

  @Test
  void twoNamesThatDifferInTheCaseOfTheirDigitsAreOne() {
    JsonObject own = request("POST", "Observation", observation("x", "p1"));
    String name = "urn:uuid:00000000-0000-4000-8000-00000000000a";

    Answer answer =
        transaction(
            gateway.realm.practitioner(),
            own.copy().put("fullUrl", name),
            own.copy().put("fullUrl", "urn:uuid:00000000-0000-4000-8000-00000000000A"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(gateway.arrived()).isEmpty();
  }

  /** Some hosts do one of them, and leave the other out of what they answer. */
  @Test
  void twoOfTheSameConditionAreNotDone() {
    JsonObject create = request("POST", "Observation", observation("x", "p1"));
    create.getJsonObject("request").put("ifNoneExist", "identifier=s|1");
    JsonObject other = create.copy();
    other.getJsonObject("request").put("ifNoneExist", "identifier=s|2");
    JsonObject theirs = request("POST", "Observation", observation("x", "p2"));
    theirs.getJsonObject("request").put("ifNoneExist", "identifier=s|1");
    JsonObject body = observation("x", "p1");
    body.remove("id");
    JsonObject update = request("PUT", "Observation?identifier=s|1", body);
    String token = gateway.realm.practitioner();

    Answer created = transaction(token, create, other, create.copy());
    Answer updated = transaction(token, update, update.copy());

    assertThat(List.of(created.status(), updated.status())).containsOnly(400);
    assertThat(created.body()).contains("Bundle.entry[2]");
    assertThat(gateway.arrived()).noneMatch(request -> request.method().equals("POST"));
    assertThat(transaction(token, create, other, theirs).status()).isEqualTo(200);
  }

  static Stream<List<JsonObject>> notAllTheirs() {
    JsonObject own = request("POST", "Observation", observation("x", "p1"));
    JsonObject other = observation("x", "p1");
    other.put("performer", new JsonArray().add(new JsonObject().put("reference", PERSON)));
    return Stream.of(
        List.of(own, request("POST", "Observation", observation("x", "p2"))),
        List.of(own, request("GET", "Patient/p2", null)),
        List.of(own, request("GET", "Observation/o2", null)),
        List.of(own, request("GET", "Observation?patient=p2", null)),
        List.of(own, request("PUT", "Observation/o2", observation("o2", "p1"))),
        List.of(own, request("DELETE", "Observation/o2", null)),
        List.of(own, request("PUT", "Patient/p2", patient("p2")).put("fullUrl", PERSON)),
        List.of(
            request("POST", "Observation", other),
            request("PUT", "Patient/p2", patient("p2")).put("fullUrl", PERSON)),
        List.of(
            request("POST", "Observation", other),
            request("GET", "Patient/p1", null).put("fullUrl", PERSON)),
        List.of(
            request("POST", "Observation", other),
            request("POST", "Patient", patient("x")).put("fullUrl", PERSON)),
        List.of(own, request("GET", "Patient/p1/$everything", null)),
        List.of(own, request("GET", "Observation/o1/_history", null)),
        List.of(own, request("GET", "?_page=x", null)),
        List.of(own, request("POST", "Observation/_search?patient=p1", null)),
        List.of(own, request("POST", "", own)),
        List.of(own, request("PUT", "Observation/none", observation("none", "p1"))),
        List.of(own, request("GET", "Patient/../Patient/p2", null)),
        List.of(own.copy().put("fullUrl", VISIT), own.copy().put("fullUrl", VISIT)));
  }

  @ParameterizedTest
  @MethodSource("notAllTheirs")
  void oneEntryThatIsRefusedRefusesAllBeforeAnythingIsDone(List<JsonObject> entries) {
    Answer answer = transaction(gateway.realm.patient("p1"), entries.toArray(JsonObject[]::new));

    assertThat(answer.status()).isBetween(400, 499);
    assertThat(answer.json().getString("resourceType")).isEqualTo("OperationOutcome");
    assertThat(answer.body()).doesNotContain("p2").doesNotContain("o2");
    assertThat(gateway.arrived()).allMatch(request -> request.method().equals("GET"));
    assertThat(gateway.settled(answer)).containsEntry("permitted", false);
  }

  @Test
  void theAnswerTellsWhichEntryItWas() {
    Answer answer =
        transaction(
            gateway.realm.patient("p1"),
            request("POST", "Observation", observation("x", "p1")),
            request("GET", "Patient/p2", null));

    assertThat(answer.json().getJsonArray("issue").getJsonObject(0).getJsonArray("expression"))
        .containsExactly("Bundle.entry[1]");
    assertThat(gateway.settled(answer))
        .containsEntry("interaction", "read")
        .containsEntry("patient", "p2")
        .containsEntry("reason", "other-patient");
  }

  @Test
  void anothersResourceIsAsAbsentAsOneThatIsNotThere() {
    String token = gateway.realm.patient("p1");
    JsonObject own = request("POST", "Observation", observation("x", "p1"));

    Answer theirs = transaction(token, own, request("GET", "Observation/o2", null));
    Answer absent = transaction(token, own, request("GET", "Observation/none", null));

    assertThat(theirs.status()).isEqualTo(404);
    assertThat(theirs.body()).isEqualTo(absent.body());
  }

  @Test
  void whatLivesOnTwoHostsIsNotDoneAsAWhole() {
    Answer answer =
        transaction(
            gateway.realm.practitioner(),
            request("POST", "Observation", observation("x", "p1")),
            request("POST", "Observation", observation("x", "permitted")));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.diagnostics()).contains("one transaction for each patient");
    assertThat(gateway.arrived()).isEmpty();
    assertThat(gateway.settled(answer))
        .containsEntry("interaction", "transaction")
        .containsEntry("reason", "transaction-over-hosts");
  }

  /** What nobody owns is always on premise: together with a record it would tell where that is. */
  @ParameterizedTest
  @ValueSource(strings = {"p1", "permitted"})
  void referenceDataIsNotReadTogetherWithARecordWhereverThatIs(String patient) {
    Answer answer =
        transaction(
            gateway.realm.practitioner(),
            request("GET", "Patient/" + patient, null),
            request("GET", "Practitioner/dr", null));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.diagnostics()).contains("reference data");
    assertThat(gateway.arrived()).isEmpty();
    assertThat(gateway.settled(answer)).containsEntry("reason", "transaction-with-reference-data");
  }

  @Test
  void everyEntryIsCommittedToTheJournalBeforeTheHostHearsOfAny() {
    AtomicReference<List<Map<String, Object>>> seen = new AtomicReference<>();
    gateway.cloud.beforeAnswering(
        request -> {
          if (request.method().equals("POST")) {
            seen.set(gateway.journal(request.headers().get("X-Request-Id")));
          }
        });

    Answer answer =
        transaction(
            gateway.realm.practitioner(),
            request("POST", "Observation", observation("x", "permitted")),
            request("DELETE", "Observation/o3", null));

    assertThat(seen.get().stream().map(row -> row.get("interaction"))).contains("create", "delete");
    assertThat(seen.get())
        .filteredOn(row -> "create".equals(row.get("interaction")))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("patient", "permitted")
                    .containsEntry("host", "nuage-sante")
                    .containsEntry("reason", "consent-permit"));
    assertThat(settled(answer)).extracting(row -> row.get("status")).contains(201, 204);
  }

  /** However many entries there are, the disk is waited for once. */
  @Test
  void allEntriesAreCommittedToTheJournalAtOnce() {
    Answer answer =
        transaction(
            gateway.realm.practitioner(),
            Stream.of("a", "b", "c", "d", "e")
                .map(id -> request("POST", "Observation", observation(id, "p1")))
                .toArray(JsonObject[]::new));

    assertThat(statuses(answer)).containsOnly("201").hasSize(5);
    List<Map<String, Object>> intended = settled(answer);
    assertThat(intended).hasSize(5);
    assertThat(intended)
        .extracting(row -> row.get("chain") + "/" + row.get("block"))
        .containsOnly(intended.get(0).get("chain") + "/" + intended.get(0).get("block"));
    assertThat(intended).extracting(row -> row.get("id")).doesNotHaveDuplicates();
  }

  @Test
  void ofWhatTheJournalDoesNotTakeAsAWholeNothingIsInIt() {
    gateway.database.execute(
        "CREATE FUNCTION journal.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'full';"
            + " END $$");
    gateway.database.execute(
        "CREATE TRIGGER nothing_deleted BEFORE INSERT ON journal.entry FOR EACH ROW WHEN"
            + " (NEW.interaction = 'delete' AND NEW.reason <> 'look-up') EXECUTE FUNCTION journal.full()");
    try {
      Answer answer =
          transaction(
              gateway.realm.practitioner(),
              request("POST", "Observation", observation("x", "p1")),
              request("DELETE", "Observation/o1", null));

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).doesNotContain("Bundle.entry");
      assertThat(gateway.arrived()).noneMatch(request -> request.method().equals("POST"));
      assertThat(gateway.journal(answer.requestId()))
          .filteredOn(row -> !"look-up".equals(row.get("reason")))
          .noneMatch(row -> Boolean.TRUE.equals(row.get("permitted")));
    } finally {
      gateway.database.execute("DROP FUNCTION journal.full() CASCADE");
      gateway.awaitReady();
    }
  }

  @Test
  void whenTheHostRefusesEveryEntryHasFailed() {
    gateway.premises.answers(
        request -> Reply.json(412, new JsonObject().put("resourceType", "OperationOutcome")));

    Answer answer =
        transaction(
            gateway.realm.patient("p1"),
            request("POST", "Observation", observation("x", "p1")),
            request("POST", "Observation", observation("y", "p1")));

    assertThat(answer.status()).isEqualTo(412);
    assertThat(settled(answer))
        .hasSize(2)
        .allSatisfy(
            row -> assertThat(row).containsEntry("status", 412).containsEntry("ending", "failed"));
  }

  static Stream<JsonObject> wrongAnswers() {
    JsonObject right =
        new JsonObject().put("resourceType", "Bundle").put("type", "transaction-response");
    JsonObject ok = new JsonObject().put("response", new JsonObject().put("status", "201"));
    return Stream.of(
        new JsonObject().put("resourceType", "OperationOutcome"),
        right.copy().put("type", "batch-response").put("entry", new JsonArray().add(ok)),
        right.copy(),
        right.copy().put("entry", new JsonArray().add(ok).add(ok)),
        right.copy().put("entry", new JsonArray().add(new JsonObject())));
  }

  @ParameterizedTest
  @MethodSource("wrongAnswers")
  void anAnswerThatCannotBeToldApartIsNotReleased(JsonObject wrong) {
    gateway.premises.answers(request -> Reply.json(200, wrong));

    Answer answer =
        transaction(
            gateway.realm.patient("p1"), request("POST", "Observation", observation("x", "p1")));

    assertThat(answer.status()).isEqualTo(502);
  }

  @Test
  void whatAHostAnswersAboutSomebodyElseIsNotReleased() {
    gateway.premises.answers(
        request ->
            Reply.json(
                200,
                new JsonObject()
                    .put("resourceType", "Bundle")
                    .put("type", "transaction-response")
                    .put(
                        "entry",
                        new JsonArray()
                            .add(
                                new JsonObject()
                                    .put("resource", observation("secret", "p2"))
                                    .put("response", new JsonObject().put("status", "200"))))));

    Answer answer =
        transaction(gateway.realm.patient("p1"), request("GET", "Observation?patient=p1", null));

    assertThat(statuses(answer)).containsExactly("502");
    assertThat(answer.body()).doesNotContain("secret").doesNotContain("p2");
  }

  private static Answer transaction(String token, JsonObject... entries) {
    return gateway.post("", token, Bundles.of("transaction", entries).encode());
  }

  private static List<Map<String, Object>> settled(Answer answer) {
    return await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () ->
                gateway.journal(answer.requestId()).stream()
                    .filter(row -> !"look-up".equals(row.get("reason")))
                    .toList(),
            rows -> rows.stream().allMatch(row -> row.get("status") != null));
  }

  /** Entries of the one transaction that a host was sent. */
  private static List<JsonObject> sent() {
    List<Arrived> transactions =
        gateway.arrived().stream().filter(request -> request.method().equals("POST")).toList();
    assertThat(transactions).hasSize(1);
    return transactions.get(0).body().toJsonObject().getJsonArray("entry").stream()
        .map(JsonObject.class::cast)
        .toList();
  }
}
