// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.patient;

import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.ledger.Author;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A patient for whom a user may decide: the user, or somebody the user is the guardian of.
 *
 * @param by the user, in which quality
 * @param name of the patient; null when that is the user
 * @param latest when the user's decisions lapse at the latest, as a ward comes of age; null for
 *     never
 */
public record Subject(Patient patient, Author by, @Nullable String name, @Nullable Instant latest) {

  /** The same, of the patient as far as some practices go. */
  public Subject with(Patient narrowed) {
    return new Subject(narrowed, by, name, latest);
  }
}
