// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.consent;

import io.prunelle.gateway.consent.LedgerEntry.Decided;
import io.prunelle.gateway.ops.Remembered;
import io.prunelle.gateway.ops.Remembered.Changes;
import io.prunelle.gateway.ops.Remembered.Reading;
import io.prunelle.gateway.ops.Revision;
import io.prunelle.gateway.ops.SharedReads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the schema {@code consent}, shared by all instances: whoever reads the ledger first
 * moves the position, the others find it moved.
 */
final class Projection {

  private static final String POSITION = "SELECT position, hash FROM consent.feed";

  /** How far what requests are judged by has changed. */
  static final String REVISION = Revision.sql("forgotten", "position", "consent.feed");

  private static final String LOCK =
      "SELECT position, hash, set_config('prunelle.following', 'on', true)"
          + " FROM consent.feed FOR UPDATE";
  private static final String MOVE = "UPDATE consent.feed SET position = $1, hash = $2";
  private static final String APPLY =
      "INSERT INTO consent.decision"
          + " (patient, hosting, position, notice, decision, decided_at, until)"
          + " VALUES ($1, $2, $3, $4, $5, $6, $7)"
          + " ON CONFLICT (patient, hosting) DO UPDATE SET position = excluded.position,"
          + " notice = excluded.notice, decision = excluded.decision,"
          + " decided_at = excluded.decided_at, until = excluded.until";

  /**
   * A decision without its patient still ends the one it replaces: should the projection be rebuilt
   * after somebody took the patient out of a withdrawal alone, the permission does not come back.
   * Nor does it permit by itself: to the realm, who decided before is undecided.
   */
  private static final String REPLACE =
      "UPDATE consent.decision SET position = $2, decision = 'TAKEN-OUT', until = NULL"
          + " WHERE hosting = $1 AND position = $3";

  /**
   * A row for each always: the position, with the decision beside it if there is one. Looked up one
   * by one: PostgreSQL plans once for any number of them, and would read the whole table for three.
   * A decision that is awaited stands in the place of the one before, and permits nothing.
   */
  private static final String FIND =
      "SELECT asked.patient, asked.hosting, ("
          + REVISION
          + "), coalesce(a.position, d.position),"
          + " CASE WHEN a.position IS NULL THEN d.decision END, d.until, now(),"
          + " (SELECT e.hosting FROM consent.ended e WHERE e.hosting = asked.hosting)"
          + " FROM unnest($1::text[], $2::text[]) AS asked (patient, hosting)"
          + " LEFT JOIN LATERAL (SELECT position, decision, until FROM consent.decision"
          + " WHERE patient = asked.patient AND hosting = asked.hosting LIMIT 1) d ON true"
          + " LEFT JOIN LATERAL (SELECT position FROM consent.awaited"
          + " WHERE patient = asked.patient AND hosting = asked.hosting"
          + " AND position > (SELECT position FROM consent.feed) LIMIT 1) a ON true";

  /** A row always, with the revision. What was awaited has changed once that has been followed. */
  private static final String CHANGED =
      "SELECT ("
          + REVISION
          + "), d.patient, d.hosting FROM (SELECT 1) AS one LEFT JOIN LATERAL"
          + " (SELECT patient, hosting FROM"
          + " (SELECT patient, hosting, position FROM consent.decision"
          + " UNION ALL SELECT patient, hosting, position FROM consent.awaited) AS written"
          + " WHERE position > $1 ORDER BY position LIMIT $2) d ON true";

  /** Decisions that are remembered; some 300 bytes each. */
  private static final int REMEMBERED = 20_000;

  private static final String PERMITTED =
      "SELECT patient FROM consent.decision d"
          + " WHERE hosting = $1 AND decision = ANY($2) AND (until IS NULL OR until > now())"
          + " AND NOT EXISTS (SELECT 1 FROM consent.ended WHERE hosting = $1)"
          + " AND NOT EXISTS (SELECT 1 FROM consent.awaited a WHERE a.patient = d.patient"
          + " AND a.hosting = $1 AND a.position > (SELECT position FROM consent.feed))"
          + " AND patient COLLATE \"C\" > $3 ORDER BY patient COLLATE \"C\" LIMIT $4";
  private static final String END =
      "INSERT INTO consent.ended (hosting) SELECT hosting FROM unnest($1::text[]) AS over (hosting)"
          + " ON CONFLICT DO NOTHING";

