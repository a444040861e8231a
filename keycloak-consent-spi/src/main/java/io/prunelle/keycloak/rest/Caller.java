// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.ledger.Authentication;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.patient.Subject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/**
 * Whoever calls for patients, under a session of their own.
 *
 * @param subjects the patients for whom the caller may decide, as at the login's question; at least
 *     one
 */
record Caller(
    List<Subject> subjects,
    UserModel user,
    UserSessionModel session,
    ClientModel client,
    Authentication authentication) {
  Caller {
    subjects = List.copyOf(subjects);
  }

  /**
   * The patient that a call is about. One answer for a patient that there is not, one whose
   * guardian the caller is not, and one who came of age.
   *
   * @param patient the FHIR Patient id; null for the caller
   * @throws Problem when the caller may not decide for that patient
   */
  Subject about(@Nullable String patient) {
    if (patient == null) {
      return self().orElseThrow(() -> Problem.notPermitted("the user is not a patient"));
    }
    return subjects.stream()
        .filter(subject -> subject.patient().id().equals(patient))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("no such patient"));
  }

  /** The caller as a patient; empty for a guardian who is none. */
  Optional<Subject> self() {
    return subjects.stream().filter(subject -> !isWard(subject)).findFirst();
  }

  /** The patients whose guardian the caller is. */
  List<Subject> wards() {
    return subjects.stream().filter(Caller::isWard).toList();
  }

  private static boolean isWard(Subject subject) {
    return subject.by().role() == Author.Role.GUARDIAN;
  }
}
