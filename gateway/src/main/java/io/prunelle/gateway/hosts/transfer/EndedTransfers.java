// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code hosts.transfer}, as far as what has ended tells what may begin. */
final class EndedTransfers {

  private static final String TO_ASK =
      """
      retry_at <= now() AND id = (SELECT id FROM hosts.transfer
        WHERE practice = $1 AND patient = $2
          AND destination = $3 AND decision IS NOT DISTINCT FROM $4
          AND state = 'cancelled' AND starts_with(reason, $5)
        ORDER BY ended_at DESC LIMIT 1)""";

  /**
   * Whether somebody had the same move of the record, for the same decision, taken back, and that
   * still stands.
   */
  Future<Boolean> declined(SqlClient sql, PatientRecord record, Whereabouts.Wanted wanted) {
    return sql.preparedQuery(
            """
            SELECT EXISTS (SELECT 1 FROM hosts.transfer WHERE practice = $1 AND patient = $2
              AND destination = $3 AND decision IS NOT DISTINCT FROM $4
              AND state = 'cancelled' AND cancel_asked_at IS NOT NULL)""")
        .execute(
            Tuple.of(record.practice(), record.patient(), wanted.host().id(), wanted.decision()))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /**
   * When the same move was asked for and there was no record to be moved; empty if it was not, or
   * not of late.
   *
   * @param late how long ago it ended at most
   */
  Future<Optional<Instant>> without(
      SqlClient sql, PatientRecord record, Whereabouts.Wanted wanted, Duration late) {
    return sql.preparedQuery(
            """
            SELECT max(requested_at) AS at FROM hosts.transfer WHERE practice = $1 AND patient = $2
              AND destination = $3 AND decision IS NOT DISTINCT FROM $4
              AND state = 'cancelled' AND starts_with(reason, $5)
              AND ended_at > now() - $6 * interval '1 ms'""")
        .execute(
            Tuple.of(
                record.practice(),
                record.patient(),
                wanted.host().id(),
                wanted.decision(),
                TransferFailure.Reason.NO_RECORD.code(),
                late.toMillis()))
        .map(
            rows ->
                Optional.ofNullable(rows.iterator().next().get(OffsetDateTime.class, "at"))
                    .map(OffsetDateTime::toInstant));
  }

  /** Whether it is time to ask, be it that another gateway does. */
  Future<Boolean> dueToAsk(SqlClient sql, PatientRecord record, Whereabouts.Wanted wanted) {
    return sql.preparedQuery("SELECT EXISTS (SELECT 1 FROM hosts.transfer WHERE " + TO_ASK + ")")
        .execute(toAsk(record, wanted))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  private static Tuple toAsk(PatientRecord record, Whereabouts.Wanted wanted) {
    return Tuple.of(
        record.practice(),
        record.patient(),
        wanted.host().id(),
        wanted.decision(),
        TransferFailure.Reason.NO_RECORD.code());
  }

  /**
   * Whether the host is to be asked now if it has the record by now. Who is told so asks: a minute
   * after it was seen not to have it, and then each time twice as long after that, or a day later.
   */
  Future<Boolean> turnToAsk(SqlClient sql, PatientRecord record, Whereabouts.Wanted wanted) {
    return sql.preparedQuery(
            """
            UPDATE hosts.transfer SET
              retry_at = now() + least(interval '1 day', greatest(interval '1 minute', now() - ended_at))
            WHERE\s"""
                + TO_ASK)
        .execute(toAsk(record, wanted))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Whether the record has ever been moved, or has come to its practice. */
  Future<Boolean> everMoved(SqlClient sql, PatientRecord record) {
    return sql.preparedQuery(
            """
            SELECT EXISTS (SELECT 1 FROM hosts.transfer WHERE patient = $2
              AND $1 IN (practice, recipient) AND switched_at IS NOT NULL)""")
        .execute(Tuple.of(record.practice(), record.patient()))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /** When the copy that a change of doctor has asked for was complete; empty as long as not. */
  Future<Optional<Instant>> copiedAt(SqlClient sql, UUID handover) {
    return sql.preparedQuery(
            "SELECT max(coalesce(switched_at, ended_at)) AS at FROM hosts.transfer"
                + " WHERE handover = $1 AND state = 'copied'")
        .execute(Tuple.of(handover))
        .map(
            rows ->
                Optional.ofNullable(rows.iterator().next().get(OffsetDateTime.class, "at"))
                    .map(OffsetDateTime::toInstant));
  }

  /** Practices that were given a copy of the record, which is still kept for no more than that. */
  Future<List<String>> keptFor(SqlClient sql, PatientRecord record) {
    return practices(
        sql,
        """
        SELECT DISTINCT recipient AS practice FROM hosts.transfer
        WHERE practice = $1 AND patient = $2 AND kind = 'copy' AND state = 'copied'
          AND hosts.is_kept(handover)""",
        record);
  }

  /** Practices that have kept a copy of what this record has received. */
  Future<List<String>> keepers(SqlClient sql, PatientRecord record) {
    return practices(
        sql,
        """
        SELECT DISTINCT practice FROM hosts.transfer
        WHERE recipient = $1 AND patient = $2 AND kind = 'copy' AND state = 'copied'
          AND hosts.is_kept(handover)""",
        record);
  }

  private static Future<List<String>> practices(SqlClient sql, String query, PatientRecord record) {
    return sql.preparedQuery(query)
        .execute(Tuple.of(record.practice(), record.patient()))
        .map(
            rows -> {
              List<String> practices = new ArrayList<>();
              rows.forEach(row -> practices.add(row.getString("practice")));
              return practices;
            });
  }
}
