// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Who took or recorded a decision.
 *
 * @param subject the Keycloak user id, the {@code sub} of that user's tokens; null once the entry
 *     was pseudonymised
 */
public record Author(Role role, @Nullable String subject) {
  /** In which quality. */
  public enum Role {
    /** The data subject. */
    PATIENT,
    /** Somebody who decides for a minor or an adult under protection. */
    GUARDIAN,
    /** A practitioner of the practice. */
    PRACTITIONER
  }

  public static Author patient(String subject) {
    return new Author(Role.PATIENT, subject);
  }
}
