// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import java.util.Arrays;

/** The last few of what was measured, in nanoseconds. Used from any thread. */
final class Samples {

  private static final int KEPT = 512;

  private final long[] at = new long[KEPT];
  private final long[] took = new long[KEPT];
  private int count;

  synchronized void add(long time, long duration) {
    at[count % KEPT] = time;
    took[count % KEPT] = duration;
    // However many there were, all are taken
    count = count + 1 < 2 * KEPT ? count + 1 : KEPT;
  }

  /** Those from that time on, in the order of their length. */
  synchronized long[] since(long time) {
    int size = Math.min(count, KEPT);
    long[] some = new long[size];
    int found = 0;
    for (int i = 0; i < size; i++) {
      if (at[i] - time >= 0) {
        some[found++] = took[i];
      }
    }
    long[] sorted = Arrays.copyOf(some, found);
    Arrays.sort(sorted);
    return sorted;
  }
}
