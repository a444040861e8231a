// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Entry;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A hosting that concerns a patient, and the patient's latest decision on it.
 *
 * @param last the entry with the highest position, null before the first
 * @param untold whether the practice answered the patient's objection and the patient was not told
 *     yet
 * @param certifiedSince when the host's present certificate took the place of another; null when it
 *     never did
 * @param purposesSince when the hosting got a purpose that it had not; null when it never did
 */
public record Standing(
    Hosting hosting,
    @Nullable Entry last,
    boolean untold,
    @Nullable Instant certifiedSince,
    @Nullable Instant purposesSince) {
  /** A standing with nothing to tell and nothing that changed. */
  public Standing(Hosting hosting, @Nullable Entry last) {
    this(hosting, last, false, null, null);
  }

  public State state(Instant now) {
    if (hosting.status() == HostingStatus.ENDED) {
      return State.ENDED;
    }
    if (last == null) {
      return State.UNDECIDED;
    }
    return last.statement().over(now) ? State.EXPIRED : State.of(last.statement().decision());
  }

  /** The same for whom the practice's answer is not meant. */
  public Standing withoutAnswer() {
    return new Standing(hosting, last, false, certifiedSince, purposesSince);
  }

  /** Whether the patient is to be shown something: a question, or the answer to an objection. */
  public boolean asks(Instant now) {
    return untold || occasion(now).isPresent();
  }

  /**
   * Why the patient is to be asked. A refusal of the current notice is a decision and is left
   * alone, and so is an objection. Without a notice there is nothing to ask, and a hosting that is
   * closed asks nobody.
   */
  public Optional<Occasion> occasion(Instant now) {
    State state = state(now);
    if (hosting.notice() == 0 || hosting.status() != HostingStatus.OPEN || state.objects()) {
      return Optional.empty();
    }
    if (last == null) {
      return Optional.of(Occasion.UNDECIDED);
    }
    if (state == State.EXPIRED) {
      return Optional.of(Occasion.EXPIRED);
    }
    if (last.statement().notice() < hosting.notice()) {
      return Optional.of(Occasion.NOTICE);
    }
    // a refusal rests neither on purposes nor on the certificate, and does not run out
    if (!state.permits()) {
      return Optional.empty();
    }
    // GDPR art. 6(4), 9(2)(a): what was permitted was permitted for specified purposes
    if (purposesSince != null && last.statement().decidedAt().isBefore(purposesSince)) {
      return Optional.of(Occasion.PURPOSES);
    }
    if (certifiedSince != null && last.statement().decidedAt().isBefore(certifiedSince)) {
      return Optional.of(Occasion.CERTIFICATE);
    }
    Long until = last.statement().until();
    return until != null && !now.isBefore(hosting.renewedFrom(until))
        ? Optional.of(Occasion.EXPIRES)
        : Optional.empty();
  }

  /**
   * The decision in force, empty when there is none. A permission on an older notice stays in force
   * until the patient has answered the new one; one that ran out is none.
   */
  public Optional<Entry> inForce(Instant now) {
    State state = state(now);
    return state == State.EXPIRED || state == State.ENDED
        ? Optional.empty()
        : Optional.ofNullable(last);
  }
}
