// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.patient;

import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.consent.Refusal;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Decision;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A patient for whom a user may decide: the user, or somebody the user is the guardian of.
 *
 * @param by the user, in which quality
 * @param name of the patient; null when that is the user
 * @param latest when the user's decisions lapse at the latest, as a minor comes of age; null for
 *     never
 * @param permits whether the user may permit, and not only refuse
 */
public record Subject(
    Patient patient, Author by, @Nullable String name, @Nullable Instant latest, boolean permits) {

  /** A patient for whom the user may both permit and refuse. */
  public Subject(Patient patient, Author by, @Nullable String name, @Nullable Instant latest) {
    this(patient, by, name, latest, true);
  }

  /** The same, of the patient as far as some practices go. */
  public Subject with(Patient narrowed) {
    return new Subject(narrowed, by, name, latest, permits);
  }

  /** Why such a decision is not the user's to take; empty when it is. */
  public Optional<Refusal> bars(Decision decision) {
    return permits || !decision.permits() ? Optional.empty() : Optional.of(new Refusal.TooYoung());
  }
}
