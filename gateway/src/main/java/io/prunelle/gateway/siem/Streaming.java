// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.siem;

import io.prunelle.gateway.config.Settings.Syslog;
import io.prunelle.gateway.journal.Feed;
import io.prunelle.gateway.journal.Turn;
import io.prunelle.gateway.ops.Part;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes the journal on: all of it, in the order of each chain, at least once, from where the
 * database says that it was left. One instance does at a time, and whatever becomes of it, no
 * request waits.
 */
public final class Streaming implements Part {

  private static final Logger LOG = LoggerFactory.getLogger(Streaming.class);

  private static final long MORE_MILLIS = 1;
  private static final long POLL_MILLIS = 500;

  /** For whom it is another's turn. */
  private static final long STANDBY_MILLIS = 2_000;

  private static final long SHORTEST_PAUSE_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 60_000;
  private static final long CLOSE_SECONDS = 2;
  private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(2);

  private enum State {
    STANDBY,
    STREAMING,
    FAILING
  }

  private final Vertx vertx;
  private final Context context;
  private final Syslog settings;
  private final Feed feed;
  private final StreamMetrics metrics = new StreamMetrics();

  private volatile boolean stopped;
  private volatile Future<Void> underWay = Future.succeededFuture();
  private volatile @Nullable Passing passing;
  private volatile Feed.@Nullable Lag lag;
  private volatile State state = State.STANDBY;
  private long measured = System.nanoTime() - MEASURED_NANOS;
  private long pause = SHORTEST_PAUSE_MILLIS;

  /** Nothing sent yet. */
  public Streaming(Vertx vertx, Syslog settings, Feed feed) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.settings = settings;
    this.feed = feed;
  }

  /** Begins to send. Waits neither for the receiver nor for the database. */
  @Override
  public Future<?> start() {
    metrics.start(
        () -> lag == null ? Double.NaN : lag.blocks(),
        () -> lag == null ? Double.NaN : lag.seconds(),
        () -> state == State.STREAMING ? 1 : 0);
    context.runOnContext(start -> next());
    return Future.succeededFuture();
  }

  /** What has not come to count as sent is sent again by whoever goes on. */
  @Override
  public Future<?> stop() {
    stopped = true;
    metrics.stop();
    Passing current = passing;
    Future<?> closed = current == null ? Future.succeededFuture() : current.receiver().close();
    return closed.eventually(() -> underWay).eventually(this::end);
  }

  /** For the health: what this instance does, and how far the receiver is behind. */
  public JsonObject state() {
    JsonObject told = new JsonObject().put("state", state.name().toLowerCase(Locale.ROOT));
    Feed.Lag known = lag;
    return known == null
        ? told
        : told.put("blocksBehind", known.blocks()).put("secondsBehind", known.seconds());
  }

  /** One step at a time; not composed with the one before, for that would never end. */
  private void next() {
    if (stopped) {
      return;
    }
    underWay =
        Future.succeededFuture()
            // Whatever it throws, there is a next one
            .compose(start -> step())
            .recover(this::failed)
            .compose(wait -> measure().transform(done -> Future.succeededFuture(wait)))
            .map(
                wait -> {
                  vertx.setTimer(wait, timer -> next());
                  return null;
                });
  }

  /** How long to wait before the next one, in milliseconds. */
  private Future<Long> step() {
    Passing current = passing;
    if (current == null) {
      return begin();
    }
    return current
        .round()
        .map(
            more -> {
              if (current.hasSettled()) {
                pause = SHORTEST_PAUSE_MILLIS;
              }
              return more ? MORE_MILLIS : current.isUnsettled() ? POLL_MILLIS / 2 : POLL_MILLIS;
            });
  }

  private Future<Long> begin() {
    return feed.turn()
        .compose(
            turn -> {
              if (turn.isEmpty()) {
                state = State.STANDBY;
                return Future.succeededFuture(STANDBY_MILLIS);
              }
              return connect(turn.get())
                  .map(
                      begun -> {
                        LOG.atInfo()
                            .addKeyValue("receiver", settings.host())
                            .log("The journal is passed on");
                        passing = begun;
                        state = State.STREAMING;
                        return MORE_MILLIS;
                      });
            });
  }

  /** Without a receiver, the turn is left to an instance that may have one. */
  private Future<Passing> connect(Turn turn) {
    return Receiver.connect(vertx, settings)
        .compose(
            receiver ->
                Passing.begin(turn, receiver, settings.overlap())
                    .onFailure(failed -> receiver.close()))
        .recover(
            failure ->
                turn.close()
                    .timeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                    .transform(done -> Future.failedFuture(failure)));
  }

  private Future<Long> failed(Throwable failure) {
    long wait = pause;
    pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    if (!stopped) {
      metrics.failed();
    }
    if (state != State.FAILING) {
      state = State.FAILING;
      LOG.atWarn()
          .addKeyValue("receiver", settings.host())
          .addKeyValue("cause", failure.toString())
          .log("The journal cannot be passed on");
    }
    return end().map(wait);
  }

  private Future<Void> end() {
    Passing over = passing;
    passing = null;
    return over == null
        ? Future.succeededFuture()
        : Future.join(over.receiver().close(), over.turn().close())
            .timeout(CLOSE_SECONDS, TimeUnit.SECONDS)
            .transform(done -> Future.succeededFuture());
  }

  private Future<Void> measure() {
    if (System.nanoTime() - measured < MEASURED_NANOS) {
      return Future.succeededFuture();
    }
    measured = System.nanoTime();
    return feed.lag()
        .onComplete(found -> lag = found.succeeded() ? found.result() : null)
        .mapEmpty();
  }
}
