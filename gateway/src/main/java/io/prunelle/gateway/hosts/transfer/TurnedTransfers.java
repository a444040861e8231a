// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;

/**
 * The table {@code hosts.transfer}, as far as a record goes back to where it could not be erased:
 * one transfer takes the place of another.
 */
final class TurnedTransfers {

  /** Before the reason of one that has ended so, whatever that was. */
  private static final String TURNED_BACK = "turned-back: ";

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
                + Standings.HOST_PAUSED
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
    return ClaimedRow.changeIf(
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
                    : ClaimedRow.lost(transfer));
  }
}
