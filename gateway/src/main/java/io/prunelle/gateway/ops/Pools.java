// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.prunelle.gateway.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The database pools. Bounded in connections, in who may wait for one and in how long: a database
 * that is slow or gone must be noticed in seconds, not hidden in a queue.
 *
 * @param lookUps for what every request asks, and the projection: the same few statements all the
 *     time
 * @param work for everything else: emergencies, moves, what is passed on
 * @param looks for the pages, and for whoever looks through the journal: of their own, so that none
 *     of them keeps an emergency waiting
 * @param holds for holds on records, which keep a connection each
 */
public record Pools(Pool lookUps, Pool work, Pool looks, Pool holds) implements Part {

  private static final int WAIT_SECONDS = 3;

  /**
   * Who typed a command rather waits than types it again: it starts cold, on a busy machine too.
   */
  private static final int COMMANDS_WAIT_SECONDS = 20;

  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** How long one statement may take; holds have their own, longer, lock time-out. */
  private static final String STATEMENT_TIMEOUT = "5s";

  /** Longer than a statement takes. */
  private static final Duration SILENCE = Duration.ofSeconds(8);

  /** Longer than a lock is waited for. Who keeps a hold for longer says something meanwhile. */
  private static final Duration SILENCE_OF_HOLDS = Duration.ofSeconds(15);

  /** How long the pools take to close where the server answers, and more. */
  private static final Duration LEAVE = Duration.ofSeconds(5);

  /** Opens no connection yet: the database may start later than the gateway. */
  public static Pools of(Vertx vertx, Settings.Database database) {
    return of(vertx, database, WAIT_SECONDS);
  }

  /** For a command: whoever asks waits for longer until a connection is there. */
  public static Pools ofCommand(Vertx vertx, Settings.Database database) {
    return of(vertx, database, COMMANDS_WAIT_SECONDS);
  }

  private static Pools of(Vertx vertx, Settings.Database database, int wait) {
    int half = Math.max(1, database.poolSize() / 2);
    return new Pools(
        pool(
            vertx,
            database,
            "look-ups",
            half,
            wait,
            SILENCE,
            // Planned once: planning for the very values costs more than reading by a key
            Map.of(
                "statement_timeout", STATEMENT_TIMEOUT, "plan_cache_mode", "force_generic_plan")),
        pool(
            vertx,
            database,
            "work",
            Math.max(1, database.poolSize() - half),
            wait,
            SILENCE,
            Map.of("statement_timeout", STATEMENT_TIMEOUT)),
        pool(
            vertx,
            database,
            "looks",
            half,
            wait,
            SILENCE,
            Map.of("statement_timeout", STATEMENT_TIMEOUT)),
        pool(
            vertx,
            database,
            "holds",
            database.holdPoolSize(),
            wait,
            SILENCE_OF_HOLDS,
            Map.of("idle_in_transaction_session_timeout", "15min")));
  }

  private static Pool pool(
      Vertx vertx,
      Settings.Database database,
      String name,
      int size,
      int wait,
      Duration silence,
      Map<String, String> sessionSettings) {
    PgConnectOptions connect = Connections.options(database, "prunelle-gateway", sessionSettings);
    PoolOptions options =
        new PoolOptions()
            .setName(name)
            .setMaxSize(size)
            .setMaxWaitQueueSize(size * 32)
            .setConnectionTimeout(wait)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS)
            .setIdleTimeout(5)
            .setIdleTimeoutUnit(TimeUnit.MINUTES);
    return Connections.pool(vertx, connect, options, CONNECT, silence);
  }

  @Override
  public Future<?> start() {
    return Future.succeededFuture();
  }

  /** Waits for no server that is out of reach: what it has not taken leave of ends by itself. */
  @Override
  public Future<?> stop() {
    return Future.join(lookUps.close(), work.close(), looks.close(), holds.close())
        .timeout(LEAVE.toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty();
  }

  /** Succeeds when the database answers. */
  public Future<Void> ready() {
    return Future.all(lookUps.query("SELECT 1").execute(), work.query("SELECT 1").execute())
        .mapEmpty();
  }
}
