// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.rate.RateLimit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many entries of callers nobody knows are written in the long run: what anybody may cause is
 * kept for years, and a full disk closes the records. One bucket for all of them.
 */
final class Trickle {

  /** Some 200 MB a day with all that belongs to an entry. */
  private static final int PER_SECOND = 2;

  private static final int AT_ONCE = 1_000;
  private static final String ALL = "";

  private final RateLimit rate = new RateLimit(PER_SECOND, AT_ONCE);
  private final AtomicLong heldBack = new AtomicLong();

  /** Whether one more is written; counts it if not. */
  boolean admits() {
    boolean admitted = rate.admit(ALL).succeeded();
    if (!admitted) {
      heldBack.incrementAndGet();
    }
    return admitted;
  }

  /** Counts some that were admitted and could not be written, or that could not be told. */
  void heldBack(long more) {
    heldBack.addAndGet(more);
  }

  /** How many were not written since this was asked last. */
  long heldBack() {
    return heldBack.getAndSet(0);
  }
}
