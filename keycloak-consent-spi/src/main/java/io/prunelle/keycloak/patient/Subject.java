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
 * @param bar why the user may not permit, and only refuse; null when they may
 */
public record Subject(
    Patient patient,
    Author by,
    @Nullable String name,
    @Nullable Instant latest,
    @Nullable Refusal bar) {

  /** A patient for whom the user may both permit and refuse. */
  public Subject(Patient patient, Author by, @Nullable String name, @Nullable Instant latest) {
    this(patient, by, name, latest, null);
  }

  /** The same, of the patient as far as some practices go. */
  public Subject with(Patient narrowed) {
    return new Subject(narrowed, by, name, latest, bar);
  }

  /** Whether the user may permit, and not only refuse. */
  public boolean permits() {
    return bar == null;
  }

  /** Why such a decision is not the user's to take; empty when it is. */
  public Optional<Refusal> bars(Decision decision) {
    return decision.permits() ? Optional.ofNullable(bar) : Optional.empty();
  }
}
