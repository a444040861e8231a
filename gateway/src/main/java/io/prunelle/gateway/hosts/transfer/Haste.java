// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The table {@code hosts.transfer}, as far as something goes on sooner than it would, since it is
 * wanted no longer or all the more.
 */
final class Haste {

  /**
   * Ends what is only permitted of the patient's records at these practices, nothing of which has
   * been undertaken, and which nobody has begun with: it may wait for a host that somebody has
   * paused, and nobody knows for how long. It is asked for again by whoever looks where records
   * belong; not so one that brings a record back to where it could not be erased, which stays.
   *
   * @return what was ended
   */
  Future<List<Transfer>> end(SqlClient sql, String patient, Collection<String> practices) {
    return sql.preparedQuery(
            """
            WITH ended AS (
              UPDATE hosts.transfer SET state = 'cancelled', failed_in = NULL, ended_at = now(),
                updated_at = now(), reason = NULL
              WHERE patient = $1 AND practice = ANY($2) AND kind = 'move' AND NOT urgent
                AND turns IS NULL AND ended_at IS NULL AND coalesce(failed_in, state) IN ('queued', 'copying')
                AND NOT EXISTS (SELECT 1 FROM hosts.transfer_item i
                  WHERE i.transfer = hosts.transfer.id AND i.written)
                AND NOT\s"""
                + Claims.CLAIMED
                + " RETURNING "
                + TransferRow.COLUMNS
                + """
            ),
            forgotten AS (
              DELETE FROM hosts.transfer_item USING ended WHERE transfer = ended.id)
            SELECT * FROM ended""")
        .execute(Tuple.of(patient).addArrayOfString(practices.toArray(String[]::new)))
        .map(
            rows -> {
              List<Transfer> transfers = new ArrayList<>();
              rows.forEach(row -> transfers.add(TransferRow.transfer(row)));
              return transfers;
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
   * Lets a transfer go on, paused or not, that is no longer wanted and can be taken back: at once,
   * unless that has begun; so a copy that is all but complete, of a record that has to leave its
   * host. One that is switched is left as it is. It is paused again when it is wanted again.
   */
  Future<Void> hasten(SqlClient sql, UUID id) {
    return sql.preparedQuery(
            """
            UPDATE hosts.transfer SET unwanted_at = coalesce(unwanted_at, now()),
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
}
