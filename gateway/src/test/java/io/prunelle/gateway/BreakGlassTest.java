// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static io.prunelle.gateway.testing.RecordingHost.searchset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.config.BreakGlass;
import io.prunelle.gateway.config.Certificate;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.purpose.Emergency;
import io.prunelle.gateway.purpose.Openings;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A practitioner states an emergency. The records here are on a cloud host that their patients have
 * withdrawn from, and cannot leave it, for the practice's own host takes nothing.
 */
final class BreakGlassTest {

  private static final String[] EMERGENCY = {
    "X-Purpose-Of-Use", "BTG; reason=\"found unconscious\""
  };
  private static final int PER_DAY = 3;

  /** A practice that allows it, but not at a host that a record is leaving. */
  private static final String STRICT = "strict";

  /** One whose host's certificate has lapsed. */
  private static final String LAPSED = "lapsed";

  private static RunningGateway gateway;

  private String patient;
  private JsonObject doctor;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start(TestDatabase.migrated(), BreakGlassTest::allowed);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Settings allowed(Settings settings) {
    Practice practice = settings.practices().get(0);
    Host cloud = settings.hosts().get(0);
    Host lapsed =
        new Host(LAPSED, HostKind.CLOUD, cloud.url(), Certificate.until(LocalDate.of(2020, 1, 1)));
    BreakGlass everywhere = new BreakGlass(Duration.ofHours(1), PER_DAY, true);
    BreakGlass unlessLeaving = new BreakGlass(Duration.ofHours(1), PER_DAY, false);
    return TestSettings.with(
        settings,
        Stream.concat(settings.hosts().stream(), Stream.of(lapsed)).toList(),
        List.of(
            new Practice(practice.id(), practice.onPremise(), cloud, everywhere),
            new Practice("other", practice.onPremise(), cloud),
            new Practice(STRICT, practice.onPremise(), cloud, unlessLeaving),
            new Practice(LAPSED, practice.onPremise(), lapsed, everywhere)));
  }

  /** A patient and a doctor whom no other test knows. */
  @BeforeEach
  void withdrawn() {
    String run = UUID.randomUUID().toString().substring(0, 8);
    patient = "p-" + run;
    doctor = gateway.realm.practitionerClaims().put("sub", "doctor-" + run);
    gateway.cloud.reset();
    gateway.premises.reset();
    gateway.premises.answers(request -> Reply.json(500, new JsonObject()));
    gateway.permit(patient);
    gateway.awaitFollowed(gateway.realm.decide(patient, "WITHDRAW"));
    gateway.cloud.reset();
  }

  @Test
  void whatThePatientsDecisionClosedIsReadWhereItStillIsAndMarkedInTheJournal() {
    Answer closed = gateway.get("/Patient/" + patient, token());
    Answer opened = gateway.get("/Patient/" + patient, token(), EMERGENCY);

    assertThat(closed.status()).isEqualTo(503);
    assertThat(opened.status()).isEqualTo(200);
    assertThat(gateway.settled(opened))
        .containsEntry("patient", patient)
        .containsEntry("host", "nuage-sante")
        .containsEntry("role", "practitioner")
        .containsEntry("permitted", true)
        .containsEntry("reason", "break-glass-while-leaving")
        .containsEntry("purpose", "BTG")
        .containsEntry("stated_reason", "found unconscious");
    assertThat(openings())
        .singleElement()
        .satisfies(
            opening ->
                assertThat(opening)
                    .containsEntry("practice", TestRealm.PRACTICE)
                    .containsEntry("reason", "found unconscious")
                    .containsEntry("request_id", opened.requestId()));
  }

  @Test
  void whileItHoldsItNeedNotBeStatedAgainAndWhatIsDoneUnderItIsMarked() {
    gateway.cloud.answers(
        request ->
            request.uri().contains("Observation?")
                ? Reply.json(200, searchset(observation("o-" + patient, patient)))
                : RecordingHost.stored(request, List.of(observation("o-" + patient, patient))));
    gateway.get("/Observation?patient=" + patient, token(), EMERGENCY);

    Answer search = gateway.get("/Observation?patient=" + patient, token());
    Answer byId = gateway.get("/Observation/o-" + patient, token());

    for (Answer answer : List.of(search, byId)) {
      assertThat(answer.status()).isEqualTo(200);
      assertThat(gateway.settled(answer))
          .containsEntry("reason", "break-glass-while-leaving")
          .containsEntry("purpose", "BTG")
          .containsEntry("stated_reason", "found unconscious");
    }
    assertThat(openings()).hasSize(1);
  }

