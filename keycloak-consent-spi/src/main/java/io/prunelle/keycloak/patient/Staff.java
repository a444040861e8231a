// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.patient;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Tells where a user works.
 *
 * <p>Patients are members of their practices like those who work there, and roles are the realm's:
 * the doctor of one practice who is a patient of another one has the role in both. So who is a
 * patient works only where {@code staff_of} says, which administrators alone write; who is none,
 * wherever they are a member.
 */
public final class Staff {
  /** The user attribute that names the practices where a patient works; also the claim's name. */
  public static final String STAFF_OF = "staff_of";

  private static final Logger LOG = Logger.getLogger(Staff.class);

  private final RealmModel realm;
  private final Patients patients;
  private final Practices practices;

  public Staff(KeycloakSession session, RealmModel realm) {
    this.realm = realm;
    this.patients = new Patients(session);
    this.practices = new Practices(session, realm);
  }

  /** Whether {@code user} works at the practice with that alias. */
  public boolean isOf(UserModel user, String practice) {
    return practices.of(user).contains(practice)
        && said(user).map(said -> said.contains(practice)).orElse(true);
  }

  /**
   * The aliases of the practices where {@code user} works, where that has to be said; empty for who
   * works wherever they are a member.
   */
  public Optional<Set<String>> told(UserModel user) {
    return said(user)
        .map(
            said -> {
              Set<String> told = new HashSet<>(said);
              told.retainAll(practices.of(user));
              return told;
            });
  }

  private Optional<Set<String>> said(UserModel user) {
    Set<String> said = user.getAttributeStream(STAFF_OF).collect(Collectors.toUnmodifiableSet());
    // who could take the patient's id off themselves is held to be a patient
    if (said.isEmpty()
        && !patients.isPatient(user)
        && patients.protectedFromUsers(Patients.ATTRIBUTE)) {
      return Optional.empty();
    }
    if (!said.isEmpty() && !patients.protectedFromUsers(STAFF_OF)) {
      LOG.warnf(
          "realm %s: the user profile lets users edit %s, no patient is treated as staff",
          realm.getName(), STAFF_OF);
      return Optional.of(Set.of());
    }
    return Optional.of(said);
  }
}
