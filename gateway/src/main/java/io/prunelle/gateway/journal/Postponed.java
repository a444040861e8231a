// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.journal.Leaf.Ended;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How requests ended while the journal could not be written: their answers were sent all the same.
 * They are written as soon as it can be.
 */
final class Postponed {

  private static final Logger LOG = LoggerFactory.getLogger(Postponed.class);

  /** Some 200 bytes each. */
  private static final int MOST = 20_000;

  private static final int AT_ONCE = 64;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Vertx vertx;
  private final Context context;
  private final GroupCommit commits;
  private final Lane lane = new Lane(AT_ONCE);

  // Guarded by this
  private final Deque<Ended> kept = new ArrayDeque<>();
  private boolean waiting;
  private boolean overflowing;

  Postponed(Vertx vertx, GroupCommit commits) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.commits = commits;
  }

  /** Keeps one of them. What there is no room for stays without an end. */
  synchronized void keep(Ended ended) {
    if (kept.size() < MOST) {
      kept.add(ended);
      later();
    } else if (!overflowing) {
      overflowing = true;
      LOG.atError()
          .addKeyValue("kept", MOST)
          .log("How further requests ended will not stand in the journal");
    }
  }

  private synchronized void later() {
    if (!waiting && !kept.isEmpty()) {
      waiting = true;
      // Not where it was asked for: a listener that stops takes its timers with it
      context.runOnContext(now -> vertx.setTimer(PAUSE.toMillis(), over -> again()));
    }
  }

  private synchronized List<Ended> some() {
    List<Ended> some = new ArrayList<>();
    while (some.size() < AT_ONCE && !kept.isEmpty()) {
      some.add(kept.remove());
    }
    return some;
  }

  /** Each by itself: one that had been committed after all keeps none of the others. */
  private void again() {
    Future.join(some().stream().map(this::write).toList())
        .onComplete(
            done -> {
              synchronized (this) {
                waiting = false;
                overflowing &= !kept.isEmpty();
              }
              if (done.succeeded() && !isEmpty()) {
                context.runOnContext(next -> again());
              } else {
                later();
              }
            });
  }

  private Future<?> write(Ended ended) {
    return commits
        .submit(List.of(ended), lane)
        .onFailure(
            failure -> {
              if (failure instanceof Unwritten) {
                keep(ended);
              }
            });
  }

  private synchronized boolean isEmpty() {
    return kept.isEmpty();
  }
}
