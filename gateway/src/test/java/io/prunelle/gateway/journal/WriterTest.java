// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.Jumping;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.prunelle.gateway.testing.Wire;
import io.prunelle.gateway.verification.Examiner;
import io.prunelle.gateway.verification.WrittenJournal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many share a commit, and each is told the truth about its own entry. */
final class WriterTest {

  private static final Outcome DONE = new Outcome(200, 12, Duration.ofMillis(3), "completed");

  private final Vertx vertx = Vertx.vertx();
  private final List<Journal> running = new ArrayList<>();
  private TestDatabase database;
  private Settings settings;
  private Pools pools;

  @BeforeEach
  void start() {
    database = TestDatabase.migrated();
    settings = TestSettings.of(TestRealm.start(vertx), database);
    pools = Pools.of(vertx, settings.database());
  }

  @AfterEach
  void stop() {
    running.forEach(journal -> journal.stop().await());
    pools.stop().await();
    vertx.close().await();
  }

  private Journal journal(String instance) {
    return journal(instance, Clock.systemUTC());
  }

  private Journal journal(String instance, Clock clock) {
    return start(Journal.of(vertx, settings, pools.work(), instance, clock));
  }

  /** That settles at once what those left who are gone. */
  private Journal impatient(String instance) {
    return start(
        Journal.of(vertx, settings, pools.work(), instance, Clock.systemUTC(), Duration.ZERO));
  }

  private Journal start(Journal journal) {
    journal.start();
    running.add(journal);
    return journal;
  }

  @Test
  void whatArrivesTogetherSharesCommits() {
    Journal journal = journal("a");
    journal.intend(entry("first")).await();

    List<Future<UUID>> writes =
        IntStream.range(0, 400).mapToObj(i -> journal.intend(entry("r" + i))).toList();
    List<UUID> ids = Future.all(writes).map(all -> all.<UUID>list()).await();

    assertThat(stored()).hasSize(401).containsAll(ids);
    assertThat(blocks("requests")).as("commits").isLessThan(100);
    // the block's own count is what its rows are
    assertThat(
            database.rows(
                "SELECT b.number FROM journal.block b WHERE leaves <> (SELECT count(*) FROM"
                    + " journal.entry e WHERE e.chain = b.chain AND e.block = b.number) + (SELECT"
                    + " count(*) FROM journal.outcome o WHERE o.chain = b.chain AND o.block ="
                    + " b.number)"))
        .isEmpty();
  }

  @Test
  void whatNobodyWaitsForTakesNoCommitOfItsOwnWhereAnotherIsMade() {
    Journal journal = journal("a");
    UUID answered = journal.intend(entry("answered")).await();

    Future<Void> outcome = journal.settleInPassing(answered, DONE);
    UUID next = journal.intend(entry("next")).await();
    outcome.await();

    assertThat(outcome(answered))
        .containsEntry(
            "block",
            database
                .rows("SELECT block FROM journal.entry WHERE id = ?", next)
                .get(0)
                .get("block"));
  }

  @Test
  void whatNobodyWaitsForIsCommittedIfNothingElseComes() {
    Journal journal = journal("a");
    UUID first = journal.intend(entry("first")).await();
    UUID second = journal.intend(entry("second")).await();

    journal.settleInPassing(first, DONE).await();
    journal.settleInPassing(second, DONE).await();

    assertThat(List.of(outcome(first), outcome(second)))
        .allSatisfy(row -> assertThat(row).containsEntry("ending", "completed"));
  }

  @Test
  void aJournalThatStopsWritesFirstWhatNobodyWaitsFor() {
    Journal journal = journal("a");
    UUID answered = journal.intend(entry("answered")).await();

    Future<Void> outcome = journal.settleInPassing(answered, DONE);
    journal.stop().await();

    outcome.await();
    assertThat(outcome(answered)).containsEntry("ending", "completed");
  }

  @Test
  void severalEntriesOfOneRequestAreNeverApart() {
    Journal journal = journal("a");

    List<Future<List<UUID>>> writes =
        IntStream.range(0, 50)
            .mapToObj(i -> journal.intend(List.of(entry("m" + i), entry("m" + i), entry("m" + i))))
            .toList();
    Future.all(writes).await();

    assertThat(
            database.rows(
                "SELECT request_id FROM journal.entry GROUP BY request_id"
                    + " HAVING count(DISTINCT (chain, block)) > 1 OR count(*) <> 3"))
        .isEmpty();
  }

