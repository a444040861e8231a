// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The time in which one instance passes the journal on. What it marks as sent goes over the
 * connection that keeps the others from sending, so that who has lost its turn marks nothing.
 */
public final class Turn {

  private static final String WITH_HEADS =
      "SELECT c.id, c.instance, coalesce(s.block, -1) AS sent, h.number FROM journal.chain c"
          + " LEFT JOIN journal.streamed s ON s.chain = c.id CROSS JOIN LATERAL (SELECT number"
          + " FROM journal.block WHERE chain = c.id ORDER BY number DESC LIMIT 1) h WHERE ";

  private static final String UNSENT =
      WITH_HEADS + "h.number > coalesce(s.block, -1) ORDER BY c.id";

  /** Compared with the latest, not with now: how long nothing could be sent does not matter. */
  private static final String RECENT =
      WITH_HEADS
          + "s.at >= (SELECT max(at) FROM journal.streamed) - interval '15 minutes' ORDER BY c.id";

  private static final String ADVANCE =
      "INSERT INTO journal.streamed AS s (chain, block, at) VALUES ($1, $2, clock_timestamp())"
          + " ON CONFLICT (chain) DO UPDATE SET block = EXCLUDED.block, at = EXCLUDED.at"
          + " WHERE s.block < EXCLUDED.block";

  private final PgConnection connection;
  private volatile boolean lost;

  Turn(PgConnection connection) {
    this.connection = connection;
    connection.closeHandler(closed -> lost = true);
  }

  /** Whether it is known to be over. */
  public boolean isLost() {
    return lost;
  }

  /** Chains that have blocks of which it is not known that they were sent, oldest first. */
  public Future<List<Unsent>> unsent() {
    return connection.preparedQuery(UNSENT).execute().map(Turn::chains);
  }

  /** Chains of which something was sent last, so that it may not have arrived. */
  public Future<List<Unsent>> recent() {
    return connection.preparedQuery(RECENT).execute().map(Turn::chains);
  }

  private static List<Unsent> chains(RowSet<Row> rows) {
    List<Unsent> chains = new ArrayList<>();
    rows.forEach(
        row ->
            chains.add(
                new Unsent(row.getInteger(0), row.getString(1), row.getLong(2), row.getLong(3))));
    return chains;
  }

  /** The blocks after this one with all their leaves, as many as are read at once. */
  public Future<Page> after(Unsent chain, long block) {
    return BlockPage.after(connection, chain, block);
  }

  /**
   * Blocks in a row.
   *
   * @param last the last of them; the one asked after when there are none
   * @param leaves in their order
   * @param missing how many leaves the blocks should have and have not: these were dropped when
   *     their time was over, or by somebody
   */
  public record Page(long last, List<Written> leaves, long missing) {}

  /** Marks as sent all blocks of these chains up to the ones given. */
  public Future<Void> advance(Map<Integer, Long> blocks) {
    List<Tuple> rows = new ArrayList<>();
    new TreeMap<>(blocks).forEach((chain, block) -> rows.add(Tuple.of(chain, block)));
    return rows.isEmpty()
        ? Future.succeededFuture()
        : connection.preparedQuery(ADVANCE).executeBatch(rows).mapEmpty();
  }

  /** Leaves it to others. */
  public Future<Void> close() {
    return connection.close();
  }
}
