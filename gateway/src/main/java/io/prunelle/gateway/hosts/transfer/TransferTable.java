// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.CLAIM_LOST;

import io.prunelle.gateway.hosts.PatientRecord;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code hosts.transfer}. Changes to a transfer under way are made on the connection that
 * holds its claim, and only from the state in which it was left: who has lost the claim changes
 * nothing.
 */
final class TransferTable {

  private static final String COLUMNS =
      "id, kind, practice, patient, source, destination, recipient, hosting, decision, urgent,"
          + " state, failed_in, attempts, failures, requested_at, turns,"
          + " onward_at IS NOT NULL AS onward";

  /** Each of the two hosts belongs to who has the record there. */
  static final String HOST_PAUSED =
      "EXISTS (SELECT 1 FROM hosts.pause p WHERE (p.practice, p.host) IN"
          + " ((transfer.practice, source), (coalesce(recipient, transfer.practice), destination)))";

  /** Before the reason of one that has ended so, whatever that was. */
  private static final String TURNED_BACK = "turned-back: ";

  /** 502, 503 and 504 come from what stands before a host that is down. */
  private static final String UNANSWERED =
      "state = 'failed' AND paused_at IS NULL AND retry_at > now() AND reason ~"
          + " '^(host-unreachable:|host-refused: [^(]*\\(status 50[234]\\M)'";

  /** Asks for a transfer unless one is under way for the record; tells whether it did. */
  Future<Boolean> queue(
      SqlClient sql, PatientRecord record, String source, Whereabouts.Wanted wanted) {
    return sql.preparedQuery(
            """
            INSERT INTO hosts.transfer
              (practice, patient, source, destination, hosting, decision, urgent)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (practice, patient) WHERE ended_at IS NULL DO NOTHING""")
        .execute(
            Tuple.from(
                Arrays.asList(
                    record.practice(),
                    record.patient(),
                    source,
                    wanted.host().id(),
                    wanted.hosting(),
                    wanted.decision(),
                    wanted.urgent())))
        .map(rows -> rows.rowCount() == 1);
  }

