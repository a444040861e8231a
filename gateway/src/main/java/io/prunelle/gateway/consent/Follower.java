// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.consent;

import io.prunelle.gateway.consent.LedgerEntry.Decided;
import io.prunelle.gateway.consent.LedgerFeed.Changes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the ledger: at every interval, and at once when somebody knows more. One round at a time.
 */
final class Follower {

  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  private final Vertx vertx;
  private final LedgerFeed feed;
  private final Projection projection;
  private final Duration interval;
  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();

  private volatile boolean stopped;
  private volatile boolean failing;
  private volatile @Nullable Long lastSuccess;
  private volatile Set<String> ended = Set.of();
  private @Nullable Future<Long> underWay;

  Follower(Vertx vertx, LedgerFeed feed, Projection projection, Duration interval) {
    this.vertx = vertx;
    this.feed = feed;
    this.projection = projection;
    this.interval = interval;
  }

  void poll() {
    if (!stopped) {
      round().onComplete(done -> vertx.setTimer(interval.toMillis(), timer -> poll()));
    }
  }

  void stop() {
    stopped = true;
  }

  void subscribe(Consumer<Change> listener) {
    listeners.add(listener);
  }

  /** How long ago the head of the ledger was last known to be reached; null when it never was. */
  @Nullable Duration staleness() {
    Long success = lastSuccess;
    return success == null ? null : Duration.ofNanos(System.nanoTime() - success);
  }

  /** Reads the ledger to its head. Callers that arrive meanwhile share the round. */
  synchronized Future<Long> round() {
    if (underWay != null) {
      return underWay;
    }
    long begun = System.nanoTime();
    Future<Long> round =
        projection
            .position()
            .compose(this::follow)
            .onSuccess(position -> succeeded(begun))
            .onFailure(this::failed);
    underWay = round;
    round.onComplete(done -> clear());
    return round;
  }

  private synchronized void clear() {
    underWay = null;
  }

  private Future<Long> follow(long position) {
    return feed.after(position)
        .compose(changes -> end(changes.ended()).compose(done -> take(position, changes)));
  }

  /** Hostings end seldom: they are written down when they are new to this instance. */
  private Future<Void> end(Set<String> hostings) {
    if (ended.containsAll(hostings)) {
      return Future.succeededFuture();
    }
    return projection.end(hostings).onSuccess(done -> ended = Set.copyOf(hostings));
  }

  private Future<Long> take(long position, Changes changes) {
    if (changes.head() < position) {
      // Restored from an older backup, or another ledger altogether: what we know may be unknown to
      // it
      return Future.failedFuture(
          "the ledger ends at " + changes.head() + ", the projection at " + position);
    }
    if (changes.entries().isEmpty()) {
      return changes.head() == position
          ? Future.succeededFuture(position)
          : Future.failedFuture("the ledger keeps back what follows " + position);
    }
    return projection
        .apply(position, changes)
        .onSuccess(applied -> tell(changes))
        .compose(applied -> projection.position())
        .compose(now -> now < changes.head() ? follow(now) : Future.succeededFuture(now));
  }

  private void tell(Changes changes) {
    for (LedgerEntry entry : changes.entries()) {
      Decided decided = entry.decided();
      if (decided != null) {
        Change change = new Change(entry.position(), decided.patient(), decided.hosting());
        listeners.forEach(listener -> listener.accept(change));
      }
    }
  }

  private void succeeded(long begun) {
    lastSuccess = begun;
    if (failing) {
      failing = false;
      LOG.info("The consent ledger is followed again");
    }
  }

  private void failed(Throwable failure) {
    if (!failing) {
      failing = true;
      LOG.atWarn()
          .addKeyValue("cause", failure.toString())
          .log("The consent ledger cannot be followed");
    }
  }
}
