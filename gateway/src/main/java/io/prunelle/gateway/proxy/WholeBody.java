// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.httpproxy.ProxyResponse;

/** Collects a host's answer up to a limit; beyond it the host is told to stop. */
final class WholeBody {

  private final Buffer collected = Buffer.buffer();
  private final Promise<Buffer> whole = Promise.promise();
  private final ProxyResponse response;
  private final long limit;

  private WholeBody(ProxyResponse response, long limit) {
    this.response = response;
    this.limit = limit;
  }

  static Future<Buffer> read(ProxyResponse response, long limit) {
    WholeBody body = new WholeBody(response, limit);
    ReadStream<Buffer> stream = response.getBody().stream();
    stream.handler(body::add);
    stream.endHandler(end -> body.whole.tryComplete(body.collected));
    stream.exceptionHandler(body.whole::tryFail);
    stream.resume();
    return body.whole.future();
  }

  private void add(Buffer chunk) {
    if (whole.future().isComplete()) {
      return;
    }
    if (collected.length() + (long) chunk.length() > limit) {
      whole.fail(new Refusal.TooCostly("answer-too-long", limit).refused());
      response.proxiedResponse().request().reset();
    } else {
      collected.appendBuffer(chunk);
    }
  }
}
