// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who opened a record, as a standard tool reads it (IHE BALP). */
final class AuditEventTest {

  private static final String PROFILES =
      "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";

  private RunningGateway gateway;

  @BeforeEach
  void start() {
    gateway = RunningGateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private String auditor() {
    return auditor(gateway);
  }

  static String auditor(RunningGateway gateway) {
    JsonObject claims = gateway.realm.patientClaims("unused");
    claims.remove("patient_id");
    claims
        .put("sub", "user-auditor")
        .put("name", "Ada Auditor")
        .put("jti", "jti-auditor")
        .put("realm_access", new JsonObject().put("roles", new JsonArray().add("auditor")))
        .put("scope", "user/AuditEvent.rs");
    return gateway.realm.token(claims);
  }

  static List<JsonObject> events(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<JsonObject> events = new ArrayList<>();
    answer
        .json()
        .getJsonArray("entry", new JsonArray())
        .forEach(entry -> events.add(((JsonObject) entry).getJsonObject("resource")));
    return events;
  }

  private static String subtype(JsonObject event) {
    return event.getJsonArray("subtype").getJsonObject(0).getString("code");
  }

  private static String patient(JsonObject event) {
    return event.getJsonArray("entity").stream()
        .map(entity -> ((JsonObject) entity).getJsonObject("what", new JsonObject()))
        .map(what -> String.valueOf(what.getString("reference")))
        .filter(reference -> reference.startsWith("Patient/"))
        .findFirst()
        .orElse("none");
  }

  @Test
  void aSearchThatFindsNoEndSaysWhatIsToBeAdded() throws Exception {
    gateway.get("/Patient/p1", gateway.realm.practitioner());
    try (Connection other = gateway.database.connect(gateway.database.owner())) {
      other.setAutoCommit(false);
      // What was written before this month cannot be looked through in time
      other
          .createStatement()
          .execute(
              "LOCK TABLE journal.entry_"
                  + YearMonth.now(ZoneOffset.UTC).minusMonths(1).toString().replace('-', '_'));

      Answer answer = gateway.get("/AuditEvent?site=cloud", auditor());

      assertThat(answer.status()).as(answer.body()).isEqualTo(422);
      JsonObject issue = answer.json().getJsonArray("issue").getJsonObject(0);
      assertThat(issue.getString("code")).isEqualTo("too-costly");
      assertThat(issue.getString("diagnostics")).contains("date=ge", "patient");
      // Nor is who has added it told to come back later: that would be so for ever
      both("site=cloud&date=ge2020", "agent:identifier=u-1")
          .forEach(
              (bounded, refused) -> {
                assertThat(refused.status()).as(bounded).isEqualTo(422);
                assertThat(refused.diagnostics())
                    .contains("a shorter time")
                    .doesNotContain("Narrow it");
              });
      // where there is nothing to be added, it is the database that did not answer
      both("patient=p1", "entity:identifier=r-1")
          .forEach((narrow, failed) -> assertThat(failed.status()).as(narrow).isEqualTo(503));
    }
    assertThat(gateway.get("/AuditEvent?site=cloud", auditor()).status()).isEqualTo(200);
  }

  /** Together, as each takes as long as the database is given; more than two would wait. */
  private Map<String, Answer> both(String one, String other) {
    CompletableFuture<Answer> first = begin(one);
    CompletableFuture<Answer> second = begin(other);
    return Map.of(one, first.join(), other, second.join());
  }

  private CompletableFuture<Answer> begin(String search) {
    URI uri = URI.create(gateway.fhir() + "/AuditEvent?" + search);
    return gateway.begin("GET", uri, auditor(), null);
  }

  /** That page is no practice's. */
  @Test
  void aPatientFindsWhoLookedOnThePageAndAnAuditorOfAPracticeDoesNot() {
    String look = recently() + "-0000-7000-8000-000000000001";
    gateway.database.execute(
        "INSERT INTO journal.entry (id, chain, block, leaf, recorded_at, permitted, request_id,"
            + " interaction, method, path, patient, reason, subject, name, role) VALUES (?::uuid, 1,"
            + " 0, 0, now(), true, 'r', 'journal-read', 'GET', '/my/accesses', 'p1', 'ward-journal',"
            + " 'user-mother', 'Jeanne Martin', 'guardian')",
        look);
    String own = gateway.realm.patient("p1");

    assertThat(events(gateway.get("/AuditEvent?patient=p1", own)))
        .extracting(event -> event.getString("id"))
        .contains(look);
    assertThat(gateway.get("/AuditEvent/" + look, own).status()).isEqualTo(200);
    assertThat(gateway.get("/AuditEvent/" + look, gateway.realm.patient("p2")).status())
        .isEqualTo(404);
    assertThat(events(gateway.get("/AuditEvent?patient=p1", auditor())))
        .extracting(event -> event.getString("id"))
        .doesNotContain(look);
    assertThat(gateway.get("/AuditEvent/" + look, auditor()).status()).isEqualTo(404);
  }

  /** The beginning of an identifier of some minutes ago. */
  private static String recently() {
    return "%012x".formatted(System.currentTimeMillis() - 60_000).substring(0, 8);
  }

  @Test
  void aPatientFindsWhoOpenedTheRecordAndNobodyElsesIsThere() {
    // Given
    gateway.get("/Patient/p1", gateway.realm.practitioner());
    gateway.get("/Observation?patient=p1&code=x", gateway.realm.practitioner());
    gateway.get("/Patient/p2", gateway.realm.practitioner());

    // When
    List<JsonObject> events =
        events(gateway.get("/AuditEvent?patient=p1", gateway.realm.patient("p1")));

    // Then: the newest first, which is this very look
    assertThat(events)
        .extracting(AuditEventTest::subtype)
        .containsExactly("search-type", "search-type", "read");
    assertThat(events).extracting(AuditEventTest::patient).containsOnly("Patient/p1");
    JsonObject read = events.get(2);
    assertThat(read.getJsonObject("meta").getJsonArray("profile"))
        .containsExactly(PROFILES + "PatientRead");
    assertThat(read.getString("action")).isEqualTo("R");
    assertThat(read.getString("outcome")).isEqualTo("0");
    assertThat(read.encode()).contains("Name of user-doctor", "110152");
    assertThat(events.get(1).getJsonObject("meta").getJsonArray("profile"))
        .containsExactly(PROFILES + "PatientQuery");
  }

  @Test
  void aPatientLearnsWhoItWasAndNotByWhichNumberNorWhoElseWasAskedFor() {
    gateway.get("/Observation?patient=p1,p2&code=x", gateway.realm.practitioner());
    gateway.get("/Patient/p1", gateway.realm.practitioner());
    gateway.get("/Patient/p1", gateway.realm.patient("p2"));

    List<JsonObject> events =
        events(gateway.get("/AuditEvent?patient=p1", gateway.realm.patient("p1")));

    assertThat(events.subList(1, events.size()))
        .isNotEmpty()
        .allSatisfy(
            event ->
                assertThat(event.encode())
                    .contains("Name of user-", "masked")
                    .doesNotContain("\"user-", "oauth:jti", "\"query\"", "Patient/p2", "p1,p2")
                    .doesNotContain("\"address\":\"127.0.0.1\",\"type\":\"2\""));
    // Their own stand there with all that there is
    assertThat(events.get(0).encode()).contains("\"user-p1\"", "oauth:jti:jti-user-p1");
    assertThat(query(events.get(0))).isEqualTo("GET /fhir/cabinet-des-lilas/AuditEvent?patient=p1");
  }

  @Test
  void anAuditorLearnsAllThatThereIs() {
    gateway.settled(gateway.get("/Observation?patient=p1&code=x", gateway.realm.practitioner()));

    List<JsonObject> events = events(gateway.get("/AuditEvent?patient=p1&outcome=0", auditor()));

    assertThat(events.get(0).encode()).contains("\"user-doctor\"", "oauth:jti:jti-user-doctor");
    assertThat(query(events.get(0)))
        .isEqualTo("GET /fhir/cabinet-des-lilas/Observation?patient=p1&code=x");
  }

  private static String query(JsonObject event) {
    String query =
        event.getJsonArray("entity").stream()
            .map(entity -> ((JsonObject) entity).getString("query"))
            .filter(text -> text != null)
            .findFirst()
            .orElseThrow();
    return new String(Base64.getDecoder().decode(query), StandardCharsets.UTF_8);
  }

  @Test
  void whatWasRefusedIsThereAsADenial() {
    gateway.get("/Patient/p2", gateway.realm.patient("p1"));

    JsonObject denial =
        events(gateway.get("/AuditEvent?patient=p2&outcome=8", gateway.realm.patient("p2"))).get(0);

    assertThat(denial.getJsonObject("type").getString("code")).isEqualTo("110113");
    assertThat(denial.getString("outcome")).isEqualTo("8");
    assertThat(denial.getJsonObject("meta").getJsonArray("profile"))
        .containsExactly(PROFILES + "AuthZconsent");
    assertThat(denial.encode()).contains("user-p1");
  }

  /** By who may not: it is about this patient all the same. */
  @Test
  void whoWasRefusedALookAtTheAccessesIsADenialOfThePatients() {
    Answer refused =
        gateway.get(
            "/AuditEvent?patient=p3&agent:identifier=user-p9", gateway.realm.practitioner());
    assertThat(refused.status()).isEqualTo(403);
    assertThat(gateway.settled(refused))
        .containsEntry("patient", "p3")
        .containsEntry("practice", "cabinet-des-lilas")
        .containsEntry("permitted", false);

    JsonObject denial =
        events(gateway.get("/AuditEvent?patient=p3&outcome=8", gateway.realm.patient("p3"))).get(0);

    assertThat(denial.getJsonObject("type").getString("code")).isEqualTo("110113");
    assertThat(patient(denial)).isEqualTo("Patient/p3");
    assertThat(gateway.journal(refused.requestId()).toString()).doesNotContain("user-p9");
  }

  /** What is found is what the event says. */
  @Test
  void eachOutcomeFindsTheEventsThatSayIt() {
    String doctor = gateway.realm.practitioner();
    gateway.settled(gateway.get("/Patient/p1", doctor));
    gateway.settled(gateway.get("/Patient/p1", gateway.realm.patient("p2")));
    for (int status : new int[] {404, 500}) {
      gateway.premises.answers(request -> RecordingHost.Reply.json(status, new JsonObject()));
      gateway.settled(gateway.get("/Patient/p1", doctor));
    }
    gateway.premises.reset();

    List<JsonObject> all = events(gateway.get("/AuditEvent?patient=p1", auditor()));
    assertThat(all)
        .extracting(event -> event.getString("outcome"))
        .contains("0", "4", "8")
        .filteredOn("8"::equals)
        .hasSize(2);
    for (String outcome : List.of("0", "4", "8")) {
      List<JsonObject> found =
          events(gateway.get("/AuditEvent?patient=p1&outcome=" + outcome, auditor()));
      assertThat(found)
          .extracting(event -> event.getString("id"))
          .containsAll(
              all.stream()
                  .filter(event -> outcome.equals(event.getString("outcome")))
                  .map(event -> event.getString("id"))
                  .toList());
      assertThat(found).extracting(event -> event.getString("outcome")).containsOnly(outcome);
    }
  }

  @Test
  void anAuditorLooksAtAllOfThePracticeAndEachPatientLearnsOfIt() {
    gateway.get("/Patient/p1", gateway.realm.practitioner());
    gateway.get("/Patient/p2", gateway.realm.practitioner());
    gateway.get("/Patient/p3", null);

    Answer looked = gateway.get("/AuditEvent?_count=50", auditor());

    assertThat(events(looked))
        .extracting(AuditEventTest::patient)
        .contains("Patient/p1", "Patient/p2", "none");
    assertThat(gateway.journal(looked.requestId()))
        .extracting(row -> row.get("patient"))
        .containsExactlyInAnyOrder(null, "p1", "p2");
    assertThat(gateway.journal(looked.requestId()))
        .allSatisfy(row -> assertThat(row).containsEntry("role", "auditor"));
    assertThat(
            events(gateway.get("/AuditEvent?patient=p1", gateway.realm.patient("p1")))
                .get(1)
                .encode())
        .contains("Ada Auditor");
  }

  @Test
  void aPatientDoesNotLearnWhomAnAuditorLooksInto() {
    Answer looked =
        gateway.get(
            "/AuditEvent?patient=p1&agent-name=Moreau&agent:identifier=u-77&entity:identifier=r-7"
                + "&outcome=0",
            auditor());

    assertThat(gateway.journal(looked.requestId()))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("patient", "p1")
                    .containsEntry("query", "patient=p1&outcome=0")
                    .containsEntry("raw_query", "patient=p1&outcome=0"));
  }

