// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.ops.CutOff;
import io.prunelle.gateway.page.view.Plain;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * That a form arrives in time, whoever sends it: stands before what reads it, and before anybody
 * asks who it is. One that trickles in, or never comes, would keep its place for ever.
 */
final class Arrival implements Handler<RoutingContext> {

  /** In bytes a second, of a scan on a slow line. */
  private static final long LEAST_RATE = 64 * 1024;

  private final Vertx vertx;
  private final Duration patience;
  private final Replies replies;

  /**
   * @param patience how long a form may take, and longer by what has arrived at {@link #LEAST_RATE}
   */
  Arrival(Vertx vertx, Duration patience, Replies replies) {
    this.vertx = vertx;
    this.patience = patience;
    this.replies = replies;
  }

  @Override
  public void handle(RoutingContext context) {
    if (!context.request().isEnded()) {
      watch(context, System.nanoTime(), patience);
    }
    context.next();
  }

  private void watch(RoutingContext context, long begun, Duration wait) {
    long timer = vertx.setTimer(Math.max(1, wait.toMillis()), fired -> judge(context, begun));
    context.addEndHandler(answered -> vertx.cancelTimer(timer));
  }

  private void judge(RoutingContext context, long begun) {
    HttpServerRequest request = context.request();
    if (request.isEnded() || context.response().ended() || context.response().closed()) {
      return;
    }
    Duration left =
        patience
            .plusMillis(1_000 * request.bytesRead() / LEAST_RATE)
            .minusNanos(System.nanoTime() - begun);
    if (!left.isNegative() && !left.isZero()) {
      watch(context, begun, left);
    } else {
      giveUp(context, request);
    }
  }

  /** Whatever still comes of it reaches nobody. */
  private void giveUp(RoutingContext context, HttpServerRequest request) {
    request.handler(late -> {});
    request.exceptionHandler(gone -> {});
    request.endHandler(end -> {});
    CutOff.announce(request);
    context.addEndHandler(answered -> CutOff.rest(request));
    replies.plain(context, 408, Plain.NOT_ARRIVED);
  }
}
