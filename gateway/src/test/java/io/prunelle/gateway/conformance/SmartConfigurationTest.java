// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who asks the realm for what is listed is given it. */
class SmartConfigurationTest {

  private static JsonObject configuration(String... scopes) {
    return SmartConfiguration.of(
        new JsonObject().put("scopes_supported", new JsonArray(List.of(scopes))));
  }

  @Test
  void theScopesAreThoseOfTheRealm() {
    JsonObject configuration =
        configuration("openid", "profile", "patient/*.rs", "user/Observation.rs", "roles");

    assertThat(configuration.getJsonArray("scopes_supported"))
        .containsExactly("openid", "patient/*.rs", "user/Observation.rs");
    assertThat(configuration.getJsonArray("capabilities"))
        .contains("permission-patient", "permission-user", "permission-v2")
        .doesNotContain("permission-v1");
  }

  @Test
  void soIsInWhichWayTheyAreWritten() {
    assertThat(configuration("user/*.read", "system/*.cruds").getJsonArray("capabilities"))
        .contains("permission-user", "permission-v1", "permission-v2")
        .doesNotContain("permission-patient", "permission-system");
  }

  @Test
  void aRealmWithoutAnyPermitsNothing() {
    JsonObject configuration = SmartConfiguration.of(new JsonObject());

    assertThat(configuration.getJsonArray("scopes_supported")).containsExactly("openid");
    assertThat(configuration.getJsonArray("capabilities"))
        .noneMatch(capability -> String.valueOf(capability).startsWith("permission-"));
  }
}