  private static final String AWAIT =
      "INSERT INTO consent.awaited AS a (patient, hosting, position) VALUES ($1, $2, $3)"
          + " ON CONFLICT (patient, hosting)"
          + " DO UPDATE SET position = greatest(a.position, excluded.position)";

  /**
   * The decisions under which a record may be at the host: consent given; informed and not
   * objected; an objection that the practice did not uphold. Everything else, known here or not,
   * permits nothing.
   */
  private static final Set<String> PERMITTING = Set.of("PERMIT", "INFORMED", "REJECT");

  private static final Duration YEAR = Duration.ofDays(365);

  private final Pool pool;
  private final SharedReads<Choice, Found> latest;
  private final Remembered<Choice, Found> remembered;

  Projection(Vertx vertx, Pool pool) {
    this.pool = pool;
    this.latest = new SharedReads<>(vertx, this::find);
    this.remembered = new Remembered<>(REMEMBERED, this::changes);
  }

  /** Whose, on what. */
  private record Choice(String patient, String hosting) {}

  /**
   * The latest decision of a patient on a hosting.
   *
   * @param revision of the projection when it was read
   * @param position null when there is no decision; of one that is awaited, what was decided is not
   *     known
   * @param permits whether it permitted when it was read
   * @param ends when that ends by itself, by this machine's {@link System#nanoTime}: the database's
   *     clock is the one that counts, whatever the time is here; null when it does not
   */
  record Found(
      long revision,
      @Nullable Long position,
      boolean permits,
      @Nullable OffsetDateTime until,
      @Nullable Long ends) {

    /** Up to where the ledger had been followed. */
    long followed() {
      return Revision.ordered(revision);
    }

    /** Whether it permits by now, if nothing else was decided since. */
    boolean permit() {
      return permits && (ends == null || System.nanoTime() - ends < 0);
    }
  }

  Future<Long> position() {
    return followed().map(Followed::position);
  }

  Future<Followed> followed() {
    return pool.query(POSITION)
        .execute()
        .map(rows -> rows.iterator().next())
        .map(row -> new Followed(row.getLong(0), row.getString(1)));
  }

  /** As it is in the database once this is called. */
  Future<Found> find(String patient, String hosting) {
    // PostgreSQL takes no text with it, and would fail those whose look-up shares the statement
    return patient.indexOf('\0') >= 0
        ? Future.failedFuture("no patient's id")
        : latest
            .find(new Choice(patient, hosting))
            .map(Optional::orElseThrow)
            .onSuccess(
                found ->
                    remembered.keep(
                        new Choice(patient, hosting), new Reading<>(found, found.revision())));
  }

  /** As it was at the revision that it is given with; empty for what is not remembered. */
  Optional<Reading<Found>> remembered(String patient, String hosting) {
    return remembered.find(new Choice(patient, hosting));
  }

  /** As if nothing had been read yet. */
  void forget() {
    remembered.forget();
  }

  /** Told of a revision that the projection is at. */
  void seen(long revision) {
    remembered.seen(revision);
  }

  private Future<Changes<Choice>> changes(long from) {
    return Changes.since(from, pool, CHANGED, Choice::new);
  }

  /** The same of several patients, by patient. */
  Future<Map<String, Found>> find(Set<String> patients, String hosting) {
    return find(patients.stream()
            .map(patient -> new Choice(patient, hosting))
            .collect(Collectors.toSet()))
        .map(
            found -> {
              Map<String, Found> all = new HashMap<>();
              found.forEach((choice, one) -> all.put(choice.patient(), one));
              return all;
            });
  }

  private Future<Map<Choice, Found>> find(Set<Choice> choices) {
    // Before the database is asked what time it is: a permission rather ends early than late
    long asked = System.nanoTime();
    return pool.preparedQuery(FIND)
        .execute(
            Tuple.tuple()
                .addArrayOfString(choices.stream().map(Choice::patient).toArray(String[]::new))
                .addArrayOfString(choices.stream().map(Choice::hosting).toArray(String[]::new)))
        .map(
            rows -> {
              Map<Choice, Found> all = new HashMap<>();
              rows.forEach(
                  row ->
                      all.put(new Choice(row.getString(0), row.getString(1)), found(row, asked)));
              return all;
            });
  }

