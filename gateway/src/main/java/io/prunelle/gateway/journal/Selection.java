// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are looked for. What is null does not matter.
 *
 * @param id of the one entry
 * @param from no entry before it
 * @param to no entry at it or after it
 * @param name the caller's name at the time begins with it, whatever the case
 * @param results what came of it: one of these, or whatever it was when there are none
 * @param purpose code of the stated purpose, for instance {@code BTG}
 * @param kind what was done, as patients tell it apart
 * @param ofNoneToo with a practice, also what was done through none: on the patient's page
 */
public record Selection(
    @Nullable String practice,
    @Nullable UUID id,
    @Nullable String patient,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String subject,
    @Nullable String name,
    @Nullable String host,
    Set<Result> results,
    @Nullable String purpose,
    @Nullable String requestId,
    @Nullable Kind kind,
    boolean ofNoneToo) {

  /** What was done through the practice, where one is named. */
  public Selection(
      @Nullable String practice,
      @Nullable UUID id,
      @Nullable String patient,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String subject,
      @Nullable String name,
      @Nullable String host,
      Set<Result> results,
      @Nullable String purpose,
      @Nullable String requestId,
      @Nullable Kind kind) {
    this(
        practice, id, patient, from, to, subject, name, host, results, purpose, requestId, kind,
        false);
  }

  /** The same with what was done through no practice, for who may see all of a record's. */
  public Selection andOfNone() {
    return new Selection(
        practice, id, patient, from, to, subject, name, host, results, purpose, requestId, kind,
        true);
  }

  /** Whether there is little to be looked through, however large the journal is. */
  boolean isNarrow() {
    return id != null || requestId != null || patient != null;
  }

  /** Whether some of the practice's entries need not be looked through, though many may. */
  boolean isBounded() {
    return from != null || subject != null;
  }

  /** Entries about a patient, of any practice. */
  public static Selection ofPatient(
      String patient,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String subject,
      @Nullable Kind kind) {
    return new Selection(
        null, null, patient, from, to, subject, null, null, Set.of(), null, null, kind);
  }

  /** All entries of a practice. */
  public static Selection of(String practice) {
    return new Selection(
        practice, null, null, null, null, null, null, null, Set.of(), null, null, null);
  }

  /** All entries about a patient, of any practice. */
  public static Selection ofPatient(String patient) {
    return ofPatient(patient, null, null, null, null);
  }

  /** The one entry about a patient with this id. */
  public static Selection ofPatient(String patient, UUID id) {
    return new Selection(
        null, id, patient, null, null, null, null, null, Set.of(), null, null, null);
  }

  /** The one entry of the practice with this id. */
  public static Selection of(String practice, UUID id) {
    return new Selection(
        practice, id, null, null, null, null, null, null, Set.of(), null, null, null);
  }
}
