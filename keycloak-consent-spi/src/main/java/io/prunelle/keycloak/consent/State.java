// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Decision;
import org.jspecify.annotations.Nullable;

/** Where a patient stands with a hosting. */
public enum State {
  UNDECIDED(null),
  PERMIT(Decision.PERMIT),
  DENY(Decision.DENY),
  WITHDRAW(Decision.WITHDRAW),
  /** Duly informed, has not objected. */
  INFORMED(Decision.INFORMED),
  /** Has objected; the practice has not answered yet. */
  OBJECT(Decision.OBJECT),
  /** Has objected, and the practice agreed. */
  UPHOLD(Decision.UPHOLD),
  /** Has objected, and the practice did not agree. */
  REJECT(Decision.REJECT),
  /** Decided once, for a time that is over. */
  EXPIRED(null),
  /** The hosting itself is over. */
  ENDED(null);

  private final @Nullable Decision decision;

  State(@Nullable Decision decision) {
    this.decision = decision;
  }

  /** The state in which a decision is in force. */
  static State of(Decision decision) {
    return valueOf(decision.name());
  }

  /** Whether the record may be at the host: the decision in force says so. */
  public boolean permits() {
    return decision != null && decision.permits();
  }

  /** Whether an objection stands, so that being informed again must not end it unasked. */
  boolean objects() {
    return this == OBJECT || this == UPHOLD;
  }
}
