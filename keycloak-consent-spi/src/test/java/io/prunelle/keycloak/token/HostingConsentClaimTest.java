// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Known;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostingConsentClaimTest {
  private static final long NOW = Examples.NOW.getEpochSecond();

  @Test
  void aPermissionIsToldWithItsEnd() {
    assertThat(hostings(Decision.PERMIT, NOW + 60))
        .isEqualTo(
            "{\"cabinet-des-lilas@nuage-sante\":{\"decision\":\"PERMIT\",\"notice\":3,\"until\":"
                + (NOW + 60)
                + ",\"entry\":1042}}");
  }

  @Test
  void aRefusalIsToldWithoutAnEnd() {
    assertThat(hostings(Decision.DENY, null))
        .isEqualTo(
            "{\"cabinet-des-lilas@nuage-sante\":{\"decision\":\"DENY\",\"notice\":3,\"entry\":1042}}");
  }

  @Test
  void aPermissionThatRanOutIsNotTold() {
    assertThat(hostings(Decision.PERMIT, NOW)).isEqualTo("{}");
  }

  @Test
  void anUndecidedHostingIsAbsentAndThePositionIsThere() {
    Known known = new Known(1042, List.of(new Standing(Examples.hosting(3), null)));

    assertThat(HostingConsentClaim.of(known, Examples.NOW))
        .containsEntry("ledger", 1042L)
        .extracting("hostings")
        .isEqualTo(java.util.Map.of());
  }

  private static String hostings(Decision decision, @Nullable Long until) {
    Standing standing =
        new Standing(
            Examples.hosting(3),
            new Chain(1041, "0".repeat(64))
                .next(Examples.statement(decision, 3, until), Examples.SALT));
    Object hostings =
        HostingConsentClaim.of(new Known(1042, List.of(standing)), Examples.NOW).get("hostings");
    return Json.write(hostings);
  }
}
