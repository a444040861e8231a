// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes one step after the other until it is stopped, each as long after the one before as that one
 * said; after failures ever later, up to a minute.
 */
public final class Rounds {

  private static final long SHORTEST_PAUSE_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 60_000;

  private final Vertx vertx;
  private final Context context;
  private final Supplier<Future<Long>> step;
  private final Consumer<Throwable> failed;

  private volatile boolean stopped;
  private volatile Future<Void> underWay = Future.succeededFuture();
  private long pause = SHORTEST_PAUSE_MILLIS;

  /**
   * Nothing done yet.
   *
   * @param step gives how long to wait before the next one, in milliseconds
   * @param failed told of each failure
   */
  public Rounds(Vertx vertx, Supplier<Future<Long>> step, Consumer<Throwable> failed) {
    this(vertx.getOrCreateContext(), step, failed);
  }

  /**
   * The same.
   *
   * @param context from which each step is taken
   */
  public Rounds(Context context, Supplier<Future<Long>> step, Consumer<Throwable> failed) {
    this.vertx = context.owner();
    this.context = context;
    this.step = step;
    this.failed = failed;
  }

  /** Begins; waits for nothing. */
  public void start() {
    context.runOnContext(start -> next());
  }

  /** No further step is begun. Succeeds when the last one is over. */
  public Future<Void> stop() {
    stopped = true;
    return underWay;
  }

  /** Not composed with the one before, for that would never end. */
  private void next() {
    if (stopped) {
      return;
    }
    underWay =
        Future.succeededFuture()
            // Whatever it throws, there is a next one
            .compose(start -> step.get())
            .onSuccess(wait -> pause = SHORTEST_PAUSE_MILLIS)
            .otherwise(this::putOff)
            .map(
                wait -> {
                  vertx.setTimer(wait, timer -> next());
                  return null;
                });
  }

  private long putOff(Throwable failure) {
    long wait = pause;
    pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    if (!stopped) {
      failed.accept(failure);
    }
    return wait;
  }
}
