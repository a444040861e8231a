// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

/** What an entry says about a hosting. Which of them may be said depends on the legal basis. */
public enum Decision {
  /** Explicit consent: the record may be hosted there. */
  PERMIT(true),
  /** Explicit consent: it may not. */
  DENY(false),
  /**
   * Explicit consent: it no longer may; GDPR art. 7(3): as easy as permitting, without effect on
   * the past.
   */
  WITHDRAW(false),
  /** Information and objection: the person was duly informed beforehand (L.1111-8 CSP). */
  INFORMED(true),
  /** Information and objection: opposed for a legitimate reason; stops the hosting. */
  OBJECT(false),
  /** The practice's answer to an objection: it is right, the hosting stays stopped. */
  UPHOLD(false),
  /** The practice's answer to an objection: it does not hold, the hosting goes on. */
  REJECT(true);

  private final boolean permits;

  Decision(boolean permits) {
    this.permits = permits;
  }

  /** Whether the record may be at the host while this is the latest word. */
  public boolean permits() {
    return permits;
  }

  /** Whether this is a practice's answer to an objection rather than the patient's own word. */
  public boolean answersObjection() {
    return this == UPHOLD || this == REJECT;
  }
}
