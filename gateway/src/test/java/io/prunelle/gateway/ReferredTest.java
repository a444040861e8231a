// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.config.Certificate;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What bodies refer to by id: nothing but what is of the record that is written to. */
final class ReferredTest {

  private static final String VISIT = "urn:uuid:00000000-0000-4000-8000-000000000001";

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
        request ->
            host(
                request,
                observation("o1", "p1"),
                observation("o2", "p2"),
                referring("old", "Encounter/e2"),
                encounter("e1", "p1"),
                encounter("e2", "p2"),
                new JsonObject().put("resourceType", "Device").put("id", "nobodys"),
                new JsonObject()
                    .put("resourceType", "Device")
                    .put("id", "d2")
                    .put("patient", new JsonObject().put("reference", "Patient/p2")),
                appointment(),
                schedule("s1", "Practitioner/d"),
                schedule("s2", "Patient/p2"),
                schedule("mri", "Device/nobodys"),
                schedule("pump", "Device/d2"),
                slot("mri", "mri"),
                slot("pump", "pump"),
                slot("free", "s1"),
                slot("hers", "s2"),
                slot("lost", "none"),
                location("ward"),
                home("home"),
                location("of-p2").put("extension", mentioning("Patient/p2")),
                provenance("v1", "Observation/o1"),
                provenance("v2", "Observation/o2")));
    gateway.cloud.answers(request -> host(request, encounter("e3", "permitted")));
  }

  /** Does what it is asked for. */
  private static Reply host(Arrived request, JsonObject... stored) {
    if (!request.method().equals("POST")) {
      return RecordingHost.stored(request, List.of(stored));
    } else if (!request.uri().equals("/fhir")) {
      return Reply.json(201, request.body().toJsonObject().copy().put("id", "new"));
    }
    return RecordingHost.transaction(
        request,
        entry ->
            new JsonObject()
                .put("response", new JsonObject().put("status", "201 Created"))
                .put("resource", entry.getJsonObject("resource")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Encounter/e1",
        "Encounter/e1/_history/3",
        "Device/nobodys",
        "Provenance/v1",
        "Schedule/s1",
        "Slot/free",
        "Schedule/mri",
        "Slot/mri",
        "#contained",
        "Practitioner/unknown",
        "Location/ward",
        "Patient/p1"
      })
  void whatIsOfTheRecordOrNobodysIsReferredTo(String reference) {
    Answer answer = create(gateway.realm.patient("p1"), referring("x", reference));

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(gateway.settled(answer)).containsEntry("patient", "p1").containsEntry("status", 201);
  }

  /** A host answers one way where it is there and another where not; and it would hold it there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Encounter/e2",
        "Device/d2",
        "Appointment/group",
        "Provenance/v2",
        "Provenance/unknown",
        "Schedule/s2",
        "Schedule/none",
        "Slot/hers",
        "Schedule/pump",
        "Slot/pump",
        "Slot/lost",
        "Slot/none",
        "Observation/e1",
        "Unheard/e2",
        "Encounter/e3",
        "Location/home",
        "Location/of-p2",
        "Location/unknown"
      })
  void whatIsAnothersIsAnsweredLikeWhatIsNotThereAndNothingIsWritten(String reference) {
    Answer absent = create(gateway.realm.patient("p1"), referring("x", "Encounter/none"));

    Answer answer = create(gateway.realm.patient("p1"), referring("x", reference));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).isEqualTo(absent.body()).doesNotContain("e2");
    assertThat(gateway.arrived()).allMatch(request -> request.method().equals("GET"));
    assertThat(gateway.settled(answer))
        .containsEntry("permitted", false)
        .containsEntry("reason", "reference-beyond-record")
        .containsEntry("patient", "p1");
  }

  /** Else who may only write would learn by trying what there is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "patient/Observation.cruds",
        "patient/*.cud",
        "patient/Observation.cruds patient/Encounter.rs?status=planned",
        "patient/Observation.cruds patient/Condition.rs",
        "patient/Observation.cruds user/Encounter.u"
      })
  void whatTheScopesDoNotLetBeReadIsAnsweredLikeWhatIsNotThere(String scopes) {
    Answer absent = create(scoped(scopes), referring("x", "Encounter/none"));

    Answer answer = create(scoped(scopes), referring("x", "Encounter/e1"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).isEqualTo(absent.body());
    assertThat(gateway.arrived()).allMatch(request -> request.method().equals("GET"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "patient/Observation.c patient/Encounter.r",
        "patient/Observation.c user/Encounter.s",
        "patient/Observation.c patient/Encounter.rs?status=final"
      })
  void whatTheScopesLetBeReadOrSearchedIsReferredTo(String scopes) {
    Answer answer = create(scoped(scopes), referring("x", "Encounter/e1"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
  }

  private static String scoped(String scopes) {
    return gateway.realm.token(gateway.realm.patientClaims("p1").put("scope", scopes));
  }

  private static Answer create(String token, JsonObject body) {
    return gateway.post("/Observation", token, body.encode());
  }

  private static JsonObject schedule(String id, String actor) {
    return new JsonObject()
        .put("resourceType", "Schedule")
        .put("id", id)
        .put("actor", new JsonArray().add(new JsonObject().put("reference", actor)));
  }

  private static JsonObject location(String id) {
    return new JsonObject().put("resourceType", "Location").put("id", id);
  }

  /** Where a patient lives; it need not say who. */
  private static JsonObject home(String id) {
    JsonObject residence = new JsonObject().put("code", "PTRES");
    return location(id)
        .put(
            "type",
            new JsonArray().add(new JsonObject().put("coding", new JsonArray().add(residence))));
  }

  private static JsonArray mentioning(String patient) {
    return new JsonArray()
        .add(new JsonObject().put("url", "urn:of").put("valueReference", to(patient)));
  }

  private static JsonObject slot(String id, String schedule) {
    return new JsonObject()
        .put("resourceType", "Slot")
        .put("id", id)
        .put("schedule", new JsonObject().put("reference", "Schedule/" + schedule));
  }

  @Test
  void thatItIsLookedForIsInTheJournalBeforeItIs() {
    AtomicReference<List<Map<String, Object>>> seen = new AtomicReference<>();
    gateway.premises.beforeAnswering(
        request -> {
          if (request.uri().equals("/fhir/Encounter/e2")) {
            seen.set(gateway.journal(request.headers().get("X-Request-Id")));
          }
        });

    create(gateway.realm.patient("p1"), referring("x", "Encounter/e2"));

    assertThat(seen.get())
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("reason", "look-up")
                    .containsEntry("subject", "user-p1"));
  }

  /** What their record refers to would be theirs to see; who visits people at home goes on. */
  @Test
  void aPatientRefersToNobodysHomeWhicheverHostHasIt() {
    Map<String, JsonObject> premises = onPremise("-12");
    premises.put("Location/ward-12", location("ward-12"));
    premises.put("Location/home-12", home("home-12"));
    Map<String, JsonObject> cloud = new ConcurrentHashMap<>();
    cloud.put("Location/home-13", home("home-13"));
    whole(gateway.cloud, cloud);
    String patient = gateway.realm.patient("permitted");

    Answer absent = create(patient, referringOnly("permitted", "Location/none"));
    Answer brought = create(patient, referringOnly("permitted", "Location/ward-12"));
    Answer onPremise = create(patient, referringOnly("permitted", "Location/home-12"));
    Answer inTheCloud = create(patient, referringOnly("permitted", "Location/home-13"));
    Answer visited =
        create(gateway.realm.practitioner(), referringOnly("permitted", "Location/home-13"));

    assertThat(absent.status()).isEqualTo(403);
    assertThat(brought.status()).as(brought.body()).isEqualTo(201);
    assertThat(List.of(onPremise.status(), inTheCloud.status())).containsOnly(403);
    assertThat(List.of(onPremise.body(), inTheCloud.body())).containsOnly(absent.body());
    assertThat(visited.status()).as(visited.body()).isEqualTo(201);
    assertThat(cloud).containsOnlyKeys("Location/home-13", "Location/ward-12");
  }

  /** Nobody's health data is asked of such a host, nor what belongs to it. */
  @Test
  void aHostWhoseCertificateHasLapsedIsNotAskedForWhatItLooksAfter() {
    try (RunningGateway lapsed =
        RunningGateway.start(TestDatabase.migrated(), ReferredTest::lapsedOnPremise)) {
      lapsed.permit("permitted");
      whole(lapsed.cloud, new ConcurrentHashMap<>());
      JsonObject body = referringOnly("permitted", "Slot/free");

      Answer answer = lapsed.post("/Observation", lapsed.realm.practitioner(), body.encode());

      assertThat(answer.status()).as(answer.body()).isEqualTo(503);
      assertThat(lapsed.premises.arrived()).isEmpty();
      assertThat(lapsed.cloud.arrived()).isEmpty();
      assertThat(lapsed.settled(answer)).containsEntry("reason", "certificate-lapsed");
    }
  }

  private static Settings lapsedOnPremise(Settings settings) {
    Practice practice = settings.practices().get(0);
    Host cloud = settings.hosts().get(0);
    Host premises =
        new Host(
            practice.onPremise().id(),
            HostKind.ON_PREMISE,
            practice.onPremise().url(),
            Certificate.until(LocalDate.of(2020, 1, 1)));
    return TestSettings.with(
        settings, List.of(cloud, premises), List.of(new Practice(practice.id(), premises, cloud)));
  }

  @Test
  void itIsLookedForWhereTheRecordLivesAlone() {
    Answer answer =
        create(
            gateway.realm.patient("permitted"),
            referring("x", "Encounter/e3").put("subject", subject("permitted")));

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(gateway.premises.arrived()).isEmpty();
  }

  /** It tells nothing that is not stored already, and what was read can be written back. */
  @Test
  void whatAResourceRefersToAlreadyItGoesOnReferringTo() {
    Answer kept = update(referring("old", "Encounter/e2").put("status", "amended"));
    Answer added = update(referring("old", "Encounter/e2").put("hasMember", reference("o2")));

    assertThat(kept.status()).as(kept.body()).isEqualTo(200);
    assertThat(added.status()).isEqualTo(403);
  }

  @Test
  void aPatchAddsNoneEither() {
    Answer answer =
        gateway.send(
            "PATCH",
            URI.create(gateway.fhir() + "/Observation/o1"),
            gateway.realm.patient("p1"),
            "[{\"op\":\"add\",\"path\":\"/encounter\",\"value\":{\"reference\":\"Encounter/e2\"}}]",
            "Content-Type",
            "application/json-patch+json");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.arrived()).allMatch(request -> request.method().equals("GET"));
  }

  @Test
  void entriesOfATransactionReferToEachOtherWithinOneRecord() {
    JsonObject own = Bundles.request("POST", "Encounter", encounter("x", "p1"));
    JsonObject anothers = Bundles.request("POST", "Encounter", encounter("x", "p2"));
    JsonObject measured = Bundles.request("POST", "Observation", referring("x", VISIT));

    Answer within = transaction(own.put("fullUrl", VISIT), measured);
    Answer beyond = transaction(anothers.put("fullUrl", VISIT), measured);
    Answer byId =
        transaction(Bundles.request("POST", "Observation", referring("x", "Encounter/e2")));

    assertThat(within.status()).as(within.body()).isEqualTo(200);
    assertThat(beyond.status()).isEqualTo(403);
    assertThat(beyond.body()).contains("Bundle.entry[1]");
    assertThat(byId.status()).isEqualTo(403);
    assertThat(gateway.premises.arrived())
        .filteredOn(one -> one.method().equals("POST"))
        .hasSize(1);
  }

  @Test
  void soManyAreLookedForAndNoMore() {
    Answer answer =
        create(
            gateway.realm.patient("p1"),
            observation("x", "p1")
                .put(
                    "hasMember",
                    new JsonArray(
                        IntStream.range(0, 201)
                            .mapToObj(i -> reference("m" + i).getJsonObject(0))
                            .toList())));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.diagnostics()).contains("200");
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void aHostThatFailsIsNotOneThatHasNothing() {
    gateway.premises.answers(request -> Reply.json(500, new JsonObject()));

    assertThat(create(gateway.realm.patient("p1"), referring("x", "Encounter/e1")).status())
        .isEqualTo(502);
  }

  private static Answer update(JsonObject body) {
    return gateway.send(
        "PUT",
        URI.create(gateway.fhir() + "/Observation/" + body.getString("id")),
        gateway.realm.patient("p1"),
        body.encode());
  }

  private static Answer transaction(JsonObject... entries) {
    return gateway.post(
        "", gateway.realm.practitioner(), Bundles.of("transaction", entries).encode());
  }

  /**
   * As a host that keeps its references whole: what it does not have nothing refers to.
   *
   * @param has of it, by {@code Type/id}
   */
  private static void whole(RecordingHost host, Map<String, JsonObject> has) {
    host.answers(request -> whole(request, has));
  }

  private static Reply whole(Arrived request, Map<String, JsonObject> has) {
    if (request.uri().equals("/fhir")) {
      return RecordingHost.transaction(request, entry -> done(entry, has));
    } else if (request.method().equals("POST")) {
      return Reply.json(
          refersTo(request.body().toString(), has) ? 201 : 400,
          request.body().toJsonObject().put("id", "new"));
    }
    JsonObject found = has.get(request.uri().replaceFirst("/fhir/([^?]+).*", "$1"));
    return Reply.json(found == null ? 404 : 200, found == null ? new JsonObject() : found);
  }

  private static JsonObject done(JsonObject entry, Map<String, JsonObject> has) {
    JsonObject request = entry.getJsonObject("request");
    JsonObject resource = entry.getJsonObject("resource");
    boolean puts = request.getString("method").equals("PUT");
    if (puts) {
      has.put(request.getString("url"), resource);
    }
    return new JsonObject()
        .put(
            "response",
            new JsonObject()
                .put("status", puts || refersTo(resource.encode(), has) ? "201 Created" : "400"))
        .put("resource", resource);
  }

  private static boolean refersTo(String body, Map<String, JsonObject> has) {
    return Pattern.compile("\"reference\":\"((?!Patient)\\w+/[^\"]+)\"")
        .matcher(body)
        .results()
        .allMatch(reference -> has.containsKey(reference.group(1)));
  }

  private static Map<String, JsonObject> onPremise(String suffix) {
    Map<String, JsonObject> has = new ConcurrentHashMap<>();
    for (JsonObject one :
        List.of(
            new JsonObject().put("resourceType", "Practitioner").put("id", "hired" + suffix),
            schedule("s" + suffix, "Practitioner/hired" + suffix),
            slot("free" + suffix, "s" + suffix),
            new JsonObject().put("resourceType", "Organization").put("id", "maker" + suffix),
            new JsonObject()
                .put("resourceType", "Medication")
                .put("id", "m" + suffix)
                .put("manufacturer", to("Organization/maker" + suffix)),
            new JsonObject()
                .put("resourceType", "Practitioner")
                .put("id", "mother" + suffix)
                .put("extension", mentioning("Patient/p2")))) {
      has.put(one.getString("resourceType") + "/" + one.getString("id"), one);
    }
    whole(gateway.premises, has);
    return has;
  }

  private static JsonObject to(String resource) {
    return new JsonObject().put("reference", resource);
  }

  /** Else a booking would succeed or fail by where the record lives, and so by who permitted. */
  @ParameterizedTest
  @CsvSource({
    "Practitioner/hired-1, Practitioner/hired-1",
    "Slot/free-2, Slot/free-2 Schedule/s-2 Practitioner/hired-2",
    "Medication/m-3, Medication/m-3 Organization/maker-3"
  })
  void whatThePracticeLooksAfterIsReferredToWhereverTheRecordLives(
      String reference, String brought) {
    onPremise(reference.substring(reference.indexOf('-')));
    Map<String, JsonObject> cloud = new ConcurrentHashMap<>();
    whole(gateway.cloud, cloud);

    Answer refused = create(gateway.realm.practitioner(), referringOnly("p1", reference));
    Answer permitted = create(gateway.realm.practitioner(), referringOnly("permitted", reference));
    Answer again = create(gateway.realm.practitioner(), referringOnly("permitted", reference));

    assertThat(refused.status()).as(refused.body()).isEqualTo(201);
    assertThat(permitted.status()).as(permitted.body()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(201);
    assertThat(cloud.keySet()).containsExactlyInAnyOrder(brought.split(" "));
    assertThat(gateway.cloud.arrived())
        .filteredOn(request -> request.uri().equals("/fhir"))
        .hasSize(1);
  }

  @Test
  void alsoInATransaction() {
    onPremise("-4");
    Map<String, JsonObject> cloud = new ConcurrentHashMap<>();
    whole(gateway.cloud, cloud);

    for (String patient : List.of("p1", "permitted")) {
      Answer answer =
          transaction(
              Bundles.request("POST", "Observation", referringOnly(patient, "Slot/free-4")),
              Bundles.request("POST", "Observation", referringOnly(patient, "Medication/m-4")));

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(Bundles.statuses(answer)).allMatch(status -> status.startsWith("201"));
    }
    assertThat(cloud).hasSize(5);
  }

  @Test
  void whatIsThereAlreadyIsLeftAsItIs() {
    onPremise("-5");
    Map<String, JsonObject> cloud = new ConcurrentHashMap<>();
    JsonObject own =
        new JsonObject().put("resourceType", "Organization").put("id", "maker-5").put("name", "X");
    cloud.put("Organization/maker-5", own);
    whole(gateway.cloud, cloud);

    Answer answer =
        create(gateway.realm.practitioner(), referringOnly("permitted", "Medication/m-5"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(cloud).hasSize(2).containsEntry("Organization/maker-5", own);
  }

  @Test
  void whatComesToBeThereMeanwhileIsLeftAsItIs() {
    onPremise("-11");
    Map<String, JsonObject> cloud = new ConcurrentHashMap<>();
    JsonObject own =
        new JsonObject()
            .put("resourceType", "Practitioner")
            .put("id", "hired-11")
            .put("active", true);
    gateway.cloud.answers(
        request -> {
          if (request.uri().equals("/fhir")) {
            return request.body().toString().contains("\"ifNoneMatch\":\"*\"")
                ? Reply.json(412, new JsonObject())
                : whole(request, cloud);
          }
          Reply reply = whole(request, cloud);
          cloud.putIfAbsent("Practitioner/hired-11", own);
          return reply;
        });

    Answer answer =
        create(gateway.realm.practitioner(), referringOnly("permitted", "Practitioner/hired-11"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(cloud).containsEntry("Practitioner/hired-11", own);
  }

  /** Reference data that mentions somebody is none, and no record is brought for another's sake. */
  @ParameterizedTest
  @ValueSource(strings = {"Practitioner/mother-6", "Practitioner/unknown-6"})
  void nothingThatMentionsAPatientIsBrought(String reference) {
    onPremise("-6");
    Map<String, JsonObject> cloud = new ConcurrentHashMap<>();
    whole(gateway.cloud, cloud);

    Answer answer = create(gateway.realm.practitioner(), referringOnly("permitted", reference));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(cloud).isEmpty();
    assertThat(gateway.cloud.arrived()).noneMatch(request -> request.uri().equals("/fhir"));
  }

  @Test
  void whatManyReferToIsBroughtWithAllOfThem() {
    Map<String, JsonObject> has = onPremise("-10");
    Map<String, JsonObject> cloud = new ConcurrentHashMap<>();
    whole(gateway.cloud, cloud);
    JsonArray slots = new JsonArray();
    for (int i = 0; i < 26; i++) {
      has.put("Slot/at-" + i, slot("at-" + i, "s-10"));
      slots.add(to("Slot/at-" + i));
    }

    Answer answer =
        create(gateway.realm.practitioner(), observation("x", "permitted").put("focus", slots));

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(cloud).hasSize(28).containsKeys("Schedule/s-10", "Practitioner/hired-10");
  }

  /** It has not said that it has it. */
  @Test
  void aHostThatFailsOnceIsAskedAgain() {
    onPremise("-9");
    Map<String, JsonObject> cloud = new ConcurrentHashMap<>();
    AtomicBoolean failed = new AtomicBoolean();
    gateway.cloud.answers(
        request ->
            request.method().equals("GET") && !failed.getAndSet(true)
                ? Reply.json(503, new JsonObject())
                : whole(request, cloud));
    JsonObject body = referringOnly("permitted", "Practitioner/hired-9");

    Answer first = create(gateway.realm.practitioner(), body);
    Answer second = create(gateway.realm.practitioner(), body);

    assertThat(first.status()).isEqualTo(400);
    assertThat(second.status()).as(second.body()).isEqualTo(201);
  }

  @Test
  void whatIsBroughtIsInTheJournalBeforeItIs() {
    onPremise("-7");
    whole(gateway.cloud, new ConcurrentHashMap<>());
    AtomicReference<List<Map<String, Object>>> seen = new AtomicReference<>();
    gateway.cloud.beforeAnswering(
        request -> {
          if (request.uri().equals("/fhir")) {
            seen.set(gateway.journal(request.headers().get("X-Request-Id")));
          }
        });

    create(gateway.realm.practitioner(), referringOnly("permitted", "Practitioner/hired-7"));

    assertThat(seen.get())
        .anySatisfy(
            row ->
                assertThat(row)
                    .containsEntry("reason", "reference-brought")
                    .containsEntry("host", "nuage-sante")
                    .containsEntry("query", "Practitioner/hired-7")
                    .containsEntry("patient", null)
                    .containsEntry("subject", null));
  }

  /** Else who is refused the next request would learn where the record lives. */
  @Test
  void whatABodyCountsForDoesNotTellWhereTheRecordLives() {
    try (RunningGateway slow =
        RunningGateway.start(TestDatabase.migrated(), s -> TestSettings.limiting(s, 1, 3))) {
      slow.permit("permitted");
      Map<String, JsonObject> has = new ConcurrentHashMap<>();
      JsonArray all = new JsonArray();
      for (int i = 0; i < 50; i++) {
        has.put(
            "Location/l" + i, new JsonObject().put("resourceType", "Location").put("id", "l" + i));
        all.add(to("Location/l" + i));
      }
      whole(slow.premises, has);
      whole(slow.cloud, new ConcurrentHashMap<>());

      for (String patient : List.of("p1", "permitted")) {
        String token = slow.realm.patient(patient);
        JsonObject body = observation("x", patient).put("focus", all);

        Answer written = slow.post("/Observation", token, body.encode());
        Answer next = slow.get("/Patient/" + patient, token);

        assertThat(written.status()).as(written.body()).isEqualTo(201);
        assertThat(next.status()).as(patient).isEqualTo(429);
      }
    }
  }

  private static JsonObject referringOnly(String patient, String reference) {
    return observation("x", patient).put("focus", new JsonArray().add(to(reference)));
  }

  private static JsonObject subject(String patient) {
    return new JsonObject().put("reference", "Patient/" + patient);
  }

  private static JsonArray reference(String observation) {
    return new JsonArray().add(new JsonObject().put("reference", "Observation/" + observation));
  }

  private static JsonObject referring(String id, String reference) {
    return observation(id, "p1")
        .put("contained", new JsonArray().add(new JsonObject().put("resourceType", "Specimen")))
        .put("encounter", new JsonObject().put("reference", reference));
  }

  private static JsonObject encounter(String id, String patient) {
    return observation(id, patient).put("resourceType", "Encounter");
  }

  /** Of several, so nobody's. */
  private static JsonObject appointment() {
    return new JsonObject()
        .put("resourceType", "Appointment")
        .put("id", "group")
        .put(
            "participant",
            new JsonArray(
                Stream.of("p1", "p2")
                    .map(patient -> new JsonObject().put("actor", subject(patient)))
                    .toList()));
  }

  private static JsonObject provenance(String id, String target) {
    return new JsonObject()
        .put("resourceType", "Provenance")
        .put("id", id)
        .put("target", new JsonArray().add(new JsonObject().put("reference", target)));
  }
}