  private static Found found(Row row, long asked) {
    OffsetDateTime until = row.getOffsetDateTime(5);
    boolean permits = permits(row.getString(4)) && row.getString(7) == null;
    return new Found(
        row.getLong(2),
        row.getLong(3),
        permits,
        until,
        permits && until != null ? asked + left(row.getOffsetDateTime(6), until) : null);
  }

  /** A year is as good as for ever: then it is read again. */
  private static long left(OffsetDateTime now, OffsetDateTime until) {
    Duration left = Duration.between(now, until);
    return (left.compareTo(YEAR) < 0 ? left : YEAR).toNanos();
  }

  /** In the order of their ids' bytes. */
  Future<List<String>> permitted(String hosting, String after, int limit) {
    return pool.preparedQuery(PERMITTED)
        .execute(
            Tuple.tuple()
                .addString(hosting)
                .addArrayOfString(PERMITTING.toArray(String[]::new))
                .addString(after)
                .addInteger(limit))
        .map(
            rows -> {
              List<String> patients = new ArrayList<>();
              rows.forEach(row -> patients.add(row.getString(0)));
              return patients;
            });
  }

  /** Notes hostings that are over; those noted already stay so. */
  Future<Void> end(Set<String> hostings) {
    return hostings.isEmpty()
        ? Future.succeededFuture()
        : pool.preparedQuery(END)
            .execute(Tuple.tuple().addArrayOfString(hostings.toArray(String[]::new)))
            .mapEmpty();
  }

  /** Notes a decision of the ledger: until that has been followed so far, nothing is permitted. */
  Future<Void> await(String patient, String hosting, long position) {
    return pool.preparedQuery(AWAIT).execute(Tuple.of(patient, hosting, position)).mapEmpty();
  }

  private static boolean permits(@Nullable String decision) {
    return decision != null && PERMITTING.contains(decision);
  }

  /**
   * Appends what follows the position, in one transaction.
   *
   * @return false when another instance has moved the position meanwhile; fails when the entries do
   *     not continue the ledger where the projection stands
   */
  Future<Boolean> apply(long after, List<LedgerEntry> entries) {
    return pool.withTransaction(
        connection ->
            connection
                .query(LOCK)
                .execute()
                .map(rows -> rows.iterator().next())
                .compose(
                    feed ->
                        feed.getLong("position") == after
                            ? append(connection, after, feed.getString("hash"), entries).map(true)
                            : Future.succeededFuture(false)));
  }

  private Future<Void> append(
      SqlConnection connection, long after, @Nullable String hash, List<LedgerEntry> entries) {
    Continuity.check(after, Optional.ofNullable(hash), entries);
    List<Tuple> decisions = new ArrayList<>();
    List<Tuple> ends = new ArrayList<>();
    for (LedgerEntry entry : entries) {
      Decided decided = entry.decided();
      if (decided != null && !decided.isNobodys()) {
        decisions.add(decision(entry.position(), decided));
      } else if (decided != null && decided.replaces() != null) {
        ends.add(Tuple.of(decided.hosting(), entry.position(), decided.replaces()));
      }
    }
    LedgerEntry last = entries.get(entries.size() - 1);
    return batch(connection, APPLY, decisions)
        .compose(applied -> batch(connection, REPLACE, ends))
        .compose(
            replaced ->
                connection.preparedQuery(MOVE).execute(Tuple.of(last.position(), last.hash())))
        .mapEmpty();
  }

  private static Future<Void> batch(SqlConnection connection, String sql, List<Tuple> rows) {
    return rows.isEmpty()
        ? Future.succeededFuture()
        : connection.preparedQuery(sql).executeBatch(rows).mapEmpty();
  }

  private static Tuple decision(long position, Decided decided) {
    return Tuple.tuple()
        .addString(decided.patient())
        .addString(decided.hosting())
        .addLong(position)
        .addInteger(decided.notice())
        .addString(decided.decision())
        .addOffsetDateTime(decided.decidedAt())
        .addOffsetDateTime(decided.until());
  }
}
