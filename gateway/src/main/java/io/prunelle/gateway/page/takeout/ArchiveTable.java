// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.config.Settings.Takeout;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.page.takeout.Archive.Failure;
import io.prunelle.gateway.page.takeout.Archive.State;
import io.prunelle.gateway.refusal.DatabaseDown;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The archives of all instances. Time is the database's, so that instances agree. What is over can
 * be read no longer from the statement on that says so; its pieces, which may be thousands, are
 * deleted by the sweep, a few at a time, and take up room until then. Futures fail with {@link
 * io.prunelle.gateway.refusal.Refused} when it cannot be asked.
 */
final class ArchiveTable {

  /** Longer than a host may take for a page. */
  private static final long LEASE_SECONDS = 600;

  /** As it is, whether or not it has been swept since. */
  private static final String COLUMNS =
      "id, CASE WHEN state = 'READY' AND expires_at <= now() THEN 'EXPIRED'"
          + " WHEN state = 'PREPARING' AND lease_until <= now() THEN 'FAILED' ELSE state END,"
          + " practice, resources, bytes,"
          + " CASE WHEN state = 'PREPARING' AND lease_until <= now() THEN 'INTERRUPTED'"
          + " ELSE failure END, expires_at, summary";

  /** Those who ask, one after the other: they count, and none slips past the other. */
  private static final String IN_TURN =
      "SELECT pg_advisory_xact_lock(hashtextextended('takeout.archive', 0))";

  private static final String COUNT =
      "SELECT count(*) FILTER (WHERE owner = $1 AND state = 'PREPARING'),"
          + " count(*) FILTER (WHERE owner = $1 AND asked_at > now() - interval '24 hours'),"
          + " count(*) FILTER (WHERE state = 'PREPARING'),"
          // what it replaces is about to go; what went counts as long as pieces of it are left
          + " coalesce(sum(bytes) FILTER (WHERE state <> 'PREPARING'"
          + " AND NOT (state = 'READY' AND owner = $1)), 0)::bigint"
          + " FROM takeout.archive";

  private static final String REPLACE =
      "UPDATE takeout.archive SET state = 'DELETED', summary = NULL"
          + " WHERE owner = $1 AND state = 'READY'";

  private static final String BEGIN =
      "INSERT INTO takeout.archive (id, owner, state, holder, asked_at, lease_until,"
          + " remembered_until) VALUES ($1, $2, 'PREPARING', $3, clock_timestamp(),"
          + " clock_timestamp() + $4 * interval '1 second', $5)";

  private static final String HELD =
      " lease_until = clock_timestamp() + $3 * interval '1 second'"
          + " WHERE id = $1 AND holder = $2 AND state = 'PREPARING'"
          + " AND lease_until > clock_timestamp()";

  private static final String PROGRESS =
      "UPDATE takeout.archive SET practice = $4, resources = $5," + HELD;

  private static final String ADD =
      "WITH held AS (UPDATE takeout.archive SET bytes = bytes + $4,"
          + HELD
          + " RETURNING id) INSERT INTO takeout.piece (archive, number, sealed)"
          + " SELECT id, $5, $6 FROM held";

  private static final String READY =
      "UPDATE takeout.archive SET state = 'READY', practice = NULL, summary = $4,"
          + " expires_at = clock_timestamp() + $5 * interval '1 second',"
          + HELD;

  private static final String WHOLE = "UPDATE takeout.archive SET whole = $4," + HELD;

  /** What was cut off counts up to where a part that came whole went on from there. */
  private static final String TAKEN =
      "UPDATE takeout.archive SET taken = taken + int8multirange(int8range($2, $3))"
          + " + coalesce((SELECT range_agg(int8range(lower(part), $2)) FROM unnest(cut_off) part"
          + " WHERE lower(part) < $2 AND upper(part) >= $2), '{}') WHERE id = $1";

  private static final String CUT_OFF =
      "UPDATE takeout.archive SET cut_off = cut_off + int8multirange(int8range($2, $3))"
          + " WHERE id = $1";

  /** It stays so when its pieces are gone. */
  private static final String SENT =
      "UPDATE takeout.archive SET sent = true"
          + " WHERE id = $1 AND NOT sent AND bytes > 0 AND taken @> int8range(0, bytes)";

  /** Whatever has become of it since: what was taken, the patient has. */
  private static final String TAKEN_WHOLE =
      "SELECT asked_at FROM takeout.archive WHERE owner = $1 AND asked_at > $2 AND $3 = ANY(whole)"
          + " AND sent"
          + " ORDER BY asked_at DESC LIMIT 1";

  private static final String FAIL =
      "UPDATE takeout.archive SET state = 'FAILED', failure = $3"
          + " WHERE id = $1 AND holder = $2 AND state = 'PREPARING'";

  private static final String LATEST =
      "SELECT " + COLUMNS + " FROM takeout.archive WHERE owner = $1 ORDER BY asked_at DESC LIMIT 1";

