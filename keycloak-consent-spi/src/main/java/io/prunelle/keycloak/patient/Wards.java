// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.patient;

import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.ledger.Author;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
  // Code civil art. 388, 414
  private static final int MAJORITY_YEARS = 18;
  // LIL art. 45, GDPR art. 8(1)
  private static final int CONSENT_YEARS = 15;

  private final RealmModel realm;
  private final Patients patients;

  Wards(RealmModel realm, Patients patients) {
    this.realm = realm;
    this.patients = patients;
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

  private static Optional<Subject> subject(
      UserModel guardian, UserModel user, Patient patient, Instant now) {
    Author by = new Author(Author.Role.GUARDIAN, guardian.getId());
    if ("true".equals(user.getFirstAttribute(Patients.PROTECTED_ADULT))) {
      return Optional.of(new Subject(patient, by, Patients.name(user), null));
    }
    return majority(user)
        .filter(now::isBefore)
        .map(majority -> new Subject(patient, by, Patients.name(user), majority));
  }

  /** The user as a patient: a minor's decisions lapse like those of the guardians. */
  static Subject self(UserModel user, Patient patient, Instant now) {
    Author by = Author.patient(user.getId());
    if ("true".equals(user.getFirstAttribute(Patients.PROTECTED_ADULT))) {
      return new Subject(patient, by, null, null);
    }
    return new Subject(
        patient,
        by,
        null,
        majority(user).filter(now::isBefore).orElse(null),
        birthday(user, CONSENT_YEARS).filter(now::isBefore).isEmpty());
  }

  /** When the user comes of age; empty when that cannot be told. */
  static Optional<Instant> majority(UserModel user) {
    return birthday(user, MAJORITY_YEARS);
  }

  private static Optional<Instant> birthday(UserModel user, int years) {
    String birthdate = user.getFirstAttribute(Patients.BIRTHDATE);
    if (birthdate == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDate.parse(birthdate).plusYears(years).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeException e) {
      LOG.warnf("user %s: %s is not a date (yyyy-mm-dd)", user.getId(), Patients.BIRTHDATE);
      return Optional.empty();
    }
  }
}
