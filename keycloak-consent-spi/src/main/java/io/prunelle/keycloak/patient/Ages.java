// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.patient;

import io.prunelle.keycloak.consent.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * How old a user is, by the {@code birthdate} that administrators gave; and whether that can be
 * relied on.
 */
final class Ages {
  private static final Logger LOG = Logger.getLogger(Ages.class);

  /** Each is warned of once: it would be at every sign-in and every token. */
  private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

  // Code civil art. 388, 414
  private static final int MAJORITY_YEARS = 18;
  // LIL art. 45, GDPR art. 8(1)
  private static final int CONSENT_YEARS = 15;

  private final RealmModel realm;
  private final Patients patients;

  Ages(RealmModel realm, Patients patients) {
    this.realm = realm;
    this.patients = patients;
  }

  /**
   * Whether administrators say that {@code user} is an adult under protection. What users could say
   * of themselves counts for nothing: a child would be of age by it.
   */
  boolean isProtectedAdult(UserModel user) {
    return "true".equals(user.getFirstAttribute(Patients.PROTECTED_ADULT))
        && patients.protectedFromUsers(Patients.PROTECTED_ADULT);
  }

  /** When the user comes of age; empty when that cannot be told. */
  Optional<Instant> majority(UserModel user) {
    return birthday(user, MAJORITY_YEARS);
  }

  /**
   * Why the user does not permit for themselves; null where they do. Who has no {@code birthdate}
   * is of age. Where users can edit it, or take it off, anybody might be a child (fail closed).
   */
  @Nullable Refusal bar(UserModel user, Instant now) {
    if (isProtectedAdult(user)) {
      return null;
    }
    if (birthday(user, CONSENT_YEARS).filter(now::isBefore).isPresent()) {
      return new Refusal.TooYoung();
    }
    return areAssured() ? null : new Refusal.AgeNotAssured();
  }

  private boolean areAssured() {
    if (patients.protectedFromUsers(Patients.BIRTHDATE)) {
      WARNED.remove(realm.getId());
      return true;
    }
    if (WARNED.add(realm.getId())) {
      LOG.warnf(
          "realm %s: the user profile lets users edit %s, no patient can permit anything;"
              + " declare it with edit permission for admin only",
          realm.getName(), Patients.BIRTHDATE);
    }
    return false;
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
