// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

import io.prunelle.gateway.handover.Handover.State;
import io.prunelle.gateway.hosts.PatientRecord;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code hosts.handover}. Times are the database's; days are in UTC. */
final class HandoverTable {

  private static final String COLUMNS =
      "SELECT id, practice, patient, receiver, state, asked_at, due_on, answered_at, ground,"
          + " kept_until, copied_at, archive_begun_at, erasure_ordered_at, unwritten_until,"
          + " written_at, ended_at"
          + " FROM hosts.handover WHERE ";

  /** What a patient asks for is looked at one after the other. */
  private static final String IN_TURN = "SELECT pg_advisory_xact_lock(hashtextextended($1, 234))";

  private static final String LATEST =
      COLUMNS + "practice = $1 AND patient = $2 ORDER BY asked_at DESC LIMIT 1";

  private static final String TODAY =
      "SELECT count(*) FROM hosts.handover"
          + " WHERE patient = $1 AND asked_at > clock_timestamp() - interval '1 day'";

  private static final String INSERT =
      "INSERT INTO hosts.handover (id, practice, patient, receiver, asked_by, due_on)"
          + " VALUES ($1, $2, $3, $4, $5, $6)";

  private static final String OF_PATIENT =
      COLUMNS + "patient = $1 ORDER BY ended_at IS NOT NULL, asked_at DESC LIMIT ";

  private static final String PAGE =
      COLUMNS
          + "patient = $1 AND ($2::timestamptz IS NULL OR (asked_at, id) < ($2, $3))"
          + " ORDER BY asked_at DESC, id DESC LIMIT ";

  private static final String OF_PRACTICE =
      COLUMNS + "practice = $1 AND state = $2 ORDER BY due_on, id LIMIT ";

  /** There is nothing to be done of it until the last day on which it is kept. */
  private static final String RESTS =
      "practice = $1 AND state = 'retained' AND (receiver IS NULL OR copied_at IS NOT NULL)"
          + " AND kept_until >= $2";

  /** With those of which the copy has become a record again, for a month: nobody else tells so. */
  private static final String KEPT =
      COLUMNS
          + "practice = $1 AND (state = 'retained' AND NOT ("
          + RESTS
          + ") OR state = 'resumed' AND ended_at > clock_timestamp() - interval '30 days')"
          + " ORDER BY kept_until, id LIMIT ";

  private static final String COUNT_RESTING = "SELECT count(*) FROM hosts.handover WHERE " + RESTS;

  private static final String RESTING =
      COLUMNS
          + RESTS
          + " AND ($3::uuid IS NULL OR (kept_until, id) >"
          + " (SELECT kept_until, id FROM hosts.handover WHERE id = $3 AND practice = $1))"
          + " ORDER BY kept_until, id LIMIT ";

  /** What the receiving practice has by now is the old one's matter alone. */
  private static final String ARRIVING =
      COLUMNS
          + "receiver = $1 AND ended_at IS NULL AND copied_at IS NULL ORDER BY asked_at, id LIMIT ";

  private static final String WAITING =
      "SELECT count(*) AS waiting, count(*) FILTER (WHERE due_on < $2) AS overdue"
          + " FROM hosts.handover WHERE practice = $1 AND state = 'asked'";

  private static final String ONE = COLUMNS + "id = $1";
  private static final String LOCK = ONE + " FOR UPDATE";

  private static final String WITHDRAW =
      "UPDATE hosts.handover SET state = 'withdrawn', ended_at = clock_timestamp() WHERE id = $1";

  private static final String ANSWER =
      "UPDATE hosts.handover SET state = $2, ground = $3, kept_until = $4, answered_by = $5,"
          + " answered_at = clock_timestamp() WHERE id = $1";

  private static final String ANSWERED =
      "SELECT 1 FROM hosts.handover WHERE id = $1 AND practice = $2 AND answered_by = $3"
          + " AND ground IS NOT DISTINCT FROM $4 AND kept_until IS NOT DISTINCT FROM $5";

  private static final String ORDER =
      "UPDATE hosts.handover SET erasure_ordered_at = clock_timestamp(), archive_begun_at = $2"
          + " WHERE id = $1";

  private static final String HOLD =
      "UPDATE hosts.handover SET erasure_ordered_at = NULL, archive_begun_at = NULL WHERE id = $1";

  private static final String COPIED = "UPDATE hosts.handover SET copied_at = $2 WHERE id = $1";

  private static final String RESUME =
      "UPDATE hosts.handover SET state = 'resumed', ended_at = clock_timestamp() WHERE id = $1";

  /** What is still to be copied is carried with what has come. */
  private static final String KEPT_OF =
      COLUMNS
          + "practice = $1 AND patient = $2 AND state = 'retained'"
          + " AND (receiver IS NULL OR copied_at IS NOT NULL) FOR UPDATE";

  /** A day is short beside the time for which the journal is kept. */
  private static final String UNLOOKED =
      COLUMNS
          + "id > $1 AND state = 'retained' AND (receiver IS NULL OR copied_at IS NOT NULL)"
          + " AND written_at IS NULL AND coalesce(unwritten_until, copied_at, answered_at)"
          + " < clock_timestamp() - interval '1 day' ORDER BY id LIMIT ";

