// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
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
  private final long silence;
  private final long longest;
  private final long begun = System.nanoTime();
  private long heard = begun;
  private final HttpServerRequest request;
  private final Memory memory;

  private WholeBody(
      HttpServerRequest request,
      ProxyResponse response,
      Promise<Buffer> whole,
      long limit,
      Duration silence,
      Duration longest,
      Memory memory) {
    this.silence = silence.toNanos();
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
   * @param silence how long nothing may come: the client's own timer is over once the head is there
   * @param longest how long it may come in. There is no timer for what has come with the head
   */
  static Future<Buffer> read(
      Vertx vertx,
      HttpServerRequest request,
      ProxyResponse response,
      Promise<Buffer> whole,
      long limit,
      Duration silence,
      Duration longest,
      Memory memory) {
    WholeBody body = new WholeBody(request, response, whole, limit, silence, longest, memory);
    body.stream.handler(body::add);
    body.stream.endHandler(end -> body.end());
    body.stream.exceptionHandler(body.whole::tryFail);
    body.stream.resume();
    if (!body.whole.future().isComplete()) {
      body.watch(vertx, silence);
    }
    return body.whole.future();
  }

  private void watch(Vertx vertx, Duration silence) {
    long timer = vertx.setPeriodic(Math.max(1, silence.toMillis() / 4), tick -> look());
    whole.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private void look() {
    long now = System.nanoTime();
    if (now - heard > silence || now - begun > longest) {
      stop(new TimeoutException("The answer is not at its end yet"));
    }
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
    heard = System.nanoTime();
    try {
      memory.grow(request, collected.length(), chunk.length());
      collected.appendBuffer(chunk);
    } catch (Refused full) {
      stop(full);
    }
  }

  private void stop(Exception why) {
    if (whole.tryFail(why)) {
      response.proxiedResponse().request().reset();
    }
  }
}
