// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.hosts.transfer.Move;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A change of doctor, with what has come of it.
 *
 * @param move the latest transfer because of it; null when there was none
 * @param certified whether there is a certificate of that
 * @param archive whether the patient has it, where they are to take it: it can be erased then, or
 *     will be
 */
public record HandoverState(
    Handover handover, @Nullable Move move, boolean certified, Archive archive) {

  /** Whether the patient has the record. */
  public enum Archive {
    NONE,
    /** But not what was written to it since. */
    WRITTEN_SINCE,
    TAKEN
  }

  /** So many days before it is erased the patient is reminded of taking it. */
  private static final int ENDING_DAYS = 30;

  /** Nothing but what was asked and answered. */
  public static HandoverState of(Handover handover, @Nullable Move move) {
    return new HandoverState(handover, move, false, Archive.NONE);
  }

  /**
   * The practices whose moves wait for one of these, where a decision only permits them.
   *
   * @param today in UTC
   * @return ids
   */
  public static Set<String> held(List<HandoverState> all, LocalDate today) {
    return all.stream()
        .flatMap(
            state ->
                Stream.of(state.handover().practice(), state.handover().into())
                    .filter(Objects::nonNull)
                    .filter(practice -> state.holds(practice, today)))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether a move that is only permitted waits for it. The rule is that of {@code
   * hosts.one_at_a_time()}, by which none is asked for until then.
   */
  private boolean holds(String practice, LocalDate today) {
    if (carried()) {
      return false;
    }
    boolean leaves = handover.practice().equals(practice);
    LocalDate until = handover.keptUntil();
    return switch (handover.state()) {
      case CONFIRMED -> !handover.takesAway() || (leaves && handover.erasureOrderedAt() != null);
      case RETAINED ->
          (!handover.takesAway() && handover.copiedAt() == null)
              || (leaves && until != null && today.isAfter(until));
      case ASKED, DONE, RESUMED, WITHDRAWN -> false;
    };
  }

  /** Whether the record has arrived, or is gone, though not all that follows is done. */
  private boolean carried() {
    return move != null
        && (move.switched()
            || (move.kind() == Move.Kind.COPY
                && handover.copiedAt() == null
                && (move.step() == Move.Step.ARCHIVING || move.step() == Move.Step.ENDED)));
  }

  /** Whether the practice's record is being erased, at the end of its term. */
  boolean erases() {
    return move != null && move.kind() == Move.Kind.ERASURE && move.underWay();
  }

  /** Whether what the practice keeps can be downloaded until it is erased. */
  boolean lasts() {
    return handover.expires() && !erases();
  }

  /**
   * Whether it is erased soon and the patient does not have all of it.
   *
   * @param today in UTC
   */
  boolean endsSoon(LocalDate today) {
    LocalDate until = handover.keptUntil();
    return lasts()
        && archive != Archive.TAKEN
        && until != null
        && !today.isBefore(until.minusDays(ENDING_DAYS));
  }
}
