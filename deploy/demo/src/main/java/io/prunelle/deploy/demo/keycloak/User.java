// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.keycloak;

/**
 * Somebody who can sign in.
 *
 * @param role {@code patient} or {@code practitioner}
 * @param patientId the FHIR id of the patient's record; empty for others
 * @param decision what the patient has answered so far; empty if nothing
 */
public record User(
    String username,
    String password,
    String firstName,
    String lastName,
    String role,
    String practice,
    String patientId,
    String decision) {

  /** A patient of a practice, who has not been asked yet. */
  public static User patient(
      String username,
      String password,
      String firstName,
      String lastName,
      String practice,
      String patientId) {
    return new User(username, password, firstName, lastName, "patient", practice, patientId, "");
  }

  /** The same user after an answer. */
  public User having(String answer) {
    return new User(username, password, firstName, lastName, role, practice, patientId, answer);
  }
}
