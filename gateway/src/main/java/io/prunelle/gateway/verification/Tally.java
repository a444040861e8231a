// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Block;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What has been verified so far, by however many threads. */
final class Tally {

  private final Map<String, Long> keys = new TreeMap<>();
  private long blocks;
  private long entries;
  private long outcomes;
  private @Nullable Instant oldest;
  private @Nullable Instant newest;

  synchronized void block(Block block) {
    blocks++;
    keys.merge(block.key(), 1L, Long::sum);
    if (oldest == null || block.at().isBefore(oldest)) {
      oldest = block.at();
    }
    if (newest == null || block.at().isAfter(newest)) {
      newest = block.at();
    }
  }

  synchronized void leaves(long moreEntries, long moreOutcomes) {
    entries += moreEntries;
    outcomes += moreOutcomes;
  }

  synchronized long blocks() {
    return blocks;
  }

  synchronized long entries() {
    return entries;
  }

  synchronized long outcomes() {
    return outcomes;
  }

  synchronized @Nullable Instant oldest() {
    return oldest;
  }

  synchronized @Nullable Instant newest() {
    return newest;
  }

  /** Ids of keys, and how many blocks each has signed. */
  synchronized Map<String, Long> keys() {
    return new TreeMap<>(keys);
  }
}
