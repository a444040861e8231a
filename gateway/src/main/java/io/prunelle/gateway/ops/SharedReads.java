// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Look-ups that share statements: those that arrive while one is under way are all in the next.
 * Nothing is kept, and nobody is given what was read before they asked: a look-up is never part of
 * a statement that had begun already. Each event loop has its own, so that requests do not wait for
 * each other across loops.
 *
 * @param <K> what is looked up
 * @param <V> what is found of one
 */
public final class SharedReads<K, V> {

  /** In one statement. */
  private static final int TOGETHER = 128;

  /** Waiting on one event loop; beyond it the database is slower than what is asked of it. */
  private static final int WAITING = 2_048;

  /** For one statement; who waited for the one before it has waited as long already. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final Function<Set<K>, Future<Map<K, V>>> statement;
  private final Duration patience;
  private final ConcurrentMap<EventLoop, Lane> lanes = new ConcurrentHashMap<>();

  /**
   * Look-ups by a statement.
   *
   * @param statement reads many at once; has no entry for what is not there
   */
  public SharedReads(Vertx vertx, Function<Set<K>, Future<Map<K, V>>> statement) {
    this(vertx, statement, PATIENCE);
  }

  SharedReads(Vertx vertx, Function<Set<K>, Future<Map<K, V>>> statement, Duration patience) {
    this.vertx = vertx;
    this.statement = statement;
    this.patience = patience;
  }

  /**
   * Looks one up.
   *
   * @return on the caller's context, empty for what is not there; fails when the statement fails or
   *     takes too long, or too many wait for it
   */
  public Future<Optional<V>> find(K key) {
    ContextInternal caller = (ContextInternal) vertx.getOrCreateContext();
    return lanes.computeIfAbsent(caller.nettyEventLoop(), first -> new Lane()).join(caller, key);
  }

  private record Waiter<K, V>(K key, Promise<Optional<V>> answer) {}

  /** The look-ups of one event loop; a caller on a worker has one as well, on another thread. */
  private final class Lane {

    private final Queue<Waiter<K, V>> waiting = new ArrayDeque<>();
    private boolean underWay;

    Future<Optional<V>> join(ContextInternal caller, K key) {
      Promise<Optional<V>> answer = caller.promise();
      boolean first;
      synchronized (this) {
        if (waiting.size() >= WAITING) {
          return Future.failedFuture("too many look-ups wait");
        }
        first = waiting.isEmpty() && !underWay;
        waiting.add(new Waiter<>(key, answer));
      }
      if (first) {
        // Once this event loop has handled what has arrived, which may ask as well
        caller.runOnContext(handled -> next());
      }
      return answer.future();
    }

    private void next() {
      Map<K, List<Waiter<K, V>>> together = take();
      if (together.isEmpty()) {
        return;
      }
      read(together.keySet())
          .onComplete(
              found -> {
                synchronized (this) {
                  underWay = false;
                }
                // Before anybody is answered: what they ask next belongs to the one after it
                next();
                together.forEach(
                    (key, waiters) ->
                        waiters.forEach(
                            waiter -> {
                              if (found.succeeded()) {
                                waiter
                                    .answer()
                                    .complete(Optional.ofNullable(found.result().get(key)));
                              } else {
                                waiter.answer().fail(found.cause());
                              }
                            }));
              });
    }

    /** Empty when nobody waits, or for what is under way. */
    private synchronized Map<K, List<Waiter<K, V>>> take() {
      Map<K, List<Waiter<K, V>>> together = new LinkedHashMap<>();
      while (!underWay && !waiting.isEmpty() && together.size() < TOGETHER) {
        Waiter<K, V> waiter = waiting.remove();
        together.computeIfAbsent(waiter.key(), first -> new ArrayList<>(1)).add(waiter);
      }
      underWay |= !together.isEmpty();
      return together;
    }

    private Future<Map<K, V>> read(Set<K> keys) {
      // On this event loop: the time-out of a future without a context is kept on a thread of its
      // own, which would be woken twice for each statement
      return ((ContextInternal) vertx.getOrCreateContext())
          .succeededFuture(keys)
          .compose(statement)
          .timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
