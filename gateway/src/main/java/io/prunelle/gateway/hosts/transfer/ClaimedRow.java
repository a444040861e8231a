// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.CLAIM_LOST;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes to a row of the table {@code hosts.transfer} whose transfer is under way: on the
 * connection that holds its claim, and only from the state in which it was left.
 */
final class ClaimedRow {

  private ClaimedRow() {}

  static Future<Void> change(
      SqlClient sql, Transfer transfer, String assignments, @Nullable Object... values) {
    return changeIf(sql, transfer, "", assignments, values);
  }

  /** Under a further condition, which is given as SQL. */
  static Future<Void> changeIf(
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
        .compose(rows -> rows.rowCount() == 1 ? Future.succeededFuture() : lost(transfer));
  }

  /** Who has lost the claim changes nothing. */
  static <T> Future<T> lost(Transfer transfer) {
    return Future.failedFuture(
        new TransferFailure(CLAIM_LOST, "no longer " + transfer.state().column()));
  }
}
