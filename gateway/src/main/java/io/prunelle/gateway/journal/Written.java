// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A leaf of the journal, as it is passed on to others.
 *
 * @param instance which gateway wrote its chain
 * @param leaf its place in the block, from 0
 * @param leaves how many the block has
 * @param at when it was recorded
 * @param json its canonical bytes, to which the block's root commits, as text
 */
public record Written(
    String instance,
    int chain,
    long block,
    int leaf,
    int leaves,
    Instant at,
    Kind kind,
    String json) {

  /** What it tells of. */
  public enum Kind {
    /** The gateway let something pass. */
    PERMITTED,
    /** The same, for an emergency that was stated. */
    EMERGENCY,
    /** The gateway did not. */
    REFUSED,
    /** How something ended that was let pass or was not. */
    OUTCOME
  }

  private static final String EMERGENCY = "BTG";

  static Written of(
      String instance, int chain, long block, int place, int leaves, Instant at, Leaf leaf) {
    return new Written(
        instance,
        chain,
        block,
        place,
        leaves,
        at,
        kind(leaf),
        new String(leaf.canonical(), StandardCharsets.UTF_8));
  }

  private static Kind kind(Leaf leaf) {
    if (!(leaf instanceof Leaf.Entered entered)) {
      return Kind.OUTCOME;
    }
    Entry entry = entered.entry();
    if (!entry.permitted()) {
      return Kind.REFUSED;
    }
    Entry.Purpose purpose = entry.purpose();
    return purpose != null && EMERGENCY.equals(purpose.code()) ? Kind.EMERGENCY : Kind.PERMITTED;
  }
}
