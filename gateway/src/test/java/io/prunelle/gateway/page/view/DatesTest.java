// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class DatesTest {

  private final Dates french = new Dates(Language.FRENCH);
  private final Dates english = new Dates(Language.ENGLISH);

  @Test
  void theFirstOfAMonthIsWrittenTheFrenchWay() {
    LocalDate day = LocalDate.of(2026, 12, 1);
    assertThat(french.date(day)).isEqualTo("1er décembre 2026");
    assertThat(english.date(day)).isEqualTo("1 December 2026");
  }

  @Test
  void anAccessLateInTheEveningIsListedUnderTheDayItWasInFrance() {
    Instant late = Instant.parse("2026-07-13T22:30:00Z");
    assertThat(french.dayOfWeekAndDate(french.day(late))).isEqualTo("mardi 14 juillet 2026");
    assertThat(french.time(late)).isEqualTo("00:30");
    assertThat(english.dayOfWeekAndDate(english.day(late))).isEqualTo("Tuesday 14 July 2026");
  }
}
