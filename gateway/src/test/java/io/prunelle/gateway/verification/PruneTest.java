// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.chain.Octets;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Identifiers;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.journal.SampleJournal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Months that need not be kept are dropped, and the rest still verifies; nothing else may be gone.
 */
final class PruneTest {

  private final YearMonth now = YearMonth.now(ZoneOffset.UTC);

  private WrittenJournal written;

  /** Three months that are older than three years, and two that are not. */
  @BeforeEach
  void write() throws Exception {
    written = new WrittenJournal();
    try (var connection = written.database.connect(written.database.owner())) {
      SampleJournal.write(
          connection,
          written.settings.journal().key(),
          new SampleJournal.Size(
              500,
              3,
              2,
              SampleJournal.evenly(start(now.minusMonths(39)), start(now.minusMonths(34))),
              9));
    }
    written.assertFits();
  }

  private static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  @AfterEach
  void close() {
    written.close();
  }

  private String prune(boolean dryRun) throws Exception {
    return prune(dryRun, () -> {});
  }

  private String prune(boolean dryRun, Runnable meanwhile) throws Exception {
    return prune(Examiner.of(written.settings, List.of()), dryRun, meanwhile);
  }

  private String prune(Examiner examiner, boolean dryRun, Runnable meanwhile) throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Journal journal = written.start("prune");
    try {
      boolean fits =
          examiner.prune(
              written.settings,
              (entry, outcome) -> {
                meanwhile.run();
                journal.record(entry, outcome).await();
              },
              dryRun,
              new PrintStream(said, true, StandardCharsets.UTF_8));
      return fits + " " + said.toString(StandardCharsets.UTF_8);
    } finally {
      journal.stop().await();
      written.awaitNobody();
    }
  }

  private long count(String sql) {
    return (Long) written.database.rows("SELECT count(*) AS n FROM " + sql).get(0).get("n");
  }

  @Test
  void aDryRunSaysWhatItWouldDropAndDropsNothing() throws Exception {
    assertThat(prune(true))
        .startsWith("true Would drop " + now.minusMonths(39) + ": ")
        .contains("Would drop " + now.minusMonths(37))
        .doesNotContain(now.minusMonths(36).toString());
    assertThat(count("journal.entry")).isEqualTo(500);
  }

  @Test
  void oldMonthsAreDroppedAndTheRestVerifies() throws Exception {
    assertThat(prune(false))
        .contains("Dropped " + now.minusMonths(39), "Dropped " + now.minusMonths(37));

    assertThat(count("journal.entry")).isBetween(150L, 250L);
    assertThat(count("journal.dropped_leaf")).as("blocks that months share").isPositive();
    assertThat(written.verify().said())
        .startsWith("The journal fits")
        .contains("Dropped, as signed entries say: all through " + now.minusMonths(37));
    assertThat(prune(false)).startsWith("true No month is older than has to be kept.");
    written.assertFits();
  }

  /** A month that is being dropped is not there any more for whoever begins to read meanwhile. */
  @Test
  void whoVerifiesWhileAMonthIsDroppedWaitsUntilItIsGone() throws Exception {
    CompletableFuture<String> pruned;
    CompletableFuture<WrittenJournal.Verified> verified;
    // Given a reader for whom dropping waits
    try (var reader = written.database.connect(written.database.owner())) {
      reader.setAutoCommit(false);
      reader.createStatement().execute("SELECT 1 FROM journal.outcome");
      pruned = inBackground(() -> prune(false));
      await(() -> pruned.isDone() || count("pg_inherits WHERE inhdetachpending") == 1);

      verified = inBackground(() -> written.verify());

      await(() -> verified.isDone() || waiting() == 1);
    }
    assertThat(pruned.get()).startsWith("true ").contains("Dropped " + now.minusMonths(37));
    assertThat(verified.get().said())
        .startsWith("Months are being dropped: waiting until that is over.")
        .contains("The journal fits");
  }

  @Test
  void nothingIsDroppedWhileSomebodyVerifies() throws Exception {
    CompletableFuture<String> pruned;
    try (var connection = database().connect()) {
      Pruning.keepOff(connection, System.out);
      pruned = inBackground(() -> prune(false));

      await(() -> pruned.isDone() || waiting() == 1);

      assertThat(pruned).isNotDone();
    }
    assertThat(pruned.get())
        .startsWith("true Somebody verifies the journal, or drops months of it: waiting")
        .contains("Dropped " + now.minusMonths(37));
  }

  private long waiting() {
    return count("pg_locks WHERE locktype = 'advisory' AND NOT granted");
  }

  private static void await(BooleanSupplier condition) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition::getAsBoolean);
  }

  private static <T> CompletableFuture<T> inBackground(Callable<T> call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.call();
          } catch (Exception failed) {
            throw new CompletionException(failed);
          }
        });
  }

  /**
   * The owner's connection waits while all is verified, and while it is written what is dropped.
   */
  @Test
  void aDatabaseThatEndsWhatIsIdleIsPrunedAllTheSame() throws Exception {
    String role =
        "ALTER ROLE %s IN DATABASE %s "
            .formatted(written.database.owner().id(), written.settings.database().name());
    written.database.asAdministrator(role + "SET idle_session_timeout = 1000");
    try {
      assertThat(prune(false, this::awaitIdle)).contains("Dropped " + now.minusMonths(37));
    } finally {
      written.database.asAdministrator(role + "RESET ALL");
    }
  }

  /** Until the owner has said nothing for longer than that, or is not there any more. */
  private void awaitIdle() {
    Awaitility.await()
        .until(
            () ->
                count(
                        "pg_stat_activity WHERE usename = 'prunelle_owner' AND datname ="
                            + " current_database() AND application_name = 'prunelle-audit'"
                            + " AND state_change > clock_timestamp() - interval '2 s'")
                    == 0);
  }

  /**
   * A clock is set back over the end of a month: what was written after that has identifiers of the
   * later month, in blocks of the earlier one.
   */
  @Test
  void whatIsNotDroppedYetMayNotBeGoneThoughItsBlockWasSignedInAMonthThatIs() throws Exception {
    Instant end = start(now.minusMonths(38));
    AtomicReference<Instant> time = new AtomicReference<>(end.minusSeconds(10));
    Journal journal = written.start("set back", clock(time::get));
    journal.record(WrittenJournal.entry("before"), WrittenJournal.DONE).await();
    time.set(end.plusSeconds(5));
    journal.record(WrittenJournal.entry("after"), WrittenJournal.DONE).await();
    time.set(end.minusSeconds(20));
    journal.record(WrittenJournal.entry("set back"), WrittenJournal.DONE).await();
    journal.stop().await();
    written.awaitNobody();
    written.assertFits();

    // Given that only the earlier month is dropped
    Instant then = start(now.minusMonths(2)).plusSeconds(1);
    assertThat(prune(new Examiner(database(), keys(), clock(() -> then)), false, () -> {}))
        .contains("Dropped " + now.minusMonths(39))
        .doesNotContain("Dropped " + now.minusMonths(38));
    written.assertFits();

    // When what was set back is taken away
    written.database.execute(
        "WITH gone AS (DELETE FROM journal.entry WHERE request_id = 'set back' RETURNING id)"
            + " DELETE FROM journal.outcome WHERE entry IN (SELECT id FROM gone)");

    assertThat(written.verify().said()).startsWith("missing: leaves of block ");
  }

  /** The same month dropped in its turn. */
  @Test
  void blocksOfAClockThatWasSetBackFitOnceAllTheirMonthsAreDropped() throws Exception {
    Instant end = start(now.minusMonths(38));
    AtomicReference<Instant> time = new AtomicReference<>(end.minusSeconds(10));
    Journal journal = written.start("set back", clock(time::get));
    for (int seconds : new int[] {-10, 5, -20, -15}) {
      time.set(end.plusSeconds(seconds));
      journal.record(WrittenJournal.entry("r" + seconds), WrittenJournal.DONE).await();
    }
    journal.stop().await();
    written.awaitNobody();

    assertThat(prune(false)).contains("Dropped " + now.minusMonths(37));

    written.assertFits();
  }

  private Snapshot.Database database() {
    return () ->
        Examiner.unhurried(
            Examiner.url(written.settings.database()), written.settings.database().credentials());
  }

  private Keyring keys() {
    return new Keyring(KeyFile.trusted(written.settings.journal()));
  }

  private static Clock clock(InstantSource source) {
    return source.withZone(ZoneOffset.UTC);
  }

  /** Also of blocks whose other leaves are gone. */
  @Test
  void whatIsLeftIsProvenStill() throws Exception {
    prune(false);
    List<Map<String, Object>> left =
        written.database.rows(
            "SELECT e.id FROM journal.entry e WHERE EXISTS (SELECT 1 FROM journal.dropped_leaf d"
                + " WHERE (d.chain, d.block) = (e.chain, e.block) OR EXISTS (SELECT 1 FROM"
                + " journal.outcome o WHERE o.entry = e.id AND (d.chain, d.block) = (o.chain,"
                + " o.block)))");
    assertThat(left).isNotEmpty();

    Examiner examiner = Examiner.of(written.settings, List.of());
    for (Map<String, Object> row : left) {
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      assertThat(examiner.prove((UUID) row.get("id"), new PrintStream(said)))
          .as(said.toString(StandardCharsets.UTF_8))
          .isPresent();
    }
  }

  @Test
  void whoWantsAProofOfWhatWasDroppedIsToldSo() throws Exception {
    UUID first =
        (UUID)
            written
                .database
                .rows("SELECT id FROM journal.entry ORDER BY id LIMIT 1")
                .get(0)
                .get("id");
    prune(false);

    ByteArrayOutputStream said = new ByteArrayOutputStream();
    assertThat(Examiner.of(written.settings, List.of()).prove(first, new PrintStream(said)))
        .isEmpty();
    assertThat(said.toString(StandardCharsets.UTF_8))
        .startsWith("There is no entry " + first + ". Entries through 20")
        .contains(" were dropped.");
  }

  @Test
  void whatAnInterruptionLeftOfAMonthGoesTheNextTime() throws Exception {
    // Given a month of which the journal says that it is dropped, and whose entries are still there
    try (var connection = written.database.connect(written.database.owner());
        var other = written.database.connect(written.database.owner())) {
      other.setAutoCommit(false);
      // As whoever else changes the table does
      other.createStatement().execute("LOCK TABLE journal.entry IN SHARE UPDATE EXCLUSIVE MODE");
      connection.createStatement().execute("SET lock_timeout = '1s'");
      written.run(
          "interrupted",
          journal ->
              assertThatThrownBy(
                      () ->
                          new Pruning(connection, System.out)
                              .drop(
                                  now.minusMonths(39),
                                  KeptLeaves.none(),
                                  (entry, outcome) -> journal.record(entry, outcome).await()))
                  .hasMessageContaining("timeout"));
    }
    assertThat(count("pg_class WHERE relname = '" + name("outcome", 39) + "'")).isZero();
    assertThat(count("pg_class WHERE relname = '" + name("entry", 39) + "'")).isOne();
    assertThat(written.verify().said()).startsWith("missing: ");

    // When it is pruned once more
    String said = prune(false);

    // Then it is gone, so are the others, and the journal fits
    assertThat(said)
        .startsWith("true Dropped what an interruption had left of " + now.minusMonths(39))
        .contains("Dropped " + now.minusMonths(37));
    written.assertFits();
  }

  /** Of blocks that hold leaves of a dropped month, too. */
  @Test
  void whatAnInterruptionKeptOfAMonthThatIsStillThereIsNoFault() throws Exception {
    try (var connection = written.database.connect(written.database.owner())) {
      Pruning pruning = new Pruning(connection, System.out);
      AtomicReference<KeptLeaves> kept = new AtomicReference<>(KeptLeaves.none());
      // Given a month that was dropped, and the next one up to where the journal is to say so
      written.run(
          "before",
          journal ->
              drop(pruning, 39, kept, (entry, outcome) -> journal.record(entry, outcome).await()));
      assertThatThrownBy(
              () ->
                  drop(
                      pruning,
                      38,
                      kept,
                      (entry, outcome) -> {
                        throw new IllegalStateException("killed");
                      }))
          .hasMessageContaining("killed");
    }
    assertThat(
            count(
                "(SELECT chain, block FROM journal.dropped_leaf GROUP BY 1, 2"
                    + " HAVING count(DISTINCT month) = 2) b"))
        .as("blocks of both months")
        .isPositive();

    // Then nothing is amiss, and the next time it is dropped
    written.assertFits();
    assertThat(prune(false)).startsWith("true ").contains("Dropped " + now.minusMonths(38));
    written.assertFits();
  }

  private void drop(
      Pruning pruning, int monthsAgo, AtomicReference<KeptLeaves> kept, Examiner.Writer journal) {
    try {
      kept.set(pruning.drop(now.minusMonths(monthsAgo), kept.get(), journal));
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void nothingIsPreparedForAJournalThatCannotBeWritten() throws Exception {
    Examiner.Writer journal =
        new Examiner.Writer() {
          @Override
          public void ready() {
            throw new IllegalStateException("not yet");
          }

          @Override
          public void commit(Entry entry, Outcome outcome) {
            throw new AssertionError("asked though it was not ready");
          }
        };

    assertThatThrownBy(
            () ->
                Examiner.of(written.settings, List.of())
                    .prune(written.settings, journal, false, System.out))
        .hasMessageContaining("not yet");

    assertThat(count("journal.dropped_leaf")).isZero();
  }

  @Test
  void halfAMonthIsNotDroppedUnlessTheJournalSaysSo() throws Exception {
    written.database.execute("DROP TABLE " + partition("outcome", 39));

    assertThat(prune(false)).startsWith("false missing: ").contains("Nothing more was dropped.");
    assertThat(count("pg_class WHERE relname = '" + name("entry", 39) + "'")).isOne();
  }

  @Test
  void nothingIsDroppedFromAJournalThatDoesNotFit() throws Exception {
    written.database.execute(
        "UPDATE journal.entry SET patient = 'x' WHERE id = (SELECT min(id::text)::uuid FROM"
            + " journal.entry)");

    assertThat(prune(false)).startsWith("false altered: ").contains("Nothing more was dropped.");
    assertThat(count("journal.entry")).isEqualTo(500);
  }

  @Test
  void anOldMonthThatIsGoneWithoutAWordIsFound() {
    written.database.execute("DROP TABLE " + partition("entry", 39));
    written.database.execute("DROP TABLE " + partition("outcome", 39));

    assertThat(written.verify().said()).startsWith("missing: ");
  }

  @Test
  void aMonthThatHadToBeKeptIsFoundMissing() throws Exception {
    prune(false);
    written.database.execute("DROP TABLE " + partition("entry", 36));
    written.database.execute("DROP TABLE " + partition("outcome", 36));

    assertThat(written.verify().said()).startsWith("missing: ");
  }

  /** The key's holder cannot shorten what the law says either. */
  @Test
  void whatWasDroppedTooEarlyIsMissingWhateverWasSigned() throws Exception {
    written.run(
        "early",
        journal -> {
          try (var connection = written.database.connect(written.database.owner())) {
            new Pruning(connection, System.out)
                .drop(
                    now.minusMonths(35),
                    KeptLeaves.none(),
                    (entry, outcome) -> journal.record(entry, outcome).await());
          } catch (Exception failed) {
            throw new IllegalStateException(failed);
          }
        });

    assertThat(written.verify().said()).startsWith("missing: ");
  }

  @Test
  void theHashesThatAreKeptAreThoseThatWereSigned() throws Exception {
    prune(false);
    written.database.execute("DELETE FROM journal.dropped_leaf");

    assertThat(written.verify().said()).startsWith("missing: ");
  }

  /** Whether anything needs them or not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT '2020-01', 999, 7, 0, '\\x00'::bytea"
            + "|inserted: what journal.dropped_leaf has of block 7 of chain 999, .*",
        "SELECT '2999-01', chain, block, leaf, '\\x00'::bytea FROM journal.entry LIMIT 1"
            + "|altered: what journal.dropped_leaf has of place .*, where entry .* stands",
        "SELECT '2999-01', chain, number, leaves, '\\x00'::bytea FROM journal.block"
            + " WHERE number = 3 LIMIT 1"
            + "|inserted: what journal.dropped_leaf has of a place in block 3 of chain .*",
      })
  void whatIsKeptOfNothingThatWasDroppedIsFound(String rows, String said) throws Exception {
    written.database.execute("INSERT INTO journal.dropped_leaf " + rows);
    assertThat(written.verify().said()).matches(said);
    written.database.execute("DELETE FROM journal.dropped_leaf");

    // Nor is it once something has been dropped
    prune(false);
    written.database.execute("INSERT INTO journal.dropped_leaf " + rows);
    assertThat(written.verify().fits()).isFalse();
  }

  @Test
  void ofWhatIsKeptEveryColumnIsHeldToWhatWasSigned() throws Exception {
    prune(false);
    written.database.execute("CREATE TABLE journal.kept AS TABLE journal.dropped_leaf");
    written.database.execute("ALTER TABLE journal.dropped_leaf DROP CONSTRAINT dropped_leaf_pkey");
    for (String change :
        List.of(
            "month = '2001-01'",
            "month = NULL",
            "chain = chain + 1",
            "chain = NULL",
            "block = block + 1",
            "block = NULL",
            "leaf = leaf + 1",
            "leaf = NULL",
            "hash = set_byte(hash, 3, 255 - get_byte(hash, 3))",
            "hash = NULL")) {
      String column = change.substring(0, change.indexOf(' '));
      written.database.execute(
          "ALTER TABLE journal.dropped_leaf ALTER COLUMN " + column + " DROP NOT NULL");
      written.database.execute(
          "UPDATE journal.dropped_leaf SET "
              + change
              + " WHERE ctid = (SELECT ctid FROM"
              + " journal.dropped_leaf ORDER BY leaf LIMIT 1)");

      assertThat(written.verify().fits()).as(change).isFalse();

      written.database.execute("DELETE FROM journal.dropped_leaf");
      written.database.execute("INSERT INTO journal.dropped_leaf TABLE journal.kept");
    }
    written.assertFits();
  }

  /** The hash of an entry in its place does not replace it. */
  @Test
  void anEntryIsNotReplacedByItsHash() throws Exception {
    prune(false);
    replaceAnEntryByItsHash();

    assertThat(written.verify().said())
        .startsWith("altered: the digests kept of leaves that were dropped through");
  }

  /** With the right hash, so that it could go once that was signed with a month that is due. */
  @Test
  void nothingIsKeptOfAnEntryWhoseMonthIsNotDue() throws Exception {
    keepTheHashOfARecentEntry("INSERT INTO journal.dropped_leaf ");

    assertThat(written.verify().said())
        .matches("inserted: what journal.dropped_leaf has of place .*, where entry .* stands");
    assertThat(prune(false)).contains("Nothing more was dropped.");
  }

  /** By the very statement that keeps others, when all has been verified. */
  @Test
  void whatIsInsertedWhileOthersAreKeptIsNotSigned() throws Exception {
    keepTheHashOfARecentEntry("CREATE TABLE journal.smuggled AS ");
    written.database.execute(
        "CREATE FUNCTION journal.smuggle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO"
            + " journal.dropped_leaf TABLE journal.smuggled ON CONFLICT DO NOTHING; RETURN NULL;"
            + " END'");
    written.database.execute(
        "CREATE TRIGGER smuggles AFTER INSERT ON journal.dropped_leaf FOR EACH STATEMENT WHEN"
            + " (pg_trigger_depth() = 0) EXECUTE FUNCTION journal.smuggle()");

    assertThatThrownBy(() -> prune(false)).hasMessageContaining("journal.dropped_leaf has");

    // Then nothing was dropped, and it is found
    assertThat(count("journal.entry")).isEqualTo(500);
    assertThat(written.verify().said()).startsWith("inserted: what journal.dropped_leaf has");
  }

  /** What was reported when is signed nowhere; the access that it is about is. */
  @Test
  void aReportOfAnAccessThatIsStillThereIsComparedWhateverTimeItSays() throws Exception {
    prune(false);
    String report =
        "INSERT INTO report.report (id, entry, practice, patient, accessed_at, words, reported_at)"
            + " VALUES (gen_random_uuid(), ?, 'c', 'p1', '2001-01-01', 'not mine', '2001-01-01')";
    written.database.execute(report, Identifiers.least(start(now.minusMonths(38))));
    written.assertFits();
    written.database.execute(report, Identifiers.least(start(now.minusMonths(36))));

    assertThat(written.verify().said()).startsWith("altered: report ");
  }

  private void keepTheHashOfARecentEntry(String into) throws Exception {
    var row =
        written
            .database
            .rows("SELECT chain, block, leaf FROM journal.entry ORDER BY recorded_at DESC LIMIT 1")
            .get(0);
    try (var connection = written.database.connect(written.database.owner())) {
      new LeafRows()
          .read(
              connection,
              (Integer) row.get("chain"),
              (Long) row.get("block"),
              (Long) row.get("block"),
              (place, canonical, length, retention) -> {
                if (place.leaf() == (Integer) row.get("leaf")) {
                  written.database.execute(
                      into
                          + "SELECT '%s' AS month, %s AS chain, %s::bigint AS block, %s AS leaf,"
                              .formatted(
                                  now.minusMonths(39),
                                  row.get("chain"),
                                  row.get("block"),
                                  row.get("leaf"))
                          + " '\\x%s'::bytea AS hash"
                              .formatted(Octets.of(new MerkleTree().leaf(canonical, length))));
                }
              });
    }
  }

  /** A month that sorts behind all that were signed, and is read as one before them. */
  @Test
  void aMonthThatOnlyLooksLikeADroppedOneIsFound() throws Exception {
    prune(false);
    replaceAnEntryByItsHash();
    written.database.execute(
        "UPDATE journal.dropped_leaf SET month = '-9999-12' WHERE (chain, block, leaf) NOT IN"
            + " (SELECT chain, block, leaf FROM journal.entry) AND month = ?",
        now.minusMonths(39).toString());

    assertThat(written.verify().said())
        .isEqualTo("altered: journal.dropped_leaf, which has a row of the month '-9999-12'");
    assertThat(prune(false)).startsWith("true No month is older than has to be kept.");
  }

  private void replaceAnEntryByItsHash() throws Exception {
    try (var connection = written.database.connect(written.database.owner())) {
      var row =
          written
              .database
              .rows(
                  "SELECT id, chain, block, leaf FROM journal.entry WHERE recorded_at < now() -"
                      + " interval '2 years' ORDER BY recorded_at DESC LIMIT 1")
              .get(0);
      new LeafRows()
          .read(
              connection,
              (Integer) row.get("chain"),
              (Long) row.get("block"),
              (Long) row.get("block"),
              (place, canonical, length, retention) -> {
                if (place.leaf() == (Integer) row.get("leaf")) {
                  written.database.execute(
                      "INSERT INTO journal.dropped_leaf VALUES (?, ?, ?, ?, ?)",
                      now.minusMonths(39).toString(),
                      row.get("chain"),
                      row.get("block"),
                      row.get("leaf"),
                      new MerkleTree().leaf(canonical, length));
                }
              });
      written.database.execute("DELETE FROM journal.entry WHERE id = ?", row.get("id"));
    }
  }

  private String partition(String table, int monthsAgo) {
    return "journal." + name(table, monthsAgo);
  }

  private String name(String table, int monthsAgo) {
    return table + "_" + now.minusMonths(monthsAgo).toString().replace('-', '_');
  }
}
