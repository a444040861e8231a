// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.patient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;

class AttributeProtectionTest {

  @Test
  void anAttributeThatOnlyAdministratorsEditIsProtected() {
    assertThat(declared(Set.of("admin"))).isTrue();
    assertThat(declared(Set.of())).isTrue();
  }

  @Test
  void anAttributeThatUsersEditIsNot() {
    assertThat(declared(Set.of("admin", "user"))).isFalse();
    assertThat(declared(Set.of("user"))).isFalse();
  }

  @Test
  void aDeclaredAttributeWithoutPermissionsIsNobodysToEdit() {
    UPConfig profile = new UPConfig();
    profile.addOrReplaceAttribute(new UPAttribute(Patients.ATTRIBUTE));

    assertThat(new AttributeProtection(profile).protects(Patients.ATTRIBUTE)).isTrue();
  }

  @Test
  void anUndeclaredAttributeIsProtectedUnlessEveryoneMayEditUnmanagedOnes() {
    assertThat(undeclared(UnmanagedAttributePolicy.ENABLED)).isFalse();
    assertThat(new AttributeProtection(new UPConfig()).protects(Patients.ATTRIBUTE)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = UnmanagedAttributePolicy.class,
      names = "ADMIN_.*",
      mode = EnumSource.Mode.MATCH_ALL)
  void unmanagedAttributesForAdministratorsAreProtected(UnmanagedAttributePolicy policy) {
    assertThat(undeclared(policy)).isTrue();
  }

  private static boolean declared(Set<String> editors) {
    UPConfig profile = new UPConfig();
    // even where unmanaged attributes are open to all, a declared one has its own permissions
    profile.setUnmanagedAttributePolicy(UnmanagedAttributePolicy.ENABLED);
    profile.addOrReplaceAttribute(
        new UPAttribute(Patients.ATTRIBUTE, new UPAttributePermissions(Set.of("user"), editors)));
    return new AttributeProtection(profile).protects(Patients.ATTRIBUTE);
  }

  private static boolean undeclared(UnmanagedAttributePolicy policy) {
    UPConfig profile = new UPConfig();
    profile.setUnmanagedAttributePolicy(policy);
    return new AttributeProtection(profile).protects(Patients.ATTRIBUTE);
  }
}
