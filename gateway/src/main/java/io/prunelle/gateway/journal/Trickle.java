// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How many entries of callers nobody knows are written in the long run: what anybody may cause is
 * kept for years, and a full disk closes the records. One bucket for all of them (generic cell rate
 * algorithm, ITU-T I.371).
 */
final class Trickle {

  /** Some 200 MB a day with all that belongs to an entry. */
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private static final int AT_ONCE = 1_000;

  private final LongSupplier nanos;
  private final AtomicLong emptyAt;
  private final AtomicLong heldBack = new AtomicLong();

  Trickle(LongSupplier nanos) {
    this.nanos = nanos;
    this.emptyAt = new AtomicLong(nanos.getAsLong());
  }

  /** Whether one more is written; counts it if not. */
  boolean admits() {
    long now = nanos.getAsLong();
    while (true) {
      long before = emptyAt.get();
      long after = (before - now > 0 ? before : now) + INTERVAL.toNanos();
      if (after - now > INTERVAL.toNanos() * AT_ONCE) {
        heldBack.incrementAndGet();
        return false;
      }
      if (emptyAt.compareAndSet(before, after)) {
        return true;
      }
    }
  }

  /** How many were not written since this was asked last. */
  long heldBack() {
    return heldBack.getAndSet(0);
  }
}
