// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.purpose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.config.BreakGlass;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Metrics;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import io.vertx.micrometer.backends.BackendRegistries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The realm is told of each opening, whatever happens to it, to the gateways or in between. */
final class TellingTest {

  private static final BreakGlass TERMS = new BreakGlass(Duration.ofHours(1), 1_000, false);

  private final TestDatabase database = TestDatabase.migrated();
  private final Vertx vertx = Metrics.measured();
  private final TestRealm realm = TestRealm.start(vertx);
  private final Settings settings = TestSettings.of(realm, database);
  private final Pools pools = Pools.of(vertx, settings.database());
  private final Openings openings = new Openings(pools.work());
  private final Outbox outbox = new Outbox(pools.work());
  private final Telling telling = telling();

  @AfterEach
  void close() {
    telling.stop().await();
    pools.stop().await();
    realm.stop();
    vertx.close().await();
  }

  @Test
  void anOpeningIsToldWithAllThatThePatientIsToRead() {
    Opening opening = open("pat-1", "Dr Lemoine");

    telling.start().await();

    soon().until(() -> realm.told().size() == 1);
    TestRealm.Told told = realm.told().get(0);
    assertThat(told.path())
        .isEqualTo("/consent/practices/lilas/patients/pat-1/emergencies/" + opening.id());
    assertThat(told.body().fieldNames())
        .containsExactlyInAnyOrder("practitioner", "reason", "from", "until");
    assertThat(told.body().getString("practitioner")).isEqualTo("Dr Lemoine");
    assertThat(told.body().getString("reason")).isEqualTo("found <b>unconscious</b>");
    assertThat(Instant.parse(told.body().getString("until"))).isEqualTo(opening.until());
    assertThat(Instant.parse(told.body().getString("from")))
        .isEqualTo(opening.until().minus(1, ChronoUnit.HOURS));
    soon().until(() -> row().get("told_at") != null);
  }

  /** The realm takes none that is longer, and would be told for ever. */
  @Test
  void anOpeningOfADayIsNoMicrosecondLonger() {
    BreakGlass day = new BreakGlass(Duration.ofHours(24), 1_000, false);
    for (int i = 0; i < 50; i++) {
      open("pat-" + i, "Dr Lemoine", day);
    }

    assertThat(
            database.rows(
                "SELECT until - opened_at AS lasted FROM purpose.opening"
                    + " WHERE until - opened_at <> interval '24 hours'"))
        .isEmpty();
  }

  @Test
  void anOpeningThatFormerVersionsMadeTooLongIsToldAsOneOfADay() {
    open("pat-1", "Dr Lemoine");
    database.execute(
        "UPDATE purpose.opening SET opened_at = '2026-11-23 10:00:00.000999Z',"
            + " until = '2026-11-24 10:00:00.001000Z'");

    Announcement told = outbox.claim().await().orElseThrow();

    assertThat(Duration.between(told.from(), told.until())).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void whileTheRealmIsOutOfReachOpeningsGoOnAndItIsToldOnceItIsBack() {
    realm.reachable(false);
    telling.start().await();
    open("pat-1", "Dr Lemoine");
    soon().until(() -> (int) row().get("attempts") >= 1);
    Opening opened = open("pat-2", "Dr Lemoine");

    assertThat(openings.current("lilas", "pat-2", "doctor").await()).contains(opened);
    assertThat(realm.told()).isEmpty();
    soon().until(() -> gauge("waiting") == 2);

    realm.reachable(true);
    soon().until(() -> gauge("waiting") == 0);
    assertThat(realm.told())
        .extracting(TestRealm.Told::path)
        .anyMatch(path -> path.contains("/pat-1/"))
        .anyMatch(path -> path.contains("/pat-2/"));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 429, 503})
  void anAnswerThatIsNoneIsAskedForAgain(int status) {
    realm.answersTelling(status);
    telling.start().await();
    open("pat-1", "Dr Lemoine");
    soon().until(() -> !realm.told().isEmpty());

    realm.answersTelling(200);

    soon().until(() -> row().get("told_at") != null);
    assertThat(row()).containsEntry("refused", false);
  }

  @Test
  void whatTheRealmRefusesIsPutOffAndKeepsNothingElseFromBeingTold() {
    realm.answersTelling(404);
    telling.start().await();
    open("pat-nobody", "Dr Lemoine");
    soon().until(() -> gauge("refused") == 1);

    realm.answersTelling(201);
    open("pat-1", "Dr Lemoine");

    soon().until(() -> realm.told().stream().anyMatch(told -> told.path().contains("/pat-1/")));
    soon().until(() -> gauge("waiting") == 0);
    assertThat(
            database.rows(
                "SELECT t.told_at, t.due_at > clock_timestamp() AS later FROM purpose.telling t"
                    + " JOIN purpose.opening o ON o.id = t.opening WHERE o.patient = 'pat-nobody'"))
        .singleElement()
        .satisfies(
            row -> assertThat(row).containsEntry("told_at", null).containsEntry("later", true));
    // and it is told once its time has come
    database.execute("UPDATE purpose.telling SET due_at = clock_timestamp() WHERE refused");
    soon().until(() -> gauge("refused") == 0);
  }