  @Test
  void anAuditorSearchesByCallerTimePlaceAndOutcome() {
    gateway.settled(gateway.get("/Patient/p1", gateway.realm.practitioner()));
    gateway.get("/Patient/p2", gateway.realm.patient("p1"));
    String token = auditor();

    assertThat(events(gateway.get("/AuditEvent?agent:identifier=user-p1", token)))
        .extracting(AuditEventTest::patient)
        .containsExactly("Patient/p2");
    assertThat(events(gateway.get("/AuditEvent?outcome=8&patient=p2", token))).hasSize(1);
    assertThat(events(gateway.get("/AuditEvent?site=cabinet&outcome=0", token)))
        .extracting(AuditEventTest::patient)
        .containsExactly("Patient/p1");
    assertThat(events(gateway.get("/AuditEvent?date=lt2020", token))).isEmpty();
    assertThat(events(gateway.get("/AuditEvent?date=ge2020-01&patient=p1", token))).isNotEmpty();
    // a plus that was not escaped
    assertThat(events(gateway.get("/AuditEvent?date=lt2020-01-01T00:00:00+01:00", token)))
        .isEmpty();
    assertThat(events(gateway.get("/AuditEvent?purpose-of-event=BTG", token))).isEmpty();
  }

  @Test
  void aMinuteLastsAMinute() {
    String at = recently() + "-0000-7000-8000-00000000000";
    Instant minute =
        Instant.ofEpochMilli(Long.parseLong(at.substring(0, 8) + "0000", 16))
            .truncatedTo(ChronoUnit.MINUTES);
    recorded(at + 0, minute.minusMillis(1));
    recorded(at + 1, minute);
    recorded(at + 2, minute.plusMillis(59_999));
    recorded(at + 3, minute.plusSeconds(60));

    assertThat(idsOf(minute.toString().replace(":00Z", "Z")))
        .containsExactlyInAnyOrder(at + 1, at + 2);
  }

