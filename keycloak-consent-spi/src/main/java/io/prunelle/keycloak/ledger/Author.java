// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

/**
 * Who took a decision.
 *
 * @param subject the Keycloak user id, the {@code sub} of that user's tokens
 */
public record Author(Role role, String subject) {
  /** In which quality. */
  public enum Role {
    /** The data subject. */
    PATIENT
  }

  public static Author patient(String subject) {
    return new Author(Role.PATIENT, subject);
  }
}
