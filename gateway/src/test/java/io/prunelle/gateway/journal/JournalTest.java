// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.Jumping;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written stays, in order, and can be read back. */
final class JournalTest {

  private static final Outcome DONE = new Outcome(200, 12, Duration.ofMillis(3), "completed");

  private final Vertx vertx = Vertx.vertx();
  private TestDatabase database;
  private Settings settings;
  private Pools pools;
  private Journal journal;

  @BeforeEach
  void start() {
    database = TestDatabase.migrated();
    settings = TestSettings.of(TestRealm.start(vertx), database);
    pools = Pools.of(vertx, settings.database());
    journal = Journal.of(vertx, settings, pools.work(), "instance-1", Clock.systemUTC());
    journal.start();
  }

  @AfterEach
  void stop() {
    journal.stop().await();
    pools.stop().await();
    vertx.close().await();
  }

  @Test
  void anEntryIsReadBackAsItWasWritten() {
    Entry entry = entry("p1", "r1");
    UUID id = journal.intend(entry).await();
    journal.settle(id, DONE).await();

    List<Line> lines = read(reading("p1"), null, 10).await();

    assertThat(lines).hasSize(2);
    assertThat(lines.get(1).id()).isEqualTo(id);
    assertThat(lines.get(1).entry()).isEqualTo(entry);
    assertThat(lines.get(1).outcome()).isEqualTo(DONE);
  }

  @Test
  void functionsAndOperatorsOfTheOwnersAreNotAsked() {
    UUID id = journal.record(entry("p1", "r1"), DONE).await();
    String name = settings.database().name();
    database.execute("CREATE SCHEMA owners");
    database.execute("GRANT USAGE ON SCHEMA owners TO PUBLIC");
    database.execute(
        "CREATE FUNCTION owners.never(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT false'");
    database.execute(
        "CREATE OPERATOR owners.= (LEFTARG = text, RIGHTARG = text, FUNCTION = owners.never)");
    database.execute("ALTER DATABASE " + name + " SET search_path = owners, pg_catalog");
    Pools later = Pools.of(vertx, settings.database());
    Journal reader = Journal.of(vertx, settings, later.work(), "instance-2", Clock.systemUTC());
    reader.start();

    List<Line> lines = read(reader, reading("p1"), null, 10).await();

    reader.stop().eventually(later::stop).await();
    database.execute("ALTER DATABASE " + name + " RESET search_path");
    assertThat(lines).extracting(Line::id).contains(id);
  }

  /**
   * A constraint that held once, of which a function of the owner's says afterwards what it means.
   */
  @Test
  void noMonthIsLeftOutBecauseAConstraintOfTheOwnersSaysSo() {
    UUID id = journal.record(entry("p1", "r1"), DONE).await();
    UUID reading = journal.intend(reading("p1")).await();
    String partition =
        (String)
            database
                .rows("SELECT tableoid::regclass::text AS name FROM journal.entry LIMIT 1")
                .get(0)
                .get("name");
    database.execute("CREATE SCHEMA leaving");
    database.execute("GRANT USAGE ON SCHEMA leaving TO PUBLIC");
    String function =
        "CREATE OR REPLACE FUNCTION leaving.ok(text) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN ";
    database.execute(function + "true");
    database.execute("ALTER TABLE " + partition + " ADD CHECK (leaving.ok(patient))");
    database.execute(function + "$1 IS NULL");

    List<Line> lines = journal.search(reading, Selection.ofPatient("p1"), null, 10).await();

    database.execute("DROP SCHEMA leaving CASCADE");
    assertThat(lines).extracting(Line::id).contains(id);
  }

  @Test
  void readingTheJournalIsItselfInIt() {
    List<Line> first = read(reading("p1"), null, 10).await();
    List<Line> second = read(reading("p1"), null, 10).await();

    assertThat(first).singleElement().satisfies(line -> assertThat(line.outcome()).isNull());
    assertThat(second).hasSize(2);
    assertThat(second.get(1).outcome()).isNotNull();
    assertThat(second)
        .allSatisfy(line -> assertThat(line.entry().act().interaction()).isEqualTo("journal-read"));
  }

