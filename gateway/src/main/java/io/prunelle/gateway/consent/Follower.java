// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.consent;

import io.prunelle.gateway.consent.LedgerEntry.Decided;
import io.prunelle.gateway.consent.LedgerFeed.Changes;
import io.prunelle.gateway.ops.Loop;
import io.prunelle.gateway.ops.Since;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
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
  private volatile @Nullable String failing;
  private volatile boolean heard;
  private volatile @Nullable Since lastSuccess;
  private volatile long reached;
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

  /** Whether the head of the ledger is known to have been reached less than that long ago. */
  boolean fresh(Duration allowed) {
    Since success = lastSuccess;
    return success != null && success.within(allowed);
  }

  /** When the head of the ledger was last known to have been reached; null for never yet. */
  @Nullable Since lastSuccess() {
    return lastSuccess;
  }

  /**
   * Whether it has been reached since this instance started, or the realm has answered with a
   * ledger that could not be followed.
   */
  boolean hasHeard() {
    return heard;
  }

  /** Why the ledger cannot be followed; null while it is, and before it is known. */
  @Nullable String failing() {
    return failing;
  }

  /** The position that the projection had when the head was last known to be reached. */
  long reached() {
    return reached;
  }

  /**
   * The projection is behind what was reached, as a database is that was restored or lost its last
   * commits. What it says of decisions does not count until the ledger has been read again.
   */
  void behind() {
    lastSuccess = null;
  }

  /** Reads the ledger to its head. Callers that arrive meanwhile share the round. */
  synchronized Future<Long> round() {
    if (underWay != null) {
      return underWay;
    }
    Since begun = Since.now();
    Future<Long> round =
        projection
            .followed()
            .compose(this::follow)
            .onSuccess(position -> succeeded(begun, position))
            .onFailure(this::failed);
    underWay = round;
    round.onComplete(done -> clear());
    return round;
  }

  private synchronized void clear() {
    underWay = null;
  }

  /** A page after the other: a gateway that starts may have hundreds of thousands of decisions. */
  private Future<Long> follow(Followed from) {
    AtomicLong position = new AtomicLong(from.position());
    return Loop.from(
            from,
            at ->
                page(at)
                    .map(
                        read -> {
                          position.set(read.now().position());
                          return read.isLast() ? null : read.now();
                        }))
        .map(end -> position.get());
  }

  /** How far a page of the ledger has led. */
  private record Read(Followed now, long head) {
    boolean isLast() {
      return now.position() >= head;
    }
  }

  /**
   * The entry that was followed last is asked for as well: a ledger that was restored and has grown
   * on since is as long as the one before, and another one.
   */
  private Future<Read> page(Followed followed) {
    return feed.after(followed.isLinked() ? followed.position() - 1 : followed.position())
        .compose(
            changes ->
                // Each time: the database may be of before, and none of this comes by position
                projection.end(changes.ended()).compose(done -> take(followed, changes)));
  }

  private Future<Read> take(Followed followed, Changes changes) {
    long position = followed.position();
    if (changes.head() < position) {
      // Restored from an older backup, or another ledger altogether: what we know may be unknown to
      // it
      return Future.failedFuture(
          "the ledger ends at " + changes.head() + ", the projection at " + position);
    }
    List<LedgerEntry> entries = followed.following(changes.entries());
    if (entries.isEmpty()) {
      return changes.head() == position
          ? Future.succeededFuture(new Read(followed, position))
          : Future.failedFuture("the ledger keeps back what follows " + position);
    }
    return projection
        .apply(position, entries)
        .onSuccess(applied -> tell(entries))
        .compose(applied -> projection.followed())
        .map(now -> new Read(now, changes.head()));
  }

  private void tell(List<LedgerEntry> entries) {
    for (LedgerEntry entry : entries) {
      Decided decided = entry.decided();
      if (decided != null && !decided.isNobodys()) {
        Change change = new Change(entry.position(), decided.patient(), decided.hosting());
        listeners.forEach(listener -> listener.accept(change));
      }
    }
  }

  private void succeeded(Since begun, long position) {
    reached = position;
    lastSuccess = begun;
    heard = true;
    if (failing != null) {
      failing = null;
      LOG.info("The consent ledger is followed again");
    }
  }

  private void failed(Throwable failure) {
    heard |= feed.hasAnswered();
    String cause = failure.toString();
    // Once for each cause: it is tried again at every interval
    if (!cause.equals(failing)) {
      failing = cause;
      LOG.atWarn().addKeyValue("cause", cause).log("The consent ledger cannot be followed");
    }
  }
}
