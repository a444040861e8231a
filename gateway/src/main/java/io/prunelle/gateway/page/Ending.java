// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.ops.CutOff;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How an answer ends that is sent piece by piece. */
final class Ending {

  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  private final RoutingContext context;
  private final long begun = System.nanoTime();

  /** Of an answer that begins now. */
  Ending(RoutingContext context) {
    this.context = context;
  }

  /**
   * Has it committed how it ended. What is not whole is then cut off, so that it is not taken for
   * the whole.
   *
   * @param failure null when all of it was sent
   */
  Future<Void> commit(@Nullable Throwable failure, Function<Outcome, Future<Void>> journal) {
    HttpServerResponse response = context.response();
    if (failure == null) {
      return journal.apply(outcome(response.getStatusCode(), "completed")).otherwiseEmpty();
    }
    // To be asked before it is cut off; a write can fail before the response knows
    boolean gone = response.closed() || failure instanceof IOException;
    if (!gone) {
      LOG.atError()
          .addKeyValue("request", RequestIds.of(context))
          .addKeyValue("cause", cause(failure))
          .log("A file was not sent to its end");
    }
    return journal
        .apply(gone ? left(response) : outcome(500, "failed"))
        .otherwiseEmpty()
        .compose(ended -> CutOff.answer(context.request()))
        .otherwiseEmpty();
  }

  /** Of what has arrived nobody is left to tell. */
  private Outcome left(HttpServerResponse response) {
    return outcome(response.bytesWritten() > 0 ? response.getStatusCode() : 499, "client-gone");
  }

  private Outcome outcome(int status, String ending) {
    return new Outcome(status, context.response().bytesWritten(), elapsed(), ending);
  }

  /** Since it began. */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Without its message, which may tell of a person. */
  private static String cause(Throwable failure) {
    return failure instanceof Refused refused
        ? refused.refusal().reason()
        : failure.getClass().getName();
  }
}
