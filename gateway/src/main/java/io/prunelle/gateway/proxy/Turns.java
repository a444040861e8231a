// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Whose turn it is to ask a host: one caller's requests take half of the connections to it at most,
 * and the others of theirs wait for those. So whoever asks for a hundred things that take long
 * waits for them alone.
 */
final class Turns {

  /**
   * How many of one caller's may wait for each connection; as many as of all in a client's pool.
   */
  private static final int WAITING = 8;

  private final Vertx vertx;
  private final int atOnce;
  private final int waiting;
  private final Duration patience;
  private final Map<Line, Asked> lines = new HashMap<>();

  /** Each client has connections of its own. */
  private record Line(HttpClientAgent client, String host, String caller) {}

  private static final class Asked {
    private int underWay;
    private final Deque<Promise<Void>> waiting = new ArrayDeque<>();
  }

  /**
   * Turns.
   *
   * @param connections that a client has to each host
   * @param patience how long one may wait for its turn
   */
  Turns(Vertx vertx, int connections, Duration patience) {
    this.vertx = vertx;
    this.atOnce = Math.max(1, connections / 2);
    this.waiting = connections * WAITING;
    this.patience = patience;
  }

  /**
   * Asks when it is the caller's turn, which ends with what was asked.
   *
   * @return fails as {@link Failures#busy} says, and nothing is asked, when the turn does not come
   *     in time or too many wait for theirs already
   */
  <T> Future<T> of(
      HttpClientAgent client, String host, String caller, Supplier<Future<T>> exchange) {
    Line line = new Line(client, host, caller);
    return turn(line)
        .compose(
            mine ->
                Future.<Void>succeededFuture()
                    .compose(now -> exchange.get())
                    .onComplete(over -> next(line)));
  }

  private Future<Void> turn(Line line) {
    Promise<Void> turn;
    synchronized (lines) {
      Asked asked = lines.computeIfAbsent(line, first -> new Asked());
      if (asked.underWay < atOnce) {
        asked.underWay++;
        return Future.succeededFuture();
      } else if (asked.waiting.size() >= waiting) {
        return Failures.busy();
      }
      // On the context of who waits, whoever ends before
      turn = ((ContextInternal) vertx.getOrCreateContext()).promise();
      asked.waiting.add(turn);
    }
    long bell = vertx.setTimer(patience.toMillis(), late -> giveUp(line, turn));
    return turn.future().onComplete(comes -> vertx.cancelTimer(bell));
  }

  private void giveUp(Line line, Promise<Void> turn) {
    synchronized (lines) {
      Asked asked = lines.get(line);
      if (asked == null || !asked.waiting.remove(turn)) {
        return;
      }
    }
    Failures.<Void>busy().onComplete(turn);
  }

  private void next(Line line) {
    Promise<Void> next;
    synchronized (lines) {
      Asked asked = lines.get(line);
      next = asked.waiting.poll();
      if (next == null && --asked.underWay == 0) {
        lines.remove(line);
      }
    }
    if (next != null) {
      next.complete();
    }
  }

  int lines() {
    synchronized (lines) {
      return lines.size();
    }
  }
}
