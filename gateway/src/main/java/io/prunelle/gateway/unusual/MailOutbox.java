// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.unusual;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Of which patients the realm has yet to be told. Any instance takes from it; one that ends in
 * between leaves what it took to the others, once its lease is over.
 */
final class MailOutbox {

  private static final String CLAIM =
      "WITH due AS ("
          + "SELECT patient FROM unusual.mail WHERE due_at <= clock_timestamp()"
          + " ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)"
          + " UPDATE unusual.mail m SET due_at = clock_timestamp() + interval '1 minute'"
          + " FROM due WHERE m.patient = due.patient"
          + " RETURNING m.patient, m.report, m.attempts, EXISTS (SELECT 1 FROM unusual.notice n"
          + " WHERE n.patient = m.patient AND n.seen_at IS NULL), m.due_at";

  /** Not if there is more to tell meanwhile. */
  private static final String DONE = "DELETE FROM unusual.mail WHERE patient = $1 AND report = $2";

  /**
   * Asked again: a notice that is committed while its row is claimed is missed there, though the
   * row has it already.
   */
  private static final String SEEN =
      DONE
          + " AND NOT EXISTS (SELECT 1 FROM unusual.notice n"
          + " WHERE n.patient = $1 AND n.seen_at IS NULL)";

  private static final String LATER =
      "UPDATE unusual.mail SET attempts = $3,"
          + " due_at = clock_timestamp() + $4 * interval '1 second'"
          + " WHERE patient = $1 AND due_at = $2";

  private static final String WAITING = "SELECT count(*) FROM unusual.mail WHERE attempts > 0";

  private final Pool pool;

  MailOutbox(Pool pool) {
    this.pool = pool;
  }

  /** What is due, for this instance alone for a minute; empty when nothing is. */
  Future<Optional<Report>> claim() {
    return pool.preparedQuery(CLAIM)
        .execute()
        .map(
            rows ->
                rows.size() == 0 ? Optional.empty() : Optional.of(report(rows.iterator().next())));
  }

  /** There is nothing more to do about it. */
  Future<Void> done(Report report) {
    return pool.preparedQuery(DONE).execute(Tuple.of(report.patient(), report.id())).mapEmpty();
  }

  /** There was nothing that the patient has not seen; unless there is now, which is told later. */
  Future<Void> seen(Report report) {
    return pool.preparedQuery(SEEN).execute(Tuple.of(report.patient(), report.id())).mapEmpty();
  }

  /** Told again after a time. */
  Future<Void> later(Report report, int attempts, Duration after) {
    return pool.preparedQuery(LATER)
        .execute(Tuple.of(report.patient(), report.lease(), attempts, after.toSeconds()))
        .mapEmpty();
  }

  /** How many the mail server did not take so far. */
  Future<Long> waiting() {
    return pool.query(WAITING).execute().map(rows -> rows.iterator().next().getLong(0));
  }

  private static Report report(Row row) {
    return new Report(
        row.getString(0),
        row.getUUID(1),
        row.getInteger(2),
        row.getBoolean(3),
        row.get(OffsetDateTime.class, 4));
  }
}