  @Test
  void itIsNotProlongedByBeingStatedAgainAndIsOverWhenItsTimeIs() {
    gateway.get("/Patient/" + patient, token(), EMERGENCY);
    Object until = openings().get(0).get("until");
    gateway.get("/Patient/" + patient, token(), EMERGENCY);

    assertThat(openings())
        .singleElement()
        .satisfies(o -> assertThat(o).containsEntry("until", until));

    gateway.database.execute(
        "UPDATE purpose.opening SET until = clock_timestamp() WHERE patient = ?", patient);
    assertThat(gateway.get("/Patient/" + patient, token()).status()).isEqualTo(503);
    assertThat(gateway.get("/Patient/" + patient, token(), EMERGENCY).status()).isEqualTo(200);
    assertThat(openings()).hasSize(2);
  }

  @Test
  void itIsOnePractitionersAndOnePatients() {
    gateway.get("/Patient/" + patient, token(), EMERGENCY);
    String colleague =
        gateway.realm.token(gateway.realm.practitionerClaims().put("sub", "c-" + patient));

    assertThat(gateway.get("/Patient/" + patient, colleague).status()).isEqualTo(503);
    String first = patient;
    withdrawnToo();
    assertThat(first).isNotEqualTo(patient);
    assertThat(gateway.get("/Patient/" + patient, token()).status()).isEqualTo(503);
  }

  /** Another patient, the same doctor. */
  private void withdrawnToo() {
    JsonObject same = doctor;
    withdrawn();
    doctor = same;
  }

  @Test
  void whenTheLedgerIsOutOfReachTheCloudIsReadInAnEmergency() {
    String permitted = "permitted-" + patient;
    gateway.permit(permitted);
    gateway.realm.feedReachable(false);
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> gateway.get("/Patient/" + permitted, token()).status() == 503);

      Answer opened = gateway.get("/Patient/" + permitted, token(), EMERGENCY);

