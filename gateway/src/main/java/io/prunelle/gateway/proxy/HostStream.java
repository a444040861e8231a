// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.Pipe;
import io.vertx.core.streams.WriteStream;
import io.vertx.httpproxy.ProxyResponse;
import org.jspecify.annotations.Nullable;

/** A host's answer that nobody has to look into. Nothing of it is read before it is passed on. */
public final class HostStream {

  private final ProxyResponse response;
  private @Nullable Pipe<Buffer> pipe;
  private boolean over;

  HostStream(ProxyResponse response) {
    this.response = response;
  }

  /** In bytes, as the host says; null when it does not. */
  public @Nullable String length() {
    String length = response.headers().get(HttpHeaders.CONTENT_LENGTH);
    return length != null && length.matches("[0-9]{1,18}") ? length : null;
  }

  /** Passes it on as fast as it is taken, and no faster. What is cut off is not ended. */
  public Future<Void> to(WriteStream<Buffer> client) {
    Pipe<Buffer> passing = response.getBody().stream().pipe().endOnFailure(false);
    pipe = passing;
    return passing.to(client).onSuccess(done -> over = true).onFailure(cut -> stop());
  }

  /** Tells the host to stop, if there is more. */
  public void stop() {
    if (over) {
      return;
    }
    over = true;
    if (pipe != null) {
      pipe.close();
    }
    response.proxiedResponse().handler(null).exceptionHandler(expected -> {}).request().reset();
  }
}
