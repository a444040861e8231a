// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.patient;

import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.ledger.Author;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.userprofile.UserProfileProvider;

/**
 * Tells which patient a user is.
 *
 * <p>Nobody is a patient in a realm whose user profile lets users edit {@code patient_id}: whoever
 * can choose the id could read and decide for anyone.
 */
public final class Patients {
  /** The user attribute that holds the FHIR Patient id; also the claim's name. */
  public static final String ATTRIBUTE = "patient_id";

  /** The user attribute that names, by their FHIR ids, the patients whose guardian a user is. */
  public static final String GUARDIAN_OF = "guardian_of";

  /** The user attribute that says when a patient comes of age, yyyy-mm-dd. */
  public static final String BIRTHDATE = "birthdate";

  /** The user attribute that is {@code true} of an adult under protection. */
  public static final String PROTECTED_ADULT = "protected_adult";

  private static final Logger LOG = Logger.getLogger(Patients.class);
  // FHIR R4 datatype id
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");

  private final KeycloakSession session;

  public Patients(KeycloakSession session) {
    this.session = session;
  }

  /** Whether {@code id} can name a patient. */
  public static boolean isId(String id) {
    return ID.matcher(id).matches();
  }

  /** The patient that {@code user} is; empty when none, or when it cannot be trusted. */
  public Optional<Patient> of(RealmModel realm, UserModel user) {
    return id(realm, user).map(id -> new Patient(id, new Practices(session, realm).of(user)));
  }

  /** The FHIR id of the patient that {@code user} is; empty as for {@link #of}. */
  public Optional<String> id(RealmModel realm, UserModel user) {
    List<String> ids = user.getAttributeStream(ATTRIBUTE).toList();
    if (ids.isEmpty()) {
      return Optional.empty();
    }
    if (ids.size() > 1 || !isId(ids.get(0))) {
      LOG.warnf(
          "user %s of realm %s: %s is not one FHIR id, the user is treated as no patient",
          user.getId(), realm.getName(), ATTRIBUTE);
      return Optional.empty();
    }
    if (!protectedFromUsers(ATTRIBUTE)) {
      LOG.warnf(
          "realm %s: the user profile lets users edit %s, nobody is treated as a patient;"
              + " declare it with edit permission for admin only",
          realm.getName(), ATTRIBUTE);
      return Optional.empty();
    }
    if (isAnothers(realm, user, ids.get(0))) {
      LOG.warnf(
          "realm %s: several users have the same %s, none of them is treated as that patient",
          realm.getName(), ATTRIBUTE);
      return Optional.empty();
    }
    return Optional.of(ids.get(0));
  }

  /** A slip in an import must not make one person another. */
  private boolean isAnothers(RealmModel realm, UserModel user, String id) {
    return new Holders(session)
        .of(realm, id).stream().anyMatch(found -> !found.equals(user.getId()));
  }

  /** When a patient comes of age, if that is after {@code then}; empty when it cannot be told. */
  public Optional<Instant> majority(RealmModel realm, String id, Instant then) {
    Ages ages = new Ages(realm, this);
    return user(realm, id)
        .filter(user -> !ages.isProtectedAdult(user))
        .flatMap(ages::majority)
        .filter(then::isBefore);
  }

  /** Whether {@code user} is meant to be a patient, whether or not that can be trusted. */
  boolean isPatient(UserModel user) {
    return user.getAttributeStream(ATTRIBUTE).findAny().isPresent();
  }

  /** All for whom {@code user} may decide: first themselves, if a patient, then their wards. */
  public List<Subject> subjects(RealmModel realm, UserModel user, Instant now) {
    return eachSubject(realm, user, now).toList();
  }

  /** As {@link #subjects}, looked up one after the other: a guardian may have many. */
  public Stream<Subject> eachSubject(RealmModel realm, UserModel user, Instant now) {
    Stream<Subject> own = of(realm, user).stream().map(patient -> self(realm, user, patient, now));
    return Stream.concat(own, eachWard(realm, user, now));
  }

  /** The user as a patient: a minor's decisions lapse like those of the guardians. */
  private Subject self(RealmModel realm, UserModel user, Patient patient, Instant now) {
    Ages ages = new Ages(realm, this);
    return new Subject(
        patient,
        Author.patient(user.getId()),
        null,
        ages.isProtectedAdult(user) ? null : ages.majority(user).filter(now::isBefore).orElse(null),
        ages.bar(user, now));
  }

  /** The patients whose guardian {@code user} is, by id, looked up one after the other. */
  public Stream<Subject> eachWard(RealmModel realm, UserModel user, Instant now) {
    return new Wards(realm, this).of(user, now);
  }

  /** The patient with a FHIR id; empty when no one user is that. */
  public Optional<Patient> find(RealmModel realm, String id) {
    return user(realm, id).flatMap(user -> of(realm, user));
  }

  /** The user with a patient's FHIR id; empty when there is not exactly one. */
  public Optional<UserModel> user(RealmModel realm, String id) {
    List<String> holders = new Holders(session).of(realm, id);
    if (holders.size() > 1) {
      LOG.warnf("realm %s: several users have the same %s", realm.getName(), ATTRIBUTE);
      return Optional.empty();
    }
    if (holders.size() == 1) {
      return Optional.ofNullable(session.users().getUserById(realm, holders.get(0)));
    }
    // whom a directory alone knows
    List<UserModel> users =
        session.users().searchForUserByUserAttributeStream(realm, ATTRIBUTE, id).limit(2).toList();
    return users.size() == 1 ? Optional.of(users.get(0)) : Optional.empty();
  }

  /** What {@code user} is called: first and last name; the username where there is neither. */
  public static String name(UserModel user) {
    String name =
        Stream.of(user.getFirstName(), user.getLastName())
            .filter(part -> part != null && !part.isBlank())
            .collect(Collectors.joining(" "));
    return name.isEmpty() ? user.getUsername() : name;
  }

  boolean protectedFromUsers(String attribute) {
    UserProfileProvider profiles = session.getProvider(UserProfileProvider.class);
    return new AttributeProtection(profiles.getConfiguration()).protects(attribute);
  }
}
