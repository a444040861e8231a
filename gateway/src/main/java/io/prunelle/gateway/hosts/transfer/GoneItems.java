// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;

/**
 * The table {@code hosts.transfer_item}, as far as it says what the source does not have, or no
 * longer.
 */
final class GoneItems {

  /** What is referred to and is not there, in the order of names, from one on. */
  Future<List<ResourceKey>> absent(Run run, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND state = 'absent'"
                + " AND resource > $2 ORDER BY resource LIMIT $3",
            after,
            most)
        .map(ItemColumns::keys);
  }

  /**
   * What a reading has shown, this one or one after it, and another one after that has not, in the
   * order of names: of what is the patient's or was when it was shown.
   *
   * @param listing number of a reading
   */
  Future<List<ResourceKey>> goneSince(Run run, int listing, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND state = 'gone'"
                + " AND listed >= $2 AND (NOT shared OR $3 = ANY(refs)) ORDER BY resource LIMIT $4",
            listing,
            ResourceKey.patient(run.patient()).toString(),
            most)
        .map(ItemColumns::keys);
  }

  /** What is not gone and refers to any of these that is. */
  Future<List<ResourceKey>> referringToGone(Run run, Collection<ResourceKey> keys, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND refs && ARRAY("
                + "SELECT g.resource FROM hosts.transfer_item g WHERE g.transfer = $1"
                + " AND g.resource = ANY($2) AND g.state = 'gone') AND "
                + ItemColumns.HELD
                + " LIMIT $3",
            ItemColumns.names(keys),
            most)
        .map(ItemColumns::keys);
  }

  /** Keeps that these were in the record before any reading, unless they are again. */
  Future<Void> gone(Run run, Collection<ResourceKey> keys) {
    return keys.isEmpty()
        ? Future.succeededFuture()
        : run.sql(
                "INSERT INTO hosts.transfer_item AS i (transfer, resource, shared, state, listed)"
                    + " SELECT $1, r, false, 'gone', 0 FROM unnest($2::text[]) AS r"
                    + " ON CONFLICT (transfer, resource) DO UPDATE SET state = 'gone', listed = 0"
                    + " WHERE i.state = 'absent'",
                (Object) ItemColumns.names(keys))
            .mapEmpty();
  }

  /** How many of these there are. */
  Future<Long> goneBefore(Run run) {
    return run.sql(
            "SELECT count(*) AS n FROM hosts.transfer_item WHERE transfer = $1 AND state = 'gone'"
                + " AND listed = 0")
        .map(rows -> rows.iterator().next().getLong("n"));
  }
}
