// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.ops.CutOff;
import io.prunelle.gateway.ops.Patience;
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

  private final Vertx vertx;
  private final Duration first;
  private final Replies replies;

  /**
   * @param first how long a form may take, and longer by what has arrived ({@link Patience}): a
   *     scan may come on a slow line
   */
  Arrival(Vertx vertx, Duration first, Replies replies) {
    this.vertx = vertx;
    this.first = first;
    this.replies = replies;
  }

  @Override
  public void handle(RoutingContext context) {
    if (!context.request().isEnded()) {
      watch(context, Patience.fromNow(first), first);
    }
    context.next();
  }

  private void watch(RoutingContext context, Patience patience, Duration wait) {
    long timer = vertx.setTimer(Math.max(1, wait.toMillis()), fired -> judge(context, patience));
    context.addEndHandler(answered -> vertx.cancelTimer(timer));
  }

  private void judge(RoutingContext context, Patience patience) {
    HttpServerRequest request = context.request();
    if (request.isEnded() || context.response().ended() || context.response().closed()) {
      return;
    }
    patience
        .left(request.bytesRead())
        .ifPresentOrElse(left -> watch(context, patience, left), () -> giveUp(context, request));
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
