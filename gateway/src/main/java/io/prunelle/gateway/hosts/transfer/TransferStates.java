// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;

/**
 * The table {@code hosts.transfer}, as far as it says in which state each transfer is, since when,
 * and why. State changes are made by who has claimed it.
 */
final class TransferStates {

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

  /** Begins an attempt, from wherever the last one ended. */
  Future<Transfer> attempt(SqlClient sql, Transfer transfer) {
    return ClaimedRow.change(
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
              ", ended_at = now(), reason = NULL, identifiers = NULL, paused_at = NULL,"
                  + " paused_by = NULL, unwanted_at = NULL";
          // Whatever failed before says nothing of whether it can be taken back
          case CANCELLING -> ", failures = CASE WHEN state = $3 THEN failures ELSE 0 END";
          default -> "";
        };
    return ClaimedRow.change(sql, transfer, "state = $3" + also, next.column())
        .map(changed -> transfer.in(next));
  }

  /** The end of one for which there is no record to be moved. */
  Future<Transfer> without(SqlClient sql, Transfer transfer, String reason) {
    return ClaimedRow.change(
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
                    : ClaimedRow.lost(transfer))
        .map(left -> Duration.ofMillis(Math.max(left, 0)));
  }

  /** It is left as it is for so long. */
  Future<Transfer> rest(SqlClient sql, Transfer transfer, Duration pause) {
    return ClaimedRow.change(
            sql, transfer, "retry_at = now() + $3 * interval '1 ms'", pause.toMillis())
        .map(changed -> transfer);
  }

  /**
   * @param next what comes after the switch
   * @param held how long writers have been kept waiting
   */
  Future<Transfer> switched(SqlClient sql, Transfer transfer, State next, Duration held) {
    // Whoever ordered something before the switch is heeded, whoever does after it is told so
    return ClaimedRow.changeIf(
            sql,
            transfer,
            " AND paused_at IS NULL AND cancel_asked_at IS NULL AND gives_way_at IS NULL",
            "state = $3, switched_at = now(), held_ms = $4, failures = 0",
            next.column(),
            (int) held.toMillis())
        .map(changed -> transfer.in(next));
  }

  /** What has arrived stays there, from here on whatever the host answers. */
  Future<Transfer> giveUp(SqlClient sql, Transfer transfer) {
    return ClaimedRow.change(sql, transfer, "given_up_at = coalesce(given_up_at, now())")
        .map(changed -> transfer);
  }

  /** Whether that was so. */
  Future<Boolean> givenUp(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            "SELECT given_up_at IS NOT NULL AS given_up FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(transfer.id()))
        .map(rows -> rows.iterator().next().getBoolean("given_up"));
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
    return ClaimedRow.change(
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

  /** The code of what an attempt before failed with; empty when none has. */
  Future<String> failure(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            "SELECT coalesce(split_part(reason, ':', 1), '') AS code FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(transfer.id()))
        .map(rows -> rows.iterator().next().getString("code"));
  }

  Future<Void> fail(SqlClient sql, Transfer transfer, String reason, Duration pause) {
    return ClaimedRow.change(
        sql,
        transfer,
        "state = 'failed', failed_in = state, failures = failures + 1, reason = $3, retry_at = now() + $4 * interval '1 ms'",
        reason,
        pause.toMillis());
  }
}