  @Test
  void whatTheRealmHasRefusedForAMonthItIsNotToldAgainUnlessThePatientReadOfIt() {
    Opening old = open("pat-nobody", "Dr Lemoine");
    database.execute("UPDATE purpose.opening SET opened_at = opened_at - interval '31 days'");
    realm.answersTelling(404);
    telling.start().await();
    soon().until(() -> row().get("refused").equals(true));

    assertThat(outbox.untold().await()).isEqualTo(new Outbox.Untold(0, 0));
    assertThat(outbox.claim().await()).isEmpty();
    assertThat(database.rows("SELECT due_at = 'infinity' AS never FROM purpose.telling").get(0))
        .containsEntry("never", true);

    realm.answersTelling(200);
    openings.acknowledge("pat-nobody", List.of(old.id())).await();
    soon().until(() -> row().get("told_at") != null);
  }

  @Test
  void twoInstancesDoNotTakeTheSameAndWhatOneLeftBehindTheOtherTells() {
    open("pat-1", "Dr Lemoine");

    Optional<Announcement> first = outbox.claim().await();
    Optional<Announcement> second = outbox.claim().await();

    assertThat(first).isPresent();
    assertThat(second).isEmpty();
    // the first instance has died, its lease runs out
    database.execute("UPDATE purpose.telling SET due_at = clock_timestamp()");
    Announcement again = outbox.claim().await().orElseThrow();
    assertThat(again.opening()).isEqualTo(first.orElseThrow().opening());
    // or it was only slow: its word comes too late to count
    outbox.refused(first.orElseThrow()).await();
    assertThat(row()).containsEntry("refused", false);
    outbox.told(again).await();
    assertThat(row().get("told_at")).isNotNull();
  }

  @Test
  void aClaimUnderWayElsewhereIsPassedOver() throws SQLException {
    open("pat-1", "Dr Lemoine");
    open("pat-2", "Dr Lemoine");

    try (Connection other = database.connect(database.gateway())) {
      other.setAutoCommit(false);
      other
          .createStatement()
          .execute(
              "SELECT 1 FROM purpose.telling t JOIN purpose.opening o ON o.id = t.opening"
                  + " WHERE o.patient = 'pat-1' FOR UPDATE OF t");

      assertThat(outbox.claim().await()).map(Announcement::patient).contains("pat-2");
      assertThat(outbox.claim().await()).isEmpty();
    }
  }

  @Test
  void whatThePatientReadOnThePageIsToldSoThatItIsNotToldAgain() {
    Opening opening = open("pat-1", "Dr Lemoine");
    telling.start().await();
    soon().until(() -> row().get("told_at") != null);

    openings.acknowledge("pat-1", List.of(opening.id())).await();

    soon().until(() -> realm.told().size() == 2);
    assertThat(realm.told().get(0).body().containsKey("readAt")).isFalse();
    assertThat(realm.told().get(1).body().getString("readAt")).isNotEmpty();
    soon().until(() -> row().get("told_at") != null);
  }

  @Test
  void whatIsReadWhileItIsBeingToldIsToldAsWell() {
    Opening opening = open("pat-1", "Dr Lemoine");
    Announcement underWay = outbox.claim().await().orElseThrow();

    openings.acknowledge("pat-1", List.of(opening.id())).await();
    outbox.told(underWay).await();

    assertThat(row().get("told_at")).isNull();
    assertThat(outbox.claim().await()).map(Announcement::readAt).isPresent();
  }

  @Test
  void openingsFromBeforeAreToldUnlessTheyWereRead() throws IOException {
    database.execute("DROP TABLE purpose.telling");
    for (String patient : List.of("pat-read", "pat-unread")) {
      database.execute(
          "INSERT INTO purpose.opening (practice, patient, subject, name, reason, request_id, until)"
              + " VALUES ('lilas', ?, 'doctor', 'Dr', 'why', 'r', clock_timestamp())",
          patient);
    }
    database.execute(
        "INSERT INTO purpose.acknowledged (opening)"
            + " SELECT id FROM purpose.opening WHERE patient = 'pat-read'");

    database.execute(
        Files.readString(Path.of("src/main/resources/db/migration/V205__telling.sql")));

    assertThat(
            database.rows(
                "SELECT o.patient FROM purpose.telling t JOIN purpose.opening o ON o.id = t.opening"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("patient", "pat-unread"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM purpose.telling",
        "UPDATE purpose.telling SET opening = gen_random_uuid()",
        "TRUNCATE purpose.telling"
      })
  void theGatewaysRoleTakesNothingBack(String sql) throws SQLException {
    open("pat-1", "Dr Lemoine");

    try (Connection connection = database.connect(database.gateway())) {
      assertThatThrownBy(() -> connection.createStatement().execute(sql))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void anOpeningAndThatItIsToBeToldAreWrittenTogether() {
    database.execute("REVOKE INSERT ON purpose.telling FROM prunelle_gateway");

    assertThatThrownBy(() -> open("pat-1", "Dr Lemoine")).isInstanceOf(Exception.class);

    assertThat(database.rows("SELECT * FROM purpose.opening")).isEmpty();
  }

  private Telling telling() {
    return new Telling(
        vertx, settings, pools.work(), WebClient.create(vertx), Duration.ofMillis(50));
  }

  private Opening open(String patient, String name) {
    return open(patient, name, TERMS);
  }

  private Opening open(String patient, String name, BreakGlass terms) {
    return openings
        .begin(
            new Opening.Demand(
                "lilas", patient, "doctor", name, "found <b>unconscious</b>", "request"),
            terms)
        .await();
  }

  private Map<String, Object> row() {
    return database.rows("SELECT * FROM purpose.telling").get(0);
  }

  private static double gauge(String state) {
    return BackendRegistries.getDefaultNow()
        .get("prunelle.emergencies.untold")
        .tag("state", state)
        .gauge()
        .value();
  }

  private static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofSeconds(40));
  }
}
