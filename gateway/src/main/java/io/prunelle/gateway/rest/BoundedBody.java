// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.ops.Patience;
import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import java.time.Duration;

/** Collects a request's body up to a limit. */
final class BoundedBody {

  private final Buffer collected = Buffer.buffer();
  private final Promise<Buffer> whole;
  private final long limit;
  private final HttpServerRequest request;
  private final Memory memory;

  private BoundedBody(HttpServerRequest request, Promise<Buffer> whole, long limit, Memory memory) {
    this.request = request;
    this.memory = memory;
    this.whole = whole;
    this.limit = limit;
  }

  /**
   * Reads all of it.
   *
   * @param first how long it may take, and longer by what has arrived ({@link Patience})
   */
  static Future<Buffer> read(HttpServerRequest request, long limit, Duration first, Memory memory) {
    if (request.isEnded()) {
      // It was paused, so this is a stream that the client has reset
      return refuse(new IllegalStateException("gone"));
    } else if (announced(request) > limit) {
      return Future.failedFuture(tooLong());
    }
    BoundedBody body =
        new BoundedBody(
            request, ((HttpServerRequestInternal) request).context().promise(), limit, memory);
    request.handler(body::add);
    request.endHandler(end -> body.whole.tryComplete(body.collected));
    request.exceptionHandler(body.whole::tryFail);
    Expectation.meet(request);
    request.resume();
    body.watch(Patience.fromNow(first), first);
    return body.whole.future().recover(BoundedBody::refuse);
  }

  private void watch(Patience patience, Duration wait) {
    ContextInternal context = ((HttpServerRequestInternal) request).context();
    long timer = context.setTimer(Math.max(1, wait.toMillis()), fired -> judge(patience));
    whole.future().onComplete(done -> context.owner().cancelTimer(timer));
  }

  private void judge(Patience patience) {
    patience
        .left(collected.length())
        .ifPresentOrElse(left -> watch(patience, left), () -> whole.tryFail("late"));
  }

  /** What the head says of its length; 0 when it says nothing. */
  private static long announced(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length.strip());
    } catch (NumberFormatException tooLong) {
      return Long.MAX_VALUE;
    }
  }

  private static Future<Buffer> refuse(Throwable failure) {
    return Future.failedFuture(
        failure instanceof Refused
            ? failure
            : new Refusal.BadExchange(408, "body-incomplete", "The body did not arrive.")
                .refused());
  }

  static RuntimeException tooLong() {
    return new Refusal.BadExchange(413, "body-too-long", "The body is longer than accepted.")
        .refused();
  }

  private void add(Buffer chunk) {
    if (collected.length() + (long) chunk.length() > limit) {
      whole.tryFail(tooLong());
    } else if (!whole.future().isComplete()) {
      try {
        memory.grow(request, collected.length(), chunk.length());
        collected.appendBuffer(chunk);
      } catch (Refused full) {
        whole.tryFail(full);
      }
    }
  }
}
