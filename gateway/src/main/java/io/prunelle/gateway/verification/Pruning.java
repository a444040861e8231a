// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.chain.Octets;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Identifiers;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.verification.KeptLeaves.Kept;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Drops the months that are older than has to be kept. What a block needs of them to be verified is
 * kept; and before anything is dropped, the journal itself says so.
 */
final class Pruning {

  /** Only one of them at a time, and nobody who verifies meanwhile. */
  private static final int PRUNING = 1886547821;

  /** Blocks that also hold something else, or may be of a later month by when they were signed. */
  private static final String SHARED =
      "SELECT b.chain, b.number FROM journal.block b JOIN (SELECT chain, block, count(*) AS n FROM"
          + " (SELECT chain, block FROM journal.%1$s UNION ALL SELECT chain, block FROM"
          + " journal.%2$s) l GROUP BY chain, block) m ON m.chain = b.chain AND m.block = b.number"
          + " WHERE b.recorded_at >= ? OR b.leaves <> m.n";

  private static final String KEEP =
      "INSERT INTO journal.dropped_leaf (month, chain, block, leaf, hash) VALUES (?, ?, ?, ?, ?)"
          + " ON CONFLICT (chain, block, leaf) DO NOTHING";

  /** What is said of a month is said of all before. */
  private static final String STATED =
      "SELECT EXISTS (SELECT 1 FROM journal.entry WHERE interaction = ?"
          + " AND substring(query FROM '^through=(\\d{4}-\\d{2})&') >= ?)";

  private final Connection owner;
  private final PrintStream out;

  Pruning(Connection owner, PrintStream out) {
    this.owner = owner;
    this.out = out;
  }