      assertThat(opened.status()).isEqualTo(200);
      // A permission covers the host, as far as is known
      assertThat(gateway.settled(opened)).containsEntry("reason", "break-glass");
    } finally {
      gateway.realm.feedReachable(true);
      gateway.awaitReady();
    }
  }

  @Test
  void aRecordOfAnotherPracticeStaysOutOfReach() {
    Answer answer =
        gateway.send(
            "GET",
            URI.create(gateway.fhir().replace(TestRealm.PRACTICE, "other") + "/Patient/" + patient),
            token(),
            null,
            EMERGENCY);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.settled(answer))
        .containsEntry("reason", "not-of-practice")
        .containsEntry("permitted", false)
        .containsEntry("purpose", "BTG")
        .containsEntry("stated_reason", "found unconscious");
    assertThat(openings()).isEmpty();
  }

  @Test
  void whereThePracticeDoesNotAllowItItIsRefusedAndWrittenDown() {
    JsonObject elsewhere = doctor.copy().put("organization", new JsonArray().add("other"));

    Answer answer =
        gateway.send(
            "GET",
            URI.create(gateway.fhir().replace(TestRealm.PRACTICE, "other") + "/Patient/" + patient),
            gateway.realm.token(elsewhere),
            null,
            EMERGENCY);

    refusedAsNotForThis(answer);
  }

  @Test
  void whereThePracticeKeepsItClosedARecordThatLeavesIsNotReadAndNothingTellsWhy() {
    Answer without = at(STRICT, "nuage-sante");
    Answer stated = at(STRICT, "nuage-sante", EMERGENCY);

    assertThat(stated.status()).isEqualTo(503);
    assertThat(stated.diagnostics()).isEqualTo(without.diagnostics());
    assertThat(stated.header("retry-after")).isEqualTo(without.header("retry-after"));
    assertThat(gateway.settled(stated))
        .containsEntry("reason", "consent-not-in-force")
        .containsEntry("permitted", false)
        .containsEntry("purpose", "BTG");
    assertThat(gateway.cloud.arrived()).isEmpty();
  }

  @Test
  void aHostWhoseCertificateHasLapsedStaysClosedInAnEmergency() {
    Answer stated = at(LAPSED, LAPSED, EMERGENCY);

    assertThat(stated.status()).isEqualTo(503);
    assertThat(gateway.settled(stated)).containsEntry("reason", "certificate-lapsed");
    assertThat(gateway.cloud.arrived()).isEmpty();
  }

  /** The patient's record at another practice, asked for by somebody of that practice. */
  private Answer at(String practice, String host, String... headers) {
    gateway.database.execute(
        "INSERT INTO hosts.placement (practice, patient, host) VALUES (?, ?, ?)"
            + " ON CONFLICT DO NOTHING",
        practice,
        patient,
        host);
    return gateway.send(
        "GET",
        URI.create(gateway.fhir().replace(TestRealm.PRACTICE, practice) + "/Patient/" + patient),
        gateway.realm.token(doctor.copy().put("organization", new JsonArray().add(practice))),
        null,
        headers);
  }

  @Test
  void onceTheRecordHasLeftItIsReadWhereItIsAndNothingIsAskedOfTheOldPlace() {
    gateway.get("/Patient/" + patient, token(), EMERGENCY);
    assertThat(gateway.get("/Patient/" + patient, token()).status()).isEqualTo(200);
    gateway.premises.reset();

    gateway.database.execute(
        "UPDATE hosts.placement SET host = 'cabinet' WHERE practice = ? AND patient = ?",
        TestRealm.PRACTICE,
        patient);
    Answer after = gateway.get("/Patient/" + patient, token());

    assertThat(after.status()).isEqualTo(200);
    assertThat(gateway.settled(after))
        .containsEntry("host", "cabinet")
        .containsEntry("reason", "on-premise");
    assertThat(gateway.premises.arrived()).anyMatch(request -> fromACaller(request, after));
    assertThat(gateway.cloud.arrived()).noneMatch(request -> fromACaller(request, after));
  }

  private static boolean fromACaller(RecordingHost.Arrived request, Answer answer) {
    return answer.requestId().equals(request.headers().get("X-Request-Id"));
  }

  @Test
  void whatOnePractitionerReadsInAnEmergencyIsNotRememberedForAnother() {
    String colleague =
        gateway.realm.token(gateway.realm.practitionerClaims().put("sub", "c-" + patient));
    String own = gateway.realm.token(gateway.realm.patientClaims(patient));
    gateway.get("/Patient/" + patient, token(), EMERGENCY);
    gateway.get("/Patient/" + patient, token());

    assertThat(gateway.get("/Patient/" + patient, colleague).status()).isEqualTo(503);
    assertThat(gateway.get("/Patient/" + patient, own).status()).isEqualTo(503);
  }

  /** It would be marked as one in the journal, and none has begun that anybody is told of. */
  @Test
  void whoOpenedARecordIsNotReadInAnEmergency() {
    for (String path :
        List.of("/AuditEvent?patient=" + patient, "/AuditEvent/" + UUID.randomUUID())) {
      Answer stated = gateway.get(path, gateway.realm.patient(patient), EMERGENCY);

      assertThat(stated.status()).isEqualTo(403);
      assertThat(gateway.settled(stated))
          .containsEntry("permitted", false)
          .containsEntry("reason", "break-glass-not-for-this");
    }
    assertThat(gateway.get("/AuditEvent?patient=" + patient, gateway.realm.patient(patient)))
        .extracting(Answer::status)
        .isEqualTo(200);
    assertThat(openings()).isEmpty();
  }

  @Test
  void nothingIsWrittenInAnEmergencyThatCouldNotBeWrittenOtherwise() {
    gateway.get("/Patient/" + patient, token(), EMERGENCY);
    JsonObject body = observation("x", patient);
    body.remove("id");

    Answer under = gateway.post("/Observation", token(), body.encode());
    Answer stated = gateway.post("/Observation", token(), body.encode(), EMERGENCY);

    assertThat(under.status()).isEqualTo(503);
    refusedAsNotForThis(stated);
    assertThat(gateway.cloud.arrived()).noneMatch(request -> request.method().equals("POST"));
  }

  /** What it refers to by condition would have been looked for as a read of the record. */
  @ParameterizedTest
  @ValueSource(
      strings = {"POST /Observation", "PUT /Observation/x", "PUT /Observation?identifier=x"})
  void aWriteThatIsRefusedHasBegunNoEmergencyOnItsWay(String asked) {
    JsonObject body =
        observation("x", patient)
            .put(
                "encounter",
                new JsonObject()
                    .put("reference", "Encounter?patient=Patient/" + patient + "&identifier=x"));
    if (!asked.endsWith("/x")) {
      body.remove("id");
    }
    String[] request = asked.split(" ", -1);

    Answer stated =
        gateway.send(
            request[0],
            URI.create(gateway.fhir() + request[1]),
            token(),
            body.encode(),
            EMERGENCY[0],
            EMERGENCY[1],
            "Content-Type",
            "application/fhir+json");

    refusedAsNotForThis(stated);
    assertThat(openings()).isEmpty();
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void aPatientAGuardianAndAServiceStateNoEmergency() {
    JsonObject guardian =
        gateway
            .realm
            .patientClaims("g")
            .put(
                "guardian_of",
                new JsonObject()
                    .put(
                        patient,
                        new JsonObject()
                            .put("practices", new JsonArray().add(TestRealm.PRACTICE))));
    JsonObject service =
        doctor
            .copy()
            .put("client_id", "demo-app")
            .put("preferred_username", "service-account-demo-app")
            .put("scope", "system/*.rs");
    for (JsonObject claims : List.of(gateway.realm.patientClaims(patient), guardian, service)) {
      refusedAsNotForThis(
          gateway.get("/Patient/" + patient, gateway.realm.token(claims), EMERGENCY));
    }
  }

  @Test
  void itGivesNoScope() {
    String narrow = gateway.realm.token(doctor.copy().put("scope", "user/Observation.rs"));

    Answer answer = gateway.get("/Patient/" + patient, narrow, EMERGENCY);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(openings()).isEmpty();
  }

  @Test
  void itIsStatedForOneRecordAtATime() {
    JsonObject batch =
        new JsonObject()
            .put("resourceType", "Bundle")
            .put("type", "batch")
            .put(
                "entry",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put(
                                "request",
                                new JsonObject()
                                    .put("method", "GET")
                                    .put("url", "Patient/" + patient))));

    refusedAsNotForThis(gateway.post("", token(), batch.encode(), EMERGENCY));
    refusedAsNotForThis(gateway.get("/Practitioner/any", token(), EMERGENCY));
    refusedAsNotForThis(gateway.get("/Patient", token(), EMERGENCY));
    refusedAsNotForThis(gateway.get("/Observation?code=718-7", token(), EMERGENCY));
    refusedAsNotForThis(
        gateway.send(
            "DELETE",
            URI.create(gateway.fhir() + "/Observation?code=718-7&patient=" + patient),
            token(),
            null,
            EMERGENCY));
    assertThat(gateway.cloud.arrived()).isEmpty();
    assertThat(openings()).isEmpty();
  }

  @Test
  void aSearchOverThePracticesRecordsIsNotWidenedByWhatIsOpen() {
    gateway.cloud.answers(
        request -> Reply.json(200, searchset(observation("o-" + patient, patient))));
    gateway.premises.answers(
        request ->
            request.headers().contains("X-Request-Id")
                ? Reply.json(200, searchset())
                : Reply.json(500, new JsonObject()));
    gateway.get("/Patient/" + patient, token(), EMERGENCY);

    Answer answer = gateway.get("/Observation?code=718-7", token());

    assertThat(answer.body()).doesNotContain(patient);
  }

  @Test
  void onePractitionerOpensAFewRecordsADayAndThenNoMore() {
    for (int i = 0; i < PER_DAY; i++) {
      assertThat(gateway.get("/Patient/" + patient, token(), EMERGENCY).status()).isEqualTo(200);
      withdrawnToo();
    }

    Answer more = gateway.get("/Patient/" + patient, token(), EMERGENCY);

    assertThat(more.status()).isEqualTo(429);
    assertThat(Long.parseLong(String.valueOf(more.header("retry-after"))))
        .isBetween(80_000L, 86_401L);
    assertThat(gateway.settled(more))
        .containsEntry("reason", "break-glass-too-often")
        .containsEntry("purpose", "BTG");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BTG", "BTG; reason=\"\"", "BTG; reason*=UTF-8''abcde%0Afoo", "{}"})
  void whatIsMalformedIsRefusedBeforeAnythingElse(String header) {
    Answer answer = gateway.get("/Patient/" + patient, token(), "X-Purpose-Of-Use", header);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(gateway.settled(answer)).containsEntry("reason", "purpose-malformed");
    assertThat(gateway.cloud.arrived()).isEmpty();
  }

  @Test
  void anotherPurposeIsWrittenDownAndOpensNothing() {
    Answer answer = gateway.get("/Patient/" + patient, token(), "X-Purpose-Of-Use", "TREAT");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(gateway.settled(answer)).containsEntry("purpose", "TREAT");
    assertThat(openings()).isEmpty();
  }

  @Test
  void thePatientIsToldOnceOfEachAndNobodyElseCanTakeItAway() {
    gateway.get("/Patient/" + patient, token(), EMERGENCY);
    Openings openings = new Openings(pool());

    List<Emergency> told = openings.unread(patient, Set.of(TestRealm.PRACTICE)).await();
    assertThat(told)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.name()).isEqualTo("Name of user-doctor");
              assertThat(one.reason()).isEqualTo("found unconscious");
              assertThat(one.practice()).isEqualTo(TestRealm.PRACTICE);
            });
    assertThat(openings.unread(patient, Set.of("other", STRICT)).await()).isEmpty();
    List<UUID> ids = List.of(told.get(0).id());
    openings.acknowledge("another", ids).await();
    assertThat(openings.unread(patient, Set.of(TestRealm.PRACTICE)).await()).hasSize(1);
    openings.acknowledge(patient, ids).await();
    openings.acknowledge(patient, ids).await();
    assertThat(openings.unread(patient, Set.of(TestRealm.PRACTICE)).await()).isEmpty();
  }

  private static Pool pool() {
    return Pools.of(Vertx.vertx(), gateway.database.settings()).work();
  }

  @Test
  void whileTheJournalCannotBeWrittenAnEmergencyOpensNothing() {
    gateway.database.execute("REVOKE INSERT ON journal.entry FROM prunelle_gateway");
    try {
      Answer answer = gateway.get("/Patient/" + patient, token(), EMERGENCY);

      assertThat(answer.status()).isEqualTo(503);
      assertThat(gateway.cloud.arrived()).isEmpty();
    } finally {
      gateway.database.execute("GRANT INSERT ON journal.entry TO prunelle_gateway");
      gateway.awaitReady();
    }
  }

  @Test
  void anOpeningIsNotChangedByTheGatewaysRole() throws SQLException {
    gateway.get("/Patient/" + patient, token(), EMERGENCY);

    for (String change :
        new String[] {"UPDATE purpose.opening SET reason = ''", "DELETE FROM purpose.opening"}) {
      try (Connection connection = gateway.database.connect(gateway.database.gateway())) {
        assertThatThrownBy(() -> connection.createStatement().execute(change))
            .hasMessageContaining("permission denied");
      }
    }
  }

  private void refusedAsNotForThis(Answer answer) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.diagnostics()).contains("emergency");
    assertThat(gateway.settled(answer))
        .containsEntry("permitted", false)
        .containsEntry("reason", "break-glass-not-for-this")
        .containsEntry("purpose", "BTG");
  }

  private String token() {
    return gateway.realm.token(doctor);
  }

  private List<Map<String, Object>> openings() {
    return gateway.database.rows(
        "SELECT * FROM purpose.opening WHERE patient = ? ORDER BY opened_at", patient);
  }
}
