// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts;

import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.refusal.DatabaseDown;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Holds on records as PostgreSQL advisory locks of a transaction: writers share one, a mover has it
 * alone, and whoever dies lets go.
 */
final class RecordGate {

  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final Refusal BUSY =
      new Refusal.RecordUnavailable("record-held", Duration.ofSeconds(5));

  /** All connections hold records already: hosts that take their time, or long transactions. */
  private static final Refusal ALL_HELD =
      new Refusal.NotReady("writes-busy", Duration.ofSeconds(2));

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /** Locks of a record as it is, and of its being whole: nothing is deleted from it. */
  private enum Lock {
    RECORD("record/"),
    WHOLE("whole-record/");

    private final String prefix;

    Lock(String prefix) {
      this.prefix = prefix;
    }

    Tuple of(PatientRecord record) {
      return Tuple.of(prefix + record.practice() + "/" + record.patient());
    }
  }

  private final Vertx vertx;
  private final Pool pool;
  private final int most;
  private final AtomicInteger held = new AtomicInteger();

  /**
   * Holds by connections.
   *
   * @param most connections that the pool has
   */
  RecordGate(Vertx vertx, Pool pool, int most) {
    this.vertx = vertx;
    this.pool = pool;
    this.most = most;
  }

  /**
   * One after the other, as they are given.
   *
   * @param deleting those of them from which something is to be deleted: not while they are kept
   *     whole
   */
  Future<Hold> share(List<PatientRecord> records, Collection<PatientRecord> deleting) {
    return hold(
        connection ->
            each(
                    connection,
                    "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))",
                    Lock.RECORD,
                    records)
                .compose(held -> InTurn.each(deleting, record -> notKept(connection, record))),
        LONGEST_WAIT);
  }

  /** The same. */
  Future<Hold> exclude(List<PatientRecord> records, Duration wait) {
    return alone(Lock.RECORD, records, wait);
  }

  /** Against deletions alone. */
  Future<Hold> keepWhole(PatientRecord record, Duration wait) {
    return alone(Lock.WHOLE, List.of(record), wait);
  }

  private Future<Hold> alone(Lock lock, List<PatientRecord> records, Duration wait) {
    return hold(
        connection ->
            each(
                connection, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", lock, records),
        wait);
  }

  private static Future<Void> each(
      SqlConnection connection, String sql, Lock lock, List<PatientRecord> records) {
    return InTurn.each(records, record -> connection.preparedQuery(sql).execute(lock.of(record)));
  }

  /** At once: who waited would keep a connection that others need, and for longer than they do. */
  private static Future<Void> notKept(SqlConnection connection, PatientRecord record) {
    return connection
        .preparedQuery("SELECT pg_try_advisory_xact_lock_shared(hashtextextended($1, 0)) AS locked")
        .execute(Lock.WHOLE.of(record))
        .compose(
            rows ->
                rows.iterator().next().getBoolean("locked")
                    ? Future.succeededFuture()
                    : Future.failedFuture(BUSY.refused()));
  }

  private Future<Hold> hold(Function<SqlConnection, Future<Void>> locks, Duration wait) {
    return pool.getConnection()
        .recover(
            failure ->
                Future.failedFuture(
                    held.get() < most ? DatabaseDown.refused() : ALL_HELD.refused()))
        .compose(
            connection -> {
              held.incrementAndGet();
              return connection
                  .begin()
                  .compose(transaction -> lock(connection, transaction, locks, wait))
                  .onFailure(failure -> giveBack(connection));
            })
        .recover(RecordGate::refuse);
  }

  private Future<Void> giveBack(SqlConnection connection) {
    held.decrementAndGet();
    return connection.close();
  }

  private Future<Hold> lock(
      SqlConnection connection,
      Transaction transaction,
      Function<SqlConnection, Future<Void>> locks,
      Duration wait) {
    return connection
        .query("SET LOCAL lock_timeout = " + Math.max(1, wait.toMillis()))
        .execute()
        .compose(set -> locks.apply(connection))
        .<Hold>map(locked -> TransactionHold.keep(vertx, connection, transaction, this::giveBack))
        .recover(
            failure ->
                transaction.rollback().transform(rolledBack -> Future.failedFuture(failure)));
  }

  private static Future<Hold> refuse(Throwable failure) {
    if (failure instanceof Refused) {
      return Future.failedFuture(failure);
    }
    boolean busy =
        failure instanceof PgException error && LOCK_NOT_AVAILABLE.equals(error.getSqlState());
    return Future.failedFuture(busy ? BUSY.refused() : DatabaseDown.refused());
  }
}
