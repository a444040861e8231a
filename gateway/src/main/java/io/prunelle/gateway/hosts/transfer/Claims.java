// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which patients' records this gateway carries, so that no other does: two practices may have one
 * of the same patient, and come to share a host, where the ids are the same. A claim is an advisory
 * lock of one session, which PostgreSQL lets go the moment the gateway is gone. Not safe for
 * threads: used from the mover's context alone.
 */
final class Claims {

  /** Of a transfer, whether a gateway has claimed it, or another one of the patient. */
  static final String CLAIMED =
      """
      EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (classid::bigint << 32) | objid::bigint =\s"""
          + key("transfer.patient")
          + ")";

  private static final String KEY = key("$1");

  /** A connection that is silent for longer than a statement takes is taken for dead. */
  private static final Duration SPEAK = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final Pool pool;
  private @Nullable Session session;

  /**
   * @param pool lends one connection for as long as anything is claimed
   */
  Claims(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  // The words keep these locks apart from those on the same record elsewhere
  private static String key(String patient) {
    return "hashtextextended('hosts.transfer by ' || " + patient + ", 0)";
  }

  /**
   * Empty when another gateway has claimed the record, or another one of the patient. Not to be
   * asked twice for a patient at the same time.
   */
  Future<Optional<Claim>> claim(PatientRecord record) {
    Session current = session();
    return current
        .opened
        .compose(connection -> lock(connection, record))
        .map(locked -> locked ? new Claim(current, record) : null)
        .map(Optional::ofNullable)
        .onComplete(claim -> current.leaveIf(claim.isEmpty()), failure -> current.leaveIf(true));
  }

  private static Future<Boolean> lock(SqlConnection connection, PatientRecord record) {
    return connection
        .preparedQuery("SELECT pg_try_advisory_lock(" + KEY + ")")
        .execute(Tuple.of(record.patient()))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  private Session session() {
    Session current = session;
    if (current == null) {
      current = new Session(pool.getConnection());
      session = current;
    }
    current.users++;
    return current;
  }

  /** One claimed record, until it is released or the connection is lost. */
  static final class Claim {

    private final Session held;
    private final PatientRecord record;

    private Claim(Session held, PatientRecord record) {
      this.held = held;
      this.record = record;
    }

    /** Works for as long as the claim holds. */
    SqlConnection connection() {
      return held.opened.result();
    }

    /** Never fails: what cannot be released has been lost. */
    Future<Void> release() {
      return connection()
          .preparedQuery("SELECT pg_advisory_unlock(" + KEY + ")")
          .execute(Tuple.of(record.patient()))
          .transform(
              (released, lost) -> {
                held.leaveIf(true);
                return Future.succeededFuture();
              });
    }
  }

  private final class Session {

    private final Future<SqlConnection> opened;
    private final long speaking;
    private int users;

    Session(Future<SqlConnection> opened) {
      this.opened = opened;
      this.speaking = vertx.setPeriodic(SPEAK.toMillis(), tick -> speak());
      opened.onComplete(open -> open.closeHandler(closed -> forget()), failure -> forget());
    }

    void leaveIf(boolean leaving) {
      if (!leaving) {
        return;
      }
      users--;
      if (users == 0 && session == this && opened.succeeded()) {
        forget();
        opened.result().close();
      }
    }

    /** However long a host takes for what it was asked. */
    private void speak() {
      if (opened.succeeded()) {
        opened.result().query("SELECT 1").execute();
      }
    }

    private void forget() {
      vertx.cancelTimer(speaking);
      if (session == this) {
        session = null;
      }
    }
  }
}