  /** As that a database must be vacuumed before long. */
  @Test
  void aWarningThatSaysNothingOfTheCommitKeepsNobodyFromIt() {
    database.execute(
        "CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE WARNING"
            + " ''database must be vacuumed within 39985967 transactions''; RETURN NEW; END'");
    database.execute(
        "CREATE TRIGGER warn BEFORE INSERT ON journal.block FOR EACH ROW EXECUTE FUNCTION warn()");
    Journal journal = journal("a");

    UUID first = journal.intend(entry("first")).await();
    UUID second = journal.intend(entry("second")).await();

    assertThat(stored()).containsExactlyInAnyOrder(first, second);
    assertThat(journal.ready().succeeded()).isTrue();
  }

  @Test
  void whatCannotBeStoredKeepsNobodyElseFromIt() {
    Journal journal = journal("a");
    UUID settled = journal.record(entry("settled"), DONE).await();

    List<Future<UUID>> good = new ArrayList<>();
    List<Future<Void>> bad = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      good.add(journal.intend(entry("good" + i)));
      bad.add(journal.settle(settled, DONE));
    }

    Future.join(bad).otherwiseEmpty().await();
    assertThat(bad).allMatch(Future::failed);
    assertThat(stored()).containsAll(Future.all(good).map(all -> all.<UUID>list()).await());
  }

  @Test
  void textThatNoDatabaseTakesIsWrittenAsFarAsItCanBe() {
    Journal journal = journal("a");
    Entry hostile =
        new Entry(
            "r\u0000\uD800",
            new Entry.Agent("s".repeat(10_000), "N\u0000", "practitioner", "app", null, null),
            new Entry.Act("read", "Patient", "\uDC00x", "q\u0000=1", "GET", "/\uD83D\uDE00"),
            new Entry.Where("c", "p1", null, null, null),
            false,
            "other-patient");

    journal.record(hostile, DONE).await();

    assertThat(database.rows("SELECT * FROM journal.entry"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("request_id", "r\uFFFD\uFFFD")
                    .containsEntry("resource_id", "\uFFFDx")
                    .containsEntry("path", "/\uD83D\uDE00"));
  }

  @Test
  void aConnectionThatBreaksAgainAndAgainLosesNothingThatWasSaidToBeWritten() throws Exception {
    Journal journal = journal("a");
    journal.intend(entry("first")).await();
    Set<UUID> told = new HashSet<>();

    for (int round = 0; round < 20; round++) {
      String name = "round" + round;
      List<Future<UUID>> writes =
          IntStream.range(0, 30).mapToObj(i -> journal.intend(entry(name))).toList();
      if (round % 3 == 0) {
        writes.get(0).await();
      }
      breakConnections();
      Future.join(writes).otherwiseEmpty().await();
      writes.stream().filter(Future::succeeded).map(Future::result).forEach(told::add);
    }
    UUID after = journal.intend(entry("after")).await();

    assertThat(stored()).containsAll(told).contains(after);
    assertThat(told).as("the service goes on").hasSizeGreaterThan(300);
    // still one chain, without a gap
    assertThat(
            database.rows(
                "SELECT c.id, max(number) AS last, count(*) AS n FROM journal.chain c JOIN"
                    + " journal.block b ON b.chain = c.id WHERE purpose = 'requests' GROUP BY"
                    + " c.id"))
        .singleElement()
        .satisfies(row -> assertThat((Long) row.get("n")).isEqualTo((Long) row.get("last") + 1));
  }

  @Test
  void whatBreaksEachConnectionItIsWrittenOnIsNotTriedForEver() throws Exception {
    Journal journal = journal("a");
    journal.intend(entry("first")).await();
    database.execute(
        "CREATE FUNCTION breaks() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'");
    database.execute(
        "CREATE TRIGGER breaks BEFORE INSERT ON journal.entry FOR EACH ROW WHEN (NEW.request_id ="
            + " 'poison') EXECUTE FUNCTION breaks()");

    Future<UUID> poison = journal.intend(entry("poison"));

    assertThat(catchThrowable(() -> poison.await(30, TimeUnit.SECONDS)))
        .hasMessageContaining("journal-down");
    UUID after = journal.intend(entry("after")).await(30, TimeUnit.SECONDS);
    assertThat(stored()).hasSize(2).contains(after);
  }

  private void breakConnections() {
    database.asAdministrator(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
            + " 'prunelle-gateway journal' AND datname = current_database()");
  }

  @Test
  void aDatabaseThatLacksWhatWasCommittedIsContradictedByANewChain() {
    Journal journal = journal("a");
    for (int i = 0; i < 5; i++) {
      journal.intend(entry("r" + i)).await();
    }
    int chain = chainOf("requests");

    // Given a database that has come back as it was three commits ago
    database.execute(
        "WITH cut AS (DELETE FROM journal.block WHERE chain = ? AND number > 2)"
            + " DELETE FROM journal.entry WHERE chain = ? AND block > 2",
        chain,
        chain);
    breakConnections();
    journal.intend(entry("later")).await();

    assertThat(database.rows("SELECT number FROM journal.closed WHERE chain = ?", chain))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("number", 5L));
    assertThat(database.rows("SELECT chain FROM journal.entry WHERE request_id = 'later'"))
        .singleElement()
        .satisfies(row -> assertThat(row).doesNotContainEntry("chain", chain));
  }

  @Test
  void whoCutsTheChainForTransactionsOfARunningGatewayIsContradicted() {
    Journal journal = journal("a");
    journal.intend(entry("before")).await();
    appended(journal, "one");
    appended(journal, "two");
    journal.look().await();
    int chain = chainOf("transactions");

    // Given an owner who takes away what was written last
    database.execute(
        "WITH cut AS (DELETE FROM journal.block WHERE chain = ? AND number > 1),"
            + " ends AS (DELETE FROM journal.outcome WHERE chain = ? AND block > 1)"
            + " DELETE FROM journal.entry WHERE chain = ? AND block > 1",
        chain,
        chain,
        chain);

    // When the next is to be written
    assertThat(catchThrowable(() -> appended(journal, "three")))
        .hasMessageContaining("journal-down");
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> catchThrowable(() -> appended(journal, "four")) == null);

    // Then it stands in another chain, which says where that one had ended
    assertThat(database.rows("SELECT number FROM journal.closed WHERE chain = ?", chain))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("number", 2L));
    assertThat(database.rows("SELECT chain FROM journal.entry WHERE request_id = 'four'"))
        .singleElement()
        .satisfies(row -> assertThat(row).doesNotContainEntry("chain", chain));
  }

  /** As by a server that was behind for a while: more has been committed than was seen. */
  @Test
  void aChainThatIsWholeAgainWhenItIsClosedIsClosedWhereItEnds() {
    Journal journal = journal("a");
    journal.intend(entry("before")).await();
    appended(journal, "one");
    appended(journal, "two");
    journal.look().await();
    appended(journal, "three");
    int chain = chainOf("transactions");

    // Given one that is seen to end earlier, until nobody writes it any more
    String behind = " WHERE chain = %d AND %s > 1";
    for (String table : List.of("block", "entry", "outcome")) {
      String rows = behind.formatted(chain, table.equals("block") ? "number" : "block");
      database.execute("CREATE TABLE kept_" + table + " AS TABLE journal." + table);
      database.execute("DELETE FROM kept_" + table + " WHERE NOT (" + rows.substring(7) + ")");
      database.execute("DELETE FROM journal." + table + rows);
    }
    database.asAdministrator("ALTER ROLE prunelle_gateway NOLOGIN");
    try {
      journal.look().await();
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () -> database.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'").isEmpty());
      for (String table : List.of("block", "entry", "outcome")) {
        database.execute("INSERT INTO journal." + table + " TABLE kept_" + table);
      }
    } finally {
      database.asAdministrator("ALTER ROLE prunelle_gateway LOGIN");
    }
    awaitWriting(journal);

    assertThat(database.rows("SELECT number FROM journal.closed WHERE chain = ?", chain))
        .containsExactly(Map.of("number", 3L));
    assertThat(WrittenJournal.verify(Examiner.of(settings, List.of()), true).said())
        .startsWith("The journal fits");
  }

  @Test
  void whatATransactionTookBackWasNotCut() {
    Journal journal = journal("a");
    journal.intend(entry("before")).await();
    appended(journal, "one");
    journal.look().await();

    Future<?> takenBack =
        pools
            .work()
            .withTransaction(
                connection ->
                    journal
                        .append(connection, entry("x"), DONE)
                        .compose(x -> journal.append(connection, entry("y"), DONE))
                        .compose(y -> Future.failedFuture("taken back")));
    assertThat(catchThrowable(takenBack::await)).hasMessage("taken back");
    journal.look().await();
    appended(journal, "two");

    assertThat(database.rows("SELECT chain FROM journal.closed")).isEmpty();
  }

  private void appended(Journal journal, String request) {
    pools
        .work()
        .withTransaction(connection -> journal.append(connection, entry(request), DONE))
        .await();
  }

  @Test
  void aDatabaseThatLacksTheChainAltogetherIsWrittenToAgain() {
    Journal journal = journal("a");
    journal.intend(entry("before")).await();

    database.execute(
        "TRUNCATE journal.streamed, journal.closed, journal.entry, journal.outcome, journal.block, journal.chain");
    breakConnections();

    assertThat(stored()).isEmpty();
    awaitWriting(journal);
    assertThat(database.rows("SELECT chain FROM journal.closed")).isEmpty();
  }

  private static void awaitWriting(Journal journal) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                journal
                    .intend(entry("after"))
                    .transform(done -> Future.succeededFuture(done.succeeded()))
                    .await());
  }

  /** As {@code pg_restore --clean} does. */
  @Test
  void aDatabaseWhoseChainIsGoneUnderALiveConnectionIsWrittenToAgain() {
    Journal journal = journal("a");
    UUID before = journal.intend(entry("before")).await();

    database.execute(
        "TRUNCATE journal.streamed, journal.closed, journal.entry, journal.outcome, journal.block, journal.chain");

    // Then what is asked for is not taken for something that cannot be written, nor lost
    assertThat(catchThrowable(() -> journal.settle(before, DONE).await()))
        .hasMessageContaining("journal-down");
    awaitWriting(journal);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                !database
                    .rows("SELECT status FROM journal.outcome WHERE entry = ?", before)
                    .isEmpty());
    assertThat(journal.ready().succeeded()).isTrue();
  }

  @Test
  void nobodyVouchesForAnEndThatNoTrustedKeyHasSigned() throws Exception {
    Journal dies = journal("a");
    dies.intend(entry("left")).await();
    dies.stop().await();
    running.remove(dies);
    int chain = chainOf("requests");
    database.execute(
        "UPDATE journal.block SET signature = sha512('forged') WHERE chain = ? AND number = (SELECT"
            + " max(number) FROM journal.block WHERE chain = ?)",
        chain,
        chain);

    journal("b").intend(entry("next")).await();

    assertThat(database.rows("SELECT chain FROM journal.closed"))
        .singleElement()
        .satisfies(row -> assertThat(row).doesNotContainEntry("chain", chain));
  }

  @Test
  void whoeverStartsAfterOneThatDiedSettlesWhatItLeft() {
    Journal dies = journal("a");
    UUID left = dies.intend(entry("left")).await();
    UUID ended = dies.record(entry("ended"), DONE).await();
    dies.stop().await();
    running.remove(dies);

    impatient("b").intend(entry("next")).await();

    awaitUnknown(left);
    assertThat(outcome(ended)).containsEntry("ending", "completed");
    assertThat(database.rows("SELECT chain FROM journal.closed")).hasSize(2);
  }

  /** Who closed a chain may die before it is time; nobody else ever closes it again. */
  @Test
  void whatOneThatDiedLeftIsSettledThoughWhoeverClosedItsChainDiedAsWell() {
    Journal dies = journal("a");
    UUID left = dies.intend(entry("left")).await();
    dies.stop().await();
    running.remove(dies);
    Journal closes = journal("b");
    closes.intend(entry("next")).await();
    closes.stop().await();
    running.remove(closes);

    impatient("c").intend(entry("after")).await();

    awaitUnknown(left);
  }

  /** Cut off from the database, a gateway goes on with what it has begun. */
  @Test
  void whoIsCutOffForAMomentSaysAfterwardsHowItEndedThoughAnotherHasClosedTheirChain() {
    try (Wire wire = Wire.to(database.settings().port())) {
      Settings direct = settings;
      settings = TestSettings.of(TestRealm.start(vertx), database.through(wire.port()));
      Journal living = journal("a");
      UUID underWay = living.intend(entry("under way")).await();
      UUID never = living.intend(entry("never over")).await();
      settings = direct;

      // Given another one that starts while the first is cut off, and closes its chains
      wire.swallow();
      wire.cut();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> database.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'").isEmpty());
      journal("b").intend(entry("next")).await();
      assertThat(database.rows("SELECT chain FROM journal.closed")).hasSize(2);

      // When the first is back
      wire.pass();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  living
                      .settle(underWay, DONE)
                      .transform(Future::succeededFuture)
                      .await()
                      .succeeded());

      // Then how it ended stands, whoever starts after that
      impatient("c").intend(entry("after")).await();
      awaitUnknown(never);
      assertThat(outcome(underWay))
          .containsEntry("ending", "completed")
          .containsEntry("status", 200);
      running.remove(living);
      living.stop().await();
    }
  }

  private void awaitUnknown(UUID left) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> database.rows("SELECT ending, status FROM journal.outcome WHERE entry = ?", left),
            List.of(Map.of("ending", "unknown", "status", 0))::equals);
  }

  /** Of a machine that is gone, or cut off, the server may not know for a minute. */
  @Test
  void aChainThatIsStillHeldWhenTheNextOneStartsIsClosedOnceItIsNot() throws Exception {
    Journal dies = journal("a");
    UUID left = dies.intend(entry("left")).await();
    int chain = chainOf("requests");
    dies.stop().await();
    running.remove(dies);

    try (Connection held = database.connect(database.owner())) {
      held.createStatement().execute("SELECT pg_advisory_lock(1886547819, " + chain + ")");
      impatient("b").intend(entry("next")).await();
      assertThat(closers(chain)).isEmpty();
    }

    awaitUnknown(left);
    assertThat(closers(chain)).hasSize(1);
    assertThat(WrittenJournal.verify(Examiner.of(settings, List.of()), true).said())
        .startsWith("The journal fits");
  }

  private List<Map<String, Object>> closers(int chain) {
    return database.rows("SELECT closer FROM journal.closed WHERE chain = ?", chain);
  }

  /** An archive may be packed, a large answer be taken for hours. */
  @Test
  void whatWasUnderWayForHoursIsSettledToo() {
    Jumping clock = new Jumping();
    clock.wrong = Duration.ofHours(-23);
    Journal dies = journal("a", clock);
    UUID left = dies.intend(entry("left")).await();
    clock.wrong = Duration.ZERO;
    dies.record(entry("last"), DONE).await();
    dies.stop().await();
    running.remove(dies);

    impatient("b").intend(entry("next")).await();

    awaitUnknown(left);
  }

  /** Of a busy chain there is much to be looked through. */
  @Test
  void whatTakesLongerToBeLookedThroughThanACommitMayIsSettledToo() {
    Journal dies = journal("a");
    UUID left = dies.intend(entry("left")).await();
    int chain = chainOf("requests");
    dies.stop().await();
    running.remove(dies);
    whileReading(chain, "pg_sleep(11) IS NOT NULL");

    impatient("b").intend(entry("next")).await();

    awaitUnknown(left);
  }

  @Test
  void aChainThatCannotBeLookedThroughKeepsNoOtherFromBeingSettled() {
    Journal first = journal("a");
    first.intend(entry("left")).await();
    int chain = chainOf("requests");
    first.stop().await();
    running.remove(first);
    Journal second = journal("b");
    UUID left = second.intend(entry("left as well")).await();
    second.stop().await();
    running.remove(second);
    whileReading(chain, "1 / (chain - %d) = 0".formatted(chain));

    impatient("c").intend(entry("next")).await();

    awaitUnknown(left);
  }

  /** What the server does for each entry of a chain that the gateway reads. */
  private void whileReading(int chain, String does) {
    database.execute("ALTER TABLE journal.entry ENABLE ROW LEVEL SECURITY");
    database.execute("CREATE POLICY adds ON journal.entry FOR INSERT WITH CHECK (true)");
    database.execute(
        "CREATE POLICY reads ON journal.entry FOR SELECT USING (CASE WHEN chain = %d THEN %s ELSE true END)"
            .formatted(chain, does));
  }

  @Test
  void aLivingWritersChainsAreLeftToIt() {
    Journal first = journal("a");
    UUID underWay = first.intend(entry("under way")).await();

    journal("b").intend(entry("other")).await();

    assertThat(database.rows("SELECT chain FROM journal.closed")).isEmpty();
    first.settle(underWay, DONE).await();
    assertThat(outcome(underWay)).containsEntry("ending", "completed");
  }

  @Test
  void strangersFillTheirOwnLaneOnly() {
    Journal journal = journal("a");
    Entry stranger =
        new Entry(
            "stranger",
            new Entry.Agent(null, null, null, null, null, "192.0.2.1"),
            new Entry.Act("unknown", null, null, null, "GET", "/"),
            new Entry.Where(null, null, null, null, null),
            false,
            "no-token");

    List<Future<UUID>> flood =
        IntStream.range(0, 2_000).mapToObj(i -> journal.record(stranger, DONE)).toList();
    Future<UUID> known = journal.intend(entry("known"));

    known.await();
    Future.join(flood).otherwiseEmpty().await();
    assertThat(flood).anyMatch(Future::failed).anyMatch(Future::succeeded);
    journal.count();
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> counted() > 0);
    assertThat(counted())
        .as("each is written or counted")
        .isEqualTo(flood.stream().filter(Future::failed).count());
    assertThat(catchThrowable(() -> flood.stream().filter(Future::failed).findAny().get().await()))
        .hasMessageContaining("journal-full");
  }

  private long counted() {
    return database.rows("SELECT query FROM journal.entry WHERE reason = 'not-one-by-one'").stream()
        .mapToLong(row -> Long.parseLong(((String) row.get("query")).substring("count=".length())))
        .sum();
  }

  @Test
  void ofStrangersWhoCameDuringAnOutageItIsWrittenAfterwardsHowManyTheyWere() {
    Journal journal = journal("a");
    Entry stranger =
        new Entry(
            "stranger",
            new Entry.Agent(null, null, null, null, null, "192.0.2.1"),
            new Entry.Act("unknown", null, null, null, "GET", "/"),
            new Entry.Where(null, null, null, null, null),
            false,
            "no-token");
    journal.intend(entry("before")).await();

    whileNobodyConnects(
        () -> {
          awaitDown(journal);
          for (int i = 0; i < 7; i++) {
            journal.record(stranger, DONE).otherwiseEmpty().await();
          }
          journal.count();
        });

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              journal.count();
              return counted();
            },
            count -> count == 7);
  }

  /** What anybody may cause is kept for years: it must not fill the disk. */
  @Test
  void ofAFloodOfStrangersSoMuchIsWrittenAndHowManyTheyWere() {
    Journal journal = journal("a");
    String long2000 = "x".repeat(2_000);
    Entry stranger =
        new Entry(
            "stranger",
            new Entry.Agent(null, null, null, null, null, "192.0.2.1"),
            new Entry.Act("unknown", null, null, long2000, long2000, "GET", "/" + long2000),
            new Entry.Where(null, null, null, null, null),
            false,
            "no-token");

    long written = 0;
    for (int i = 0; i < 60; i++) {
      written +=
          Future.join(
                  IntStream.range(0, 50)
                      .mapToObj(one -> journal.record(stranger, DONE).otherwiseEmpty())
                      .toList())
              .await()
              .<UUID>list()
              .stream()
              .filter(Objects::nonNull)
              .count();
    }
    journal.count();

    assertThat(written).isBetween(1_000L, 1_100L);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                database
                    .rows("SELECT query FROM journal.entry WHERE reason = 'not-one-by-one'")
                    .size(),
            rows -> rows == 1);
    assertThat(
            database.rows("SELECT query FROM journal.entry WHERE reason = 'not-one-by-one'").get(0))
        .containsEntry("query", "count=" + (3_000 - written));
    assertThat(
            database
                .rows(
                    "SELECT max(length(path)) AS path, max(length(raw_query)) AS raw,"
                        + " max(length(query)) AS query FROM journal.entry"
                        + " WHERE reason = 'no-token'")
                .get(0))
        .satisfies(
            row -> {
              assertThat((Integer) row.get("path")).isLessThan(210);
              assertThat((Integer) row.get("raw")).isLessThan(210);
              assertThat(row.get("query")).isNull();
            });
  }

  @Test
  void howItEndedWhileTheDatabaseWasGoneIsWrittenWhenItIsBack() {
    Journal journal = journal("a");
    UUID entry = journal.intend(entry("under way")).await();

    // When what was intended ends during an outage
    whileNobodyConnects(
        () -> {
          awaitDown(journal);
          assertThat(catchThrowable(() -> journal.settleInPassing(entry, DONE).await()))
              .isNotNull();
        });

    // Then it stands in the journal afterwards
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                database.rows("SELECT status FROM journal.outcome WHERE entry = ?", entry).size()
                    == 1);
  }

  private void whileNobodyConnects(Runnable during) {
    database.asAdministrator("ALTER ROLE prunelle_gateway NOLOGIN");
    try {
      database.asAdministrator(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE usename = 'prunelle_gateway' AND datname = '"
              + settings.database().name()
              + "'");
      during.run();
    } finally {
      database.asAdministrator("ALTER ROLE prunelle_gateway LOGIN");
    }
  }

  private static void awaitDown(Journal journal) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                journal
                    .intend(entry("during"))
                    .transform(Future::succeededFuture)
                    .await()
                    .failed());
  }

  @Test
  void howItEndedIsWrittenWhenTheServerWritesAgainThoughItSaidNo() throws Exception {
    Journal journal = journal("a");
    UUID entry = journal.intend(entry("under way")).await();

    // Given a server that answers, and does not write
    try (Connection other = database.connect(database.owner())) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE journal.outcome");
      assertThat(catchThrowable(() -> journal.settleInPassing(entry, DONE).await())).isNotNull();
    }

    // Then what was told meanwhile stands in the journal afterwards
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                database.rows("SELECT status FROM journal.outcome WHERE entry = ?", entry).size()
                    == 1);
  }

  @Test
  void whatWasCommittedThoughItWasSaidNotToBeEndsAsRefused() {
    try (Wire wire = Wire.to(database.settings().port())) {
      settings = TestSettings.of(TestRealm.start(vertx), database.through(wire.port()));
      Journal journal = journal("a");
      journal.intend(entry("before")).await();

      // Given an intent that is committed, and whose answer is lost
      wire.hold(Wire.Way.TO_CLIENT, "prunelle-gateway journal");
      Future<UUID> doubtful = journal.intend(entry("doubtful"));
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> stored().size() == 2);
      wire.cut();
      assertThat(catchThrowable(doubtful::await)).hasMessageContaining("journal-down");

      // When the database is back
      wire.pass();

      // Then it ends as its caller was told, though nobody starts anew
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  database.rows(
                      "SELECT status, ending FROM journal.outcome WHERE entry = (SELECT id FROM"
                          + " journal.entry WHERE request_id = 'doubtful')"),
              List.of(Map.of("status", 503, "ending", "refused"))::equals);
      running.remove(journal);
      journal.stop().await();
    }
  }

  @Test
  void aDatabaseThatStartsLaterIsWaitedFor() {
    database.asAdministrator("ALTER ROLE prunelle_gateway NOLOGIN");
    try {
      Journal journal = journal("a");
      Future<UUID> early = journal.intend(entry("early"));
      assertThat(catchThrowable(early::await)).hasMessageContaining("journal-down");
      assertThat(catchThrowable(() -> journal.intend(entry("now")).await())).isNotNull();

      database.asAdministrator("ALTER ROLE prunelle_gateway LOGIN");

      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  journal
                      .intend(entry("at last"))
                      .transform(Future::succeededFuture)
                      .await()
                      .succeeded());
    } finally {
      database.asAdministrator("ALTER ROLE prunelle_gateway LOGIN");
    }
  }

  private Set<UUID> stored() {
    Set<UUID> stored = new HashSet<>();
    database.rows("SELECT id FROM journal.entry").forEach(row -> stored.add((UUID) row.get("id")));
    return stored;
  }

  private Map<String, Object> outcome(UUID entry) {
    List<Map<String, Object>> rows =
        database.rows("SELECT * FROM journal.outcome WHERE entry = ?", entry);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private long blocks(String purpose) {
    return (long)
        database
            .rows(
                "SELECT count(*) AS n FROM journal.block b JOIN journal.chain c ON c.id = b.chain"
                    + " WHERE c.purpose = ?",
                purpose)
            .get(0)
            .get("n");
  }

  private int chainOf(String purpose) {
    return (int)
        database.rows("SELECT id FROM journal.chain WHERE purpose = ?", purpose).get(0).get("id");
  }

  private static Entry entry(String requestId) {
    return new Entry(
        requestId,
        new Entry.Agent("sub", "Name", "practitioner", "app", "jti", "127.0.0.1"),
        new Entry.Act("read", "Patient", "p1", null, "GET", "/fhir/c/Patient/p1"),
        new Entry.Where("c", "p1", "host", "c@host", 42L),
        true,
        "consent-permit");
  }
}