  @Test
  void linesComeNewestFirstAndACursorLeadsToTheOlderOnes() {
    List<UUID> written = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      written.add(0, journal.record(entry("p1", "r" + i), DONE).await());
      journal.record(entry("p2", "other"), DONE).await();
    }

    List<UUID> read = new ArrayList<>();
    UUID before = written.get(0);
    read.add(before);
    for (List<Line> page = page(before); !page.isEmpty(); page = page(before)) {
      page.forEach(line -> read.add(line.id()));
      before = read.get(read.size() - 1);
    }

    assertThat(read).isEqualTo(written);
  }

  private List<Line> page(UUID before) {
    return read(reading("p1"), before, 7).await();
  }

  @Test
  void howALastAnswerEndedIsWrittenThoughItsListenerIsGone() {
    UUID id = journal.intend(entry("p1", "r1")).await();
    List<Future<Void>> outcome = new CopyOnWriteArrayList<>();

    // When one is taken down right after it has answered
    Future<String> deployed =
        vertx.deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                outcome.add(journal.settleInPassing(id, DONE));
                return Future.failedFuture("down");
              }
            });
    Awaitility.await().until(deployed::failed);

    outcome.get(0).await();
    assertThat(read(reading("p1"), null, 10).await().get(1).outcome()).isEqualTo(DONE);
  }

  @Test
  void idsOfOneInstanceGrowEvenWithinAMillisecond() {
    List<Future<UUID>> writes = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      writes.add(journal.intend(entry("p1", "r" + i)));
    }
    List<UUID> ids = Future.all(writes).map(all -> all.<UUID>list()).await();

    assertThat(ids).isSorted().doesNotHaveDuplicates().allMatch(id -> id.version() == 7);
    assertThat(ids).allMatch(id -> id.variant() == 2);
  }

  @Test
  void anEntryInATransactionIsThereExactlyIfTheTransactionIs() {
    Future<UUID> rolledBack =
        pools
            .work()
            .withTransaction(
                connection ->
                    journal
                        .append(connection, entry("p1", "undone"), DONE)
                        .compose(id -> Future.failedFuture("something else failed")));
    assertThat(catchThrowable(rolledBack::await)).isNotNull();
    pools
        .work()
        .withTransaction(connection -> journal.append(connection, entry("p1", "done"), null))
        .await();

    assertThat(database.rows("SELECT request_id FROM journal.entry"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("request_id", "done"));
    assertThat(database.rows("SELECT 1 FROM journal.outcome")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE journal.entry SET patient = 'x'",
        "DELETE FROM journal.entry",
        "TRUNCATE journal.entry CASCADE",
        "UPDATE journal.outcome SET status = 200",
        "DELETE FROM journal.outcome",
        "DROP TABLE journal.outcome",
        "ALTER TABLE journal.entry DISABLE TRIGGER ALL",
        "CREATE TABLE journal.other (x int)"
      })
  void theGatewaysRoleCannotChangeWhatWasWritten(String sql) throws SQLException {
    journal.record(entry("p1", "r1"), DONE).await();
    try (Connection connection = database.connect(database.gateway())) {
      assertThatThrownBy(() -> connection.createStatement().execute(sql))
          .isInstanceOf(SQLException.class)
          .extracting(error -> ((SQLException) error).getSQLState())
          .isEqualTo("42501");
    }
  }

  /** What runs as the owner could otherwise be made to run what somebody else wrote. */
  @Test
  void theGatewaysRoleHasNothingOfItsOwnRunAsTheOwner() throws SQLException {
    // Given a role that may make temporary objects, as PostgreSQL lets everybody by default
    database.execute(
        "GRANT TEMPORARY ON DATABASE "
            + database.rows("SELECT current_database() AS name").get(0).get("name")
            + " TO PUBLIC");
    try (Connection connection = database.connect(database.gateway());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE FUNCTION pg_temp.seen(pg_catalog.text) RETURNS pg_catalog.bool LANGUAGE plpgsql AS"
              + " $$ BEGIN RAISE EXCEPTION 'ran as %', current_user; END $$");
      statement.execute(
          "CREATE DOMAIN pg_temp.text AS pg_catalog.text CHECK (pg_temp.seen(VALUE))");

      // When a function of the owner's is called, Then it runs none of that
      statement.execute("SELECT journal.prepare()");
    }
  }

  @Test
  void anOutcomeIsWrittenOnce() {
    UUID id = journal.record(entry("p1", "r1"), DONE).await();

    assertThat(
            catchThrowable(
                () -> journal.settle(id, new Outcome(500, 0, Duration.ZERO, "failed")).await()))
        .isNotNull();
    assertThat(database.rows("SELECT status FROM journal.outcome"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("status", 200));
  }

  @Test
  void whatTheCallerStatedIsReadBack() {
    Entry entry = entry("p1", "r1");
    Entry.Purpose purpose = new Entry.Purpose("BTG", "found “unconscious”");
    journal
        .record(
            new Entry(
                entry.requestId(),
                entry.agent(),
                entry.act(),
                entry.where(),
                true,
                "break-glass",
                purpose,
                null),
            DONE)
        .await();
    journal.record(entry("p1", "r2"), DONE).await();

    assertThat(read(reading("p1"), null, 10).await())
        .filteredOn(line -> line.outcome() != null)
        .extracting(line -> line.entry().purpose())
        .containsExactlyInAnyOrder(purpose, null);
  }

  @Test
  void whatOthersDidIsFoundBehindManyOfOnesOwnAndWithoutTheGatewaysOwnSteps() {
    List<Future<?>> written = new ArrayList<>();
    written.add(journal.record(by("dr-lemoine", "practitioner"), DONE));
    for (int i = 0; i < 250; i++) {
      written.add(journal.record(by("anne", "patient"), DONE));
    }
    written.add(journal.record(by(null, "system"), DONE));
    Future.all(written).await();
    History history = new History(pools.work());
    UUID reading = new UUID(0, 1);

    assertThat(history.others(reading, "p1", "anne", 3).await())
        .extracting(line -> line.entry().agent().subject())
        .containsExactly("dr-lemoine");
    Instant now = Instant.now();
    List<Instant> times = List.of(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
    assertThat(history.counts(reading, "p1", "anne", times).await())
        .containsExactly(new History.Count(1, false));
  }

  /** Its identifiers go on growing, and say another minute than what is shown. */
  @Test
  void whatIsLookedForByItsTimeIsFoundByTheTimeThatIsShownThoughTheClockWasSetBack() {
    Jumping clock = new Jumping();
    Journal jumping = Journal.of(vertx, settings, pools.work(), "jumping", clock);
    jumping.start();
    Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    Outcome failed = new Outcome(500, 0, Duration.ZERO, "failed");
    clock.wrong = Duration.between(Instant.now(), minute.plusSeconds(5));
    List<UUID> ahead = new ArrayList<>(List.of(jumping.record(entry("p1", "a"), DONE).await()));
    ahead.add(0, jumping.record(entry("p1", "b"), failed).await());
    clock.wrong = clock.wrong.minusSeconds(40);
    List<UUID> behind = new ArrayList<>(List.of(jumping.record(entry("p1", "c"), DONE).await()));
    behind.add(0, jumping.record(entry("p1", "d"), failed).await());
    jumping.stop().await();
    Instant before = minute.minusSeconds(60);
    Instant after = minute.plusSeconds(60);

    assertThat(between(before, minute)).isEqualTo(behind);
    assertThat(between(minute, after)).isEqualTo(ahead);
    assertThat(failures(before, minute)).containsExactly(behind.get(0));
    assertThat(failures(minute, after)).containsExactly(ahead.get(0));
    History history = new History(pools.work());
    assertThat(
            history.counts(new UUID(0, 1), "p1", "nobody", List.of(before, minute, after)).await())
        .containsExactly(new History.Count(2, false), new History.Count(2, false));
    assertThat(
            history
                .search(
                    new UUID(0, 1), Selection.ofPatient("p1", before, minute, null, null), null, 9)
                .await()
                .lines())
        .extracting(Line::id)
        .isEqualTo(behind);
  }

  /** One by one, as a cursor leads. */
  private List<UUID> between(Instant from, Instant to) {
    Selection minute = Selection.ofPatient("p1", from, to, null, null);
    List<UUID> found = new ArrayList<>();
    @Nullable UUID last = null;
    for (List<Line> page = found(minute, last); !page.isEmpty(); page = found(minute, last)) {
      last = page.get(0).id();
      found.add(last);
    }
    return found;
  }

  private List<UUID> failures(Instant from, Instant to) {
    Selection failed =
        new Selection(
            "c", null, null, from, to, null, null, null, Set.of(Result.FAILED), null, null, null);
    return found(failed, null).stream().map(Line::id).toList();
  }

  private List<Line> found(Selection selection, @Nullable UUID before) {
    return journal.search(new UUID(0, 1), selection, before, 1).await();
  }

  private static Entry by(@Nullable String subject, String role) {
    Entry entry = entry("p1", UUID.randomUUID().toString());
    return new Entry(
        entry.requestId(),
        new Entry.Agent(subject, subject, role, "app", null, null),
        entry.act(),
        entry.where(),
        true,
        "consent-permit");
  }

  @Test
  void partitionsForMonthsToComeAreMadeHoweverLongItRuns() {
    List<String> ahead = partitions();
    database.execute("DROP TABLE journal." + ahead.get(ahead.size() - 1));

    journal.prepare().await();

    assertThat(partitions()).isEqualTo(ahead).hasSizeGreaterThanOrEqualTo(10);
  }

  private List<String> partitions() {
    return database
        .rows(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE"
                + " i.inhparent IN ('journal.entry'::regclass, 'journal.outcome'::regclass) ORDER"
                + " BY 1")
        .stream()
        .map(row -> (String) row.get("relname"))
        .toList();
  }

  @Test
  void readingHasABound() {
    for (int limit : new int[] {0, 1_001}) {
      assertThat(catchThrowable(() -> read(reading("p1"), null, limit).await()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** As whoever shows a patient their journal does: an entry first, then the look. */
  private Future<List<Line>> read(Entry reading, @Nullable UUID before, int limit) {
    return read(journal, reading, before, limit);
  }

  private static Future<List<Line>> read(
      Journal reader, Entry reading, @Nullable UUID before, int limit) {
    return reader
        .intend(reading)
        .compose(
            id ->
                reader
                    .search(id, Selection.ofPatient("p1"), before, limit)
                    .compose(lines -> reader.settle(id, DONE).map(lines)));
  }

  private static Entry entry(String patient, String requestId) {
    return new Entry(
        requestId,
        new Entry.Agent("sub", "Name", "practitioner", "app", "jti", "127.0.0.1"),
        new Entry.Act(
            "search-type", "Observation", null, "patient=x", "GET", "/fhir/c/Observation"),
        new Entry.Where("c", patient, "host", "c@host", 42L),
        true,
        "consent-permit");
  }

  private static Entry reading(String patient) {
    return new Entry(
        "reading",
        new Entry.Agent("sub", "Name", "patient", "page", null, null),
        new Entry.Act("journal-read", null, null, null, "GET", "/my/accesses"),
        new Entry.Where("c", patient, null, null, null),
        true,
        "own-record");
  }
}
