// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Decision;

/** Where a patient stands with a hosting. */
public enum State {
  UNDECIDED,
  PERMIT,
  DENY,
  WITHDRAW,
  /** Duly informed, has not objected. */
  INFORMED,
  /** Has objected; the practice has not answered yet. */
  OBJECT,
  /** Has objected, and the practice agreed. */
  UPHOLD,
  /** Has objected, and the practice did not agree. */
  REJECT,
  /** Decided once, for a time that is over. */
  EXPIRED,
  /** The hosting itself is over. */
  ENDED;

  static State of(Decision decision) {
    return switch (decision) {
      case PERMIT -> PERMIT;
      case DENY -> DENY;
      case WITHDRAW -> WITHDRAW;
      case INFORMED -> INFORMED;
      case OBJECT -> OBJECT;
      case UPHOLD -> UPHOLD;
      case REJECT -> REJECT;
    };
  }

  /** Whether the record may be at the host. */
  public boolean permits() {
    return this == PERMIT || this == INFORMED || this == REJECT;
  }

  /** Whether an objection stands, so that being informed again must not end it unasked. */
  boolean objects() {
    return this == OBJECT || this == UPHOLD;
  }
}