  private static final String FIND =
      "SELECT " + COLUMNS + " FROM takeout.archive WHERE id = $1 AND owner = $2";

  private static final String DELETE =
      "UPDATE takeout.archive SET state = 'DELETED', summary = NULL"
          + " WHERE id = $1 AND owner = $2 AND state IN ('PREPARING', 'READY')";

  private static final String PIECE =
      "SELECT p.sealed FROM takeout.piece p JOIN takeout.archive a ON a.id = p.archive"
          + " WHERE a.id = $1 AND p.number = $2 AND a.state = 'READY' AND a.expires_at > now()";

  private static final String EXPIRE =
      "UPDATE takeout.archive SET state = 'EXPIRED', summary = NULL"
          + " WHERE state = 'READY' AND expires_at <= now()";

  private static final String BREAK_OFF =
      "UPDATE takeout.archive SET state = 'FAILED', failure = 'INTERRUPTED'"
          + " WHERE state = 'PREPARING' AND lease_until <= now()";

  /** So few that it takes a fraction of the time that a statement may take. */
  private static final String LEFT_OVER =
      "DELETE FROM takeout.piece WHERE (archive, number) IN"
          + " (SELECT p.archive, p.number FROM takeout.piece p"
          + " JOIN takeout.archive a ON a.id = p.archive"
          + " WHERE a.state NOT IN ('PREPARING', 'READY') LIMIT 64)";

  /** Of one sweep, which who stops waits for; the next one goes on. */
  private static final int MOST_BATCHES = 256;

  /** No piece comes to what is over: those who add lock its row, and look at its state. */
  private static final String GIVE_BACK =
      "UPDATE takeout.archive a SET bytes = 0"
          + " WHERE state NOT IN ('PREPARING', 'READY') AND bytes > 0"
          + " AND NOT EXISTS (SELECT FROM takeout.piece p WHERE p.archive = a.id)";

  /**
   * Until then its address says what became of it. Takes no pieces with it. What was sent whole is
   * remembered for as long as that counts, and for as long again as any after that: what is kept
   * until a day may be erased later.
   */
  private static final String FORGET =
      "DELETE FROM takeout.archive WHERE state NOT IN ('PREPARING', 'READY') AND bytes = 0"
          + " AND asked_at < now() - interval '60 days'"
          + " AND (NOT sent OR remembered_until IS NULL"
          + " OR remembered_until < (now() AT TIME ZONE 'UTC')::date - 60)";

  private final Pool pool;
  private final Takeout limits;

  ArchiveTable(Pool pool, Takeout limits) {
    this.pool = pool;
    this.limits = limits;
  }

  /** Who prepares which archive. */
  record Held(UUID archive, UUID holder) {}

  /** An archive, with what is sealed of it: empty unless it is ready. */
  record Stored(Archive archive, Optional<byte[]> summary) {}

  /**
   * Keeps a new archive, in the place of the one that there was, unless there may be none.
   *
   * @param counts as for {@link Ask}
   */
  Future<Begun> begin(Held held, Owner owner, @Nullable LocalDate counts) {
    return asked(
        pool.withTransaction(
            connection ->
                connection
                    .query(IN_TURN)
                    .execute()
                    .compose(turn -> connection.query(BREAK_OFF).execute())
                    .compose(
                        turn -> connection.preparedQuery(COUNT).execute(Tuple.of(owner.digest())))
                    .map(counted -> judge(counted.iterator().next()))
                    .compose(
                        begun ->
                            begun == Begun.STARTED
                                ? insert(connection, held, owner, counts).map(begun)
                                : Future.succeededFuture(begun))));
  }

  private Begun judge(Row counted) {
    if (counted.getLong(0) > 0) {
      return Begun.UNDER_WAY;
    } else if (counted.getLong(1) >= limits.perDay()) {
      return Begun.TOO_OFTEN;
    } else if (counted.getLong(2) >= limits.atOnce()) {
      return Begun.BUSY;
    }
    long aside = (counted.getLong(2) + 1) * limits.largest();
    return counted.getLong(3) + aside > limits.total() ? Begun.FULL : Begun.STARTED;
  }

  private static Future<?> insert(
      SqlConnection connection, Held held, Owner owner, @Nullable LocalDate counts) {
    return connection
        .preparedQuery(REPLACE)
        .execute(Tuple.of(owner.digest()))
        .compose(
            replaced ->
                connection
                    .preparedQuery(BEGIN)
                    .execute(
                        Tuple.of(
                            held.archive(), owner.digest(), held.holder(), LEASE_SECONDS, counts)));
  }

  /** Says how far it is; fails with {@link TakenAway} when it is no longer the holder's. */
  Future<Void> progress(Held held, String practice, long resources) {
    return kept(
        PROGRESS, Tuple.of(held.archive(), held.holder(), LEASE_SECONDS, practice, resources));
  }

