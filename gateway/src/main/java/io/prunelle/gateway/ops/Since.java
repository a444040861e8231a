// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import java.time.Duration;

/**
 * A moment, by both of this machine's clocks: one of them stands still while the machine is
 * suspended, the other can be set.
 */
public record Since(long nanos, long millis) {

  /** This one. */
  public static Since now() {
    return new Since(System.nanoTime(), System.currentTimeMillis());
  }

  /** Whether less than that has gone by, by either clock. */
  public boolean within(Duration duration) {
    long passed = System.currentTimeMillis() - millis;
    return System.nanoTime() - nanos < duration.toNanos()
        && passed >= 0
        && passed < duration.toMillis();
  }
}
