// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.patient;

import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.ledger.Author;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The patients whose guardian a user is: minors, and adults under protection.
 *
 * <p>The guardian's attribute {@code guardian_of} names them by their FHIR Patient ids; the patient
 * is a user too, whose {@code birthdate} or {@code protected_adult} says why there is a guardian.
 * Where neither does, there is none (fail closed). Users may edit none of these attributes.
 */
final class Wards {
  private static final Logger LOG = Logger.getLogger(Wards.class);
  // more is a slip of an import: each costs several look-ups, at each sign-in
  private static final int MOST = 300;

  private final RealmModel realm;
  private final Patients patients;
  private final Ages ages;

  Wards(RealmModel realm, Patients patients) {
    this.realm = realm;
    this.patients = patients;
    this.ages = new Ages(realm, patients);
  }

  /** Looked up one after the other, as far as they are read. */
  Stream<Subject> of(UserModel guardian, Instant now) {
    List<String> ids =
        guardian.getAttributeStream(Patients.GUARDIAN_OF).distinct().sorted().toList();
    if (ids.isEmpty()) {
      return Stream.empty();
    }
    if (ids.size() > MOST) {
      LOG.warnf(
          "user %s of realm %s: guardian of %d patients, the first %d of them are looked at",
          guardian.getId(), realm.getName(), ids.size(), MOST);
    }
    for (String attribute :
        List.of(Patients.GUARDIAN_OF, Patients.BIRTHDATE, Patients.PROTECTED_ADULT)) {
      if (!patients.protectedFromUsers(attribute)) {
        LOG.warnf(
            "realm %s: the user profile lets users edit %s, nobody is treated as a guardian",
            realm.getName(), attribute);
        return Stream.empty();
      }
    }
    return ids.stream().limit(MOST).flatMap(id -> ward(guardian, id, now).stream());
  }

  private Optional<Subject> ward(UserModel guardian, String id, Instant now) {
    return patients
        .user(realm, id)
        .filter(user -> !user.getId().equals(guardian.getId()))
        .flatMap(
            user ->
                patients.of(realm, user).flatMap(patient -> subject(guardian, user, patient, now)));
  }

  private Optional<Subject> subject(
      UserModel guardian, UserModel user, Patient patient, Instant now) {
    Author by = new Author(Author.Role.GUARDIAN, guardian.getId());
    if (ages.isProtectedAdult(user)) {
      return Optional.of(new Subject(patient, by, Patients.name(user), null));
    }
    return ages.majority(user)
        .filter(now::isBefore)
        .map(majority -> new Subject(patient, by, Patients.name(user), majority));
  }
}
