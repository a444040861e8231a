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
import java.time.ZoneOffset;
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

  /** A copy that another practice is given brings nothing to the record that it is of. */
  private static final String BROUGHT =
      "EXISTS (SELECT 1 FROM hosts.transfer b WHERE b.patient = $2"
          + " AND coalesce(b.recipient, b.practice) = $1 AND b.destination IS NOT NULL"
          + " AND b.switched_at IS NOT NULL AND coalesce(b.ended_at, now()) >= $3)";

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

  /** Whether the record has been moved, or has come to its practice, at that time or since. */
  Future<Boolean> movedSince(SqlClient sql, PatientRecord record, Instant since) {
    return sql.preparedQuery(
            """
            SELECT EXISTS (SELECT 1 FROM hosts.transfer WHERE patient = $2
              AND $1 IN (practice, recipient) AND switched_at >= $3)""")
        .execute(Tuple.of(record.practice(), record.patient(), since.atOffset(ZoneOffset.UTC)))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /** Whether the record has left its practice, and none has come to it since. */
  Future<Boolean> left(SqlClient sql, PatientRecord record) {
    return sql.preparedQuery(
            """
            SELECT coalesce(max(switched_at) FILTER (WHERE practice = $1
                AND kind IN ('handover', 'erasure'))
              > coalesce(max(coalesce(switched_at, ended_at)) FILTER (WHERE recipient = $1
                AND (switched_at IS NOT NULL OR state = 'copied')), '-infinity'), false)
            FROM hosts.transfer WHERE patient = $2 AND $1 IN (practice, recipient)""")
        .execute(Tuple.of(record.practice(), record.patient()))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /**
   * Whether anything was brought to where the record lives since then: from another host of the
   * practice, or another practice. What it had been before may come long after the switch, and is
   * no write of anybody's.
   */
  Future<Boolean> broughtSince(SqlClient sql, PatientRecord record, Instant since) {
    return sql.preparedQuery("SELECT " + BROUGHT)
        .execute(Tuple.of(record.practice(), record.patient(), since.atOffset(ZoneOffset.UTC)))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /**
   * The same, where that matters for an erasure: what a copy was kept for is over at the end of its
   * term, wherever the copy has been meanwhile.
   */
  Future<Boolean> broughtSince(SqlClient sql, Transfer erasure, Instant since) {
    return sql.preparedQuery(
            "SELECT NOT hosts.is_kept(handover) AND "
                + BROUGHT
                + " FROM hosts.transfer WHERE id = $4")
        .execute(
            Tuple.of(
                erasure.record().practice(),
                erasure.record().patient(),
                since.atOffset(ZoneOffset.UTC),
                erasure.id()))
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
