// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

import io.prunelle.gateway.hosts.PatientRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * That a patient wants the record of one practice at another one, or to take it away.
 *
 * @param practice which hands it over
 * @param into practice that receives it; null when the patient takes it away
 * @param dueOn by when the practice has to answer, in UTC
 * @param ground why the practice has to keep a copy, in its words; null when it keeps none
 * @param keptUntil last day, in UTC, on which that copy is kept; null as well then
 * @param copiedAt since when the receiving practice has the record of which a copy is kept; null
 *     until then
 * @param archiveBegunAt when the archive was begun that the patient took before ordering the
 *     erasure; null unless it is ordered
 * @param erasureOrderedAt when the patient ordered what is taken away to be erased; null unless
 *     that is so
 * @param unwrittenUntil until when nothing is known to have been written to what is kept; null
 *     while that has not been looked
 * @param writtenAt when it was seen that something had been; null as long as not
 * @param endedAt null as long as there is something to come
 */
public record Handover(
    UUID id,
    String practice,
    String patient,
    @Nullable String into,
    State state,
    Instant askedAt,
    LocalDate dueOn,
    @Nullable Instant answeredAt,
    @Nullable String ground,
    @Nullable LocalDate keptUntil,
    @Nullable Instant copiedAt,
    @Nullable Instant archiveBegunAt,
    @Nullable Instant erasureOrderedAt,
    @Nullable Instant unwrittenUntil,
    @Nullable Instant writtenAt,
    @Nullable Instant endedAt) {

  /** How it stands. */
  public enum State {
    /** It waits for the practice's answer. */
    ASKED,
    /** The practice keeps nothing. */
    CONFIRMED,
    /** The practice keeps a copy until a day. */
    RETAINED,
    /** The practice has nothing any more. */
    DONE,
    /** What the practice kept was written to, and is one of its records again. */
    RESUMED,
    WITHDRAWN
  }

  /** The record it is about. */
  public PatientRecord record() {
    return new PatientRecord(practice, patient);
  }

  /** Whether it goes to no other practice. */
  public boolean takesAway() {
    return into == null;
  }

  /** Whether it is the patient's turn: to take the archive, and to order the erasure. */
  public boolean waitsForPatient() {
    return state == State.CONFIRMED && takesAway() && erasureOrderedAt == null;
  }

  /**
   * Whether the practice keeps the record until a day, and it goes to no other: what is kept is no
   * copy then, and is gone after that day.
   */
  public boolean expires() {
    return state == State.RETAINED && takesAway();
  }

  /**
   * Since when nothing may have been written to what is kept, so that it is erased at the end of
   * the term: since the other practice has it, or since the practice has answered.
   */
  Instant unlessWrittenSince() {
    return Stream.of(unwrittenUntil, copiedAt, answeredAt)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  /** Whether the practice should have answered by now. */
  public boolean overdue(LocalDate today) {
    return state == State.ASKED && today.isAfter(dueOn);
  }

  /**
   * What is to be done of it now.
   *
   * @param today in UTC
   */
  Due due(LocalDate today) {
    return switch (state) {
      case ASKED, DONE, RESUMED, WITHDRAWN -> Due.NOTHING;
      case CONFIRMED ->
          !takesAway() ? Due.MOVE : erasureOrderedAt == null ? Due.NOTHING : Due.ERASE;
      case RETAINED ->
          !takesAway() && copiedAt == null
              ? Due.COPY
              : keptUntil != null && today.isAfter(keptUntil) ? Due.ERASE : Due.NOTHING;
    };
  }

  /** What has to be done. */
  enum Due {
    NOTHING,
    MOVE,
    COPY,
    ERASE
  }
}
