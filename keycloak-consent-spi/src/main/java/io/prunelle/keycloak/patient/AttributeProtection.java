// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.patient;

import java.util.Set;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.userprofile.UserProfileConstants;

/** Whether a realm's user profile keeps users from editing an attribute of their own. */
final class AttributeProtection {
  private final UPConfig profile;

  AttributeProtection(UPConfig profile) {
    this.profile = profile;
  }

  boolean protects(String attribute) {
    // a profile that declares nothing has no list at all
    UPAttribute declared = profile.getAttributes() == null ? null : profile.getAttribute(attribute);
    if (declared == null) {
      // without a policy unmanaged attributes are disabled; ADMIN_VIEW and ADMIN_EDIT leave users
      // out
      return profile.getUnmanagedAttributePolicy() != UnmanagedAttributePolicy.ENABLED;
    }
    UPAttributePermissions permissions = declared.getPermissions();
    Set<String> editors = permissions == null ? Set.of() : permissions.getEdit();
    return !editors.contains(UserProfileConstants.ROLE_USER);
  }
}
