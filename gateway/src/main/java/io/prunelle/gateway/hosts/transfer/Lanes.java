// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Bounds how much a host is asked at the same time; what is beyond waits for its turn. Used from
 * one context alone.
 */
final class Lanes {

  private final int most;
  private final Deque<Promise<Void>> waiting = new ArrayDeque<>();
  private int taken;
  private boolean silent;

  Lanes(int most) {
    this.most = most;
  }

  <T> Future<T> take(Supplier<Future<T>> request) {
    // Whatever it throws is a failure too, and makes room
    return turn()
        .compose(
            go ->
                Future.succeededFuture()
                    .compose(now -> request.get())
                    .eventually(
                        () -> {
                          leave();
                          return Future.succeededFuture();
                        }));
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
    if (taken < most) {
      taken++;
      return Future.succeededFuture();
    }
    Promise<Void> turn = Promise.promise();
    waiting.add(turn);
    return turn.future();
  }

  void leave() {
    Promise<Void> next = waiting.poll();
    if (next == null) {
      taken--;
    } else {
      next.complete();
    }
  }
}
