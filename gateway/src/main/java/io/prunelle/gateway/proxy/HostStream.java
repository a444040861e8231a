// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.Pipe;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.httpproxy.ProxyResponse;
import org.jspecify.annotations.Nullable;

/** A host's answer that nobody has to look into. Nothing of it is read before it is passed on. */
public final class HostStream {

  private final ProxyResponse response;
  private @Nullable Pipe<Buffer> pipe;
  private boolean over;
  private boolean broken;

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
    Pipe<Buffer> passing = new Source(response.getBody().stream()).pipe().endOnFailure(false);
    pipe = passing;
    return passing.to(client).onSuccess(done -> over = true).onFailure(cut -> stop());
  }

  /** Whether it was the host that broke it off, before anybody told it to stop. */
  public boolean isBroken() {
    return broken;
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

  /** The same; a pipe does not say which of its ends has failed. */
  private final class Source implements ReadStream<Buffer> {

    private final ReadStream<Buffer> host;

    Source(ReadStream<Buffer> host) {
      this.host = host;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
      host.exceptionHandler(
          handler == null
              ? null
              : failure -> {
                broken |= !over;
                handler.handle(failure);
              });
      return this;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
      host.handler(handler);
      return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<@Nullable Void> handler) {
      host.endHandler(handler);
      return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
      host.pause();
      return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
      host.resume();
      return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
      host.fetch(amount);
      return this;
    }
  }
}
