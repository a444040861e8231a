// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.keycloak;

import java.util.List;

/**
 * Somebody who can sign in.
 *
 * @param role {@code patient}, {@code guardian}, {@code practitioner}, {@code auditor}, {@code
 *     consent-officer} or {@code practice-administrator}
 * @param patientId the FHIR id of the patient's record; empty for others
 * @param decision what the patient has answered so far; empty if nothing
 * @param wards the FHIR ids of the records of the patients under protection whose guardian this is;
 *     of such a patient their own; none for others
 * @param staffOf of a patient who is a practitioner as well, of which practice; empty for others
 */
public record User(
    String username,
    String password,
    String firstName,
    String lastName,
    String role,
    String practice,
    String patientId,
    String decision,
    List<String> wards,
    String staffOf) {

  /** A patient of a practice, who has not been asked yet. */
  public static User patient(
      String username,
      String password,
      String firstName,
      String lastName,
      String practice,
      String patientId) {
    return new User(
        username, password, firstName, lastName, "patient", practice, patientId, "", List.of(), "");
  }

  /** The same user after an answer. */
  public User having(String answer) {
    return new User(
        username, password, firstName, lastName, role, practice, patientId, answer, wards, staffOf);
  }

  /** The same patient as an adult under protection. */
  public User underProtection() {
    return new User(
        username,
        password,
        firstName,
        lastName,
        role,
        practice,
        patientId,
        decision,
        List.of(patientId),
        staffOf);
  }

  /** The same patient as a practitioner of another practice. */
  public User workingAt(String other) {
    return new User(
        username, password, firstName, lastName, role, practice, patientId, decision, wards, other);
  }

  /** Who acts for this patient and another of the same practice. */
  public User guardian(String name, String given, String family, User other) {
    return new User(
        name,
        password,
        given,
        family,
        "guardian",
        practice,
        "",
        "",
        List.of(patientId, other.patientId),
        "");
  }
}
