// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

import io.prunelle.gateway.handover.Handover.State;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a practice has to do with, at most {@value ChangesOfDoctor#MOST_SHOWN} of each.
 *
 * @param asked those that wait for its answer, the longest due first
 * @param underWay that it has confirmed
 * @param kept of which it keeps a copy, those whose term ends first
 * @param arriving that it receives
 * @param more of which of these there are more
 * @param resting how many are only kept until their last day, and are not among these
 */
public record Office(
    List<Handover> asked,
    List<Handover> underWay,
    List<Handover> kept,
    List<Handover> arriving,
    Set<Part> more,
    long resting) {

  /** One of the lists. */
  public enum Part {
    ASKED,
    UNDER_WAY,
    KEPT,
    ARRIVING
  }

  /** Nothing at all. */
  public static final Office NOTHING = keeping(List.of(), false);

  /**
   * Copies alone.
   *
   * @param more whether there are others after these
   */
  public static Office keeping(List<Handover> kept, boolean more) {
    return new Office(
        List.of(), List.of(), kept, List.of(), more ? Set.of(Part.KEPT) : Set.of(), 0);
  }

  /** One of those that are the practice's to answer, or nothing once it is over. */
  public static Office only(Handover one) {
    return switch (one.state()) {
      case ASKED, CONFIRMED ->
          new Office(
              one.state() == State.ASKED ? List.of(one) : List.of(),
              one.state() == State.ASKED ? List.of() : List.of(one),
              List.of(),
              List.of(),
              Set.of(),
              0);
      case RETAINED, RESUMED -> keeping(List.of(one), false);
      case DONE, WITHDRAWN -> NOTHING;
    };
  }

  /** All of them. */
  public Stream<Handover> all() {
    return Stream.of(asked, underWay, kept, arriving).flatMap(List::stream);
  }
}
