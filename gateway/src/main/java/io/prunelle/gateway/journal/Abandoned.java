// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.journal.Leaf.Ended;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.ops.OwnConnection;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was under way in chains that others have closed. Whose session is gone need not be dead: cut
 * off from the database for a moment, they come back and say how it ended. So that is waited for,
 * and what has no end by then ends as not known. Every instance sees to all chains that were closed
 * of late: whoever closed one may be gone before it is time.
 */
final class Abandoned {

  /** Longer than nearly everything that is waited for. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Logger LOG = LoggerFactory.getLogger(Abandoned.class);

  private static final Duration OF_LATE = Duration.ofHours(24);
  private static final Duration SHORTEST = Duration.ofMillis(100);

  /** For what there is of one chain. */
  private static final Duration LONGEST = Duration.ofSeconds(100);

  /** Nothing comes from a connection while the server looks through it. */
  private static final Duration SILENCE = LONGEST.plusSeconds(10);

  private final Vertx vertx;
  private final Context context;
  private final Pool pool;
  private final Function<Duration, Future<OwnConnection>> connecting;
  private final IntPredicate own;
  private final Lingering lingering;
  private final Duration patience;
  private final InstantSource clock;
  private final Consumer<Ended> settling;
  private final ChainTable table = new ChainTable();

  // Below: on the context alone
  private final Map<Integer, Long> noticed = new HashMap<>();
  private final Set<Integer> over = new HashSet<>();
  private boolean looking;
  private long timer;

  /**
   * One that is not started yet.
   *
   * @param connecting gives a connection from which nothing may come for so long
   * @param own chains that this instance has written itself: it knows how what it does ends
   * @param lingering closes those that nobody would, before they are looked for
   * @param patience how long those who wrote a chain may take to come back
   * @param settling writes it, unless it was written meanwhile
   */
  Abandoned(
      Vertx vertx,
      Pool pool,
      Function<Duration, Future<OwnConnection>> connecting,
      IntPredicate own,
      Lingering lingering,
      Duration patience,
      InstantSource clock,
      Consumer<Ended> settling) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.pool = pool;
    this.connecting = connecting;
    this.own = own;
    this.lingering = lingering;
    this.patience = patience;
    this.clock = clock;
    this.settling = settling;
  }

  void start() {
    Duration pause = patience.dividedBy(4);
    timer =
        vertx.setPeriodic(
            0,
            (pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause).toMillis(),
            tick -> context.runOnContext(now -> look()));
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    lingering
        .look()
        .compose(looked -> table.closedSince(pool, clock.instant().minus(OF_LATE)))
        .compose(this::settle)
        .onComplete(
            done -> {
              looking = false;
              if (done.failed()) {
                LOG.atDebug()
                    .addKeyValue("cause", done.cause().toString())
                    .log("What was under way in chains that are closed is not settled yet");
              }
            });
  }

  private Future<Void> settle(List<Integer> closed) {
    long now = System.nanoTime();
    over.retainAll(closed);
    noticed.keySet().retainAll(closed);
    closed.stream()
        .filter(chain -> !over.contains(chain) && !own.test(chain))
        .forEach(chain -> noticed.putIfAbsent(chain, now));
    List<Integer> due =
        noticed.entrySet().stream()
            .filter(chain -> now - chain.getValue() >= patience.toNanos())
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return InTurn.each(due, this::settle);
  }

  /** Over a connection of its own, and never fails: no chain keeps another from being settled. */
  private Future<Void> settle(int chain) {
    return connecting
        .apply(SILENCE)
        .compose(
            own ->
                settle(own.connection(), chain)
                    // Not waited for: the server may be out of reach
                    .onComplete(settled -> own.close()))
        .recover(
            failure -> {
              LOG.atWarn()
                  .addKeyValue("chain", chain)
                  .addKeyValue("cause", failure.toString())
                  .log("What was under way in a chain that is closed is not settled yet");
              return Future.succeededFuture();
            });
  }

  /** In a transaction of its own: what takes too long is given up within it. */
  private Future<Void> settle(PgConnection connection, int chain) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return connection
        .begin()
        .compose(
            transaction ->
                table
                    .takeTime(connection, LONGEST)
                    .compose(may -> table.last(connection, chain))
                    .compose(
                        last ->
                            last == null
                                ? Future.succeededFuture(List.<Leaf>of())
                                : new Unsettled(table, connection, LONGEST).at(last, now))
                    .compose(found -> transaction.commit().map(found)))
        .map(
            found -> {
              found.forEach(leaf -> settling.accept((Ended) leaf));
              noticed.remove(chain);
              over.add(chain);
              return null;
            });
  }
}
