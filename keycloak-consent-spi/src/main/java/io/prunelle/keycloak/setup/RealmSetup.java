// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.setup;

import io.prunelle.keycloak.login.EmergencyNoticeActionFactory;
import io.prunelle.keycloak.login.HostingConsentActionFactory;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.patient.Staff;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.RealmManager;
import org.keycloak.userprofile.UserProfileProvider;

/** Prepares a realm; again and again if wanted, for it never loosens what is there. */
public final class RealmSetup {
  private static final int READING_SECONDS = 1_800;
  private static final String NO_GUARDIAN = "nobody is treated as a guardian";
  private static final List<ProtectedAttribute> ATTRIBUTES =
      List.of(
          new ProtectedAttribute(Patients.ATTRIBUTE, true, false, "nobody is treated as a patient"),
          new ProtectedAttribute(Patients.GUARDIAN_OF, false, true, NO_GUARDIAN),
          new ProtectedAttribute(
              Patients.BIRTHDATE,
              true,
              false,
              NO_GUARDIAN + ", and no patient can permit anything, for anybody might be a child"),
          new ProtectedAttribute(Patients.PROTECTED_ADULT, false, false, NO_GUARDIAN),
          new ProtectedAttribute(Staff.STAFF_OF, true, true, "no patient is treated as staff"));

  /** Of which tokens make the claims {@code name} and {@code preferred_username}. */
  private static final List<OwnName> NAMES =
      List.of(
          new OwnName(UserModel.FIRST_NAME),
          new OwnName(UserModel.LAST_NAME),
          new OwnName(UserModel.USERNAME));

  private final KeycloakSession session;
  private final RealmModel realm;

  /**
   * Prepares {@code realm}.
   *
   * @param session its context is this realm
   */
  public RealmSetup(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /**
   * Creates what is missing. In Keycloak's administration realm, which has administrators and no
   * patients, that is the client of the administration pages alone.
   */
  public Report run() {
    Report report = new Report();
    new AdministrationClient(realm).run(report);
    if (RealmManager.isAdministrationRealm(realm)) {
      return report;
    }
    if (realm.isOrganizationsEnabled()) {
      report.present().add("organizations");
    } else {
      report.wrong().add("organizations: not enabled, so that there are no practices");
    }
    UserProfileProvider profiles = session.getProvider(UserProfileProvider.class);
    for (ProtectedAttribute attribute : ATTRIBUTES) {
      attribute.run(profiles, report);
    }
    for (OwnName name : NAMES) {
      name.run(realm, profiles, report);
    }
    for (String role :
        List.of(
            "patient",
            "guardian",
            "practitioner",
            "auditor",
            "consent-feed",
            "consent-officer",
            "practice-administrator",
            "emergency-report",
            "unusual-report")) {
      role(role, report);
    }
    new ConsentScope(realm).run(report);
    new StaffClaim(realm).run(report);
    readingTime(report);
    new LoginAction(realm, HostingConsentActionFactory.ID, "Hosting consent", "nobody is asked")
        .run(report);
    new LoginAction(
            realm, EmergencyNoticeActionFactory.ID, "Emergency notice", "nobody is told at sign-in")
        .run(report);
    return report;
  }

  /** WCAG 2.2, 2.2.1: time enough, for who reads slowly or has it read to them. */
  private void readingTime(Report report) {
    int seconds = realm.getAccessCodeLifespanUserAction();
    if (seconds < READING_SECONDS) {
      report
          .wrong()
          .add(
              "login action timeout: "
                  + seconds
                  + " s, too short to read a notice and a host sheet; at least "
                  + READING_SECONDS
                  + " s");
    } else {
      report.present().add("login action timeout");
    }
  }

  private void role(String name, Report report) {
    if (realm.getRole(name) == null) {
      realm.addRole(name);
      report.created().add("role " + name);
    } else {
      report.present().add("role " + name);
    }
  }
}
