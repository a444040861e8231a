// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A transfer as people see it.
 *
 * @param source id of the host it leaves
 * @param destination id of the host it goes to; null for an erasure
 * @param into practice that receives it; null when none does
 * @param step how far it has come, or would go on from
 * @param failure code of what the last attempt failed with, or of why it was given up; null when it
 *     did not
 * @param urgent whether the record may not stay where it was
 * @param paused whether somebody has paused it
 * @param pausedBy who that was; null when it is not paused
 * @param hostPaused whether one of its hosts is left alone
 * @param cancelAsked whether somebody has ordered to take it back
 * @param lacking whether something that arrived is not there any more, so that it is not erased
 *     where it was; or something was found where it goes back to, of which nobody has said that it
 *     is not to be kept
 * @param since when it was asked for
 * @param retryAt when it is tried next; for one that failed
 * @param progress null while it is not known how much there is
 */
public record Move(
    UUID id,
    Kind kind,
    String practice,
    String patient,
    String source,
    @Nullable String destination,
    @Nullable String into,
    Step step,
    @Nullable String failure,
    boolean urgent,
    boolean paused,
    @Nullable String pausedBy,
    boolean hostPaused,
    boolean cancelAsked,
    boolean lacking,
    int attempts,
    Instant since,
    Instant retryAt,
    @Nullable Progress progress) {

  /** What becomes of a record. */
  public enum Kind {
    /** To another host of its practice, as the patient's decision wants it. */
    MOVE,
    /** To another practice, and erased where it was. */
    HANDOVER,
    /** The same, and kept where it is. */
    COPY,
    /** To nowhere. */
    ERASURE;

    static Kind of(String column) {
      return valueOf(column.toUpperCase(Locale.ROOT));
    }

    String column() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the record comes to another practice, which may have one of the same patient. */
    public boolean arrives() {
      return this == HANDOVER || this == COPY;
    }

    /** Whether the practice has no record of the patient any more. */
    public boolean departs() {
      return this == HANDOVER || this == ERASURE;
    }
  }

  /** How far a transfer has come. */
  public enum Step {
    WAITING,
    COPYING,
    /** The last changes are carried over; writers wait. */
    SWITCHING,
    /** The record lives at the destination, if it has one; it is erased where it was. */
    ERASING,
    /** The other practice has a copy; what was before is taken along. */
    ARCHIVING,
    /** What was copied is taken back. */
    RETURNING,
    ENDED,
    /** Taken back before the switch. */
    CANCELLED,
    /** The record had arrived, could not be erased where it was, and has gone back there. */
    TURNED_BACK;

    static Step of(State state) {
      return switch (state) {
        case QUEUED, FAILED -> WAITING;
        case COPYING -> COPYING;
        case CATCHING_UP, FROZEN -> SWITCHING;
        case SWITCHED, ERASING -> ERASING;
        case ARCHIVING -> ARCHIVING;
        case CANCELLING -> RETURNING;
        case CERTIFIED, DONE, COPIED -> ENDED;
        case CANCELLED -> CANCELLED;
      };
    }
  }

  /**
   * Of a step.
   *
   * @param done resources
   * @param total of the record
   */
  public record Progress(long done, long total) {}

  /** Whether the record lives where it was no more. */
  public boolean switched() {
    return kind != Kind.COPY && (step == Step.ERASING || step == Step.ENDED);
  }

  /** Whether it is asked for again once somebody has had it taken back. */
  public boolean beginsAnew() {
    return urgent || kind != Kind.MOVE;
  }

  /** Whether there is something to be done still. */
  public boolean underWay() {
    return step != Step.ENDED && step != Step.CANCELLED && step != Step.TURNED_BACK;
  }
}
