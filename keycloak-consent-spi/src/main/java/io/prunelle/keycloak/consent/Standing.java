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
 * @param certified when the host's present certificate took the place of another; null when it
 *     never did
 * @param purposes when the hosting got a purpose that it had not; null when it never did
 */
public record Standing(
    Hosting hosting,
    @Nullable Entry last,
    boolean untold,
    @Nullable Change certified,
    @Nullable Change purposes) {
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
    return new Standing(hosting, last, false, certified, purposes);
  }

  /**
   * Whether the patient is to be shown something: a question, or the answer to an objection.
   *
   * @param latest as for {@link #occasion}
   */
  public boolean asks(Instant now, @Nullable Instant latest) {
    return untold || occasion(now, latest).isPresent();
  }

  /**
   * Why the patient is to be asked. A refusal of the current notice is a decision and is left
   * alone, and so is an objection. Without a notice there is nothing to ask, and a hosting that is
   * closed asks nobody.
   *
   * @param latest when an answer given now runs out at the latest; null for not earlier than the
   *     hosting says
   */
  public Optional<Occasion> occasion(Instant now, @Nullable Instant latest) {
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
    if (purposes != null && purposes.after(last)) {
      return Optional.of(Occasion.PURPOSES);
    }
    if (certified != null && certified.after(last)) {
      return Optional.of(Occasion.CERTIFICATE);
    }
    Long until = last.statement().until();
    // who can prolong nothing would be asked at every login, whatever they answer
    return until != null && !now.isBefore(hosting.renewedFrom(until)) && prolongs(now, latest)
        ? Optional.of(Occasion.EXPIRES)
        : Optional.empty();
  }

  /**
   * Whether what is permitted would end later by a day or more if it were permitted again now; true
   * also where nothing is permitted.
   *
   * @param latest as for {@link #occasion}
   */
  public boolean prolongs(Instant now, @Nullable Instant latest) {
    if (last == null || !state(now).permits()) {
      return true;
    }
    Long until = last.statement().until();
    Long again = hosting.until(now, latest);
    return until != null && (again == null || again - until >= Rules.RENEWED_AFTER.toSeconds());
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
