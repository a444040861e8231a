// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code hosts.transfer}.
 *
 * @param source id of the host where the record was when this was asked for
 * @param destination id of the host where it is to be; null for an erasure
 * @param into practice that receives it; null when none does
 * @param decision ledger position that asked for it, or wants it by now
 * @param urgent whether the record may no longer be where it is
 * @param failures attempts that have failed since it was asked for, or switched, or to take it back
 * @param failedIn where it goes on after {@link State#FAILED}
 * @param turns the one that could not erase the record where this one brings it back to; null for
 *     any other
 * @param onward whether it is not taken back any more, though it has not been switched
 */
record Transfer(
    UUID id,
    Move.Kind kind,
    PatientRecord record,
    String source,
    @Nullable String destination,
    @Nullable String into,
    @Nullable String hosting,
    @Nullable Long decision,
    boolean urgent,
    State state,
    @Nullable State failedIn,
    int attempts,
    int failures,
    Instant requestedAt,
    @Nullable UUID turns,
    boolean onward) {

  /** The state from which to go on. */
  State from() {
    return failedIn == null ? state : failedIn;
  }

  /**
   * Whether the record lives at the destination, be it that it is kept as well: then there is no
   * way back but another transfer.
   */
  boolean switched() {
    return from().switched();
  }

  /** Fails where the record goes nowhere. */
  String to() {
    return Objects.requireNonNull(destination);
  }

  /** Whose record it is, and will be. */
  Set<String> practices() {
    return into == null ? Set.of(record.practice()) : Set.of(record.practice(), into);
  }

  /** The record that it becomes a part of; empty when that is no other. */
  Optional<PatientRecord> arriving() {
    return Optional.ofNullable(into).map(practice -> new PatientRecord(practice, record.patient()));
  }

  /** As what the record lives at the destination: the practice that has received it, if one has. */
  PatientRecord livesAs() {
    return arriving().orElse(record);
  }

  Transfer in(State next) {
    return with(next, attempts, begins(next) ? 0 : failures);
  }

  /** Whether it is begun to take back what was done. */
  private boolean begins(State next) {
    return next == State.CANCELLING && state != State.CANCELLING;
  }

  /** As it is once another attempt has begun. */
  Transfer attempted() {
    return with(from(), attempts + 1, failures);
  }

  private Transfer with(State nextState, int nextAttempts, int nextFailures) {
    return new Transfer(
        id,
        kind,
        record,
        source,
        destination,
        into,
        hosting,
        decision,
        urgent,
        nextState,
        null,
        nextAttempts,
        nextFailures,
        requestedAt,
        turns,
        onward);
  }

  /**
   * As something wants it by now: what brings a record back to where it could not be erased does
   * not become less urgent.
   */
  Transfer by(Whereabouts.Wanted wanted) {
    return new Transfer(
        id,
        kind,
        record,
        source,
        destination,
        into,
        wanted.hosting(),
        wanted.decision(),
        wanted.urgent() || (turns != null && urgent),
        state,
        failedIn,
        attempts,
        failures,
        requestedAt,
        turns,
        onward);
  }

  /** From here on it is not taken back. */
  Transfer onwards() {
    return new Transfer(
        id,
        kind,
        record,
        source,
        destination,
        into,
        hosting,
        decision,
        urgent,
        state,
        failedIn,
        attempts,
        failures,
        requestedAt,
        turns,
        true);
  }
}
