// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Connections;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.Optional;

/**
 * The journal for those who follow it. Of all instances one at a time does, for as long as its
 * connection lives: two would pass everything on twice, and the one out of order with the other.
 */
public final class Feed {

  /** Held by the session of whose turn it is, of each reader. */
  private static final int PASSING_ON = 1886547822;

  /** Who follows the journal, each from a place of its own. */
  public enum Reader {
    SIEM("siem", 0),
    UNUSUAL("unusual", 1);

    private final String code;
    private final int turn;

    Reader(String code, int turn) {
      this.code = code;
      this.turn = turn;
    }

    /** As the database has it. */
    String code() {
      return code;
    }
  }

  private static final String LAG =
      "SELECT coalesce(sum(h.number - coalesce(s.block, -1)), 0)::bigint,"
          + " coalesce(greatest(extract(epoch FROM clock_timestamp() - min(f.recorded_at)), 0),"
          + " 0)::bigint FROM journal.chain c LEFT JOIN journal.streamed s ON s.chain = c.id"
          + " AND s.reader = $1 CROSS JOIN LATERAL (SELECT number FROM journal.block WHERE chain = c.id ORDER BY"
          + " number DESC LIMIT 1) h CROSS JOIN LATERAL (SELECT recorded_at FROM journal.block"
          + " WHERE chain = c.id AND number > coalesce(s.block, -1) ORDER BY number LIMIT 1) f";

  private final Vertx vertx;
  private final Pool pool;
  private final PgConnectOptions options;
  private final Reader reader;

  /**
   * Of the journal in this database.
   *
   * @param pool for how far it is behind; turns have connections of their own
   */
  public Feed(Vertx vertx, Settings.Database database, Pool pool, Reader reader) {
    this.vertx = vertx;
    this.pool = pool;
    this.reader = reader;
    this.options =
        Connections.options(
            database, "prunelle-gateway " + reader.code(), Map.of("statement_timeout", "5s"));
  }

  /**
   * How much is there that was not passed on.
   *
   * @param blocks of all chains
   * @param seconds since the oldest of them was written
   */
  public record Lag(long blocks, long seconds) {}

  /** The same whoever asks. */
  public Future<Lag> lag() {
    return pool.preparedQuery(LAG)
        .execute(Tuple.of(reader.code()))
        .map(rows -> rows.iterator().next())
        .map(row -> new Lag(row.getLong(0), row.getLong(1)));
  }

  /** Empty while it is another's turn. Whoever has it gives it back by closing it. */
  public Future<Optional<Turn>> turn() {
    return Connections.open(vertx, options)
        .compose(
            own ->
                own.connection()
                    .preparedQuery("SELECT pg_try_advisory_lock($1, $2)")
                    .execute(Tuple.of(PASSING_ON, reader.turn))
                    .map(rows -> rows.iterator().next().getBoolean(0))
                    .compose(
                        ours ->
                            ours
                                ? Future.succeededFuture(Optional.of(new Turn(own, reader.code())))
                                : own.close().map(Optional.<Turn>empty()))
                    .onFailure(failed -> own.close()));
  }
}
