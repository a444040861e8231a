// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

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
    ERASING("NOT shared AND seen IS NOT NULL AND " + ItemColumns.HELD);

    private final String condition;

    Of(String condition) {
      this.condition = condition;
    }
  }

  private static final String NUMBERED =
      "WITH chosen AS MATERIALIZED (SELECT transfer, resource, refs, (row_number() OVER (ORDER BY"
          + " resource) - 1)::integer AS n FROM hosts.transfer_item WHERE transfer = $1 AND (%s)) ";

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
                    // No join: of a transfer that has just begun PostgreSQL takes the rows for a
                    // handful, and would hold each against each
                    chosen
                        + "SELECT max(n) AS n, array_remove(array_agg(source), NULL) AS sources FROM ("
                        + "SELECT resource, n, NULL::integer AS source FROM chosen UNION ALL"
                        + " SELECT unnest(refs), NULL, n FROM chosen) AS named"
                        + " GROUP BY resource HAVING max(n) IS NOT NULL"))
        .compose(graph -> vertx.executeBlocking(() -> LoadOrder.of(targets(graph)), false))
        .compose(
            places ->
                places.length == 0
                    ? Future.succeededFuture()
                    : run.sql(
                            chosen
                                + "UPDATE hosts.transfer_item i SET place = ($2::integer[])[c.n + 1]"
                                + " FROM chosen c WHERE (i.transfer, i.resource) = (c.transfer,"
                                + " c.resource)",
                            (Object) Arrays.stream(places).boxed().toArray(Integer[]::new))
                        .mapEmpty());
  }

  /** What each refers to, where it is told by which each is referred to. */
  private static int[][] targets(RowSet<Row> graph) {
    int[] counts = new int[graph.size()];
    graph.forEach(row -> each(row, source -> counts[source]++));
    int[][] targets = new int[graph.size()][];
    for (int n = 0; n < targets.length; n++) {
      targets[n] = new int[counts[n]];
    }
    for (Row row : graph) {
      int target = row.getInteger("n");
      each(row, source -> targets[source][--counts[source]] = target);
    }
    return targets;
  }

  private static void each(Row row, IntConsumer source) {
    for (Integer n : row.getArrayOfIntegers("sources")) {
      source.accept(n);
    }
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
