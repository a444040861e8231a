// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.Block;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was being committed when the connection was lost: it may have been, and nobody knows until a
 * session has found out. For one context.
 */
final class Doubt {

  private final List<Submission> waiting = new ArrayList<>();
  private final List<Leaf> givenUp = new ArrayList<>();
  private @Nullable Block block;

  /** That nobody knows of this block. */
  void raise(Block uncertain, List<Submission> batch) {
    block = uncertain;
    waiting.addAll(batch);
  }

  /** Null when nothing is in doubt. */
  @Nullable Block block() {
    return block;
  }

  /** Who waits for it, and will do so no longer: they are told that it is not written. */
  List<Submission> giveUp() {
    List<Submission> those = List.copyOf(waiting);
    waiting.clear();
    those.forEach(submission -> givenUp.addAll(submission.leaves()));
    return those;
  }

  /** Who still waits for it, now that it is known. */
  List<Submission> end() {
    List<Submission> those = List.copyOf(waiting);
    waiting.clear();
    givenUp.clear();
    block = null;
    return those;
  }

  /**
   * How entries end that were committed after all: whoever was told that they are not written has
   * done nothing.
   */
  List<Leaf.Ended> refused(Instant now) {
    Set<UUID> ended = new HashSet<>();
    List<UUID> begun = new ArrayList<>();
    for (Leaf leaf : givenUp) {
      if (leaf instanceof Leaf.Entered entered) {
        begun.add(entered.id());
      } else if (leaf instanceof Leaf.Ended end) {
        ended.add(end.entry());
      }
    }
    begun.removeAll(ended);
    return begun.stream().map(entry -> Leaf.Ended.of(entry, now, Outcome.UNWRITTEN)).toList();
  }
}
