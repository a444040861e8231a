// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.unusual;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Feed;
import io.prunelle.gateway.journal.Turn;
import io.prunelle.gateway.journal.Unsent;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.ops.Rounds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal and finds what is unusual in it. What is found of a block, and that it was
 * read, is committed together: nothing is lost or told twice, whichever instance goes on.
 */
public final class Watching implements Part {

  private static final Logger LOG = LoggerFactory.getLogger(Watching.class);

  private static final long MORE_MILLIS = 1;
  private static final long POLL_MILLIS = 500;

  /** For whom it is another's turn. */
  private static final long STANDBY_MILLIS = 3_000;

  private static final long CLOSE_SECONDS = 2;
  private static final Duration FORGETTING = Duration.ofHours(1);
  private static final Duration MEASURING = Duration.ofSeconds(10);

  private final Feed feed;
  private final Sightings sightings;
  private final Clock clock;
  private final Rounds rounds;
  private final WatchMetrics metrics = new WatchMetrics();

  private volatile @Nullable Turn turn;
  private Instant forgotten = Instant.MIN;
  private Instant measured = Instant.MIN;
  private boolean failing;

  /** Nothing read yet. */
  public Watching(Vertx vertx, Settings settings, Feed feed, Clock clock) {
    this.feed = feed;
    this.sightings = new Sightings(settings.unusual().window());
    this.clock = clock;
    this.rounds = new Rounds(vertx, this::round, this::failed);
  }

  /** Begins to read. Does not wait for the database. */
  @Override
  public Future<?> start() {
    metrics.start();
    rounds.start();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    metrics.stop();
    return rounds.stop().eventually(this::end);
  }

  private Future<Long> round() {
    Turn current = turn;
    if (current == null) {
      return begin();
    }
    if (current.isLost()) {
      return Future.failedFuture("the connection to the database is over");
    }
    return current
        .unsent()
        .compose(chains -> look(current, new ArrayList<>(chains), false))
        .compose(more -> tidy(current).map(more))
        .map(
            more -> {
              succeeded();
              return more ? MORE_MILLIS : POLL_MILLIS;
            });
  }

  private Future<Long> begin() {
    return feed.turn()
        .map(
            ours -> {
              turn = ours.orElse(null);
              return ours.isPresent() ? MORE_MILLIS : STANDBY_MILLIS;
            });
  }

  /** Some blocks of each chain, so that a long one keeps none waiting. */
  private Future<Boolean> look(Turn current, List<Unsent> chains, boolean more) {
    if (chains.isEmpty()) {
      return Future.succeededFuture(more);
    }
    Unsent chain = chains.remove(0);
    return current
        .settledAfter(chain, chain.sent())
        .compose(page -> note(current, chain, page).map(page.last()))
        .compose(
            last -> look(current, chains, more || (last > chain.sent() && last < chain.head())));
  }

  private Future<Void> note(Turn current, Unsent chain, Turn.Settled page) {
    return page.last() <= chain.sent()
        ? Future.succeededFuture()
        : current.advance(
            chain.chain(),
            page.last(),
            connection -> sightings.note(connection, Opened.of(page.lines())));
  }

  private Future<Void> tidy(Turn current) {
    Instant now = clock.instant();
    Future<Void> measuring = Future.succeededFuture();
    if (now.isAfter(measured.plus(MEASURING))) {
      measured = now;
      measuring = feed.lag().onSuccess(metrics::behind).mapEmpty();
    }
    if (!now.isAfter(forgotten.plus(FORGETTING))) {
      return measuring;
    }
    forgotten = now;
    return measuring.compose(known -> current.also(client -> sightings.forget(client, now)));
  }

  private void succeeded() {
    if (failing) {
      failing = false;
      LOG.info("Unusual accesses are looked for again");
    }
  }

  private void failed(Throwable failure) {
    metrics.failed();
    if (!failing) {
      failing = true;
      LOG.atWarn()
          .addKeyValue("cause", failure.toString())
          .log("Unusual accesses cannot be looked for");
    }
    end();
  }

  private Future<Void> end() {
    Turn over = turn;
    turn = null;
    return over == null
        ? Future.succeededFuture()
        : over.close()
            .timeout(CLOSE_SECONDS, TimeUnit.SECONDS)
            .transform(done -> Future.succeededFuture());
  }
}
