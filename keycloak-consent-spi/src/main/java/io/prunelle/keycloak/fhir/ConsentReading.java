// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import io.prunelle.keycloak.consent.Addresses;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Paper;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads Consents as decisions on paper, the inverse of {@link ConsentMapping}. */
final class ConsentReading {
  private static final Map<String, String> NOT_IN_FORCE =
      Map.of(
          "draft", "is not a decision yet",
          "proposed", "is not a decision yet",
          "rejected", "was not agreed, and is no refusal either",
          "inactive", "is no longer in force",
          "entered-in-error", "was never meant");

  private final Addresses addresses;
  private final Systems systems;
  private final PracticeRegister register;
  private final ImportTerms terms;
  private final Findings findings;
  private final Persons persons;
  private final Map<List<Object>, String> seen = new HashMap<>();

  ConsentReading(
      Addresses addresses, PracticeRegister register, ImportTerms terms, Findings findings) {
    this.addresses = addresses;
    this.systems = new Systems(addresses.issuer());
    this.register = register;
    this.terms = terms;
    this.findings = findings;
    this.persons = new Persons(systems, register, findings);
  }

  /** Empty when something is wrong with it. */
  Optional<PaperConsent> read(Part consent) {
    int before = findings.count();
    // what says nothing of the decision, or cannot by FHIR's rules (extension: R4 2.4.1)
    consent.aside("resourceType", "meta", "language", "text", "identifier", "extension");
    consent.narrower("is not used in IHE PCF", "policyRule", "verification");
    consent.narrower("would change how the rest is read", "implicitRules");
    status(consent);
    scope(consent);
    Kind kind = Kind.read(consent, findings);
    Optional<Patient> patient = persons.patient(consent);
    Instant lapse = persons.performed(consent, patient);
    persons.organization(consent);
    Optional<LocalDate> signed = signed(consent);
    Source source = Source.read(consent, findings);
    Optional<Agreed> agreed =
        Agreed.read(consent, source.language(), addresses, register, terms, findings);
    Optional<Provision> provision =
        consent
            .requiredPart("provision")
            .map(
                part ->
                    Provision.read(
                        part, agreed.map(Agreed::hosting), signed, systems, terms, findings));
    Optional<Decision> decision =
        provision
            .flatMap(Provision::permits)
            .map(permits -> kind.decision(permits, consent, findings));
    consent.end();
    patient.ifPresent(who -> agreed.ifPresent(what -> once(consent, who, what.hosting().id())));
    if (findings.count() > before) {
      return Optional.empty();
    }
    Paper paper = new Paper(source.digest().orElseThrow(), signed.orElseThrow());
    // What a minor permitted ends with minority, whenever it is recorded. A refusal of then
    // stands: it would lapse unseen
    Instant then = decision.orElseThrow().permits() ? paper.earliest() : terms.now();
    lapse = Persons.earlier(lapse, persons.majority(patient, then));
    return Optional.of(
        new PaperConsent(
            consent.path(),
            patient.orElseThrow(),
            agreed.orElseThrow().hosting().id(),
            decision.orElseThrow(),
            agreed.get().notice().version(),
            agreed.get().language().orElseThrow(),
            paper,
            Persons.earlier(lapse, provision.orElseThrow().end())));
  }

  private void status(Part consent) {
    Optional<String> status = consent.required("status");
    if (status.isPresent() && !status.get().equals("active")) {
      findings.add(
          "business-rule",
          "invalid-member",
          consent.at("status"),
          NOT_IN_FORCE.getOrDefault(status.get(), "is none of FHIR's") + ": must be active");
    }
  }

  private void scope(Part consent) {
    consent
        .requiredPart("scope")
        .ifPresent(
            scope -> {
              if (Code.all(scope).stream()
                  .noneMatch(code -> code.is(Systems.SCOPE, "patient-privacy"))) {
                findings.value(scope.path(), "must be patient-privacy of " + Systems.SCOPE);
              }
            });
  }

  private Optional<LocalDate> signed(Part consent) {
    Optional<String> text = consent.required("dateTime");
    Optional<FhirTime> time = text.flatMap(FhirTime::parse).filter(FhirTime::exact);
    if (text.isPresent() && time.isEmpty()) {
      findings.value(consent.at("dateTime"), "must tell the day of the signature");
    }
    if (time.isPresent() && time.get().start().isAfter(terms.now())) {
      findings.value(consent.at("dateTime"), "must not be in the future");
    }
    return time.map(FhirTime::day);
  }

  /** Which of two came later nothing tells. */
  private void once(Part consent, Patient patient, HostingId hosting) {
    String first = seen.putIfAbsent(List.of(patient.id(), hosting), consent.path());
    if (first != null) {
      findings.add(
          "duplicate",
          "ambiguous-order",
          consent.path(),
          "is of the same patient on the same hosting as " + first);
    }
  }
}
