// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Decision;

/** What a hosting rests on. One is never presented as the other. */
public enum LegalBasis {
  /** GDPR art. 9(2)(a): no decision means no. */
  EXPLICIT_CONSENT,
  /**
   * L.1111-8 CSP: the patient is informed beforehand and may object for a legitimate reason. Not
   * informed means no; an objection stops the hosting until the practice has answered it.
   */
  INFORM_AND_OBJECT;

  /** Whether that is something a patient can say under this basis. */
  public boolean knows(Decision decision) {
    return switch (decision) {
      case PERMIT, DENY, WITHDRAW -> this == EXPLICIT_CONSENT;
      case INFORMED, OBJECT -> this == INFORM_AND_OBJECT;
      case UPHOLD, REJECT -> false;
    };
  }
}
