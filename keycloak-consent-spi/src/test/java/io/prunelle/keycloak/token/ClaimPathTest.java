// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimPathTest {
  private final Map<String, Object> claims = new HashMap<>();

  @Test
  void aClaimStandsAtTheEndOfItsPath() {
    ClaimPath.put(claims, List.of("consent"), "a");
    ClaimPath.put(claims, List.of("extensions", "ihe", "pcf"), "b");

    assertThat(claims)
        .isEqualTo(Map.of("consent", "a", "extensions", Map.of("ihe", Map.of("pcf", "b"))));
  }

  @Test
  void whatOthersPutAlongThePathStays() {
    claims.put("extensions", Map.of("ihe_iua", Map.of("subject_name", "A")));

    ClaimPath.put(claims, List.of("extensions", "ihe_pcf"), "b");

    assertThat(claims)
        .isEqualTo(
            Map.of("extensions", Map.of("ihe_iua", Map.of("subject_name", "A"), "ihe_pcf", "b")));
  }

  @Test
  void aClaimTakesThePlaceOfItsOlderSelf() {
    ClaimPath.put(claims, List.of("care", "consent"), "a");
    ClaimPath.put(claims, List.of("care", "consent"), "b");

    assertThat(claims).isEqualTo(Map.of("care", Map.of("consent", "b")));
  }
}
