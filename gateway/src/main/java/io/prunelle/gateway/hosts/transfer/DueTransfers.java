// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code hosts.transfer}, as far as it says which transfers may go on, and which wait for
 * a host alone.
 */
final class DueTransfers {

  /** 502, 503 and 504 come from what stands before a host that is down. */
  private static final String UNANSWERED =
      "state = 'failed' AND NOT "
          + Standings.PAUSE_STANDS
          + " AND retry_at > now() AND reason ~"
          + " '^(host-unreachable:|host-refused: [^(]*\\(status 50[234]\\M)'";

  /** A transfer that may go on, between these hosts. */
  record Due(
      UUID id,
      PatientRecord record,
      String source,
      @Nullable String destination,
      @Nullable String into) {

    boolean touches(String host) {
      return source.equals(host) || host.equals(destination);
    }

    Stream<String> hosts() {
      return Stream.of(Optional.of(source), Optional.ofNullable(destination))
          .flatMap(Optional::stream);
    }

    /** Those that somebody may wait for to be free of it. */
    Stream<PatientRecord> records() {
      return Stream.concat(
          Stream.of(record),
          Optional.ofNullable(into)
              .map(practice -> new PatientRecord(practice, record.patient()))
              .stream());
    }
  }

  Future<Optional<Transfer>> load(SqlClient sql, UUID id) {
    return sql.preparedQuery("SELECT " + TransferRow.COLUMNS + " FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(id))
        .map(DueTransfers::first);
  }

  /**
   * Transfers that may go on now: those first that a patient waits for (a withdrawal, a copy that
   * is taken back), then what else may not stay where it is, and the old before the new.
   *
   * @param full hosts that take no more at present
   */
  Future<List<Due>> due(SqlClient sql, Collection<String> full, int most) {
    return sql.preparedQuery(
            """
            SELECT id, practice, patient, source, destination, recipient FROM hosts.transfer
            WHERE ended_at IS NULL AND retry_at <= now()
            AND (paused_at IS NULL OR unwanted_at IS NOT NULL)
            AND source <> ALL($2) AND (destination IS NULL OR destination <> ALL($2))
            AND NOT\s"""
                + Standings.HOST_PAUSED
                + """

            ORDER BY (urgent AND decision IS NOT NULL) OR coalesce(failed_in, state) = 'cancelling' DESC,
              urgent DESC, retry_at LIMIT $1""")
        .execute(Tuple.of(most).addArrayOfString(full.toArray(String[]::new)))
        .map(DueTransfers::due);
  }

  private static List<Due> due(RowSet<Row> rows) {
    List<Due> due = new ArrayList<>();
    rows.forEach(
        row ->
            due.add(
                new Due(
                    row.getUUID("id"),
                    TransferRow.record(row),
                    row.getString("source"),
                    row.getString("destination"),
                    row.getString("recipient"))));
    return due;
  }

  /** Those of whose record nobody may read until it has left, and which nobody has begun with. */
  Future<List<Due>> awaited(SqlClient sql, int most) {
    return sql.preparedQuery(
            """
            SELECT id, practice, patient, source, destination, recipient FROM hosts.transfer
            WHERE ended_at IS NULL AND retry_at <= now() AND urgent AND decision IS NOT NULL
            AND NOT\s"""
                + Standings.PAUSE_STANDS
                + " AND NOT "
                + Standings.HOST_PAUSED
                + " AND NOT "
                + Claims.CLAIMED
                + " ORDER BY retry_at LIMIT $1")
        .execute(Tuple.of(most))
        .map(DueTransfers::due);
  }

  /**
   * Hosts of what waits because one of its two gave no answer, or another answered in its place.
   */
  Future<List<String>> unanswered(SqlClient sql) {
    return sql.query(
            "SELECT DISTINCT h.host FROM hosts.transfer"
                + " CROSS JOIN LATERAL (VALUES (source), (destination)) AS h (host)"
                + " WHERE h.host IS NOT NULL AND "
                + UNANSWERED)
        .execute()
        .map(
            rows -> {
              List<String> hosts = new ArrayList<>();
              rows.forEach(row -> hosts.add(row.getString("host")));
              return hosts;
            });
  }

  /** What waits for that alone goes on. */
  Future<Void> answers(SqlClient sql, String host) {
    return sql.preparedQuery(
            "UPDATE hosts.transfer SET retry_at = now() WHERE $1 IN (source, destination) AND "
                + UNANSWERED)
        .execute(Tuple.of(host))
        .mapEmpty();
  }

  private static Optional<Transfer> first(Iterable<Row> rows) {
    for (Row row : rows) {
      return Optional.of(TransferRow.transfer(row));
    }
    return Optional.empty();
  }
}
