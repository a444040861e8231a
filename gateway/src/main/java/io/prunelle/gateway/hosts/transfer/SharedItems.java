// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;

/**
 * The table {@code hosts.transfer_item}, as far as something is shared since what is shared refers
 * to it, as a doctor does to their photo: it is brought along, and stays where it was, whatever of
 * the patient's refers to it as well. What names the patient is the patient's all the same.
 */
final class SharedItems {

  /** Of what is shared by its type, and of that again, as far as it does not name the patient. */
  private static final String REFERRED_TO =
      """
      WITH RECURSIVE referred (resource) AS (
        SELECT unnest(refs) FROM hosts.transfer_item WHERE transfer = $1 AND shared
          AND split_part(resource, '/', 1) = ANY($3) AND state NOT IN ('gone', 'absent')
        UNION
        SELECT unnest(i.refs) FROM referred r JOIN hosts.transfer_item i
          ON i.transfer = $1 AND i.resource = r.resource
        WHERE i.resource <> $2 AND $2 <> ALL(i.refs) AND i.state NOT IN ('gone', 'absent'))
      """;

  /** By its name, since PostgreSQL takes what has just been listed for a handful of rows. */
  private static final String SHARE =
      REFERRED_TO
          + "UPDATE hosts.transfer_item SET shared = true WHERE transfer = $1 AND NOT shared"
          + " AND resource = ANY(ARRAY(SELECT resource FROM referred))"
          + " AND split_part(resource, '/', 1) <> ALL($3)"
          + " AND resource <> $2 AND $2 <> ALL(refs) AND "
          + ItemColumns.HELD;

  /** What becomes the patient's has not been compared as such. */
  private static final String KEEP =
      REFERRED_TO
          + "UPDATE hosts.transfer_item SET shared = false, touched = true WHERE transfer = $1"
          + " AND shared AND split_part(resource, '/', 1) <> ALL($3)"
          + " AND NOT (resource IN (SELECT resource FROM referred) AND $2 <> ALL(refs)) AND "
          + ItemColumns.HELD;

  /** Settles what of a record is, by what has been read of it by now. */
  Future<Void> settle(Run run) {
    return update(run, KEEP).compose(kept -> update(run, SHARE));
  }

  private static Future<Void> update(Run run, String statement) {
    return run.sql(statement, ResourceKey.patient(run.patient()).toString(), ReferenceData.types())
        .mapEmpty();
  }
}