  /**
   * Who asks for what came after the last one that they have loses none of the same millisecond.
   */
  @ParameterizedTest
  @ValueSource(longs = {123_456_000, 123_000_000, 0})
  void aMomentLastsAsLongAsItsLastDigit(long nanos) {
    String id = recently() + "-0000-7000-8000-00000000000";
    Instant time =
        Instant.ofEpochMilli(Long.parseLong(id.substring(0, 8) + "0000", 16))
            .truncatedTo(ChronoUnit.SECONDS)
            .plusNanos(nanos);
    recorded(id + 0, time);
    recorded(id + 1, time.plusNanos(1_000));
    recorded(id + 2, time.plusNanos(300_000));
    String last = gateway.get("/AuditEvent/" + id + 0, auditor()).json().getString("recorded");

    assertThat(idsOf("gt" + last)).containsExactlyInAnyOrder(id + 1, id + 2);
    assertThat(idsOf(last)).containsExactly(id + 0);
    assertThat(idsOf("le" + last)).containsExactly(id + 0);
    assertThat(idsOf(last.substring(0, last.length() - 4) + "Z"))
        .containsExactlyInAnyOrder(id + 0, id + 1, id + 2);
  }

  private List<String> idsOf(String date) {
    return events(gateway.get("/AuditEvent?patient=p1&date=" + date, auditor())).stream()
        .map(event -> event.getString("id"))
        // Not the searches themselves
        .filter(id -> id.contains("-0000-7000-8000-"))
        .toList();
  }

