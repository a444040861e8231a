// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code hosts.transfer}.
 *
 * @param source id of the host where the record was when this was asked for
 * @param decision ledger position that asked for it
 * @param failedIn where it goes on after {@link State#FAILED}
 */
record Transfer(
    UUID id,
    PatientRecord record,
    String source,
    String destination,
    @Nullable String hosting,
    @Nullable Long decision,
    State state,
    @Nullable State failedIn,
    int attempts,
    Instant requestedAt,
    Manifest manifest) {

  /** The state from which to go on. */
  State from() {
    return failedIn == null ? state : failedIn;
  }

  Transfer in(State next) {
    return with(next, attempts, manifest);
  }

  Transfer with(Manifest next) {
    return with(state, attempts, next);
  }

  /** As it is once another attempt has begun. */
  Transfer attempted() {
    return with(from(), attempts + 1, manifest);
  }

  private Transfer with(State nextState, int nextAttempts, Manifest nextManifest) {
    return new Transfer(
        id,
        record,
        source,
        destination,
        hosting,
        decision,
        nextState,
        null,
        nextAttempts,
        requestedAt,
        nextManifest);
  }
}