  private static final String UNWRITTEN =
      "UPDATE hosts.handover SET unwritten_until = $2 WHERE id = $1 AND state = 'retained'";
  private static final String WRITTEN =
      "UPDATE hosts.handover SET written_at = $2 WHERE id = $1 AND state = 'retained'";
  private static final String CLOCK = "SELECT clock_timestamp()";

  private static final String DONE =
      "UPDATE hosts.handover SET state = 'done', ended_at = clock_timestamp() WHERE id = $1";

  /** As {@link Handover#due} has it. */
  private static final String IS_DUE =
      "(state = 'confirmed' AND (receiver IS NOT NULL OR erasure_ordered_at IS NOT NULL)"
          + " OR state = 'retained' AND (receiver IS NOT NULL AND copied_at IS NULL OR kept_until < $2))";

  private static final String DUE =
      "SELECT id FROM hosts.handover WHERE id > $1 AND ended_at IS NULL AND "
          + IS_DUE
          + " ORDER BY id LIMIT ";

  /** Where another instance is at it, nothing is to be done. */
  private static final String CLAIM =
      COLUMNS + "id = $1 AND ended_at IS NULL AND " + IS_DUE + " FOR UPDATE SKIP LOCKED";

  Future<Void> inTurn(SqlConnection connection, String patient) {
    return connection.preparedQuery(IN_TURN).execute(Tuple.of(patient)).mapEmpty();
  }

  Future<Optional<Handover>> latest(SqlClient sql, String practice, String patient) {
    return sql.preparedQuery(LATEST).execute(Tuple.of(practice, patient)).map(HandoverTable::first);
  }

  /** How many the patient has asked for in 24 hours. */
  Future<Long> today(SqlClient sql, String patient) {
    return sql.preparedQuery(TODAY)
        .execute(Tuple.of(patient))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  Future<Void> insert(
      SqlClient sql,
      UUID id,
      String practice,
      String patient,
      @Nullable String into,
      String by,
      LocalDate dueOn) {
    Tuple values = Tuple.of(id, practice, patient);
    values.addString(into).addString(by).addLocalDate(dueOn);
    return sql.preparedQuery(INSERT).execute(values).mapEmpty();
  }

  /** Those that have not ended first, then the newest. */
  Future<List<Handover>> ofPatient(SqlClient sql, String patient, int limit) {
    return sql.preparedQuery(OF_PATIENT + limit).execute(Tuple.of(patient)).map(HandoverTable::all);
  }

  /** All of the patient's, newest first, from where a page ended. */
  Future<List<Handover>> page(SqlClient sql, String patient, @Nullable Handover last, int limit) {
    Tuple values = Tuple.of(patient);
    values.addOffsetDateTime(last == null ? null : last.askedAt().atOffset(ZoneOffset.UTC));
    values.addUUID(last == null ? null : last.id());
    return sql.preparedQuery(PAGE + limit).execute(values).map(HandoverTable::all);
  }

  /** Of a practice that hands over, those that were due first. */
  Future<List<Handover>> ofPractice(SqlClient sql, String practice, State state, int limit) {
    return sql.preparedQuery(OF_PRACTICE + limit)
        .execute(Tuple.of(practice, stored(state)))
        .map(HandoverTable::all);
  }

  /** Of which a copy is kept and something is to be done, those whose term ends first. */
  Future<List<Handover>> kept(SqlClient sql, String practice, LocalDate today, int limit) {
    return sql.preparedQuery(KEPT + limit)
        .execute(Tuple.of(practice, today))
        .map(HandoverTable::all);
  }

  /** How many copies are only kept until their last day. */
  Future<Long> resting(SqlClient sql, String practice, LocalDate today) {
    return sql.preparedQuery(COUNT_RESTING)
        .execute(Tuple.of(practice, today))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /**
   * These, those whose term ends first.
   *
   * @param after the last one of the page before; null for the first page
   */
  Future<List<Handover>> resting(
      SqlClient sql, String practice, LocalDate today, @Nullable UUID after, int limit) {
    return sql.preparedQuery(RESTING + limit)
        .execute(Tuple.of(practice, today).addUUID(after))
        .map(HandoverTable::all);
  }

  /** Of a practice that receives, as long as it has not. */
  Future<List<Handover>> arriving(SqlClient sql, String practice, int limit) {
    return sql.preparedQuery(ARRIVING + limit).execute(Tuple.of(practice)).map(HandoverTable::all);
  }

  Future<Waiting> waiting(SqlClient sql, String practice, LocalDate today) {
    return sql.preparedQuery(WAITING)
        .execute(Tuple.of(practice, today))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Waiting(
                  row.getLong("waiting").intValue(), row.getLong("overdue").intValue());
            });
  }

  Future<Optional<Handover>> one(SqlClient sql, UUID id) {
    return sql.preparedQuery(ONE).execute(Tuple.of(id)).map(HandoverTable::first);
  }

