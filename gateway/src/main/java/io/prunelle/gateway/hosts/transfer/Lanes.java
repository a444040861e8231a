// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how much a host is asked at the same time; what is beyond waits for its turn. Used from
 * one context alone.
 */
final class Lanes {

  private final int most;
  private final @Nullable Restraint restraint;
  private final Function<Duration, Future<?>> resting;
  private final Deque<Promise<Void>> waiting = new ArrayDeque<>();
  private int taken;
  private boolean silent;

  Lanes(int most) {
    this(most, null, Future::succeededFuture);
  }

  /**
   * @param restraint by which fewer may be
   * @param resting completes when that time has passed
   */
  Lanes(int most, @Nullable Restraint restraint, Function<Duration, Future<?>> resting) {
    this.most = most;
    this.restraint = restraint;
    this.resting = resting;
  }

  <T> Future<T> take(Supplier<Future<T>> request) {
    return take(false, request);
  }

  /**
   * @param hurried for who keeps others waiting: before those that wait, and without restraint
   */
  <T> Future<T> take(boolean hurried, Supplier<Future<T>> request) {
    return turn(hurried).compose(go -> restraint == null ? free(request) : timed(hurried, request));
  }

  private <T> Future<T> free(Supplier<Future<T>> request) {
    // Whatever it throws is a failure too, and makes room
    return Future.succeededFuture()
        .compose(now -> request.get())
        .eventually(
            () -> {
              leave();
              return Future.succeededFuture();
            });
  }

  private <T> Future<T> timed(boolean hurried, Supplier<Future<T>> request) {
    Restraint own = Objects.requireNonNull(restraint);
    long begun = System.nanoTime();
    own.begins();
    return Future.succeededFuture()
        .compose(now -> request.get())
        .eventually(
            () -> {
              own.ends();
              Duration rest = own.rest(Duration.ofNanos(System.nanoTime() - begun));
              if (hurried || rest.isZero()) {
                leave();
              } else {
                // Who has asked need not wait for it
                resting.apply(rest).onComplete(rested -> leave());
              }
              return Future.succeededFuture();
            });
  }

  /** Whether the host gave no answer when it was asked last. */
  boolean silent() {
    return silent;
  }

  void silent(boolean is) {
    silent = is;
  }

  /** Completes when there is room for one more, who has to {@link #leave()}. */
  Future<Void> turn() {
    return turn(false);
  }

  private Future<Void> turn(boolean hurried) {
    if (taken < (hurried ? most : atOnce())) {
      taken++;
      return Future.succeededFuture();
    }
    Promise<Void> turn = Promise.promise();
    if (hurried) {
      waiting.addFirst(turn);
    } else {
      waiting.add(turn);
    }
    return turn.future();
  }

  private int atOnce() {
    return restraint == null ? most : restraint.atOnce();
  }

  void leave() {
    taken--;
    while (!waiting.isEmpty() && taken < atOnce()) {
      taken++;
      waiting.remove().complete();
    }
  }
}
