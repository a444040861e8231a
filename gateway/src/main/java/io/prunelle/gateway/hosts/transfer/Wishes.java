// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/**
 * The table {@code hosts.transfer}, as far as it says which decision wants a transfer: it was asked
 * for by one, and may be wanted by another since.
 */
final class Wishes {

  /** What is being taken back goes on with that, paused or not, and ends. */
  private static final String NOT_TAKEN_BACK = " AND coalesce(failed_in, state) <> 'cancelling'";

  /** What has been switched, or is to be taken back by order, is of the decision that it was of. */
  private static final String OPEN =
      " WHERE id = $1 AND switched_at IS NULL AND ended_at IS NULL AND cancel_asked_at IS NULL AND"
          + " gives_way_at IS NULL"
          + NOT_TAKEN_BACK;

  /** Keeps that it is wanted, unless it is being taken back; a pause stands. */
  Future<Void> still(SqlClient sql, UUID id) {
    return sql.preparedQuery(
            "UPDATE hosts.transfer SET unwanted_at = NULL WHERE id = $1 AND unwanted_at IS NOT NULL"
                + NOT_TAKEN_BACK)
        .execute(Tuple.of(id))
        .mapEmpty();
  }

  /**
   * Keeps by what a move is wanted now.
   *
   * @return the transfer as it is then
   */
  Future<Transfer> by(SqlClient sql, Transfer transfer, Whereabouts.Wanted wanted) {
    Transfer now = transfer.by(wanted);
    return still(sql, transfer.id())
        .compose(
            still ->
                now.equals(transfer)
                    ? Future.succeededFuture(transfer)
                    : sql.preparedQuery(
                            "UPDATE hosts.transfer SET hosting = $2, decision = $3, urgent = $4"
                                + OPEN)
                        .execute(
                            Tuple.of(transfer.id(), now.hosting(), now.decision(), now.urgent()))
                        .map(rows -> rows.rowCount() == 1 ? now : transfer));
  }
}
