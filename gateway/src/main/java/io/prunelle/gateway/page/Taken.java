// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.ops.CutOff;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * That an answer is taken. What is sent no faster than it is taken would wait for ever for who
 * takes nothing any more; to whoever sends it they are gone then. What has been written to its end
 * is the connection's to watch over.
 */
final class Taken implements Handler<RoutingContext> {

  private static final int LOOKS = 4;

  private final Vertx vertx;
  private final Duration patience;

  /**
   * @param patience how long nothing more of an answer that has begun may find room on its way
   */
  Taken(Vertx vertx, Duration patience) {
    this.vertx = vertx;
    this.patience = patience;
  }

  @Override
  public void handle(RoutingContext context) {
    Look look = new Look(context.request());
    long timer = vertx.setPeriodic(Math.max(1, patience.toMillis() / LOOKS), look);
    context.addEndHandler(over -> vertx.cancelTimer(timer));
    context.next();
  }

  /** At an answer, on its event loop. */
  private final class Look implements Handler<Long> {
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private long written;
    private long since = System.nanoTime();

    private Look(HttpServerRequest request) {
      this.request = request;
      this.response = request.response();
    }

    @Override
    public void handle(Long timer) {
      if (response.closed()) {
        vertx.cancelTimer(timer);
      } else if (!response.headWritten() || response.bytesWritten() != written) {
        written = response.bytesWritten();
        since = System.nanoTime();
      } else if (System.nanoTime() - since >= patience.toNanos()) {
        vertx.cancelTimer(timer);
        CutOff.answer(request);
      }
    }
  }
}
