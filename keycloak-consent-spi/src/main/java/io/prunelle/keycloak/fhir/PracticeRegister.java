// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.Patient;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom and what a Consent may name, as far as it is one practice's. What is somebody else's is as
 * if it were not there.
 */
public interface PracticeRegister {
  /** The practice, by the alias of its organization. */
  String practice();

  /** The practice's patient with a FHIR id. */
  Optional<Patient> patient(String id);

  /** The practice's patient who is a user of the realm. */
  Optional<Patient> patientOf(String user);

  /** When the patient comes of age, if after {@code then}; empty when that cannot be told. */
  Optional<Instant> majority(Patient patient, Instant then);

  /** The user, as the patient's guardian. */
  Optional<Guardian> guardian(String user, Patient patient);

  /** One of the practice's hostings. */
  Optional<Hosting> hosting(HostingId id);

  /** A version of the notice of one of the practice's hostings. */
  Optional<Notice> notice(HostingId hosting, int version);

  /**
   * Somebody who decides for a patient.
   *
   * @param latest when that comes to an end; null for never
   */
  record Guardian(@Nullable Instant latest) {}
}
