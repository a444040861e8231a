// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.unusual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Feed;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.ops.Metrics;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.micrometer.backends.BackendRegistries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a patient is told of the journal: by the rules, once, whatever becomes of the gateways. */
final class WatchingTest {

  private static final Outcome SHOWN = new Outcome(200, 12, Duration.ofMillis(3), "completed");

  private final TestDatabase database = TestDatabase.migrated();
  private final Vertx vertx = Metrics.measured();
  private final TestRealm realm = TestRealm.start(vertx);
  private final Settings settings = TestSettings.of(realm, database);
  private final Pools pools = Pools.of(vertx, settings.database());
  private final Notices notices = new Notices(pools.work(), settings.unusual());
  private final List<Watching> watchings = new ArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private Journal journal;

  @BeforeEach
  void start() {
    journal = Journal.of(vertx, settings, pools.work(), "machine/17", Clock.systemUTC());
    journal.start();
  }

  @AfterEach
  void stop() {
    watchings.forEach(watching -> watching.stop().await());
    journal.stop().await();
    pools.stop().await();
    realm.stop();
    vertx.close().await();
  }

  @Test
  void whoOpensARecordFirstIsNobodyNewWhoComesNextIs() {
    watch();
    open("p1", "dr-lemoine", "lilas");
    UUID second = open("p1", "dr-moreau", "lilas");
    open("p1", "dr-lemoine", "lilas");
    open("p1", "dr-moreau", "lilas");

    read();

    assertThat(told("p1"))
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.rules()).containsExactly(Rule.NEW_PRACTITIONER);
              assertThat(notice.entry()).isEqualTo(second);
              assertThat(notice.subject()).isEqualTo("dr-moreau");
              assertThat(notice.name()).isEqualTo("Name of dr-moreau");
              assertThat(notice.practice()).isEqualTo("lilas");
              assertThat(notice.role()).isEqualTo("practitioner");
              assertThat(notice.seen()).isFalse();
            });
  }

  @Test
  void whoHasNotOpenedItForTheWindowIsNewAgainEvenWhereNobodyElseHas() {
    watch();
    open("p1", "dr-lemoine", "lilas");
    read();
    age("13 months");

    open("p1", "dr-lemoine", "lilas");
    read();

    // and the practice with them; all of it is told at one access
    assertThat(told("p1"))
        .singleElement()
        .satisfies(
            notice ->
                assertThat(notice.rules())
                    .containsExactlyInAnyOrder(Rule.NEW_PRACTITIONER, Rule.NEW_PRACTICE));
  }

  @Test
  void whoOpensItEveryElevenMonthsIsKnown() {
    watch();
    open("p1", "dr-lemoine", "lilas");
    read();
    age("11 months");
    open("p1", "dr-lemoine", "lilas");
    read();
    age("11 months");

    open("p1", "dr-lemoine", "lilas");
    read();

    assertThat(told("p1")).isEmpty();
  }

  @Test
  void whoOpensItSlowlyThroughManyPracticesIsToldForEach() {
    watch();
    for (String practice : List.of("lilas", "roses", "iris", "roses", "dahlia")) {
      open("p1", "dr-lemoine", practice);
      read();
    }

    assertThat(told("p1")).extracting(Notice::practice).containsExactly("dahlia", "iris", "roses");
    assertThat(told("p1"))
        .allSatisfy(notice -> assertThat(notice.rules()).containsExactly(Rule.NEW_PRACTICE));
  }

  @Test
  void anEmergencyIsToldEvenOfWhoIsKnownAndOnceADay() {
    watch();
    Entry.Purpose emergency = new Entry.Purpose("BTG", "unconscious");
    UUID first =
        journal.record(entry("p1", "dr-lemoine", "lilas", "read", emergency), SHOWN).await();
    journal.record(entry("p1", "dr-lemoine", "lilas", "search-type", emergency), SHOWN).await();
    read();

    assertThat(told("p1"))
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.entry()).isEqualTo(first);
              assertThat(notice.rules()).containsExactly(Rule.EMERGENCY);
            });

    age("25 hours");
    journal.record(entry("p1", "dr-lemoine", "lilas", "read", emergency), SHOWN).await();
    read();
    assertThat(told("p1")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "patient,      read,         consent-permit, true,  200, 12",
    "guardian,     read,         consent-permit, true,  200, 12",
    "auditor,      search-type,  audit,          true,  200, 12",
    "practitioner, read,         audit,          true,  200, 12",
    "system,       transfer,     transfer-started, true, 200, 12",
    "practitioner, read,         other-practice, false, 403, 0",
    "practitioner, read,         consent-permit, true,  404, 0",
    "practitioner, read,         consent-permit, true,  503, 0",
    "practitioner, search-type,  consent-permit, true,  200, 0"
  })
  void whatIsNoOpeningIsNotToldAndMakesNobodyKnown(
      String role, String interaction, String reason, boolean permitted, int status, long bytes) {
    watch();
    open("p1", "dr-lemoine", "lilas");
    Entry entry =
        new Entry(
            "request",
            new Entry.Agent("stranger", "Stranger", role, "app", "jti", "127.0.0.1"),
            new Entry.Act(interaction, "Patient", "p1", null, "GET", "/fhir/roses/Patient/p1"),
            new Entry.Where("roses", "p1", null, null, null),
            permitted,
            reason);
    journal.record(entry, new Outcome(status, bytes, Duration.ZERO, "completed")).await();
    read();
    assertThat(told("p1")).isEmpty();

    open("p1", "stranger", "roses");
    read();

    assertThat(told("p1"))
        .singleElement()
        .satisfies(
            notice ->
                assertThat(notice.rules())
                    .containsExactlyInAnyOrder(Rule.NEW_PRACTITIONER, Rule.NEW_PRACTICE));
  }

  @Test
  void whatIsUnderWayIsJudgedOnceItIsOver() {
    watch();
    open("p1", "dr-lemoine", "lilas");
    UUID failing = journal.intend(entry("p1", "stranger", "lilas", "read", null)).await();
    UUID showing = journal.intend(entry("p1", "dr-moreau", "lilas", "read", null)).await();
    open("p2", "dr-lemoine", "lilas");
    open("p2", "dr-moreau", "lilas");
    // what was written before is read, what came after waits
    soon()
        .until(() -> !database.rows("SELECT 1 FROM unusual.known WHERE patient = 'p1'").isEmpty());
    assertThat(told("p2")).isEmpty();

    journal.settle(failing, new Outcome(502, 0, Duration.ZERO, "failed")).await();
    journal.settle(showing, SHOWN).await();
    read();

    assertThat(told("p1")).extracting(Notice::subject).containsExactly("dr-moreau");
    assertThat(told("p2")).extracting(Notice::subject).containsExactly("dr-moreau");
  }

  @Test
  void ofWhatNobodySawTheEndItIsAssumedThatItWasShown() {
    open("p1", "dr-lemoine", "lilas");
    UUID lost = journal.intend(entry("p1", "dr-moreau", "lilas", "read", null)).await();
    database.execute("UPDATE journal.entry SET recorded_at = recorded_at - interval '3 minutes'");

    watch();
    read();

    assertThat(told("p1")).extracting(Notice::entry).containsExactly(lost);
  }

  @Test
  void severalInstancesTellOnceAndWhoGoesOnLosesNothing() {
    watch();
    Watching second = watch();
    Watching third = watch();
    for (int i = 0; i < 30; i++) {
      open("p" + i % 10, "dr-" + i % 15, "lilas");
      if (i == 10) {
        watchings.get(0).stop().await();
      } else if (i == 20) {
        second.stop().await();
        // as if its connection broke
        database.asAdministrator(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE application_name = 'prunelle-gateway unusual'");
      }
    }
    read();

    // ten records, three practitioners each at most, the first of whom is nobody new
    assertThat(database.rows("SELECT DISTINCT patient, subject FROM unusual.notice"))
        .hasSize(database.rows("SELECT DISTINCT patient, subject FROM journal.entry").size() - 10);
    assertThat(database.rows("SELECT 1 FROM unusual.notice"))
        .hasSameSizeAs(database.rows("SELECT DISTINCT patient, subject FROM unusual.notice"));
    third.stop().await();
  }

  @Test
  void whatCannotBeToldIsNotMarkedAsRead() {
    open("p1", "dr-lemoine", "lilas");
    database.execute("REVOKE INSERT ON unusual.notice FROM prunelle_gateway");
    watch();
    open("p1", "dr-moreau", "lilas");
    soon()
        .until(
            () ->
                BackendRegistries.getDefaultNow().get("prunelle.unusual.failures").counter().count()
                    > 0);
    assertThat(database.rows("SELECT 1 FROM unusual.known WHERE who = 'dr-moreau'")).isEmpty();

    database.execute("GRANT INSERT ON unusual.notice TO prunelle_gateway");
    read();

    assertThat(told("p1")).extracting(Notice::subject).containsExactly("dr-moreau");
  }

  @Test
  void aFloodOfStrangersIsBounded() {
    watch();
    List<Future<?>> openings = new ArrayList<>();
    open("p1", "dr-lemoine", "lilas");
    for (int i = 0; i < 300; i++) {
      openings.add(journal.record(entry("p1", "stranger-" + i, "lilas", "read", null), SHOWN));
    }
    Future.all(openings).await();
    read();

    Notices.Told told = notices.of("p1").await();

    assertThat(told.unseen()).hasSize(Notices.MOST);
    assertThat(told.more()).isTrue();
    assertThat(database.rows("SELECT 1 FROM unusual.notice")).hasSize(300);
  }

  @Test
  void aNoticeIsSeenByItsPatientAlone() {
    watch();
    open("p1", "dr-lemoine", "lilas");
    UUID unusual = open("p1", "dr-moreau", "lilas");
    read();

    notices.seen("p2", List.of(unusual)).await();
    assertThat(told("p2")).isEmpty();
    assertThat(told("p1")).extracting(Notice::seen).containsExactly(false);

    notices.seen("p1", List.of(unusual, UUID.randomUUID())).await();
    assertThat(told("p1")).isEmpty();
    assertThat(notices.of("p1").await().seen()).extracting(Notice::entry).containsExactly(unusual);
  }

  @Test
  void whatWasToldIsFoundAgainAmongAccessesByItsPatientAloneAndSeenOrNot() {
    watch();
    UUID usual = open("p1", "dr-lemoine", "lilas");
    UUID unusual = open("p1", "dr-moreau", "lilas");
    read();
    List<UUID> page = List.of(usual, unusual, UUID.randomUUID());

    assertThat(notices.among("p1", page).await().rules())
        .isEqualTo(Map.of(unusual, Set.of(Rule.NEW_PRACTITIONER)));
    assertThat(notices.among("p2", page).await().rules()).isEmpty();
    assertThat(notices.among("p1", List.of(usual)).await().rules()).isEmpty();

    notices.seen("p1", page).await();
    assertThat(notices.among("p1", page).await().of(unusual))
        .containsExactly(Rule.NEW_PRACTITIONER);
  }

  @Test
  void whatIsOlderThanTheWindowIsForgottenButNotThatTheRecordWasOpened() {
    open("p1", "dr-lemoine", "lilas");
    Watching first = watch();
    open("p1", "dr-moreau", "lilas");
    read();
    first.stop().await();
    age("13 months");
    database.execute("UPDATE unusual.notice SET at = at - interval '13 months'");

    watch();

    soon().until(() -> database.rows("SELECT 1 FROM unusual.known").isEmpty());
    soon().until(() -> database.rows("SELECT 1 FROM unusual.notice").isEmpty());
    assertThat(database.rows("SELECT 1 FROM unusual.record")).hasSize(1);
  }

  @Test
  void thePastIsKnownAndNobodyIsToldOfIt() throws IOException {
    open("p1", "dr-lemoine", "lilas");
    open("p1", "dr-moreau", "roses");
    journal
        .record(
            entry("p1", "stranger", "iris", "read", null),
            new Outcome(404, 0, Duration.ZERO, "completed"))
        .await();
    database.execute("DROP SCHEMA unusual CASCADE");
    database.execute("DELETE FROM journal.streamed");
    database.execute("ALTER TABLE journal.streamed DROP COLUMN reader, ADD PRIMARY KEY (chain)");

    database.execute(
        Files.readString(Path.of("src/main/resources/db/migration/V209__unusual.sql"))
            + Files.readString(Path.of("src/main/resources/db/migration/V210__unusual_mail.sql"))
            + Files.readString(Path.of("src/main/resources/db/migration/R__grants.sql"))
                .replace("${gatewayRole}", "prunelle_gateway"));
    watch();
    open("p1", "dr-lemoine", "roses");
    open("p1", "dr-moreau", "lilas");
    open("p1", "stranger", "lilas");
    read();

    assertThat(told("p1"))
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.subject()).isEqualTo("stranger");
              assertThat(notice.rules()).containsExactly(Rule.NEW_PRACTITIONER);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE unusual.notice SET patient = 'p2'",
        "UPDATE unusual.notice SET name = 'nobody'",
        "DELETE FROM unusual.record",
        "UPDATE unusual.known SET who = 'dr-moreau'"
      })
  void theGatewaysRoleRewordsNothing(String sql) throws SQLException {
    try (Connection connection = database.connect(database.gateway())) {
      assertThatThrownBy(() -> connection.createStatement().execute(sql))
          .hasMessageContaining("permission denied");
    }
  }

  private Watching watch() {
    Watching watching =
        new Watching(
            vertx,
            settings,
            new Feed(vertx, settings.database(), pools.work(), Feed.Reader.UNUSUAL),
            Clock.systemUTC());
    watching.start().await();
    watchings.add(watching);
    return watching;
  }

  private UUID open(String patient, String subject, String practice) {
    return journal.record(entry(patient, subject, practice, "read", null), SHOWN).await();
  }

  private Entry entry(
      String patient,
      String subject,
      String practice,
      String interaction,
      Entry.@Nullable Purpose purpose) {
    return new Entry(
        "request-" + requests.incrementAndGet(),
        new Entry.Agent(subject, "Name of " + subject, "practitioner", "app", "jti", "127.0.0.1"),
        new Entry.Act(interaction, "Patient", patient, null, "GET", "/fhir/" + practice),
        new Entry.Where(practice, patient, "host", null, null),
        true,
        "consent-permit",
        purpose,
        null);
  }

  /** As if all that was seen had been seen so long before. */
  private void age(String interval) {
    database.execute(
        "UPDATE unusual.known SET first_at = first_at - interval '%1$s', last_at = last_at - interval '%1$s'"
            .formatted(interval));
  }

  private List<Notice> told(String patient) {
    return notices.of(patient).await().unseen();
  }

  /** Until all that was written is read. */
  private void read() {
    soon()
        .until(
            () ->
                database
                    .rows(
                        "SELECT 1 FROM journal.block b WHERE NOT EXISTS (SELECT 1 FROM"
                            + " journal.streamed s WHERE s.reader = 'unusual' AND s.chain = b.chain"
                            + " AND s.block >= b.number)")
                    .isEmpty());
  }

  private static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofSeconds(30));
  }
}
