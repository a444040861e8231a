// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatesTest {
  private static final Instant AT_NIGHT = Instant.parse("2026-11-30T23:30:00Z");

  @ParameterizedTest
  @CsvSource({"fr, 1er décembre 2026", "en, 1 December 2026", "en-US, 1 December 2026"})
  void aDayIsThatOfParisAsOnTheGatewaysPage(String language, String day) {
    assertThat(new Dates(Locale.forLanguageTag(language)).day(AT_NIGHT)).isEqualTo(day);
  }

  @Test
  void theEleventhOfAMonthIsNoOrdinal() {
    assertThat(new Dates(Locale.FRENCH).day(Instant.parse("2026-11-11T10:00:00Z")))
        .isEqualTo("11 novembre 2026");
  }

  @Test
  void aTimeIsThatOfParis() {
    assertThat(new Dates(Locale.FRENCH).time(AT_NIGHT)).isEqualTo("00:30");
  }
}
