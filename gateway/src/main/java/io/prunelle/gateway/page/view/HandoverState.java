// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.hosts.transfer.Move;
import java.time.LocalDate;
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
