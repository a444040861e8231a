// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The table {@code hosts.transfer} as it is shown. Changes nothing. */
final class MoveTable {

  /** So many are shown at once, however many there are. */
  static final int MOST_SHOWN = 100;

  /** Of a move that does not erase the record where it was, because it lacks something. */
  private static final String LACKS =
      "kind = 'move' AND failed_in = 'erasing' AND starts_with(reason, 'copy-differs:')";

  /** Of one that brings a record back, and finds there what was not left. */
  private static final String FINDS = "state = 'failed' AND starts_with(reason, 'left-changed:')";

  private static final String WHAT =
      "SELECT t.id, t.kind, t.practice, t.patient, t.source, t.destination, t.recipient,"
          + " coalesce(t.failed_in, t.state) AS step,"
          + " CASE WHEN t.state IN ('failed', 'cancelled') THEN split_part(t.reason, ':', 1) END AS failure,"
          + " t.urgent, "
          + Standings.PAUSE_STANDS
          + " AS paused, t.paused_by,"
          + " t.cancel_asked_at IS NOT NULL AS cancel_asked,"
          + " CASE WHEN "
          + LACKS
          + " THEN EXISTS (SELECT 1 FROM hosts.transfer_item WHERE transfer = t.id AND "
          + LostItems.MISSING
          + ") WHEN "
          + FINDS
          + " THEN EXISTS (SELECT 1 FROM hosts.transfer_found WHERE transfer = t.id AND "
          + FoundItems.OPEN
          + ") ELSE false END AS lacking, t.attempts, t.requested_at, t.retry_at,"
          + " EXISTS (SELECT 1 FROM hosts.pause p"
          + " WHERE (p.practice, p.host) IN ((t.practice, t.source),"
          + " (coalesce(t.recipient, t.practice), t.destination))) AS host_paused,";

  private static final String COLUMNS =
      WHAT
          + " items.total, items.copied, items.erased FROM hosts.transfer t LEFT JOIN LATERAL (SELECT count(*) AS total,"
          + " count(*) FILTER (WHERE i.state IN ('sent', 'compared')) AS copied,"
          + " count(*) FILTER (WHERE i.state = 'erased') AS erased FROM hosts.transfer_item i"
          + " WHERE i.transfer = t.id AND NOT i.shared AND i.state NOT IN ('gone', 'absent')"
          + " AND t.ended_at IS NULL) items ON true ";

  private static final String LATEST =
      COLUMNS
          + "JOIN (SELECT DISTINCT ON (practice) id FROM hosts.transfer WHERE patient = $1"
          + " AND kind = 'move'"
          // One that goes on once more is what becomes of the record, be it older
          + " ORDER BY practice, (ended_at IS NULL) DESC, requested_at DESC) latest USING (id)"
          + " ORDER BY t.practice";

  private static final String ONE =
      COLUMNS + "WHERE t.id = $1 AND ($2::text IS NULL OR t.practice = $2)";

  private static final String PAGE =
      "SELECT id, kind, practice, source, destination, recipient, coalesce(failed_in, state) AS step,"
          + " state = 'cancelled' AND switched_at IS NOT NULL AS turned,"
          + " requested_at, ended_at FROM hosts.transfer WHERE patient = $1"
          + " AND ($2::timestamptz IS NULL OR (requested_at, id) < ($2, $3))"
          + " ORDER BY requested_at DESC, id DESC LIMIT "
          + MOST_SHOWN;

  private static final String LATEST_OF_HANDOVER =
      "WHERE t.handover = $1 ORDER BY t.requested_at DESC, t.id LIMIT 1";

  private static final String OF_HANDOVER = COLUMNS + LATEST_OF_HANDOVER;

  /** Without counting: of a large record that takes a while. */
  private static final String STANDING =
      WHAT
          + " 0::bigint AS total, 0::bigint AS copied, 0::bigint AS erased FROM hosts.transfer t "
          + LATEST_OF_HANDOVER;

