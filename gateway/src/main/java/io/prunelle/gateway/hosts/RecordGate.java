// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts;

import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;

/**
 * Holds on records as PostgreSQL advisory locks of a transaction: writers share one, a mover has it
 * alone, and whoever dies lets go.
 */
final class RecordGate {

  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final Refusal BUSY =
      new Refusal.RecordUnavailable("record-held", Duration.ofSeconds(5));
  private static final Refusal DOWN = new Refusal.NotReady("database-down", Duration.ofSeconds(5));

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Pool pool;

  RecordGate(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  /** One after the other, as they are given. */
  Future<Hold> share(List<PatientRecord> records) {
    return hold(
        records, "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))", LONGEST_WAIT);
  }

  /** The same. */
  Future<Hold> exclude(List<PatientRecord> records, Duration wait) {
    return hold(records, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", wait);
  }

  private Future<Hold> hold(List<PatientRecord> records, String lock, Duration wait) {
    return pool.getConnection()
        .compose(
            connection ->
                connection
                    .begin()
                    .compose(transaction -> lock(connection, transaction, records, lock, wait))
                    .onFailure(failure -> connection.close()))
        .recover(RecordGate::refuse);
  }

  private Future<Hold> lock(
      SqlConnection connection,
      Transaction transaction,
      List<PatientRecord> records,
      String lock,
      Duration wait) {
    return connection
        .query("SET LOCAL lock_timeout = " + Math.max(1, wait.toMillis()))
        .execute()
        .compose(
            set ->
                InTurn.each(
                    records,
                    record ->
                        connection
                            .preparedQuery(lock)
                            .execute(
                                Tuple.of("record/" + record.practice() + "/" + record.patient()))))
        .<Hold>map(locked -> TransactionHold.keep(vertx, connection, transaction))
        .recover(
            failure ->
                transaction.rollback().transform(rolledBack -> Future.failedFuture(failure)));
  }

  private static Future<Hold> refuse(Throwable failure) {
    boolean busy =
        failure instanceof PgException error && LOCK_NOT_AVAILABLE.equals(error.getSqlState());
    return Future.failedFuture((busy ? BUSY : DOWN).refused());
  }
}
