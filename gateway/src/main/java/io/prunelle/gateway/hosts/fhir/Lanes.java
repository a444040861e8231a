// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how much a host is asked at the same time; what is beyond waits for its turn. Used from
 * one context alone.
 */
public final class Lanes {

  private record Waiting(BooleanSupplier hurried, Promise<Void> turn) {}

  private final int most;
  private final @Nullable Restraint restraint;
  private final Function<Duration, Future<?>> pause;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int underWay;
  private int resting;
  private boolean silent;

  public Lanes(int most) {
    this(most, null, Future::succeededFuture);
  }

  /**
   * @param restraint by which fewer may be
   * @param pause completes when that time has passed
   */
  public Lanes(int most, @Nullable Restraint restraint, Function<Duration, Future<?>> pause) {
    this.most = most;
    this.restraint = restraint;
    this.pause = pause;
  }

  <T> Future<T> take(Supplier<Future<T>> request) {
    return take(() -> false, request);
  }

  /**
   * @param hurried whether who asks keeps others waiting: then it goes before those that do not,
   *     and without restraint. May come to be so while it waits: {@link #hurry}
   */
  <T> Future<T> take(BooleanSupplier hurried, Supplier<Future<T>> request) {
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

  private <T> Future<T> timed(BooleanSupplier hurried, Supplier<Future<T>> request) {
    Restraint own = Objects.requireNonNull(restraint);
    long begun = System.nanoTime();
    own.begins();
    return Future.succeededFuture()
        .compose(now -> request.get())
        .eventually(
            () -> {
              own.ends();
              Duration rest = own.rest(Duration.ofNanos(System.nanoTime() - begun));
              if (!hurried.getAsBoolean() && !rest.isZero()) {
                rest(rest);
              }
              leave();
              return Future.succeededFuture();
            });
  }

  /** Who has asked need not wait for it, nor who keeps others waiting. */
  private void rest(Duration time) {
    resting++;
    pause
        .apply(time)
        .onComplete(
            rested -> {
              resting--;
              next();
            });
  }

  /**
   * Whether less is asked than may be at most, so that others need not wait.
   *
   * @param hurried whether who asks keeps others waiting
   */
  boolean paced(boolean hurried) {
    return !hurried && atOnce() < most;
  }

  /** Whether the host gave no answer when it was asked last. */
  public boolean silent() {
    return silent;
  }

  public void silent(boolean is) {
    silent = is;
  }

  /** Completes when there is room for one more, who has to {@link #leave()}. */
  Future<Void> turn() {
    return turn(() -> false);
  }

  private Future<Void> turn(BooleanSupplier hurried) {
    Promise<Void> turn = Promise.promise();
    waiting.add(new Waiting(hurried, turn));
    next();
    return turn.future();
  }

  /** To be told when somebody who may wait here comes to keep others waiting. */
  void hurry() {
    next();
  }

  void leave() {
    underWay--;
    next();
  }

  private void next() {
    Waiting next = whoseTurn();
    while (next != null) {
      waiting.remove(next);
      underWay++;
      next.turn.complete();
      next = whoseTurn();
    }
  }

  /** The first of those who keep others waiting; where there is none, the first. */
  private @Nullable Waiting whoseTurn() {
    for (Waiting one : waiting) {
      if (one.hurried.getAsBoolean()) {
        return underWay < most ? one : null;
      }
    }
    return waiting.isEmpty() || underWay + resting >= atOnce() ? null : waiting.peek();
  }

  private int atOnce() {
    return restraint == null ? most : restraint.atOnce();
  }
}