  /**
   * What somebody has to look at comes first, then what has no record to be moved, of which there
   * may be hundreds; what is under way, and what goes on by itself, after that.
   */
  private static final String LESS_PRESSING =
      "CASE WHEN t.state <> 'failed' THEN 2 ELSE CASE split_part(coalesce(t.reason, ''), ':', 1)"
          + " WHEN 'no-record' THEN 1 WHEN 'record-busy' THEN 2 WHEN 'ledger-unreachable' THEN 2"
          + " WHEN 'gateway-not-ready' THEN 2 WHEN 'claim-lost' THEN 2 ELSE 0 END END";

  private static final String UNDER_WAY =
      COLUMNS
          + "WHERE ($1::text IS NULL OR t.practice = $1) AND t.ended_at IS NULL"
          + " ORDER BY "
          + LESS_PRESSING
          + ", t.requested_at, t.id LIMIT $2";

  /** What had no record has not arrived, nor has what has turned back. */
  private static final String ENDED =
      "SELECT count(*) FILTER (WHERE kind <> 'erasure' AND state <> 'cancelled') AS arrived,"
          + " count(*) FILTER (WHERE kind = 'erasure' AND state <> 'cancelled') AS erased,"
          + " count(*) FILTER (WHERE kind <> 'erasure' AND state = 'cancelled'"
          + " AND switched_at IS NULL AND NOT starts_with(coalesce(reason, ''), 'no-record'))"
          + " AS cancelled"
          + " FROM hosts.transfer WHERE practice = $1 AND ended_at > now() - interval '30 days'";

  private static final String PAUSED = "SELECT host FROM hosts.pause WHERE practice = $1";

  private static final String FAILURES =
      "SELECT split_part(reason, ':', 1) AS code, count(*) AS n FROM hosts.transfer"
          + " WHERE state = 'failed' GROUP BY 1";

  private static final String OLDEST =
      "SELECT coalesce(extract(epoch FROM now() - min(requested_at)), 0)::float8 AS seconds"
          + " FROM hosts.transfer WHERE ended_at IS NULL";

  private static final String MISSING =
      "SELECT resource FROM hosts.transfer_item WHERE transfer = (SELECT id FROM hosts.transfer"
          + " WHERE id = $1 AND ($2::text IS NULL OR practice = $2) AND "
          + LACKS
          + ") AND "
          + LostItems.MISSING
          + " UNION ALL SELECT "
          + FoundItems.FORM
          + " FROM hosts.transfer_found WHERE transfer = (SELECT id FROM"
          + " hosts.transfer WHERE id = $1 AND ($2::text IS NULL OR practice = $2) AND "
          + FINDS
          + ") AND "
          + FoundItems.OPEN
          + " ORDER BY resource LIMIT "
          + (MOST_SHOWN + 1);

  /**
   * Names of what the record lacks where it lives now, where that keeps it from being erased where
   * it was; of what was found where it goes back to, with its form, where that keeps it from there;
   * one more than are shown if there are more.
   *
   * @param practice whose it has to be; null for any
   */
  Future<List<String>> missing(SqlClient sql, UUID id, @Nullable String practice) {
    return sql.preparedQuery(MISSING)
        .execute(Tuple.of(id, practice))
        .map(
            rows -> {
              List<String> names = new ArrayList<>();
              rows.forEach(row -> names.add(row.getString("resource")));
              return names;
            });
  }

  /** The latest that a change of doctor has asked for, ended or not. */
  Future<Optional<Move>> latest(SqlClient sql, UUID handover) {
    return sql.preparedQuery(OF_HANDOVER)
        .execute(Tuple.of(handover))
        .map(rows -> moves(rows).stream().findFirst());
  }

  /** The same without its progress. */
  Future<Optional<Move>> standing(SqlClient sql, UUID handover) {
    return sql.preparedQuery(STANDING)
        .execute(Tuple.of(handover))
        .map(rows -> moves(rows).stream().findFirst());
  }

  /** The latest of each practice that a decision has asked for, ended or not. */
  Future<List<Move>> latest(SqlClient sql, String patient) {
    return sql.preparedQuery(LATEST).execute(Tuple.of(patient)).map(MoveTable::moves);
  }

