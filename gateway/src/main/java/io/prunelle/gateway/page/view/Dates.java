// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * Days and times as people write them. Patterns of our own rather than the platform's: those change
 * with the Java version.
 */
final class Dates {

  static final ZoneId ZONE = ZoneId.of("Europe/Paris");

  private final Language language;
  private final DateTimeFormatter dayOfWeek;
  private final DateTimeFormatter monthAndYear;
  private final DateTimeFormatter time;
  private final DateTimeFormatter seconds;
  private final DateTimeFormatter numeric;

  Dates(Language language) {
    this.language = language;
    this.dayOfWeek = DateTimeFormatter.ofPattern("EEEE", language.locale());
    this.monthAndYear = DateTimeFormatter.ofPattern("MMMM uuuu", language.locale());
    this.time = DateTimeFormatter.ofPattern("HH:mm", language.locale());
    this.seconds = DateTimeFormatter.ofPattern("HH:mm:ss", language.locale());
    // In English, days before months are not told from months before days
    this.numeric =
        DateTimeFormatter.ofPattern(
            language == Language.FRENCH ? "dd/MM/uuuu" : "uuuu-MM-dd", language.locale());
  }

  /** As spreadsheets take days: {@code 01/12/2026} or {@code 2026-12-01}. */
  String numeric(Instant instant) {
    return numeric.format(instant.atZone(ZONE));
  }

  /** The calendar day in France on which it happened. */
  LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZONE);
  }

  /** For instance {@code 1er décembre 2026} or {@code 1 December 2026}. */
  String date(LocalDate day) {
    boolean first = day.getDayOfMonth() == 1 && language == Language.FRENCH;
    return (first ? "1er" : String.valueOf(day.getDayOfMonth())) + " " + monthAndYear.format(day);
  }

  /** For instance {@code décembre 2026}. */
  String month(YearMonth month) {
    return monthAndYear.format(month);
  }

  String date(Instant instant) {
    return date(day(instant));
  }

  /** For instance {@code lundi 23 novembre 2026}. */
  String dayOfWeekAndDate(LocalDate day) {
    return dayOfWeek.format(day) + " " + date(day);
  }

  /** For instance {@code 10:41}. */
  String time(Instant instant) {
    return time.format(instant.atZone(ZONE));
  }

  /** For instance {@code 10:41:07}. */
  String timeWithSeconds(Instant instant) {
    return seconds.format(instant.atZone(ZONE));
  }
}