  /**
   * Asks for what a change of doctor needs, unless something is under way with that record, or with
   * the one that it would become a part of.
   *
   * @param destination id of a host; null for an erasure
   * @param into the practice that receives it; null when none does
   * @param unlessWrittenSince since when nothing may have been written, for an erasure; null to
   *     erase whatever was
   */
  Future<Optional<UUID>> queue(
      SqlClient sql,
      UUID handover,
      Move.Kind kind,
      PatientRecord record,
      String source,
      @Nullable String destination,
      @Nullable String into,
      @Nullable Instant unlessWrittenSince) {
    return sql.preparedQuery(
            """
            INSERT INTO hosts.transfer
              (handover, kind, practice, patient, source, destination, recipient, urgent,
               unless_written_since)
            VALUES ($1, $2, $3, $4, $5, $6, $7, false, $8)
            ON CONFLICT (practice, patient) WHERE ended_at IS NULL DO NOTHING RETURNING id""")
        .execute(
            Tuple.from(
                Arrays.asList(
                    handover,
                    kind.column(),
                    record.practice(),
                    record.patient(),
                    source,
                    destination,
                    into,
                    unlessWrittenSince == null
                        ? null
                        : unlessWrittenSince.atOffset(ZoneOffset.UTC))))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(row.getUUID("id"));
              }
              return Optional.empty();
            });
  }

  /**
   * Lets what is only permitted of the patient's records at these practices give way, where it
   * cannot go on now: it is taken back, and asked for again by whoever looks where records belong.
   */
  Future<Void> giveWay(SqlClient sql, String patient, Collection<String> practices) {
    return sql.preparedQuery(
            """
            UPDATE hosts.transfer SET gives_way_at = now(), retry_at = now()
            WHERE patient = $1 AND practice = ANY($2) AND kind = 'move' AND NOT urgent
              AND state = 'failed' AND failed_in NOT IN ('switched', 'erasing', 'cancelling')
              AND gives_way_at IS NULL""")
        .execute(Tuple.of(patient).addArrayOfString(practices.toArray(String[]::new)))
        .mapEmpty();
  }

  /**
   * Since when nothing may have been written to what is to be erased; empty where that is no
   * matter.
   */
  Future<Optional<Instant>> unlessWrittenSince(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            "SELECT unless_written_since AS since FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(transfer.id()))
        .map(
            rows ->
                Optional.ofNullable(rows.iterator().next().get(OffsetDateTime.class, "since"))
                    .map(OffsetDateTime::toInstant));
  }

  /**
   * Those that have not ended and concern the record: its own, and what another practice brings
   * until that has arrived.
   */
  Future<List<Transfer>> concerning(SqlClient sql, PatientRecord record) {
    return sql.preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM hosts.transfer WHERE patient = $2 AND ended_at IS NULL"
                + " AND (practice = $1 OR (recipient = $1 AND switched_at IS NULL))")
        .execute(Tuple.of(record.practice(), record.patient()))
        .map(
            rows -> {
              List<Transfer> transfers = new ArrayList<>();
              rows.forEach(row -> transfers.add(transfer(row)));
              return transfers;
            });
  }

  /**
   * Patients of a practice whose record is on its way and can still be stopped, a page in the order
   * of their ids' bytes.
   *
   * @param after the last one of the page before; empty for the first
   */
  Future<List<String>> stoppable(SqlClient sql, String practice, String after, int limit) {
    return sql.preparedQuery(
            """
            SELECT patient FROM hosts.transfer WHERE practice = $1 AND patient COLLATE "C" > $2
              AND ended_at IS NULL AND coalesce(failed_in, state) NOT IN ('switched', 'archiving', 'erasing')
            ORDER BY patient COLLATE "C" LIMIT $3""")
        .execute(Tuple.of(practice, after, limit))
        .map(
            rows -> {
              List<String> patients = new ArrayList<>();
              rows.forEach(row -> patients.add(row.getString("patient")));
              return patients;
            });
  }

  Future<Optional<Transfer>> load(SqlClient sql, UUID id) {
    return sql.preparedQuery("SELECT " + COLUMNS + " FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(id))
        .map(TransferTable::first);
  }

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
            WHERE ended_at IS NULL AND retry_at <= now() AND paused_at IS NULL
            AND source <> ALL($2) AND (destination IS NULL OR destination <> ALL($2))
            AND NOT\s"""
                + HOST_PAUSED
                + """

            ORDER BY (urgent AND decision IS NOT NULL) OR coalesce(failed_in, state) = 'cancelling' DESC,
              urgent DESC, retry_at LIMIT $1""")
        .execute(Tuple.of(most).addArrayOfString(full.toArray(String[]::new)))
        .map(TransferTable::due);
  }

  /** Those of whose record nobody may read until it has left, and which nobody has begun with. */
  Future<List<Due>> awaited(SqlClient sql, int most) {
    return sql.preparedQuery(
            """
            SELECT id, practice, patient, source, destination, recipient FROM hosts.transfer
            WHERE ended_at IS NULL AND retry_at <= now() AND paused_at IS NULL
            AND urgent AND decision IS NOT NULL
            AND NOT\s"""
                + HOST_PAUSED
                + " AND NOT "
                + Claims.CLAIMED
                + " ORDER BY retry_at LIMIT $1")
        .execute(Tuple.of(most))
        .map(TransferTable::due);
  }

  private static List<Due> due(RowSet<Row> rows) {
    List<Due> due = new ArrayList<>();
    rows.forEach(
        row ->
            due.add(
                new Due(
                    row.getUUID("id"),
                    record(row),
                    row.getString("source"),
                    row.getString("destination"),
                    row.getString("recipient"))));
    return due;
  }

  /** Patients of whom gateways carry records just now, this one and others. */
  Future<Set<String>> carried(SqlClient sql) {
    return sql.query(
            "SELECT DISTINCT patient FROM hosts.transfer WHERE ended_at IS NULL"
                + " AND state NOT IN ('queued', 'failed') AND "
                + Claims.CLAIMED)
        .execute()
        .map(
            rows -> {
              Set<String> patients = new HashSet<>();
              rows.forEach(row -> patients.add(row.getString("patient")));
              return patients;
            });
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

  /** What people have ordered of those of the transfers that may not go on as they are. */
  Future<Map<UUID, Standing>> held(SqlClient sql, Collection<UUID> ids) {
    return sql.preparedQuery(
            """
            SELECT id, cancel_asked_at IS NOT NULL OR gives_way_at IS NOT NULL AS cancel_asked
            FROM hosts.transfer
            WHERE id = ANY($1) AND (paused_at IS NOT NULL OR cancel_asked_at IS NOT NULL
              OR gives_way_at IS NOT NULL OR\s"""
                + HOST_PAUSED
                + ")")
        .execute(Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, Standing> held = new HashMap<>();
              rows.forEach(
                  row ->
                      held.put(
                          row.getUUID("id"),
                          row.getBoolean("cancel_asked")
                              ? Standing.CANCEL_ASKED
                              : Standing.PAUSED));
              return held;
            });
  }

  /** Whether somebody wants the transfer, or one of its hosts, left alone, whatever else holds. */
  Future<Boolean> paused(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            """
            SELECT paused_at IS NOT NULL OR\s"""
                + HOST_PAUSED
                + " AS paused FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(transfer.id()))
        .map(rows -> rows.iterator().next().getBoolean("paused"));
  }

  /** What people have ordered. */
  enum Standing {
    PAUSED,
    CANCEL_ASKED
  }

  /**
   * Lets a transfer go on, paused or not, that is no longer wanted and can be taken back: at once,
   * unless that has begun; so a copy that is all but complete, of a record that has to leave its
   * host. One that is switched is left as it is.
   */
  Future<Void> hasten(SqlClient sql, UUID id) {
    return sql.preparedQuery(
            """
            UPDATE hosts.transfer SET paused_at = NULL, paused_by = NULL,
              retry_at = CASE WHEN coalesce(failed_in, state) = 'cancelling' THEN retry_at ELSE now() END
            WHERE id = $1 AND ended_at IS NULL AND onward_at IS NULL
              AND coalesce(failed_in, state) NOT IN ('switched', 'erasing')""")
        .execute(Tuple.of(id))
        .mapEmpty();
  }

  /**
   * Has one that is switched go before others, and at once: nobody may use the record where it is
   * by now, and it can go nowhere else before this has ended. Once: what fails again waits longer.
   *
   * @param lasting of how many failures it is remembered that there were so many
   */
  Future<Void> hurry(SqlClient sql, UUID id, int lasting) {
    return sql.preparedQuery(
            """
            UPDATE hosts.transfer SET urgent = true,
              failures = CASE WHEN failures < $2 THEN 0 ELSE failures END,
              retry_at = greatest(erase_after, now())
            WHERE id = $1 AND NOT urgent AND ended_at IS NULL AND paused_at IS NULL
              AND coalesce(failed_in, state) IN ('switched', 'erasing')""")
        .execute(Tuple.of(id, lasting))
        .mapEmpty();
  }

  /**
   * Ends one that has failed again and again to erase the record where it was, and asks for the way
   * back there instead: in one statement, so that there is always one of the two. Not while a host
   * may still carry out what that one has asked for.
   *
   * @param failures how often it has to have failed
   */
  Future<Boolean> turn(SqlClient sql, Transfer transfer, Whereabouts.Wanted wanted, int failures) {
    return sql.preparedQuery(
            """
            WITH turned AS (
              UPDATE hosts.transfer SET state = 'cancelled', failed_in = NULL, ended_at = now(),
                updated_at = now(), reason = $5::text || coalesce(reason, '')
              WHERE id = $1 AND kind = 'move' AND state = 'failed' AND paused_at IS NULL
                AND failed_in IN ('switched', 'erasing') AND failures >= $2
                AND NOT EXISTS (SELECT 1 FROM hosts.transfer_item i WHERE i.transfer = $1
                  AND i.unanswered > 0 AND i.open_until > now())
                AND NOT\s"""
                + HOST_PAUSED
                + """

              RETURNING id, practice, patient, source, destination)
            INSERT INTO hosts.transfer
              (practice, patient, source, destination, hosting, decision, urgent, turns)
            SELECT practice, patient, destination, source, $3::text, $4::bigint, true, id FROM turned""")
        .execute(
            Tuple.of(transfer.id(), failures, wanted.hosting(), wanted.decision(), TURNED_BACK))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Nothing that was left where the record goes back to stays as it is from here on. */
  Future<Transfer> onward(SqlClient sql, Transfer transfer) {
    // Whoever ordered something before is heeded, whoever does after it is told so
    return changeIf(
            sql,
            transfer,
            " AND paused_at IS NULL AND cancel_asked_at IS NULL AND gives_way_at IS NULL",
            "onward_at = coalesce(onward_at, now())")
        .map(changed -> transfer.onwards());
  }

  /**
   * Ends one that goes back, before it has written anything: what was to erase the record there
   * goes on.
   */
  Future<Transfer> backTo(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            """
            WITH ended AS (
              UPDATE hosts.transfer SET state = 'cancelled', ended_at = now(), updated_at = now(),
                reason = NULL
              WHERE id = $1 AND state = $2 AND onward_at IS NULL RETURNING turns)
            UPDATE hosts.transfer t SET state = 'failed', failed_in = 'switched', ended_at = NULL,
              updated_at = now(), failures = 0, retry_at = now(),
              reason = substr(t.reason, length($3::text) + 1)
            FROM ended WHERE t.id = ended.turns""")
        .execute(Tuple.of(transfer.id(), transfer.state().column(), TURNED_BACK))
        .compose(
            rows ->
                rows.rowCount() == 1
                    ? Future.succeededFuture(transfer.in(State.CANCELLED))
                    : Future.failedFuture(
                        new TransferFailure(CLAIM_LOST, "no longer " + transfer.state().column())));
  }

  /** Begins an attempt, from wherever the last one ended. */
  Future<Transfer> attempt(SqlClient sql, Transfer transfer) {
    return change(
            sql,
            transfer,
            "state = $3, failed_in = NULL, attempts = attempts + 1",
            transfer.from().column())
        .map(changed -> transfer.attempted());
  }

  Future<Transfer> enter(SqlClient sql, Transfer transfer, State next) {
    String also =
        switch (next) {
          case CERTIFIED, DONE, COPIED, CANCELLED ->
              ", ended_at = now(), reason = NULL, identifiers = NULL";
          default -> "";
        };
    return change(sql, transfer, "state = $3" + also, next.column())
        .map(changed -> transfer.in(next));
  }

  /** The end of one for which there is no record to be moved. */
  Future<Transfer> without(SqlClient sql, Transfer transfer, String reason) {
    return change(
            sql,
            transfer,
            "state = $3, ended_at = now(), reason = $4, retry_at = now() + interval '1 minute'",
            State.CANCELLED.column(),
            reason)
        .map(changed -> transfer.in(State.CANCELLED));
  }

  /**
   * How long nothing of it may be erased yet. Counts from when this is asked first, once it is
   * switched, and is not due before.
   */
  Future<Duration> settling(SqlClient sql, Transfer transfer, Duration settle) {
    return sql.preparedQuery(
            """
            UPDATE hosts.transfer SET
              erase_after = coalesce(erase_after, now() + $3 * interval '1 ms'),
              retry_at = coalesce(erase_after, now() + $3 * interval '1 ms')
            WHERE id = $1 AND state = $2
            RETURNING ceil(extract(epoch FROM erase_after - now()) * 1000)::bigint""")
        .execute(Tuple.of(transfer.id(), transfer.state().column(), settle.toMillis()))
        .compose(
            rows ->
                rows.rowCount() == 1
                    ? Future.succeededFuture(rows.iterator().next().getLong(0))
                    : Future.failedFuture(
                        new TransferFailure(CLAIM_LOST, "no longer " + transfer.state().column())))
        .map(left -> Duration.ofMillis(Math.max(left, 0)));
  }

  /**
   * Whether another practice's record of the patient is on its way to the destination, so that some
   * of it is there, or is being removed from it. Of one that goes back some is there from the
   * beginning.
   *
   * @param there ids of all hosts that are that server
   */
  Future<Boolean> contended(SqlClient sql, Transfer transfer, Collection<String> there) {
    return sql.preparedQuery(
            """
            SELECT EXISTS (SELECT 1 FROM hosts.transfer t
              WHERE t.patient = $1 AND t.ended_at IS NULL AND t.id <> $2
                AND ((t.source = ANY($3) AND t.practice <> ALL($4))
                  OR (t.destination = ANY($3) AND coalesce(t.recipient, t.practice) <> ALL($4)
                    AND (t.turns IS NOT NULL OR EXISTS (SELECT 1 FROM hosts.transfer_item i
                      WHERE i.transfer = t.id AND i.written))))) AS contended""")
        .execute(
            Tuple.of(transfer.record().patient(), transfer.id())
                .addArrayOfString(there.toArray(String[]::new))
                .addArrayOfString(transfer.practices().toArray(String[]::new)))
        .map(rows -> rows.iterator().next().getBoolean("contended"));
  }

  /**
   * Keeps which medications that the record refers to the destination has in another form than the
   * source, where they are everybody's and stay as they are.
   *
   * @return how many, at most twenty; 0 as well if that has been kept before
   */
  Future<Integer> differing(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            """
            UPDATE hosts.transfer SET differing = d.names FROM (
              SELECT array_agg(resource ORDER BY resource) AS names FROM (
                SELECT resource FROM hosts.transfer_item
                WHERE transfer = $1 AND shared AND NOT written AND starts_with(resource, 'Medication/')
                  AND state NOT IN ('gone', 'absent') AND seen <> digest
                ORDER BY resource LIMIT 20) AS m) AS d
            WHERE id = $1 AND differing IS DISTINCT FROM d.names
            RETURNING coalesce(cardinality(differing), 0) AS n""")
        .execute(Tuple.of(transfer.id()))
        .map(rows -> rows.rowCount() == 0 ? 0 : rows.iterator().next().getInteger("n"));
  }

  /** It is left as it is for so long. */
  Future<Transfer> rest(SqlClient sql, Transfer transfer, Duration pause) {
    return change(sql, transfer, "retry_at = now() + $3 * interval '1 ms'", pause.toMillis())
        .map(changed -> transfer);
  }

  /**
   * @param next what comes after the switch
   * @param held how long writers have been kept waiting
   */
  Future<Transfer> switched(SqlClient sql, Transfer transfer, State next, Duration held) {
    // Whoever ordered something before the switch is heeded, whoever does after it is told so
    return changeIf(
            sql,
            transfer,
            " AND paused_at IS NULL AND cancel_asked_at IS NULL AND gives_way_at IS NULL",
            "state = $3, switched_at = now(), held_ms = $4, failures = 0",
            next.column(),
            (int) held.toMillis())
        .map(changed -> transfer.in(next));
  }

  Future<Transfer> carries(SqlClient sql, Transfer transfer, Items.Size size) {
    return change(sql, transfer, "resources = $3, bytes = $4", size.resources(), size.bytes())
        .map(changed -> transfer);
  }

  /**
   * @param root over what is erased
   */
  Future<Transfer> compared(SqlClient sql, Transfer transfer, String root, Manifest manifest) {
    return change(
            sql,
            transfer,
            // What was signed first stays: an attempt that goes on has removed some of it
            "root = $3, manifest = coalesce(manifest, $4),"
                + " manifest_signature = coalesce(manifest_signature, $5)",
            root,
            manifest.text(),
            manifest.signature())
        .map(changed -> transfer);
  }

  /** When the record was placed at the destination. */
  Future<Instant> switchedAt(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            "SELECT coalesce(switched_at, requested_at) AS at FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(transfer.id()))
        .map(rows -> rows.iterator().next().get(OffsetDateTime.class, "at").toInstant());
  }

  /** The end of a copy. */
  Future<Transfer> copied(SqlClient sql, Transfer transfer, String root, Manifest manifest) {
    return change(
            sql,
            transfer,
            "state = $3, ended_at = now(), reason = NULL, root = $4, manifest = $5,"
                + " manifest_signature = $6",
            State.COPIED.column(),
            root,
            manifest.text(),
            manifest.signature())
        .map(changed -> transfer.in(State.COPIED));
  }

  /** Keeps by what else the patient is known where the record leaves its practice. */
  Future<Transfer> known(SqlClient sql, Transfer transfer, List<Identifier> identifiers) {
    return change(
            sql,
            transfer,
            "identifiers = coalesce(identifiers, $3::text[])",
            (Object)
                identifiers.stream()
                    .flatMap(one -> Stream.of(one.system(), one.value()))
                    .toArray(String[]::new))
        .map(changed -> transfer);
  }

  /** What was kept of that. */
  Future<List<Identifier>> known(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            "SELECT coalesce(identifiers, '{}') AS known FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(transfer.id()))
        .map(
            rows -> {
              String[] known = rows.iterator().next().getArrayOfStrings("known");
              List<Identifier> identifiers = new ArrayList<>();
              for (int i = 0; i + 1 < known.length; i += 2) {
                identifiers.add(new Identifier(known[i], known[i + 1]));
              }
              return identifiers;
            });
  }

  /** Whether an attempt has found the source as it was compared, and begun to remove it. */
  Future<Boolean> removing(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            "SELECT manifest IS NOT NULL AS removing FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(transfer.id()))
        .map(rows -> rows.iterator().next().getBoolean("removing"));
  }

  Future<Transfer> expunged(SqlClient sql, Transfer transfer, boolean expunged) {
    return change(sql, transfer, "expunged = $3", expunged).map(changed -> transfer);
  }

  /** The code of what an attempt before failed with; empty when none has. */
  Future<String> failure(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            "SELECT coalesce(split_part(reason, ':', 1), '') AS code FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(transfer.id()))
        .map(rows -> rows.iterator().next().getString("code"));
  }

  Future<Void> fail(SqlClient sql, Transfer transfer, String reason, Duration pause) {
    return change(
        sql,
        transfer,
        "state = 'failed', failed_in = state, failures = failures + 1, reason = $3, retry_at = now() + $4 * interval '1 ms'",
        reason,
        pause.toMillis());
  }

  Future<Map<String, Long>> counts(SqlClient sql) {
    return sql.query("SELECT state, count(*) AS n FROM hosts.transfer GROUP BY state")
        .execute()
        .map(
            rows -> {
              Map<String, Long> counts = new HashMap<>();
              for (State state : State.values()) {
                counts.put(state.column(), 0L);
              }
              rows.forEach(row -> counts.put(row.getString("state"), row.getLong("n")));
              return counts;
            });
  }

  private static Future<Void> change(
      SqlClient sql, Transfer transfer, String assignments, @Nullable Object... values) {
    return changeIf(sql, transfer, "", assignments, values);
  }

  /** Under a further condition, which is given as SQL. */
  private static Future<Void> changeIf(
      SqlClient sql,
      Transfer transfer,
      String unless,
      String assignments,
      @Nullable Object... values) {
    List<@Nullable Object> parameters = new ArrayList<>();
    parameters.add(transfer.id());
    parameters.add(transfer.state().column());
    parameters.addAll(Arrays.asList(values));
    return sql.preparedQuery(
            "UPDATE hosts.transfer SET updated_at = now(), "
                + assignments
                + " WHERE id = $1 AND state = $2"
                + unless)
        .execute(Tuple.from(parameters))
        .compose(
            rows ->
                rows.rowCount() == 1
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new TransferFailure(CLAIM_LOST, "no longer " + transfer.state().column())));
  }

  private static Optional<Transfer> first(Iterable<Row> rows) {
    for (Row row : rows) {
      return Optional.of(transfer(row));
    }
    return Optional.empty();
  }

  private static Transfer transfer(Row row) {
    String failedIn = row.getString("failed_in");
    return new Transfer(
        row.getUUID("id"),
        Move.Kind.of(row.getString("kind")),
        record(row),
        row.getString("source"),
        row.getString("destination"),
        row.getString("recipient"),
        row.getString("hosting"),
        row.getLong("decision"),
        row.getBoolean("urgent"),
        State.of(row.getString("state")),
        failedIn == null ? null : State.of(failedIn),
        row.getInteger("attempts"),
        row.getInteger("failures"),
        row.get(OffsetDateTime.class, "requested_at").toInstant(),
        row.getUUID("turns"),
        row.getBoolean("onward"));
  }

  private static PatientRecord record(Row row) {
    return new PatientRecord(row.getString("practice"), row.getString("patient"));
  }
}
