// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.setup;

import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.userprofile.UserProfileProvider;

/**
 * What people are called by in the journal and on the patient's page. Keycloak's own profile lets
 * users change it: left alone, since who may is for the realm to decide, and said.
 */
record OwnName(String attribute) {
  void run(RealmModel realm, UserProfileProvider profiles, Report report) {
    String what = "user attribute " + attribute;
    if (isAsked(realm) && isUsersOwn(profiles.getConfiguration())) {
      report
          .wrong()
          .add(what + ": users can edit it, so that whoever opens a record appears under any name");
    } else {
      report.present().add(what);
    }
  }

  /** The profile has the last word on all but the user name. */
  private boolean isAsked(RealmModel realm) {
    return !attribute.equals(UserModel.USERNAME) || realm.isEditUsernameAllowed();
  }

  private boolean isUsersOwn(UPConfig profile) {
    UPAttribute declared = ProtectedAttribute.declared(profile, attribute);
    return declared == null
        ? profile.getUnmanagedAttributePolicy() == UnmanagedAttributePolicy.ENABLED
        : ProtectedAttribute.isUsersOwn(declared);
  }
}
