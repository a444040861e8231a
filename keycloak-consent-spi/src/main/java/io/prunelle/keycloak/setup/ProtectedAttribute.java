// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.userprofile.UserProfileConstants;
import org.keycloak.userprofile.UserProfileProvider;

/**
 * A user attribute that the rules rest on: edited by administrators and nobody else.
 *
 * @param seen whether users see their own
 * @param consequence what happens where users can edit it
 */
record ProtectedAttribute(String name, boolean seen, boolean multivalued, String consequence) {
  void run(UserProfileProvider profiles, Report report) {
    String what = "user attribute " + name;
    UPConfig profile = profiles.getConfiguration();
    UPAttribute declared = declared(profile, name);
    if (declared == null) {
      List<UPAttribute> attributes =
          profile.getAttributes() == null
              ? new ArrayList<>()
              : new ArrayList<>(profile.getAttributes());
      attributes.add(declaration());
      profile.setAttributes(attributes);
      profiles.setConfiguration(profile);
      report.created().add(what);
    } else if (isUsersOwn(declared)) {
      report.wrong().add(what + ": users can edit it, so that " + consequence);
    } else {
      report.present().add(what);
    }
  }

  /** Null where the profile has no such attribute. */
  static @Nullable UPAttribute declared(UPConfig profile, String name) {
    return profile.getAttributes() == null ? null : profile.getAttribute(name);
  }

  /** Whether users edit their own. */
  static boolean isUsersOwn(UPAttribute declared) {
    return declared.getPermissions() != null
        && declared.getPermissions().getEdit().contains(UserProfileConstants.ROLE_USER);
  }

  private UPAttribute declaration() {
    Set<String> viewers =
        seen
            ? Set.of(UserProfileConstants.ROLE_ADMIN, UserProfileConstants.ROLE_USER)
            : Set.of(UserProfileConstants.ROLE_ADMIN);
    UPAttribute attribute =
        new UPAttribute(
            name, new UPAttributePermissions(viewers, Set.of(UserProfileConstants.ROLE_ADMIN)));
    attribute.setMultivalued(multivalued);
    return attribute;
  }
}
