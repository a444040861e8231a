// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fetches of something that changes elsewhere: one at a time, and where it is others who want them,
 * at a bounded rate, each shared by all who wait for it.
 */
public final class Fetches {

  private final Vertx vertx;
  private final Supplier<Future<Void>> fetch;
  private final long leastBetween;
  private long last;
  private @Nullable Future<Void> underWay;
  private @Nullable Promise<Void> wanted;

  /**
   * None yet.
   *
   * @param fetch one of them; what it fails with, those who wait for it are told
   * @param leastBetween from the beginning of one to that of the next that is wanted
   */
  public Fetches(Vertx vertx, Supplier<Future<Void>> fetch, Duration leastBetween) {
    this.vertx = vertx;
    this.fetch = fetch;
    this.leastBetween = leastBetween.toNanos();
    this.last = System.nanoTime() - this.leastBetween;
  }

  /** The one under way, or one that begins now. */
  public synchronized Future<Void> now() {
    Future<Void> current = underWay;
    return current != null ? current : begin();
  }

  /**
   * The next one that begins: one under way may have been answered before what it is wanted for was
   * there.
   */
  public synchronized Future<Void> next() {
    Promise<Void> already = wanted;
    if (already != null) {
      return already.future();
    }
    Promise<Void> promise = Promise.promise();
    wanted = promise;
    if (underWay == null) {
      await(promise);
    } else {
      underWay.onComplete(over -> await(promise));
    }
    return promise.future();
  }

  private synchronized void await(Promise<Void> promise) {
    long wait = leastBetween - (System.nanoTime() - last);
    if (wait <= 0) {
      beginFor(promise);
    } else {
      vertx.setTimer(Duration.ofNanos(wait).toMillis() + 1, timer -> beginFor(promise));
    }
  }

  private synchronized void beginFor(Promise<Void> promise) {
    // unless another one has begun meanwhile, which does as well
    if (wanted == promise) {
      begin();
    }
  }

  private Future<Void> begin() {
    last = System.nanoTime();
    Promise<Void> waiting = wanted;
    wanted = null;
    Future<Void> begun = fetch.get();
    underWay = begun;
    begun.onComplete(over -> end());
    if (waiting != null) {
      begun.onComplete(waiting);
    }
    return begun;
  }

  private synchronized void end() {
    underWay = null;
  }
}