  private void recorded(String id, Instant time) {
    gateway.database.execute(
        "INSERT INTO journal.entry (id, chain, block, leaf, recorded_at, permitted, request_id,"
            + " interaction, method, path, practice, patient, reason, subject, name, role) VALUES"
            + " (?::uuid, 1, 0, 0, ?::timestamptz, true, 'r', 'read', 'GET', '/',"
            + " 'cabinet-des-lilas', 'p1', 'consent-permit', 's', 'N', 'practitioner')",
        id,
        time.toString());
  }

  @Test
  void whatIsNamedWholeIsFoundToo() {
    gateway.settled(gateway.get("/Patient/p1", gateway.realm.practitioner()));
    String token = auditor();

    for (String query :
        List.of(
            "patient=" + gateway.fhir() + "/Patient/p1",
            "patient=Patient/p1",
            "patient:Patient=p1",
            "patient=p1&outcome=http://hl7.org/fhir/audit-event-outcome%7C0",
            "patient=p1&site=%7Ccabinet",
            "agent:identifier=" + gateway.realm.issuer() + "%7Cuser-doctor")) {
      assertThat(events(gateway.get("/AuditEvent?" + query, token)))
          .as(query)
          .extracting(AuditEventTest::patient)
          .contains("Patient/p1");
    }
  }

