// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import java.time.Duration;

/**
 * A moment, by both of this machine's clocks: one of them stands still while the machine is
 * suspended, the other can be set.
 */
record Since(long nanos, long millis) {

  static Since now() {
    return new Since(System.nanoTime(), System.currentTimeMillis());
  }

  /** Whether less than that has gone by, by either clock. */
  boolean within(Duration duration) {
    long passed = System.currentTimeMillis() - millis;
    return System.nanoTime() - nanos < duration.toNanos()
        && passed >= 0
        && passed < duration.toMillis();
  }
}
