// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

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

  /** In bytes a second. A slower line than this one sends nothing that has to arrive in time. */
  private static final long LEAST_RATE = 64 * 1024;

  private final Buffer collected = Buffer.buffer();
  private final long begun = System.nanoTime();
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
   * @param patience a body that trickles in would keep a place for as long as its sender likes: so
   *     long it may take, and longer by what has arrived at {@link #LEAST_RATE}
   */
  static Future<Buffer> read(
      HttpServerRequest request, long limit, Duration patience, Memory memory) {
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
    body.watch(patience, patience);
    return body.whole.future().recover(BoundedBody::refuse);
  }

  private void watch(Duration patience, Duration wait) {
    ContextInternal context = ((HttpServerRequestInternal) request).context();
    long timer = context.setTimer(Math.max(1, wait.toMillis()), fired -> judge(patience));
    whole.future().onComplete(done -> context.owner().cancelTimer(timer));
  }

  private void judge(Duration patience) {
    Duration may = patience.plusMillis(1_000L * collected.length() / LEAST_RATE);
    Duration left = may.minusNanos(System.nanoTime() - begun);
    if (left.isNegative() || left.isZero()) {
      whole.tryFail("late");
    } else {
      watch(patience, left);
    }
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
