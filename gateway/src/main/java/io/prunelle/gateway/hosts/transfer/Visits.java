// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;

/**
 * What is the patient's, visit by visit: what refers to one resource of a visit (a Provenance as a
 * rule) refers to others of it as well, and a host is asked for it once instead of as often as
 * their names are apart. What is of no Encounter comes by its own name.
 */
final class Visits {

  /** Names in one look: each look sorts all of the record. */
  private static final int MANY = 2_000;

  private static final String NEXT =
      """
      SELECT resource, place FROM (
        SELECT resource,
          (coalesce(
             (SELECT min(ref COLLATE "C") FROM unnest(refs) AS ref
              WHERE starts_with(ref, 'Encounter/')),
             resource) || ' ' || resource) COLLATE "C" AS place
        FROM hosts.transfer_item
        WHERE transfer = $1 AND NOT shared AND %s) AS own
      WHERE place > $2 ORDER BY place LIMIT $3"""
          .formatted(ItemColumns.HELD);

  private Visits() {}

  /**
   * Names.
   *
   * @param last where the next ones begin; they are the last when there are none
   */
  record Next(List<ResourceKey> keys, String last) {}

  /**
   * The next ones.
   *
   * @param after {@link Next#last} of those before; empty for the first
   */
  static Future<Next> after(Run run, String after) {
    return after(run, after, MANY);
  }

  static Future<Next> after(Run run, String after, int most) {
    return run.sql(NEXT, after, most).map(rows -> next(rows, after));
  }

  private static Next next(RowSet<Row> rows, String after) {
    List<ResourceKey> keys = new ArrayList<>();
    String last = after;
    for (Row row : rows) {
      keys.add(ResourceKey.parse(row.getString("resource")));
      last = row.getString("place");
    }
    return new Next(keys, last);
  }
}
