// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Reads what blocks of a chain tell of patients' records, once it is known how it ended. Whoever
 * died before that keeps the rest waiting for two minutes at most.
 */
final class SettledPage {

  /** Outcomes one by one: joined, PostgreSQL may read all there are for a page of entries. */
  private static final String ENTRIES =
      "SELECT e.block, e.id, e.recorded_at, "
          + CommitStatement.TEXT_COLUMNS
          + ", permitted, decision, status, bytes, duration_us, ending, resource, status IS NULL"
          + " AND e.recorded_at > clock_timestamp() - interval '2 minutes' AS under_way FROM"
          + " journal.entry e LEFT JOIN LATERAL (SELECT status, bytes, duration_us, ending,"
          + " resource FROM journal.outcome WHERE entry = e.id LIMIT 1) o ON true WHERE e.chain ="
          + " $1 AND e.block BETWEEN $2 AND $3 AND e.permitted AND e.patient IS NOT NULL ORDER BY"
          + " e.block, e.leaf";

  private SettledPage() {}

  static Future<Turn.Settled> after(SqlClient client, Unsent chain, long block) {
    return BlockPage.sizes(client, chain, block)
        .compose(
            sizes ->
                sizes.isEmpty()
                    ? Future.succeededFuture(new Turn.Settled(block, List.of()))
                    : client
                        .preparedQuery(ENTRIES)
                        .execute(Tuple.of(chain.chain(), sizes.firstKey(), sizes.lastKey()))
                        .map(rows -> page(rows, block, sizes)));
  }

  private static Turn.Settled page(RowSet<Row> rows, long before, SortedMap<Long, Integer> sizes) {
    List<Line> lines = new ArrayList<>();
    List<Line> ofBlock = new ArrayList<>();
    long at = before;
    for (Row row : rows) {
      long block = row.getLong("block");
      if (block != at) {
        lines.addAll(ofBlock);
        ofBlock.clear();
        at = block;
      }
      if (row.getBoolean("under_way")) {
        return new Turn.Settled(Math.max(before, block - 1), lines);
      }
      // Of a block that is not there: whoever has added it to the tables, it is not the journal's
      if (sizes.containsKey(block)) {
        ofBlock.add(Lines.line(row));
      }
    }
    lines.addAll(ofBlock);
    return new Turn.Settled(sizes.lastKey(), lines);
  }
}
