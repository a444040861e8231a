// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.ProtocolMapperModel;

class ClaimNameTest {

  @Test
  void withoutANameTheClaimIsCalledAsTheGatewayExpects() {
    assertThat(configured(null)).isEqualTo("hosting_consent");
    assertThat(configured(" ")).isEqualTo("hosting_consent");
    assertThat(ClaimName.allowed(null)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"consent", "care.consent", "https://care\\.example/consent"})
  void anotherNameIsTaken(String name) {
    assertThat(ClaimName.allowed(name)).isTrue();
    assertThat(configured(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sub",
        "iss",
        "aud",
        "scope",
        "realm_access",
        "realm_access.roles",
        "organization",
        "patient_id",
        "staff_of",
        "patient_id.x"
      })
  void aNameThatMeansSomethingElseIsRefusedAndNeverOverwritten(String name) {
    assertThat(ClaimName.allowed(name)).isFalse();
    assertThat(configured(name)).isEqualTo("hosting_consent");
  }

  private static String configured(@Nullable String name) {
    ProtocolMapperModel mapping = new ProtocolMapperModel();
    mapping.setConfig(new HashMap<>());
    mapping.getConfig().put("claim.name", name);
    return ClaimName.of(mapping);
  }
}
