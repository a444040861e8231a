// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.ops.OwnConnection;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The time in which one instance follows the journal. What it marks as sent goes over the
 * connection that keeps the others from sending, so that who has lost its turn marks nothing.
 */
public final class Turn {

  private static final String WITH_HEADS =
      "SELECT c.id, c.instance, coalesce(s.block, -1) AS sent, h.number FROM journal.chain c"
          + " LEFT JOIN journal.streamed s ON s.chain = c.id AND s.reader = $1"
          + " CROSS JOIN LATERAL (SELECT number"
          + " FROM journal.block WHERE chain = c.id ORDER BY number DESC LIMIT 1) h WHERE ";

  private static final String UNSENT =
      WITH_HEADS + "h.number > coalesce(s.block, -1) ORDER BY c.id";

  /** Compared with the latest, not with now: how long nothing could be sent does not matter. */
  private static final String RECENT =
      WITH_HEADS
          + "s.at >= (SELECT max(at) FROM journal.streamed WHERE reader = $1)"
          + " - interval '15 minutes' ORDER BY c.id";

  private static final String ADVANCE =
      "INSERT INTO journal.streamed AS s (reader, chain, block, at)"
          + " VALUES ($1, $2, $3, clock_timestamp()) ON CONFLICT (reader, chain) DO UPDATE SET block = EXCLUDED.block, at = EXCLUDED.at"
          + " WHERE s.block < EXCLUDED.block";

  private final OwnConnection own;
  private final PgConnection connection;
  private final String reader;
  private volatile boolean lost;

  Turn(OwnConnection own, String reader) {
    this.own = own;
    this.connection = own.connection();
    this.reader = reader;
    connection.closeHandler(closed -> lost = true);
  }

  /** Whether it is known to be over. */
  public boolean isLost() {
    return lost;
  }

  /** Chains that have blocks of which it is not known that they were sent, oldest first. */
  public Future<List<Unsent>> unsent() {
    return connection.preparedQuery(UNSENT).execute(Tuple.of(reader)).map(Turn::chains);
  }

  /** Chains of which something was sent last, so that it may not have arrived. */
  public Future<List<Unsent>> recent() {
    return connection.preparedQuery(RECENT).execute(Tuple.of(reader)).map(Turn::chains);
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

  /**
   * The entries of blocks after this one that were permitted and are about a patient, with how they
   * ended; not beyond one that is still under way, but for those that are for long.
   */
  public Future<Settled> settledAfter(Unsent chain, long block) {
    return SettledPage.after(connection, chain, block);
  }

  /**
   * Blocks in a row.
   *
   * @param last the last of them; the one asked after when there are none yet
   * @param lines in their order
   */
  public record Settled(long last, List<Line> lines) {}

  /**
   * Does what follows from blocks of a chain, and marks them as read: both or neither.
   *
   * @param block the last of them; fails when it was marked before
   * @param work on the same connection, without a transaction of its own
   */
  public Future<Void> advance(int chain, long block, Function<SqlConnection, Future<?>> work) {
    return connection
        .begin()
        .compose(
            transaction ->
                connection
                    .preparedQuery(ADVANCE)
                    .execute(Tuple.of(reader, chain, block))
                    .compose(
                        marked ->
                            marked.rowCount() == 1
                                ? work.apply(connection)
                                : Future.failedFuture("another has read block " + block))
                    .compose(
                        done -> transaction.commit(),
                        failure ->
                            transaction
                                .rollback()
                                .transform(over -> Future.failedFuture(failure))));
  }

  /** Does this over the connection of the turn, so that nobody does who has none. */
  public Future<Void> also(Function<SqlConnection, Future<?>> work) {
    return work.apply(connection).mapEmpty();
  }

  /** Marks as sent all blocks of these chains up to the ones given. */
  public Future<Void> advance(Map<Integer, Long> blocks) {
    List<Tuple> rows = new ArrayList<>();
    new TreeMap<>(blocks).forEach((chain, block) -> rows.add(Tuple.of(reader, chain, block)));
    return rows.isEmpty()
        ? Future.succeededFuture()
        : connection.preparedQuery(ADVANCE).executeBatch(rows).mapEmpty();
  }

  /** Leaves it to others. */
  public Future<Void> close() {
    return own.close();
  }
}