  @Test
  void pagesLeadThroughAllOfThemOnce() {
    for (int i = 0; i < 12; i++) {
      gateway.get("/Patient/p1", gateway.realm.practitioner());
    }
    String token = gateway.realm.patient("p1");
    Set<String> seen = new HashSet<>();
    int shown = 0;

    String next = "/AuditEvent?patient=p1&outcome=0&_count=5";
    Answer first = gateway.get(next, token);
    for (Answer page = first; page != null; ) {
      List<JsonObject> events = events(page);
      shown += events.size();
      events.forEach(event -> seen.add(event.getString("id")));
      String url =
          page.json().getJsonArray("link").stream()
              .map(JsonObject.class::cast)
              .filter(link -> link.getString("relation").equals("next"))
              .map(link -> link.getString("url"))
              .findFirst()
              .orElse(null);
      page = url == null ? null : gateway.get(url.substring(gateway.fhir().length()), token);
    }

    assertThat(seen).hasSizeGreaterThanOrEqualTo(12).hasSize(shown);
    // A link is nothing to somebody else
    String link = first.json().getJsonArray("link").getJsonObject(1).getString("url");
    assertThat(
            gateway
                .get(link.substring(gateway.fhir().length()), gateway.realm.patient("p2"))
                .status())
        .isEqualTo(403);
  }

  @Test
  void oneEventIsReadByWhomItConcernsAndIsNotThereForOthers() {
    gateway.get("/Patient/p1", gateway.realm.practitioner());
    String id =
        events(gateway.get("/AuditEvent?patient=p1", gateway.realm.patient("p1")))
            .get(1)
            .getString("id");

    Answer own = gateway.get("/AuditEvent/" + id, gateway.realm.patient("p1"));
    Answer hidden = gateway.get("/AuditEvent/" + id, gateway.realm.patient("p2"));
    Answer absent =
        gateway.get(
            "/AuditEvent/019a9c3e-0000-7000-8000-000000000001", gateway.realm.patient("p2"));

    assertThat(own.status()).isEqualTo(200);
    assertThat(own.json().getString("id")).isEqualTo(id);
    assertThat(gateway.get("/AuditEvent/" + id, auditor()).status()).isEqualTo(200);
    assertThat(hidden.status()).isEqualTo(404);
    assertThat(hidden.body()).isEqualTo(absent.body());
    assertThat(gateway.get("/AuditEvent/1", gateway.realm.patient("p2")).body())
        .isEqualTo(absent.body());
  }

  @Test
  void hostsAreNeverAskedForTheirs() {
    gateway.get("/AuditEvent?patient=p1", gateway.realm.patient("p1"));
    gateway.get("/AuditEvent", auditor());

    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void itIsWrittenInXmlToo() {
    gateway.get("/Patient/p1", gateway.realm.practitioner());

    Answer answer =
        gateway.get(
            "/AuditEvent?patient=p1",
            gateway.realm.patient("p1"),
            "Accept",
            "application/fhir+xml");

    assertThat(answer.body())
        .contains("<AuditEvent><id value=")
        .contains("data-absent-reason\"><valueCode value=\"masked\"/>");
  }

  @Test
  void whoWantsToReadItWithTheirOwnEyesIsShownLines() {
    assertThat(
            gateway.get("/AuditEvent?patient=p1&_pretty=true", gateway.realm.patient("p1")).body())
        .contains("\n");
    assertThat(gateway.get("/AuditEvent?patient=p1", gateway.realm.patient("p1")).body())
        .doesNotContain("\n");
  }
}