  Future<Optional<Handover>> lock(SqlConnection connection, UUID id) {
    return connection.preparedQuery(LOCK).execute(Tuple.of(id)).map(HandoverTable::first);
  }

  Future<Void> withdraw(SqlConnection connection, UUID id) {
    return change(connection, WITHDRAW, Tuple.of(id));
  }

  Future<Void> answer(SqlConnection connection, UUID id, Answer answer, String by) {
    Tuple values = Tuple.of(id, stored(answer.retains() ? State.RETAINED : State.CONFIRMED));
    values.addString(answer.ground()).addLocalDate(answer.keptUntil()).addString(by);
    return change(connection, ANSWER, values);
  }

  /** Whether it was answered in this way by this person. */
  Future<Boolean> answered(SqlClient sql, UUID id, String practice, Answer answer, String by) {
    Tuple values = Tuple.of(id, practice, by);
    values.addString(answer.ground()).addLocalDate(answer.keptUntil());
    return sql.preparedQuery(ANSWERED).execute(values).map(rows -> rows.size() > 0);
  }

  Future<Void> order(SqlConnection connection, UUID id, Instant archiveBegun) {
    return change(connection, ORDER, Tuple.of(id, archiveBegun.atOffset(ZoneOffset.UTC)));
  }

  /** Takes back that the erasure was ordered. */
  Future<Void> hold(SqlConnection connection, UUID id) {
    return change(connection, HOLD, Tuple.of(id));
  }

  Future<Void> copied(SqlConnection connection, UUID id, Instant at) {
    return change(connection, COPIED, Tuple.of(id, at.atOffset(ZoneOffset.UTC)));
  }

  /** Locks what the practice keeps of the record; empty when it keeps nothing. */
  Future<Optional<Handover>> kept(SqlConnection connection, PatientRecord record) {
    return connection
        .preparedQuery(KEPT_OF)
        .execute(Tuple.of(record.practice(), record.patient()))
        .map(HandoverTable::first);
  }

  Future<Void> resume(SqlConnection connection, UUID id) {
    return change(connection, RESUME, Tuple.of(id));
  }

  /**
   * What is kept and was not looked at for a day, in the order of ids.
   *
   * @param after the last one of the page before; the least there is for the first
   */
  Future<List<Handover>> unlooked(SqlClient sql, UUID after, int limit) {
    return sql.preparedQuery(UNLOOKED + limit).execute(Tuple.of(after)).map(HandoverTable::all);
  }

  /** Keeps whether anything had been written to what is kept. */
  Future<Void> looked(SqlClient sql, UUID id, boolean written, OffsetDateTime at) {
    return sql.preparedQuery(written ? WRITTEN : UNWRITTEN).execute(Tuple.of(id, at)).mapEmpty();
  }

  /** What time the database has. */
  Future<OffsetDateTime> clock(SqlClient sql) {
    return sql.query(CLOCK).execute().map(rows -> rows.iterator().next().getOffsetDateTime(0));
  }

  Future<Void> done(SqlConnection connection, UUID id) {
    return change(connection, DONE, Tuple.of(id));
  }

  /**
   * Those of which something is to be done, in the order of their ids.
   *
   * @param after the last one of the page before; the least there is for the first
   */
  Future<List<UUID>> due(SqlClient sql, UUID after, LocalDate today, int limit) {
    return sql.preparedQuery(DUE + limit)
        .execute(Tuple.of(after, today))
        .map(
            rows -> {
              List<UUID> ids = new ArrayList<>();
              rows.forEach(row -> ids.add(row.getUUID(0)));
              return ids;
            });
  }

  /** Locks one of them; empty when another has it, or nothing is to be done any more. */
  Future<Optional<Handover>> claim(SqlConnection connection, UUID id, LocalDate today) {
    return connection.preparedQuery(CLAIM).execute(Tuple.of(id, today)).map(HandoverTable::first);
  }

  private static Future<Void> change(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values).mapEmpty();
  }

  private static Optional<Handover> first(RowSet<Row> rows) {
    return all(rows).stream().findFirst();
  }

  private static List<Handover> all(RowSet<Row> rows) {
    List<Handover> handovers = new ArrayList<>();
    for (Row row : rows) {
      handovers.add(
          new Handover(
              row.getUUID("id"),
              row.getString("practice"),
              row.getString("patient"),
              row.getString("receiver"),
              State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
              row.getOffsetDateTime("asked_at").toInstant(),
              row.getLocalDate("due_on"),
              instant(row, "answered_at"),
              row.getString("ground"),
              row.getLocalDate("kept_until"),
              instant(row, "copied_at"),
              instant(row, "archive_begun_at"),
              instant(row, "erasure_ordered_at"),
              instant(row, "unwritten_until"),
              instant(row, "written_at"),
              instant(row, "ended_at")));
    }
    return handovers;
  }

  private static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime at = row.getOffsetDateTime(column);
    return at == null ? null : at.toInstant();
  }

  private static String stored(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
