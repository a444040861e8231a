// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.transfer.Sightings.Compared;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The table {@code hosts.transfer_item}, as far as it says what the practice that receives a record
 * has made of it: what it has of its own, goes on with, or has deleted. What is there is what was
 * seen ({@link Sightings}).
 */
final class ReceivedItems {

  /**
   * Who received a copy has had it since. What left that practice with its record, nobody there has
   * deleted: the mover has erased it.
   */
  private static final String STILL_HAD =
      "c.state = 'copied' AND NOT EXISTS (SELECT 1 FROM hosts.transfer d WHERE d.patient ="
          + " c.patient AND d.practice = c.recipient AND d.kind IN ('handover', 'erasure') AND"
          + " d.switched_at > coalesce(c.switched_at, c.ended_at))";

  /** Of this resource, what such a copy has carried between the two practices. */
  private static final String KEPT =
      "EXISTS (SELECT 1 FROM hosts.transfer t JOIN hosts.transfer c ON c.patient = t.patient AND "
          + "%s AND (c.practice, c.recipient) = (%s) JOIN hosts.transfer_item k ON"
          + " k.transfer = c.id AND k.resource = hosts.transfer_item.resource WHERE t.id ="
          + " hosts.transfer_item.transfer AND k.digest = %s)";

  /**
   * The record comes back, and what is there is what it was when a copy of it was kept there. Who
   * received that copy is who the record leaves: what became of it there is of no account.
   */
  private static final String EARLIER =
      KEPT.formatted("c.state = 'copied'", "t.recipient, t.practice", "hosts.transfer_item.seen");

  /** It has been carried there before as it is, and the other practice has had it since. */
  private static final String GIVEN =
      KEPT.formatted(STILL_HAD, "t.practice, t.recipient", "hosts.transfer_item.digest");

  /**
   * It has been carried there before as it is, and the other practice has gone on with it, or has
   * deleted it.
   */
  private static final String GONE_ON =
      "NOT written AND seen IS NOT NULL AND seen IS DISTINCT FROM digest AND " + GIVEN;

  /** What is there under the name of something that this transfer did not write there. */
  private static final String FOREIGN =
      "touched AND NOT shared AND NOT theirs AND NOT written AND state <> 'absent' AND seen IS NOT"
          + " NULL AND seen IS DISTINCT FROM digest AND NOT "
          + EARLIER;

  /**
   * What this transfer wrote there, and somebody of the practice that receives it has changed or
   * deleted: it is in no form that was written, be it that this has not been compared yet. What has
   * become everybody's at the old practice since is no less theirs.
   */
  private static final String CHANGED =
      "written AND seen IS NOT NULL AND seen IS DISTINCT FROM digest"
          + " AND seen <> ALL(coalesce(forms, '{}'::text[]))";

  /** What that practice was given, by this transfer or as a copy, and has not any more. */
  private static final String MISSED =
      "touched AND (NOT shared OR written) AND seen IS NULL AND "
          + ItemColumns.HELD
          + " AND CASE WHEN written THEN version IS NOT NULL ELSE "
          + GIVEN
          + " END";

  /** What the other practice was given and does not show, in the order of names, from one on. */
  Future<List<ResourceKey>> missed(Run run, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND ("
                + MISSED
                + ") AND resource > $2 ORDER BY resource LIMIT $3",
            after,
            most)
        .map(ItemColumns::keys);
  }

  /** In which version, and which forms, it may have been given these. */
  Future<List<Compared>> given(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource, version, unnest(forms) AS digest FROM hosts.transfer_item WHERE"
                + " transfer = $1 AND resource = ANY($2) AND written AND version IS NOT NULL"
                + " UNION SELECT k.resource, k.version, k.digest FROM hosts.transfer t JOIN"
                + " hosts.transfer c ON c.patient = t.patient AND "
                + STILL_HAD
                + " AND (c.practice, c.recipient) = (t.practice, t.recipient) JOIN hosts.transfer_item k ON"
                + " k.transfer = c.id AND k.resource = ANY($2) JOIN hosts.transfer_item i ON"
                + " i.transfer = t.id AND i.resource = k.resource AND i.digest = k.digest AND NOT"
                + " i.written WHERE t.id = $1 AND k.version IS NOT NULL",
            (Object) ItemColumns.names(keys))
        .map(Compared::all);
  }

  /** Something there that the transfer may neither overwrite nor remove. */
  Future<Optional<ResourceKey>> foreign(Run run) {
    return first(run, run.kind().arrives() ? "((" + FOREIGN + ") OR (" + CHANGED + "))" : FOREIGN);
  }

  /**
   * What somebody has changed of what was written is no concern of the transfer any more; what was
   * there before it came back is of the copy that is kept there.
   */
  Future<Void> yieldChanged(Run run) {
    return run.sql(
            "UPDATE hosts.transfer_item SET written = false WHERE transfer = $1 AND written AND"
                + " (replaced OR ("
                + CHANGED
                + "))")
        .mapEmpty();
  }

  /**
   * The new practice knows the patient by themselves: its Patient is one of its own, unless the
   * transfer wrote it and nobody has changed it since. So is what it has changed of a copy that it
   * was given before.
   */
  Future<Void> yieldTheirs(Run run) {
    return run.kind().arrives()
        ? run.sql(
                "UPDATE hosts.transfer_item SET theirs = (seen IS NOT NULL), written = false WHERE"
                    + " transfer = $1 AND resource = $2 AND seen IS DISTINCT FROM $3 AND (NOT"
                    + " written OR ("
                    + CHANGED
                    + "))",
                ResourceKey.patient(run.patient()).toString(),
                Sightings.DELETED)
            .compose(
                yielded ->
                    run.sql(
                        "UPDATE hosts.transfer_item SET theirs = NOT theirs WHERE transfer = $1"
                            + " AND touched AND NOT shared AND resource <> $2 AND theirs <> ("
                            + GONE_ON
                            + ")",
                        ResourceKey.patient(run.patient()).toString()))
            .mapEmpty()
        : Future.succeededFuture();
  }

  /** Whether the new practice has anything of its own instead. */
  Future<Boolean> anyYielded(Run run) {
    return run.sql(
            "SELECT EXISTS (SELECT 1 FROM hosts.transfer_item WHERE transfer = $1 AND theirs) AS any")
        .map(rows -> rows.iterator().next().getBoolean("any"));
  }

  /** The same of the Patient alone. */
  Future<Boolean> patientYielded(Run run) {
    return run.sql(
            "SELECT EXISTS (SELECT 1 FROM hosts.transfer_item WHERE transfer = $1 AND theirs"
                + " AND resource = $2) AS any",
            ResourceKey.patient(run.patient()).toString())
        .map(rows -> rows.iterator().next().getBoolean("any"));
  }

  private static Future<Optional<ResourceKey>> first(Run run, String condition) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND "
                + condition
                + " ORDER BY resource LIMIT 1")
        .map(rows -> ItemColumns.keys(rows).stream().findFirst());
  }
}
