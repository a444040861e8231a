// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.Pipe;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.httpproxy.ProxyResponse;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A host's answer that nobody has to look into. Nothing of it is read before it is passed on. */
public final class HostStream {

  private final Vertx vertx;
  private final ProxyResponse response;
  private final Duration silence;
  private @Nullable Pipe<Buffer> pipe;
  private boolean ended;
  private boolean over;
  private boolean broken;

  /**
   * @param silence how long the host may say nothing while it is asked for more: the client's own
   *     timer is over once the head is there
   */
  HostStream(Vertx vertx, ProxyResponse response, Duration silence) {
    this.vertx = vertx;
    this.response = response;
    this.silence = silence;
  }

  /** In bytes, as the host says; null when it does not. */
  public @Nullable String length() {
    String length = response.headers().get(HttpHeaders.CONTENT_LENGTH);
    return length != null && length.matches("[0-9]{1,18}") ? length : null;
  }

  /**
   * Passes it on as fast as it is taken, and no faster. What is cut off is not ended.
   *
   * @param patience how long the client may take nothing
   */
  public Future<Void> to(WriteStream<Buffer> client, Duration patience) {
    Tempo tempo = new Tempo(System::nanoTime, silence, patience);
    Promise<Void> taken = Promise.promise();
    long between = Math.min(silence.toMillis(), patience.toMillis()) / 4;
    long timer = vertx.setPeriodic(Math.max(1, between), tick -> look(tempo, taken));
    Pipe<Buffer> passing =
        new Source(response.getBody().stream(), tempo).pipe().endOnFailure(false);
    pipe = passing;
    passing.to(client).onComplete(taken::tryComplete, taken::tryFail);
    return taken
        .future()
        .onComplete(done -> vertx.cancelTimer(timer))
        .onSuccess(done -> over = true)
        .onFailure(cut -> stop());
  }

  private void look(Tempo tempo, Promise<Void> taken) {
    if (tempo.isHostSilent()) {
      broken |= !over;
      taken.tryFail(new TimeoutException("The host does not go on"));
    } else if (tempo.isClientSlow()) {
      taken.tryFail(new TimeoutException("The client takes too little"));
    }
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
    if (!ended) {
      response.proxiedResponse().handler(null).exceptionHandler(expected -> {}).request().reset();
    }
  }

  /** The same; a pipe does not say which of its ends has failed. */
  private final class Source implements ReadStream<Buffer> {

    private final ReadStream<Buffer> host;
    private final Tempo tempo;

    Source(ReadStream<Buffer> host, Tempo tempo) {
      this.host = host;
      this.tempo = tempo;
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
      host.handler(
          handler == null
              ? null
              : chunk -> {
                tempo.came(chunk.length());
                handler.handle(chunk);
              });
      return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<@Nullable Void> handler) {
      host.endHandler(
          handler == null
              ? null
              : end -> {
                ended = true;
                tempo.waits();
                handler.handle(null);
              });
      return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
      tempo.waits();
      host.pause();
      return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
      tempo.asks();
      host.resume();
      return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
      tempo.asks();
      host.fetch(amount);
      return this;
    }
  }
}
