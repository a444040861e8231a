// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import io.prunelle.keycloak.consent.LegalBasis;
import io.prunelle.keycloak.ledger.Decision;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What kind of statement a Consent is, the inverse of {@link Meaning}.
 *
 * @param basis explicit consent, unless the modifier extension says otherwise
 * @param said the decisions that the categories name
 */
record Kind(LegalBasis basis, Set<String> said) {
  /** Patient consent, privacy policy acknowledgment, release of information consent. */
  private static final Set<String> CONSENTS = Set.of("59284-0", "57016-8", "64292-6");

  private static final String INFORMED = LegalBasis.INFORM_AND_OBJECT.name();

  static Kind read(Part consent, Findings findings) {
    LegalBasis basis = LegalBasis.EXPLICIT_CONSENT;
    for (Part modifier : consent.parts("modifierExtension")) {
      if (modifier.text("url").filter(Systems.LEGAL_BASIS::equals).isPresent()
          && modifier.text("valueCode").filter(INFORMED::equals).isPresent()) {
        basis = LegalBasis.INFORM_AND_OBJECT;
        modifier.end();
      } else {
        // FHIR R4 2.4.1.2: who does not know it must not use the resource
        findings.narrower(modifier.path(), "changes the meaning in a way that is not known here");
      }
    }
    Set<String> said = new HashSet<>();
    for (Part category : consent.requiredParts("category")) {
      List<Code> codes = Code.all(category);
      codes.forEach(code -> code.in(Systems.DECISION).ifPresent(said::add));
      LegalBasis known = basis;
      if (codes.stream().noneMatch(code -> known(code, known))) {
        findings.value(category.path(), "is not a kind of statement that can be recorded here");
      }
    }
    return new Kind(basis, said);
  }

  /** The decision; notes it when a category says another one. */
  Decision decision(boolean permits, Part consent, Findings findings) {
    Decision decision =
        switch (basis) {
          case EXPLICIT_CONSENT ->
              permits
                  ? Decision.PERMIT
                  : said.contains(Decision.WITHDRAW.name()) ? Decision.WITHDRAW : Decision.DENY;
          case INFORM_AND_OBJECT -> permits ? Decision.INFORMED : Decision.OBJECT;
        };
    if (!Set.of(decision.name()).containsAll(said)) {
      findings.value(
          consent.at("category"),
          "names another decision than " + decision + ", which the rest says");
    }
    return decision;
  }

  private static boolean known(Code code, LegalBasis basis) {
    boolean document =
        basis == LegalBasis.EXPLICIT_CONSENT
            ? code.in(Systems.LOINC).filter(CONSENTS::contains).isPresent()
            : code.is(Systems.CATEGORY, "npp");
    return document
        || code.is(Systems.LEGAL_BASIS, basis.name())
        || code.in(Systems.DECISION).isPresent();
  }
}
