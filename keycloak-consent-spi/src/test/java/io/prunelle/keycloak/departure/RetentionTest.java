// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.departure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  @ParameterizedTest
  @NullAndEmptySource
  void whereNothingIsSaidNamesAreKeptForFiveYears(String text) {
    assertThat(Retention.read(text).orElseThrow().before(NOW))
        .isEqualTo(Instant.parse("2021-11-23T10:00:00Z"));
  }

  @Test
  void aRealmMayKeepThemForLongerOrNotAtAll() {
    assertThat(Retention.read("P10Y").orElseThrow().before(NOW))
        .isEqualTo(Instant.parse("2016-11-23T10:00:00Z"));
    assertThat(Retention.read(" P0D ").orElseThrow().before(NOW)).isEqualTo(NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"five years", "5", "P-1D", "PT1H", "P", "P300000000Y", "P999999999D"})
  void whatMakesNoSenseTakesNobodyOut(String text) {
    assertThat(Retention.read(text)).isEmpty();
  }
}
