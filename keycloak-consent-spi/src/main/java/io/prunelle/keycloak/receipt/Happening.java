// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import io.prunelle.keycloak.ledger.Decision;
import java.util.List;

/**
 * The decisions in the words of the Data Privacy Vocabulary. Consent and information with a right
 * to object are told apart by record and property: one is never presented as the other.
 */
enum Happening {
  PERMIT(Basis.CONSENT, "dpv:hasConsentStatus", "dpv:ConsentGiven dpv:ExplicitlyExpressedConsent"),
  DENY(Basis.CONSENT, "dpv:hasConsentStatus", "dpv:ConsentRefused"),
  WITHDRAW(Basis.CONSENT, "dpv:hasConsentStatus", "dpv:ConsentWithdrawn"),
  INFORMED(Basis.OBJECTION, "dpv:hasNoticeStatus", "dpv:NoticeCommunicated"),
  OBJECT(Basis.OBJECTION, "dpv:hasEntityInvolvement", "dpv:ObjectingToProcess"),
  UPHOLD(Basis.OBJECTION, "dpv:hasRequestStatus", "dpv:RequestAccepted"),
  REJECT(Basis.OBJECTION, "dpv:hasRequestStatus", "dpv:RequestRejected");

  /** What the hosting rests on. */
  enum Basis {
    /** GDPR art. 9(2)(a). */
    CONSENT,
    /** L.1111-8 CSP. */
    OBJECTION
  }

  private final Basis basis;
  private final String property;
  private final String types;

  Happening(Basis basis, String property, String types) {
    this.basis = basis;
    this.property = property;
    this.types = types;
  }

  static Happening of(Decision decision) {
    return valueOf(decision.name());
  }

  Basis basis() {
    return basis;
  }

  String property() {
    return property;
  }

  List<String> types() {
    return List.of(types.split(" "));
  }
}