  /** Adds a piece; fails with {@link TakenAway} when it is no longer the holder's. */
  Future<Void> add(Held held, int number, int length, byte[] sealed) {
    return kept(
        ADD,
        Tuple.of(
            held.archive(),
            held.holder(),
            LEASE_SECONDS,
            (long) length,
            number,
            Buffer.buffer(sealed)));
  }

  /** It can be downloaded from now on. */
  Future<Void> ready(Held held, byte[] summary) {
    return kept(
        READY,
        Tuple.of(
            held.archive(),
            held.holder(),
            LEASE_SECONDS,
            Buffer.buffer(summary),
            limits.kept().toSeconds()));
  }

  /** Says of which practices it has the whole record. */
  Future<Void> whole(Held held, List<String> practices) {
    return kept(
        WHOLE,
        Tuple.of(held.archive(), held.holder(), LEASE_SECONDS, practices.toArray(String[]::new)));
  }

  /**
   * Says that bytes of it were sent.
   *
   * @param to behind the last of them
   * @param whole whether all that was asked for was; what is cut off may not have come
   */
  Future<Void> taken(UUID id, long from, long to, boolean whole) {
    return asked(
        pool.preparedQuery(whole ? TAKEN : CUT_OFF)
            .execute(Tuple.of(id, from, to))
            .compose(noted -> pool.preparedQuery(SENT).execute(Tuple.of(id)))
            .mapEmpty());
  }

  /** When the latest was begun that has a practice's whole record and was sent whole. */
  Future<Optional<Instant>> takenWhole(Owner owner, String practice, Instant after) {
    return asked(
        pool.preparedQuery(TAKEN_WHOLE)
            .execute(Tuple.of(owner.digest(), after.atOffset(ZoneOffset.UTC), practice))
            .map(
                rows ->
                    rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(
                            rows.iterator().next().getOffsetDateTime("asked_at").toInstant())));
  }

  Future<Void> fail(Held held, Failure failure) {
    return asked(
        pool.preparedQuery(FAIL)
            .execute(Tuple.of(held.archive(), held.holder(), failure.name()))
            .mapEmpty());
  }

  /** The one asked for last. */
  Future<Optional<Stored>> latest(Owner owner) {
    return asked(pool.preparedQuery(LATEST).execute(Tuple.of(owner.digest())))
        .map(ArchiveTable::first);
  }

  /** Empty for anybody but its owner. */
  Future<Optional<Stored>> find(UUID id, Owner owner) {
    return asked(pool.preparedQuery(FIND).execute(Tuple.of(id, owner.digest())))
        .map(ArchiveTable::first);
  }

  /** Stops its preparation, too. Nothing happens to what is nobody's or somebody else's. */
  Future<Void> delete(UUID id, Owner owner) {
    return asked(pool.preparedQuery(DELETE).execute(Tuple.of(id, owner.digest())).mapEmpty());
  }

  /** Empty when there is no such piece, or no longer. */
  Future<Optional<byte[]>> piece(UUID id, int number) {
    return asked(pool.preparedQuery(PIECE).execute(Tuple.of(id, number)))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getBuffer(0).getBytes()));
  }

  /** Removes what is over, whichever instance it was of. */
  Future<Void> sweep() {
    return asked(
        pool.query(EXPIRE)
            .execute()
            .compose(done -> pool.query(BREAK_OFF).execute())
            .compose(done -> removePieces())
            .compose(done -> pool.query(GIVE_BACK).execute())
            .compose(done -> pool.query(FORGET).execute())
            .mapEmpty());
  }

  /** Until none is left. */
  private Future<Void> removePieces() {
    AtomicBoolean none = new AtomicBoolean();
    return InTurn.each(
        Collections.nCopies(MOST_BATCHES, LEFT_OVER),
        batch ->
            none.get()
                ? Future.succeededFuture()
                : pool.query(batch)
                    .execute()
                    .onSuccess(removed -> none.set(removed.rowCount() == 0)));
  }

  private Future<Void> kept(String statement, Tuple values) {
    return asked(pool.preparedQuery(statement).execute(values))
        .compose(
            rows ->
                rows.rowCount() == 1
                    ? Future.succeededFuture()
                    : Future.failedFuture(new TakenAway()));
  }

  private static Optional<Stored> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(stored(rows.iterator().next()));
  }

  private static Stored stored(Row row) {
    String failure = row.getString(5);
    OffsetDateTime expires = row.getOffsetDateTime(6);
    Buffer summary = row.getBuffer(7);
    return new Stored(
        new Archive(
            row.getUUID(0),
            State.valueOf(row.getString(1)),
            row.getString(2),
            row.getLong(3),
            row.getLong(4),
            failure == null ? null : Failure.valueOf(failure),
            expires == null ? null : expires.toInstant()),
        summary == null ? Optional.empty() : Optional.of(summary.getBytes()));
  }

  private static <T> Future<T> asked(Future<T> answer) {
    return DatabaseDown.unless(answer, "takeout.archive");
  }
}
