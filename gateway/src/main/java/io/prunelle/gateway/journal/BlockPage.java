// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.journal.Leaf.Ended;
import io.prunelle.gateway.journal.Leaf.Entered;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads blocks of a chain with their leaves. One that is committed is there with all it has, and so
 * are those before it: a chain has one writer, who commits one block after the other.
 */
final class BlockPage {

  /** So many leaves are in memory at once, but for a single block that has more. */
  private static final int LEAVES = 500;

  private static final int BLOCKS = 256;

  private static final String NUMBERS =
      "SELECT number, leaves FROM journal.block WHERE chain = $1 AND number > $2"
          + " ORDER BY number LIMIT "
          + BLOCKS;

  private static final String ENTRIES =
      "SELECT block, leaf, id, e.recorded_at, "
          + CommitStatement.TEXT_COLUMNS
          + ", permitted, decision FROM journal.entry e"
          + " WHERE chain = $1 AND block BETWEEN $2 AND $3";

  private static final String OUTCOMES =
      "SELECT block, leaf, entry, recorded_at, status, bytes, duration_us, ending, resource"
          + " FROM journal.outcome WHERE chain = $1 AND block BETWEEN $2 AND $3";

  private final Unsent chain;
  private final SortedMap<Long, Integer> sizes;
  private final List<Written> leaves = new ArrayList<>();

  private BlockPage(Unsent chain, SortedMap<Long, Integer> sizes) {
    this.chain = chain;
    this.sizes = sizes;
  }

  static Future<Turn.Page> after(SqlClient client, Unsent chain, long block) {
    return sizes(client, chain, block)
        .compose(
            sizes ->
                sizes.isEmpty()
                    ? Future.succeededFuture(new Turn.Page(block, List.of(), 0))
                    : new BlockPage(chain, sizes).read(client));
  }

  /** How many leaves each of the blocks after this one has that are read at once. */
  static Future<SortedMap<Long, Integer>> sizes(SqlClient client, Unsent chain, long block) {
    return client
        .preparedQuery(NUMBERS)
        .execute(Tuple.of(chain.chain(), block))
        .map(BlockPage::sizes);
  }

  private static SortedMap<Long, Integer> sizes(RowSet<Row> rows) {
    SortedMap<Long, Integer> sizes = new TreeMap<>();
    int sum = 0;
    for (Row row : rows) {
      sum += row.getInteger(1);
      if (sum > LEAVES && !sizes.isEmpty()) {
        break;
      }
      sizes.put(row.getLong(0), row.getInteger(1));
    }
    return sizes;
  }

  private Future<Turn.Page> read(SqlClient client) {
    Tuple range = Tuple.of(chain.chain(), sizes.firstKey(), sizes.lastKey());
    return client
        .preparedQuery(ENTRIES)
        .execute(range)
        .onSuccess(rows -> rows.forEach(row -> add(row, entered(row))))
        .compose(entries -> client.preparedQuery(OUTCOMES).execute(range))
        .onSuccess(rows -> rows.forEach(row -> add(row, ended(row))))
        .map(outcomes -> page());
  }

  private Turn.Page page() {
    leaves.sort(Comparator.comparingLong(Written::block).thenComparingInt(Written::leaf));
    long expected = sizes.values().stream().mapToLong(Integer::longValue).sum();
    return new Turn.Page(sizes.lastKey(), List.copyOf(leaves), expected - leaves.size());
  }

  private void add(Row row, Leaf leaf) {
    Integer size = sizes.get(row.getLong(0));
    // Of a block that is not there: whoever has added it to the tables, it is not the journal's
    if (size != null) {
      leaves.add(
          Written.of(
              chain.instance(),
              chain.chain(),
              row.getLong(0),
              row.getInteger(1),
              size,
              at(row),
              leaf));
    }
  }

  private static Leaf entered(Row row) {
    return new Entered(row.getUUID("id"), at(row), Lines.entry(row));
  }

  private static Leaf ended(Row row) {
    return new Ended(
        row.getUUID("entry"),
        at(row),
        row.getInteger("status"),
        row.getLong("bytes"),
        row.getLong("duration_us"),
        row.getString("ending"),
        row.getString("resource"));
  }

  private static Instant at(Row row) {
    return row.get(OffsetDateTime.class, "recorded_at").toInstant();
  }
}