  /** Months that have partitions and lie wholly before now minus what is to be kept. */
  List<YearMonth> due(Instant now, Period retention) throws SQLException {
    YearMonth first =
        YearMonth.from(now.atOffset(ZoneOffset.UTC).minusMonths(retention.toTotalMonths()));
    List<YearMonth> due = new ArrayList<>();
    try (Statement statement = owner.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT DISTINCT replace(substring(c.relname FROM '\\d{4}_\\d{2}$'), '_', '-')"
                    + " FROM pg_class c WHERE c.relnamespace = 'journal'::regnamespace"
                    + " AND c.relkind = 'r' AND c.relname ~ '^(entry|outcome)_\\d{4}_\\d{2}$'"
                    + " ORDER BY 1")) {
      while (row.next()) {
        YearMonth month = YearMonth.parse(row.getString(1));
        if (month.isBefore(first) && !Dropped.droppable(month).isAfter(now)) {
          due.add(month);
        }
      }
    }
    return due;
  }

  /** Waits for whoever else drops, or verifies, and says so. */
  void alone() throws SQLException {
    lock(
        owner,
        "",
        "Somebody verifies the journal, or drops months of it: waiting until that is over.",
        out);
  }

  /**
   * Nothing is dropped for as long as this connection lives. Waits for whoever drops now, and says
   * so: of a month that is being detached, readers who begin see a half.
   */
  static void keepOff(Connection connection, PrintStream out) throws SQLException {
    lock(connection, "_shared", "Months are being dropped: waiting until that is over.", out);
  }

  private static void lock(Connection connection, String mode, String waiting, PrintStream out)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean had;
      try (ResultSet row =
          statement.executeQuery(
              "SELECT pg_catalog.pg_try_advisory_lock%s(%d)".formatted(mode, PRUNING))) {
        row.next();
        had = row.getBoolean(1);
      }
      if (!had) {
        out.println(waiting);
        statement.execute("SELECT pg_catalog.pg_advisory_lock%s(%d)".formatted(mode, PRUNING));
      }
    }
  }

  /** How many entries and outcomes a month has. */
  long leaves(YearMonth month) throws SQLException {
    long leaves = 0;
    for (String table : List.of(partition("entry", month), partition("outcome", month))) {
      if (exists(table)) {
        try (Statement statement = owner.createStatement();
            ResultSet row = statement.executeQuery("SELECT count(*) FROM journal." + table)) {
          row.next();
          leaves += row.getLong(1);
        }
      }
    }
    return leaves;
  }

  /**
   * Goes on where dropping a month was interrupted between its two halves. What is left of it
   * cannot be verified any more; the statement that it was to be dropped is, afterwards, with the
   * rest.
   */
  void finish(List<YearMonth> due) throws SQLException {
    for (YearMonth month : due) {
      String entries = partition("entry", month);
      String outcomes = partition("outcome", month);
      boolean halfway =
          !exists(outcomes)
              || Boolean.TRUE.equals(pending(outcomes))
              || pending(outcomes) == null
              || !exists(entries);
      if (halfway && stated(month)) {
        detach("outcome", outcomes);
        detach("entry", entries);
        out.printf(Locale.ROOT, "Dropped what an interruption had left of %s.%n", month);
      }
    }
  }

  private boolean stated(YearMonth month) throws SQLException {
    try (PreparedStatement statement = owner.prepareStatement(STATED)) {
      statement.setString(1, LeafRows.RETENTION);
      statement.setString(2, month.toString());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /**
   * Drops a month that has been verified. What is signed of the leaves that are kept is what was
   * vouched for before and what is computed here; who else writes to their table has nothing
   * signed.
   *
   * @param vouched what is kept of months that were dropped before
   * @return the same and what is kept of this one
   */
  KeptLeaves drop(YearMonth month, KeptLeaves vouched, Examiner.Writer journal) throws Exception {
    long leaves = leaves(month);
    String entries = partition("entry", month);
    String outcomes = partition("outcome", month);
    KeptLeaves kept = vouched;
    if (exists(entries) && exists(outcomes)) {
      journal.ready();
      kept = vouched.with(keep(month, entries, outcomes));
      if (!KeptLeaves.read(owner).digest(month).equals(kept.digest(month))) {
        throw new SQLException(
            "journal.dropped_leaf has something else than what was kept of %s: verify it"
                .formatted(month));
      }
      journal.commit(
          entry(new Retention(Instant.now(), month, leaves, kept.digest(month))),
          new Outcome(200, 0, Duration.ZERO, "completed"));
    }
    // Outcomes first: if this ends between the two, entries without an outcome are left
    detach("outcome", outcomes);
    detach("entry", entries);
    out.printf(Locale.ROOT, "Dropped %s: %,d entries and outcomes.%n", month, leaves);
    return kept;
  }

  private static Entry entry(Retention retention) {
    return new Entry(
        UUID.randomUUID().toString(),
        new Entry.Agent(null, null, "system", null, null, null),
        new Entry.Act(LeafRows.RETENTION, null, null, retention.query(), null, null),
        new Entry.Where(null, null, null, null, null),
        true,
        "retention");
  }

  private List<Kept> keep(YearMonth month, String entries, String outcomes) throws SQLException {
    List<Kept> kept = new ArrayList<>();
    LeafRows rows = new LeafRows();
    MerkleTree hashes = new MerkleTree();
    try (PreparedStatement keep = owner.prepareStatement(KEEP)) {
      for (long[] block : shared(month, entries, outcomes)) {
        List<FoundLeaf> found = new ArrayList<>();
        rows.read(
            owner,
            (int) block[0],
            block[1],
            block[1],
            (place, canonical, length, retention) ->
                found.add(new FoundLeaf(place, Octets.of(hashes.leaf(canonical, length)))));
        for (FoundLeaf leaf : found) {
          if (leaf.isBefore(month.plusMonths(1))) {
            kept.add(new Kept(month, (int) block[0], block[1], leaf.leaf(), leaf.hash()));
            keep.setString(1, month.toString());
            keep.setInt(2, (int) block[0]);
            keep.setLong(3, block[1]);
            keep.setInt(4, leaf.leaf());
            keep.setBytes(5, Arrays.copyOf(leaf.hash().bytes(), leaf.hash().bytes().length));
            keep.addBatch();
          }
        }
        keep.executeBatch();
      }
    }
    return kept;
  }

  private List<long[]> shared(YearMonth month, String entries, String outcomes)
      throws SQLException {
    List<long[]> shared = new ArrayList<>();
    try (PreparedStatement statement =
        owner.prepareStatement(SHARED.formatted(entries, outcomes))) {
      // As Dropped takes their months
      statement.setObject(
          1,
          month
              .plusMonths(1)
              .atDay(1)
              .atStartOfDay()
              .atOffset(ZoneOffset.UTC)
              .minus(Identifiers.DRIFT));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          shared.add(new long[] {row.getInt(1), row.getLong(2)});
        }
      }
    }
    return shared;
  }

  /** Without keeping anybody from writing, who would have to wait for whoever reads. */
  private void detach(String table, String partition) throws SQLException {
    if (!exists(partition)) {
      return;
    }
    Boolean pending = pending(partition);
    if (pending != null) {
      execute(
          "ALTER TABLE journal.%s DETACH PARTITION journal.%s %s"
              .formatted(table, partition, pending ? "FINALIZE" : "CONCURRENTLY"));
    }
    execute("DROP TABLE journal." + partition);
  }

  /** Whether an earlier detaching was not finished; null when it is detached. */
  private @Nullable Boolean pending(String partition) throws SQLException {
    try (Statement statement = owner.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = 'journal.%s'::regclass"
                    .formatted(partition))) {
      return row.next() ? (Boolean) row.getBoolean(1) : null;
    }
  }

  private boolean exists(String partition) throws SQLException {
    try (Statement statement = owner.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT to_regclass('journal.%s') IS NOT NULL".formatted(partition))) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static String partition(String table, YearMonth month) {
    return table + "_" + month.toString().replace('-', '_');
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }
}
