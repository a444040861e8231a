// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Arrays;
import java.util.List;

/**
 * The table {@code hosts.transfer_item}, as far as it says in which order resources are written or
 * deleted. While it is found out, a number for each resource and each reference is in memory: of a
 * record of 50 MB about two megabytes.
 */
final class Places {

  /** Which resources are put into an order. What else there is counts as given. */
  enum Of {
    /** What the destination lacks, or has in another version. */
    WRITING(
        "touched AND state IN ('listed', 'sent', 'compared') AND CASE WHEN (shared OR theirs) AND NOT"
            + " written THEN seen IS NULL ELSE seen IS DISTINCT FROM digest END"),
    /** What the destination has of what it should no longer. */
    TAKING_BACK("written AND seen IS NOT NULL AND (state = 'gone' OR $2)"),
    /** What the source still has. */
    ERASING("NOT shared AND seen IS NOT NULL AND " + Items.HELD);

    private final String condition;

    Of(String condition) {
      this.condition = condition;
    }
  }

  private static final String NUMBERED =
      "WITH chosen AS MATERIALIZED (SELECT resource, refs, (row_number() OVER (ORDER BY resource) -"
          + " 1)::integer AS n FROM hosts.transfer_item WHERE transfer = $1 AND (%s)) ";

  private final Vertx vertx;

  Places(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Puts them in order; nothing else has a place then.
   *
   * @param all for taking back: whatever was written, or what is gone from the source alone
   */
  Future<Void> order(Run run, Of which, boolean all) {
    String chosen = NUMBERED.formatted(which.condition.replace("$2", all ? "true" : "false"));
    return run.sql(
            "UPDATE hosts.transfer_item SET place = NULL WHERE transfer = $1 AND place IS NOT NULL")
        .compose(
            cleared ->
                run.sql(
                    chosen
                        + "SELECT c.n, array_remove(array_agg(t.n), NULL) AS targets FROM chosen c"
                        + " LEFT JOIN LATERAL unnest(c.refs) AS r ON true"
                        + " LEFT JOIN chosen t ON t.resource = r GROUP BY c.n ORDER BY c.n"))
        .compose(graph -> vertx.executeBlocking(() -> LoadOrder.of(targets(graph)), false))
        .compose(
            places ->
                places.length == 0
                    ? Future.succeededFuture()
                    : run.sql(
                            chosen
                                + "UPDATE hosts.transfer_item i SET place = ($2::integer[])[c.n + 1]"
                                + " FROM chosen c WHERE i.transfer = $1 AND i.resource = c.resource",
                            (Object) Arrays.stream(places).boxed().toArray(Integer[]::new))
                        .mapEmpty());
  }

  private static int[][] targets(RowSet<Row> graph) {
    int[][] targets = new int[graph.size()][];
    for (Row row : graph) {
      targets[row.getInteger("n")] =
          Arrays.stream(row.getArrayOfIntegers("targets")).mapToInt(Integer::intValue).toArray();
    }
    return targets;
  }

  /** Those that come after a place, referenced ones first. */
  Future<List<Item>> after(Run run, int place, int most) {
    return run.sql(
            "SELECT resource, digest, bytes, place FROM hosts.transfer_item WHERE transfer = $1 AND"
                + " place > $2 ORDER BY place, resource LIMIT $3",
            place,
            most)
        .map(Item::of);
  }

  /** Those that come before a place, referring ones first. */
  Future<List<Item>> before(Run run, int place, int most) {
    return run.sql(
            "SELECT resource, digest, bytes, place FROM hosts.transfer_item WHERE transfer = $1 AND"
                + " place < $2 ORDER BY place DESC, resource LIMIT $3",
            place,
            most)
        .map(Item::of);
  }

  Future<List<Item>> at(Run run, int place) {
    return run.sql(
            "SELECT resource, digest, bytes, place FROM hosts.transfer_item WHERE transfer = $1 AND"
                + " place = $2 ORDER BY resource",
            place)
        .map(Item::of);
  }
}
