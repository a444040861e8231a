// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.sheet;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/**
 * Days and times as patients read them, by the clocks of Paris: the same here as on the gateway's
 * page, wherever the server stands.
 */
public final class Dates {
  private static final ZoneId ZONE = ZoneId.of("Europe/Paris");

  private final boolean french;
  private final DateTimeFormatter days;
  private final DateTimeFormatter times;

  public Dates(Locale locale) {
    this.french = locale.getLanguage().equals("fr");
    this.days =
        locale.getLanguage().equals("en")
            ? DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK)
            : DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(locale);
    this.times = DateTimeFormatter.ofPattern("HH:mm", locale);
  }

  public String day(LocalDate day) {
    String said = days.format(day);
    // In French the first of a month is an ordinal
    return french && day.getDayOfMonth() == 1 ? said.replaceFirst("^1 ", "1er ") : said;
  }

  public String day(Instant at) {
    return day(LocalDate.ofInstant(at, ZONE));
  }

  /** Hours and minutes. */
  public String time(Instant at) {
    return times.format(at.atZone(ZONE));
  }
}
