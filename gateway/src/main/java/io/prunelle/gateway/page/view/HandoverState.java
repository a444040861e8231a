// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.hosts.transfer.Move;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change of doctor, with what has come of it.
 *
 * @param move the latest transfer because of it; null when there was none
 * @param certified whether there is a certificate of that
 * @param archive whether the patient has it, where they are to take it: it can be erased then, or
 *     will be; of what will be, whether who acts for the patient has it. Of all that they do not
 *     have, whether it can be taken, or asked for again
 */
public record HandoverState(
    Handover handover, @Nullable Move move, boolean certified, Archive archive) {

  /** Whether the reader has the record. */
  public enum Archive {
    NONE,
    /** But not what was written to it since. */
    WRITTEN_SINCE,
    /** And cannot take it here: the patient is no member of the practice any more. */
    OUT_OF_REACH,
    TAKEN;

    /** Whether the reader is to take it while they can. */
    boolean isToBeTaken() {
      return this == NONE || this == WRITTEN_SINCE;
    }
  }

  /** So many days before it is erased the reader is reminded of taking it. */
  private static final int ENDING_DAYS = 30;

  /** Nothing but what was asked and answered. */
  public static HandoverState of(Handover handover, @Nullable Move move) {
    return new HandoverState(handover, move, false, Archive.NONE);
  }

  /** Why a move that a decision only permits does not begin. */
  public enum Hold {
    /** It follows once the change of doctor is over. */
    WAITS,
    /** The record goes to another practice, and this one has none then. */
    LEAVES,
    /** The record is to be erased. */
    ERASED
  }

  /**
   * The practices whose moves one of these keeps from beginning, where a decision only permits
   * them.
   *
   * @param today in UTC
   * @return why, by the practice's id
   */
  public static Map<String, Hold> held(List<HandoverState> all, LocalDate today) {
    Map<String, Hold> held = new HashMap<>();
    for (HandoverState state : all) {
      Handover handover = state.handover();
      state
          .old(today)
          .ifPresent(hold -> held.merge(handover.practice(), hold, HandoverState::last));
      if (handover.into() != null && state.brings()) {
        held.merge(handover.into(), Hold.WAITS, HandoverState::last);
      }
    }
    return Map.copyOf(held);
  }

  /** What comes to a practice may leave it: then nothing follows there. */
  private static Hold last(Hold one, Hold other) {
    return one == Hold.WAITS ? other : one;
  }

  /**
   * What keeps a move that is only permitted from beginning at the practice that was asked. The
   * rule of what is kept is that of {@code hosts.one_at_a_time()}, by which none is asked for.
   */
  private Optional<Hold> old(LocalDate today) {
    if (carried()) {
      return Optional.empty();
    }
    return switch (handover.state()) {
      case CONFIRMED ->
          !handover.takesAway()
              ? Optional.of(Hold.LEAVES)
              : handover.erasureOrderedAt() == null ? Optional.empty() : Optional.of(Hold.ERASED);
      case RETAINED ->
          over(today)
              // What was written to stays, and is a record like any other
              ? Optional.of(stays() ? Hold.WAITS : Hold.ERASED)
              : brings() ? Optional.of(Hold.WAITS) : Optional.empty();
      case ASKED, DONE, RESUMED, WITHDRAWN -> Optional.empty();
    };
  }

  /** Whether a record, or a copy of it, is to arrive at the other practice. */
  private boolean brings() {
    return !handover.takesAway()
        && !carried()
        && (handover.state() == Handover.State.CONFIRMED
            || (handover.state() == Handover.State.RETAINED && handover.copiedAt() == null));
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

  /**
   * Whether what is kept stays there after its last day, because it was written to: it is a record
   * like any other then.
   */
  boolean stays() {
    return handover.state() == Handover.State.RETAINED && handover.writtenAt() != null && !erases();
  }

  /** Whether what the practice keeps can be downloaded until it is erased. */
  boolean lasts() {
    return handover.expires() && !erases() && !stays();
  }

  /**
   * Whether the last day has passed on which something is kept.
   *
   * @param today in UTC
   */
  boolean over(LocalDate today) {
    LocalDate until = handover.keptUntil();
    return until != null && today.isAfter(until);
  }

  /**
   * Whether it is erased soon and the reader does not have all of it.
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
