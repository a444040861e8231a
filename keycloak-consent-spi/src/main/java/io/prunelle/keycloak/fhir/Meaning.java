// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import io.prunelle.keycloak.consent.LegalBasis;
import io.prunelle.keycloak.ledger.Decision;
import java.util.List;
import java.util.Map;

/**
 * What kind of statement a Consent is.
 *
 * <p>FHIR has no resource for having been informed and not having objected. It is told as a
 * Consent, as PCF has it, but marked so that nobody takes it for one: not by category alone, which
 * a reader may leave aside, but by a modifier extension, which no reader may (FHIR R4 2.4.1.2).
 */
final class Meaning {
  static final String PROFILE =
      "https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consentBasic";

  private final Decision decision;
  private final LegalBasis basis;

  Meaning(Decision decision) {
    this.decision = decision;
    this.basis =
        LegalBasis.EXPLICIT_CONSENT.knows(decision)
            ? LegalBasis.EXPLICIT_CONSENT
            : LegalBasis.INFORM_AND_OBJECT;
  }

  /** None where the basis is not consent: the profile is called <em>explicit</em> consent. */
  List<String> profiles() {
    return basis == LegalBasis.EXPLICIT_CONSENT ? List.of(PROFILE) : List.of();
  }

  List<Map<String, Object>> modifiers() {
    return basis == LegalBasis.EXPLICIT_CONSENT
        ? List.of()
        : List.of(
            new Element()
                .with("url", Systems.LEGAL_BASIS)
                .with("valueCode", basis.name())
                .children());
  }

  List<Map<String, Object>> categories() {
    Map<String, Object> general =
        basis == LegalBasis.EXPLICIT_CONSENT
            ? Element.coding(Systems.LOINC, "59284-0", "Consent Document")
            : Element.coding(Systems.CATEGORY, "npp", "Notice of Privacy Practices");
    return List.of(
        Element.concept(general),
        Element.concept(Element.coding(Systems.LEGAL_BASIS, basis.name(), basisName())),
        Element.concept(Element.coding(Systems.DECISION, decision.name(), decisionName())));
  }

  String provision() {
    return decision.permits() ? "permit" : "deny";
  }

  private String basisName() {
    return switch (basis) {
      case EXPLICIT_CONSENT -> "Explicit consent (GDPR art. 9(2)(a))";
      case INFORM_AND_OBJECT ->
          "Information and right to object (L.1111-8 CSP); this is not a consent";
    };
  }

  private String decisionName() {
    return switch (decision) {
      case PERMIT -> "Consents";
      case DENY -> "Refuses";
      case WITHDRAW -> "Withdraws consent";
      case INFORMED -> "Was duly informed";
      case OBJECT -> "Objects";
      case UPHOLD -> "The practice agrees with the objection";
      case REJECT -> "The practice does not agree with the objection";
    };
  }
}
