// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.fhir.PracticeRegister.Guardian;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whose Consent it is, who gave it, and to whom. */
final class Persons {
  private final Systems systems;
  private final PracticeRegister register;
  private final Findings findings;

  Persons(Systems systems, PracticeRegister register, Findings findings) {
    this.systems = systems;
    this.register = register;
    this.findings = findings;
  }

  /** The patient, if the practice's. */
  Optional<Patient> patient(Part consent) {
    return consent
        .requiredPart("patient")
        .flatMap(
            part -> {
              Optional<Patient> patient = patient(Reference.read(part));
              if (patient.isEmpty()) {
                findings.add(
                    "not-found",
                    "not-found",
                    part.path(),
                    "names no patient of the practice, as Patient/{id} or by an identifier of "
                        + systems.issuer());
              }
              return patient;
            });
  }

  /**
   * When the patient comes of age, if after {@code then}; null for never. Whoever signs for a
   * minor, or is one, does so until then.
   */
  @Nullable Instant majority(Optional<Patient> patient, Instant then) {
    return patient.flatMap(minor -> register.majority(minor, then)).orElse(null);
  }

  /** The first moment at which a guardian who gave it could not any more; null for none. */
  @Nullable Instant performed(Part consent, Optional<Patient> patient) {
    Instant lapse = null;
    for (Part part : consent.requiredParts("performer")) {
      Reference performer = Reference.read(part);
      if (patient.isEmpty() || patient(performer).equals(patient)) {
        continue;
      }
      Optional<Guardian> guardian =
          performer.may("RelatedPerson")
              ? performer
                  .in(systems.issuer())
                  .flatMap(user -> register.guardian(user, patient.get()))
              : Optional.empty();
      if (guardian.isEmpty()) {
        findings.add(
            "not-found",
            "not-found",
            part.path(),
            "must be the patient, or the patient's guardian by an identifier of "
                + systems.issuer());
      } else {
        lapse = earlier(lapse, guardian.get().latest());
      }
    }
    return lapse;
  }

  /** Notes it unless the practice asked for the consent. */
  void organization(Part consent) {
    consent
        .only("organization")
        .ifPresent(
            part -> {
              Reference organization = Reference.read(part);
              if (!organization.may("Organization")
                  || organization.in(systems.practices()).stream()
                      .noneMatch(register.practice()::equals)) {
                findings.value(
                    part.path(),
                    "must be the practice, by the identifier "
                        + register.practice()
                        + " of the system "
                        + systems.practices());
              }
            });
  }

  static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }

  private Optional<Patient> patient(Reference reference) {
    if (!reference.may("Patient")) {
      return Optional.empty();
    }
    Optional<Patient> byId = reference.id("Patient").flatMap(register::patient);
    Optional<String> user = reference.in(systems.issuer());
    if (user.isEmpty()) {
      return byId;
    }
    Optional<Patient> byUser = user.flatMap(register::patientOf);
    return reference.literal().isEmpty() || byId.equals(byUser) ? byUser : Optional.empty();
  }
}
