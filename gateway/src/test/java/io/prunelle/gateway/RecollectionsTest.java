// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What this instance remembers of decisions and placements. Another instance is played by what it
 * does to the database, as this one looks at the ledger once an hour.
 */
final class RecollectionsTest {

  private static final String HOSTING = TestRealm.PRACTICE + "@nuage-sante";

  private static RunningGateway gateway;
  private static long position;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.start(
            TestDatabase.migrated(), s -> TestSettings.following(s, Duration.ofHours(1)));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void forget() {
    gateway.cloud.reset();
    gateway.premises.reset();
  }

  @Test
  void aReadAsksTheDatabaseNothingThatIsKnown() {
    permittedInTheCloud("q1");

    awaitKnown("q1");

    assertThat(gateway.settled(read("q1"))).containsEntry("reason", "consent-permit");
  }

  /** What else was changed just now is looked at in the background: then the rest is known. */
  private static void awaitKnown(String patient) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> read(patient).status() == 200 && isReadWhileNobodyMayLookUp(patient));
    gateway.cloud.reset();
    gateway.premises.reset();
  }

  private static boolean isReadWhileNobodyMayLookUp(String patient) throws SQLException {
    try (Connection locked = gateway.database.connect(gateway.database.owner())) {
      locked.setAutoCommit(false);
      run(locked, "LOCK TABLE consent.decision, hosts.placement IN ACCESS EXCLUSIVE MODE");
      return read(patient).status() == 200;
    }
  }

  @Test
  void aWithdrawalThatAnotherInstanceReadBindsAtOnce() {
    permittedInTheCloud("q2");
    awaitKnown("q2");

    decided("q2", "WITHDRAW");
    RunningGateway.Answer answer = read("q2");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(gateway.cloud.arrived()).isEmpty();
    assertThat(ended(answer))
        .extracting(row -> row.get("permitted") + " " + row.get("reason") + " " + row.get("status"))
        .containsExactlyInAnyOrder("true consent-permit 503", "false consent-not-in-force 503");
    assertThat(gateway.settled(read("q2"))).containsEntry("reason", "consent-not-in-force");
  }

  @Test
  void aRecordThatAnotherInstanceMovedIsReadWhereItIsNow() {
    awaitKnown("q3");

    decided("q3", "PERMIT");
    gateway.placeInTheCloud("q3");
    RunningGateway.Answer answer = read("q3");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(gateway.premises.arrived()).isEmpty();
    assertThat(gateway.cloud.arrived()).hasSize(1);
    assertThat(ended(answer))
        .extracting(row -> row.get("host") + " " + row.get("status"))
        .containsExactlyInAnyOrder("cabinet 503", "nuage-sante 200");
  }

  @Test
  void whatOthersDecideKeepsNobodyFromBeingServed() {
    permittedInTheCloud("q4");
    awaitKnown("q4");

    decided("somebody-else", "PERMIT");
    gateway.placeInTheCloud("somebody-else");

    assertThat(read("q4").status()).isEqualTo(200);
    assertThat(gateway.cloud.arrived()).hasSize(1);
  }

  @Test
  void aPermissionThatIsRememberedEndsWhenItEnds() {
    permittedInTheCloud("q5");
    gateway.database.execute(
        "UPDATE consent.decision SET until = now() + interval '2 seconds' WHERE patient = 'q5'");
    assertThat(read("q5").status()).isEqualTo(200);

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(gateway.settled(read("q5")))
                    .containsEntry("reason", "consent-not-in-force"));
  }

  @Test
  void aProjectionThatIsBuiltAnewAndAHostingThatIsOverAreNoticed() {
    permittedInTheCloud("q6");
    assertThat(read("q6").status()).isEqualTo(200);

    gateway.database.execute("INSERT INTO consent.ended (hosting) VALUES (?)", HOSTING);
    assertThat(read("q6").status()).isEqualTo(503);
    gateway.database.execute("DELETE FROM consent.ended");
    assertThat(read("q6").status()).isEqualTo(200);

    gateway.database.execute("DELETE FROM consent.decision WHERE patient = 'q6'");
    assertThat(read("q6").status()).isEqualTo(503);
    gateway.database.execute("DELETE FROM hosts.placement WHERE patient = 'q6'");
    assertThat(read("q6").status()).isEqualTo(200);
    assertThat(gateway.premises.arrived()).hasSize(1);
  }

  @Test
  void aDecisionWrittenByHandAndAPlacementGivenToAnotherPatientAreNoticed() {
    permittedInTheCloud("q7");
    awaitKnown("q7");

    gateway.database.execute(
        "UPDATE consent.decision SET decision = 'DENY', position = position + 1000"
            + " WHERE patient = 'q7'");
    assertThat(read("q7").status()).isEqualTo(503);
    gateway.database.execute("UPDATE hosts.placement SET patient = 'q8' WHERE patient = 'q7'");
    assertThat(read("q7").status()).isEqualTo(200);
    awaitKnown("q7");

    gateway.database.execute("UPDATE hosts.placement SET patient = 'q7' WHERE patient = 'q8'");
    assertThat(read("q7").status()).isEqualTo(503);
    assertThat(gateway.cloud.arrived()).isEmpty();
  }

  /**
   * Nothing of it was remembered before: it has been looked up, and is about to be written down.
   */
  @Test
  void aWithdrawalBetweenTheLookAndTheIntentBinds() throws Exception {
    permittedInTheCloud("q9");
    CompletableFuture<RunningGateway.Answer> answer;
    try (Connection locked = gateway.database.connect(gateway.database.owner())) {
      locked.setAutoCommit(false);
      run(locked, "LOCK TABLE journal.entry IN SHARE ROW EXCLUSIVE MODE");
      answer = CompletableFuture.supplyAsync(() -> read("q9"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  !gateway
                      .database
                      .rows(
                          "SELECT 1 FROM pg_locks"
                              + " WHERE NOT granted AND relation = 'journal.entry'::regclass")
                      .isEmpty());
      decided("q9", "WITHDRAW");
      locked.rollback();
    }

    assertThat(answer.get(20, TimeUnit.SECONDS).status()).isEqualTo(503);
    assertThat(gateway.cloud.arrived()).isEmpty();
  }

  /** What the body refers to is asked of the host, which may take its time. */
  @Test
  void aWithdrawalWhileAWriteIsLookedIntoBinds() {
    permittedInTheCloud("w1");
    withdrawnOnceAsked("w1");

    RunningGateway.Answer answer =
        gateway.post("/Observation", gateway.realm.practitioner(), during("w1").encode());

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(gateway.cloud.arrived()).noneMatch(request -> request.method().equals("POST"));
    assertThat(writing(answer))
        .containsExactlyInAnyOrder("true consent-permit 503", "false consent-not-in-force 503");
    assertThat(endings(answer)).containsOnly("refused");
  }

  @Test
  void aWithdrawalWhileATransactionIsLookedIntoBinds() {
    permittedInTheCloud("w2");
    permittedInTheCloud("w3");
    withdrawnOnceAsked("w2");

    RunningGateway.Answer answer =
        gateway.post(
            "",
            gateway.realm.practitioner(),
            Bundles.of(
                    "transaction",
                    Bundles.request("POST", "Observation", observation("w3")),
                    Bundles.request("POST", "Observation", during("w2")))
                .encode());

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("Bundle.entry[1]");
    assertThat(gateway.cloud.arrived()).noneMatch(request -> request.method().equals("POST"));
    assertThat(writing(answer))
        .containsExactlyInAnyOrder(
            "true consent-permit 503", "true consent-permit 503", "false consent-not-in-force 503");
    assertThat(endings(answer)).containsOnly("refused");
  }

  @Test
  void aDecisionThatStillPermitsIsTheOneThatIsWrittenDown() {
    permittedInTheCloud("w4");
    onceAskedFor("w4", "PERMIT");
    long before = position;

    RunningGateway.Answer answer =
        gateway.post("/Observation", gateway.realm.practitioner(), during("w4").encode());

    assertThat(answer.status()).isEqualTo(201);
    assertThat(ended(answer))
        .filteredOn(row -> !"look-up".equals(row.get("reason")))
        .extracting(row -> row.get("decision") + " " + row.get("status"))
        .containsExactlyInAnyOrder(before + " 503", (before + 1) + " 201");
  }

  @Test
  void aHostIsNotAskedForMorePagesOfWhoHasWithdrawn() {
    permittedInTheCloud("w5");
    gateway.cloud.answers(
        request -> {
          if (!request.uri().contains("_page")) {
            decided("w5", "WITHDRAW");
          }
          return RecordingHost.Reply.json(
              200,
              RecordingHost.searchset(RecordingHost.observation("hidden", "another"))
                  .put(
                      "link",
                      new JsonArray()
                          .add(
                              new JsonObject()
                                  .put("relation", "next")
                                  .put("url", gateway.cloud.url() + "?_page=2"))));
        });

    RunningGateway.Answer answer =
        gateway.get("/Patient/w5/$everything?_count=1", gateway.realm.patient("w5"));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(gateway.cloud.arrived()).hasSize(1);
  }

  private static void withdrawnOnceAsked(String patient) {
    onceAskedFor(patient, "WITHDRAW");
  }

  /** The host has the encounter that is referred to, and takes what is written. */
  private static void onceAskedFor(String patient, String decision) {
    JsonObject visit =
        new JsonObject()
            .put("resourceType", "Encounter")
            .put("id", "visit-of-" + patient)
            .put("subject", new JsonObject().put("reference", "Patient/" + patient));
    gateway.cloud.answers(
        request -> {
          if (request.method().equals("POST")) {
            return RecordingHost.created(request);
          }
          decided(patient, decision);
          return RecordingHost.stored(request, List.of(visit));
        });
  }

  private static JsonObject observation(String patient) {
    JsonObject observation = RecordingHost.observation("x", patient);
    observation.remove("id");
    return observation;
  }

  private static JsonObject during(String patient) {
    return observation(patient)
        .put("encounter", new JsonObject().put("reference", "Encounter/visit-of-" + patient));
  }

  private static List<String> writing(RunningGateway.Answer answer) {
    return ended(answer).stream()
        .filter(row -> !"look-up".equals(row.get("reason")))
        .map(row -> row.get("permitted") + " " + row.get("reason") + " " + row.get("status"))
        .toList();
  }

  /** Of changes of which nothing was sent to a host: nobody need wonder whether they were made. */
  private static List<Object> endings(RunningGateway.Answer answer) {
    return ended(answer).stream()
        .filter(row -> !"look-up".equals(row.get("reason")))
        .map(row -> row.get("ending"))
        .toList();
  }

  private static RunningGateway.Answer read(String patient) {
    return gateway.get("/Patient/" + patient, gateway.realm.practitioner());
  }

  private static List<Map<String, Object>> ended(RunningGateway.Answer answer) {
    return Awaitility.await()
        .until(
            () -> gateway.journal(answer.requestId()),
            rows -> rows.stream().allMatch(row -> row.get("status") != null));
  }

  private static void permittedInTheCloud(String patient) {
    decided(patient, "PERMIT");
    gateway.placeInTheCloud(patient);
  }

  /** As an instance does that reads the ledger: in this order, in one transaction. */
  private static void decided(String patient, String decision) {
    position++;
    try (Connection instance = gateway.database.connect(gateway.database.gateway())) {
      instance.setAutoCommit(false);
      run(instance, "SET LOCAL prunelle.following = 'on'");
      run(
          instance,
          "INSERT INTO consent.decision (patient, hosting, position, notice, decision, decided_at)"
              + " VALUES (?, '%s', %d, 1, '%s', now()) ON CONFLICT (patient, hosting) DO UPDATE"
                  .formatted(HOSTING, position, decision)
              + " SET position = excluded.position, decision = excluded.decision",
          patient);
      run(instance, "UPDATE consent.feed SET position = " + position);
      instance.commit();
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static void run(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      statement.execute();
    }
  }
}