  /**
   * All of a patient's, of whatever kind, newest first.
   *
   * @param last of the page before; null for the first page
   */
  Future<List<PastMove>> page(SqlClient sql, String patient, @Nullable PastMove last) {
    Tuple values = Tuple.tuple().addString(patient);
    values.addOffsetDateTime(last == null ? null : last.since().atOffset(ZoneOffset.UTC));
    values.addUUID(last == null ? null : last.id());
    return sql.preparedQuery(PAGE)
        .execute(values)
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(MoveTable::past).toList());
  }

  private static PastMove past(Row row) {
    OffsetDateTime ended = row.getOffsetDateTime("ended_at");
    return new PastMove(
        row.getUUID("id"),
        Move.Kind.of(row.getString("kind")),
        row.getString("practice"),
        row.getString("source"),
        row.getString("destination"),
        row.getString("recipient"),
        row.getBoolean("turned")
            ? Move.Step.TURNED_BACK
            : Move.Step.of(State.of(row.getString("step"))),
        row.get(OffsetDateTime.class, "requested_at").toInstant(),
        ended == null ? null : ended.toInstant());
  }

  /**
   * One of them.
   *
   * @param practice whose it has to be; null for any
   */
  Future<Optional<Move>> one(SqlClient sql, UUID id, @Nullable String practice) {
    return sql.preparedQuery(ONE)
        .execute(Tuple.of(id, practice))
        .map(rows -> moves(rows).stream().findFirst());
  }

  /**
   * Those that have not ended, one more than are shown if there are more.
   *
   * @param practice null for all
   */
  Future<List<Move>> underWay(SqlClient sql, @Nullable String practice) {
    return sql.preparedQuery(UNDER_WAY)
        .execute(Tuple.of(practice, MOST_SHOWN + 1))
        .map(MoveTable::moves);
  }

  /** How those ended that did in the last thirty days. */
  Future<Overview.Ended> ended(SqlClient sql, String practice) {
    return sql.preparedQuery(ENDED)
        .execute(Tuple.of(practice))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Overview.Ended(
                  row.getLong("arrived"), row.getLong("erased"), row.getLong("cancelled"));
            });
  }

  Future<Set<String>> paused(SqlClient sql, String practice) {
    return sql.preparedQuery(PAUSED)
        .execute(Tuple.of(practice))
        .map(
            rows -> {
              Set<String> hosts = new TreeSet<>();
              rows.forEach(row -> hosts.add(row.getString("host")));
              return hosts;
            });
  }

  /** How many have failed now, by code. */
  Future<Map<String, Long>> failures(SqlClient sql) {
    return sql.query(FAILURES)
        .execute()
        .map(
            rows -> {
              Map<String, Long> failures = new HashMap<>();
              rows.forEach(row -> failures.put(row.getString("code"), row.getLong("n")));
              return failures;
            });
  }

  /** Since when the oldest has not ended, in seconds; 0 for none. */
  Future<Double> oldest(SqlClient sql) {
    return sql.query(OLDEST).execute().map(rows -> rows.iterator().next().getDouble("seconds"));
  }

  private static List<Move> moves(RowSet<Row> rows) {
    List<Move> moves = new ArrayList<>();
    rows.forEach(row -> moves.add(move(row)));
    return moves;
  }

  private static Move move(Row row) {
    Move.Step step = Move.Step.of(State.of(row.getString("step")));
    return new Move(
        row.getUUID("id"),
        Move.Kind.of(row.getString("kind")),
        row.getString("practice"),
        row.getString("patient"),
        row.getString("source"),
        row.getString("destination"),
        row.getString("recipient"),
        step,
        row.getString("failure"),
        row.getBoolean("urgent"),
        row.getBoolean("paused"),
        row.getString("paused_by"),
        row.getBoolean("host_paused"),
        row.getBoolean("cancel_asked"),
        row.getBoolean("lacking"),
        row.getInteger("attempts"),
        row.get(OffsetDateTime.class, "requested_at").toInstant(),
        row.get(OffsetDateTime.class, "retry_at").toInstant(),
        progress(step, row));
  }

  private static Move.@Nullable Progress progress(Move.Step step, Row row) {
    long total = row.getLong("total");
    return switch (step) {
      case COPYING, SWITCHING ->
          total == 0 ? null : new Move.Progress(row.getLong("copied"), total);
      case ERASING -> total == 0 ? null : new Move.Progress(row.getLong("erased"), total);
      case WAITING, ARCHIVING, RETURNING, ENDED, CANCELLED, TURNED_BACK -> null;
    };
  }
}
