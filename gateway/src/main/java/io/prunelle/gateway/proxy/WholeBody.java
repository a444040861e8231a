// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import io.vertx.httpproxy.ProxyResponse;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Collects a host's answer up to a limit; beyond it the host is told to stop. */
final class WholeBody {

  /** What a host may make the gateway set aside by saying that much will come. */
  private static final int TAKEN_AT_ITS_WORD = 1 << 20;

  private final Buffer collected;
  private final Promise<Buffer> whole;
  private final ProxyResponse response;
  private final ReadStream<Buffer> stream;
  private final long limit;
  private final long longest;
  private final long begun = System.nanoTime();
  private final HttpServerRequest request;
  private final Memory memory;

  private WholeBody(
      HttpServerRequest request,
      ProxyResponse response,
      Promise<Buffer> whole,
      long limit,
      Duration longest,
      Memory memory) {
    this.longest = longest.toNanos();
    this.request = request;
    this.memory = memory;
    this.response = response;
    this.stream = response.getBody().stream();
    this.whole = whole;
    this.collected = Buffer.buffer(said(response));
    this.limit = limit;
  }

  /** In bytes, so that nothing need be moved as more comes; zero for what is not believed. */
  private static int said(ProxyResponse response) {
    String length = response.headers().get(HttpHeaders.CONTENT_LENGTH);
    try {
      int said = length == null ? 0 : Integer.parseInt(length);
      return said >= 0 && said <= TAKEN_AT_ITS_WORD ? said : 0;
    } catch (NumberFormatException noLength) {
      return 0;
    }
  }

  /**
   * Reads all of it.
   *
   * @param request of a client, for whom it is
   * @param whole of the request's own context, where whoever waits for it goes on
   * @param longest how long it may come in. Looked at as it comes, and not by a timer for each
   *     request: a host that says nothing at all is given up by the client's own
   */
  static Future<Buffer> read(
      HttpServerRequest request,
      ProxyResponse response,
      Promise<Buffer> whole,
      long limit,
      Duration longest,
      Memory memory) {
    WholeBody body = new WholeBody(request, response, whole, limit, longest, memory);
    body.stream.handler(body::add);
    body.stream.endHandler(end -> body.end());
    body.stream.exceptionHandler(body.whole::tryFail);
    body.stream.resume();
    return body.whole.future();
  }

  /** A client's connection remembers its last request, and that the host's response: not this. */
  private void end() {
    stream.handler(null);
    stream.endHandler(null);
    stream.exceptionHandler(null);
    whole.tryComplete(collected);
  }

  private void add(Buffer chunk) {
    if (whole.future().isComplete()) {
      return;
    }
    if (collected.length() + (long) chunk.length() > limit) {
      stop(new Refusal.TooCostly("answer-too-long", limit).refused());
      return;
    }
    if (System.nanoTime() - begun > longest) {
      stop(new TimeoutException("The answer is not at its end yet"));
      return;
    }
    try {
      memory.grow(request, collected.length(), chunk.length());
      collected.appendBuffer(chunk);
    } catch (Refused full) {
      stop(full);
    }
  }

  private void stop(Exception why) {
    whole.fail(why);
    response.proxiedResponse().request().reset();
  }
}
