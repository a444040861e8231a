// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.setup;

import io.prunelle.keycloak.patient.Patients;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.userprofile.UserProfileConstants;
import org.keycloak.userprofile.UserProfileProvider;

/** The user attribute that says which patient a user is: seen by users, edited by nobody else. */
final class PatientAttribute {
  private static final String WHAT = "user attribute " + Patients.ATTRIBUTE;

  private final UserProfileProvider profiles;

  PatientAttribute(KeycloakSession session) {
    this.profiles = session.getProvider(UserProfileProvider.class);
  }

  void run(Report report) {
    UPConfig profile = profiles.getConfiguration();
    UPAttribute declared =
        profile.getAttributes() == null ? null : profile.getAttribute(Patients.ATTRIBUTE);
    if (declared == null) {
      List<UPAttribute> attributes =
          profile.getAttributes() == null
              ? new ArrayList<>()
              : new ArrayList<>(profile.getAttributes());
      attributes.add(
          new UPAttribute(
              Patients.ATTRIBUTE,
              new UPAttributePermissions(
                  Set.of(UserProfileConstants.ROLE_ADMIN, UserProfileConstants.ROLE_USER),
                  Set.of(UserProfileConstants.ROLE_ADMIN))));
      profile.setAttributes(attributes);
      profiles.setConfiguration(profile);
      report.created().add(WHAT);
    } else if (declared.getPermissions() != null
        && declared.getPermissions().getEdit().contains(UserProfileConstants.ROLE_USER)) {
      report.wrong().add(WHAT + ": users can edit it, so that nobody is treated as a patient");
    } else {
      report.present().add(WHAT);
    }
  }
}
