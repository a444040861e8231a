// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.util.concurrent.atomic.AtomicInteger;

/** How many may wait: a flood of one kind keeps nobody of another from the journal. */
final class Lane {

  private final int most;
  private final AtomicInteger waiting = new AtomicInteger();

  Lane(int most) {
    this.most = most;
  }

  /** Whether there was room. */
  boolean enter() {
    if (waiting.incrementAndGet() > most) {
      waiting.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    waiting.decrementAndGet();
  }

  int waiting() {
    return waiting.get();
  }
}
