// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The table {@code hosts.transfer}, as far as it says what people have ordered of what is under
 * way.
 */
final class Standings {

  /** Each of the two hosts belongs to who has the record there. */
  static final String HOST_PAUSED =
      "EXISTS (SELECT 1 FROM hosts.pause p WHERE (p.practice, p.host) IN"
          + " ((transfer.practice, source), (coalesce(recipient, transfer.practice), destination)))";

  /** Not of what no decision wants any more: it is taken back all the same. */
  static final String PAUSE_STANDS = "(paused_at IS NOT NULL AND unwanted_at IS NULL)";

  /** What people have ordered. */
  enum Standing {
    PAUSED,
    CANCEL_ASKED
  }

  /** What people have ordered of those of the transfers that may not go on as they are. */
  Future<Map<UUID, Standing>> held(SqlClient sql, Collection<UUID> ids) {
    return sql.preparedQuery(
            """
            SELECT id, cancel_asked_at IS NOT NULL OR gives_way_at IS NOT NULL AS cancel_asked
            FROM hosts.transfer
            WHERE id = ANY($1) AND (cancel_asked_at IS NOT NULL OR gives_way_at IS NOT NULL OR\s"""
                + PAUSE_STANDS
                + " OR "
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
            "SELECT "
                + PAUSE_STANDS
                + " OR "
                + HOST_PAUSED
                + " AS paused FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(transfer.id()))
        .map(rows -> rows.iterator().next().getBoolean("paused"));
  }
}
