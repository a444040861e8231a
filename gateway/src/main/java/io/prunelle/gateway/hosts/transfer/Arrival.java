// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What brought a record to where it leaves now: the names of what it kept there of earlier versions
 * follow from it, be it that nothing lists them.
 *
 * @param complete whether its archive was listed: then it may be all that there is of them
 */
record Arrival(UUID transfer, boolean complete) {

  /** What another practice has received may have moved on there before its archive was written. */
  static Future<List<Arrival>> all(Run run) {
    return run.sql(
            """
            SELECT id, coalesce(manifest, '') LIKE '%"archive":%' AS complete FROM hosts.transfer
            WHERE id <> $1 AND patient = $2 AND coalesce(recipient, practice) = $3
              AND switched_at IS NOT NULL AND (destination = $4 OR recipient IS NOT NULL)
            ORDER BY requested_at""",
            run.patient(), run.record().practice(), run.transfer().source())
        .map(
            rows -> {
              List<Arrival> arrivals = new ArrayList<>();
              for (Row row : rows) {
                arrivals.add(new Arrival(row.getUUID("id"), row.getBoolean("complete")));
              }
              return arrivals;
            });
  }
}
