// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.consent.Emergency;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EmergencyViewTest {
  private final Emergency emergency =
      new Emergency(
          UUID.randomUUID(),
          "pat-1",
          "cabinet-des-lilas",
          "Dr Lemoine",
          "sans connaissance",
          Instant.parse("2026-11-30T22:50:00Z"),
          Instant.parse("2026-11-30T23:50:00Z"),
          null);

  @Test
  void timesAreThoseOfParisInTheReadersLanguage() {
    Map<String, Object> french = EmergencyView.of(emergency, "Cabinet des Lilas", Locale.FRENCH);

    assertThat(french.get("from"))
        .isEqualTo(
            Map.of("iso", "2026-11-30T22:50:00Z", "date", "30 novembre 2026", "time", "23:50"));
    assertThat(french.get("until").toString()).contains("1er décembre 2026", "time=00:50");
    assertThat(
            EmergencyView.of(emergency, "Cabinet des Lilas", Locale.ENGLISH).get("from").toString())
        .contains("30 November 2026");
  }

  @Test
  void itSaysWhoWhereAndWhy() {
    assertThat(EmergencyView.of(emergency, "Cabinet des Lilas", Locale.FRENCH))
        .containsEntry("practitioner", "Dr Lemoine")
        .containsEntry("practice", "Cabinet des Lilas")
        .containsEntry("reason", "sans connaissance")
        .containsEntry("id", emergency.id().toString());
  }
}
