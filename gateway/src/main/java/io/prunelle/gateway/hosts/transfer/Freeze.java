// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.Hold;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** For how long writers may be kept waiting. Used from one context alone. */
final class Freeze {

  private final long begun = System.nanoTime();
  private final Duration longest;
  private @Nullable Hold hold;
  private boolean over;
  private boolean committing;

  Freeze(Duration longest) {
    this.longest = longest;
  }

  /** What keeps the writers waiting. */
  void by(Hold taken) {
    hold = taken;
  }

  Duration left() {
    Duration left = longest.minus(elapsed());
    return left.toMillis() < 1 ? Duration.ofMillis(1) : left;
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  boolean over() {
    return over;
  }

  void unlessOver() {
    // A timer may be late
    if (over || elapsed().compareTo(longest) >= 0) {
      throw new HeldTooLong();
    }
  }

  /** Nothing more is begun; writers wait until what was begun has ended. */
  void end() {
    over = true;
  }

  /**
   * From here on it ends by a commit, which takes as long as it takes.
   *
   * @return for how long writers have been kept waiting: less than the longest
   */
  Duration commit() {
    Duration held = elapsed();
    if (over || held.compareTo(longest) >= 0) {
      throw new HeldTooLong();
    }
    committing = true;
    return held;
  }

  /** Lets writers go on, whatever is still under way; what is, finds that it is over. */
  Future<Void> giveBack() {
    Hold taken = hold;
    if (committing || taken == null) {
      return Future.succeededFuture();
    }
    over = true;
    hold = null;
    return taken.abandon();
  }

  /** Ends it without a commit, or after one that failed. */
  Future<Void> abandon() {
    Hold taken = hold;
    hold = null;
    return taken == null ? Future.succeededFuture() : taken.abandon();
  }
}
