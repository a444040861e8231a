// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Dates as HTTP writes them (RFC 9110, 5.6.7): in seconds, always with two digits for the day. */
public final class HttpDate {

  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
  private static final int LENGTH = 29;

  private HttpDate() {}

  /** Throws {@link DateTimeException} before the year 0 and after 9999. */
  public static String format(Instant instant) {
    LocalDateTime date = date(instant);
    int day = 3 * (date.getDayOfWeek().getValue() - 1);
    int month = 3 * (date.getMonthValue() - 1);
    StringBuilder text = new StringBuilder(LENGTH).append(DAYS, day, day + 3).append(", ");
    two(text, date.getDayOfMonth()).append(' ').append(MONTHS, month, month + 3).append(' ');
    two(two(text, date.getYear() / 100), date.getYear() % 100).append(' ');
    two(text, date.getHour()).append(':');
    two(text, date.getMinute()).append(':');
    return two(text, date.getSecond()).append(" GMT").toString();
  }

  private static LocalDateTime date(Instant instant) {
    LocalDateTime date = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    if (date.getYear() < 0 || date.getYear() > 9_999) {
      throw new DateTimeException("HTTP has no date for the year " + date.getYear());
    }
    return date;
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /**
   * Throws {@link DateTimeException} when it is none, or one that cannot be {@linkplain #format
   * written} again.
   */
  public static Instant parse(String date) {
    return isUsual(date) ? usual(date) : other(date);
  }

  /** In UTC the year may be another one than where it was written. */
  private static Instant other(String date) {
    return date(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
        .toInstant(ZoneOffset.UTC);
  }

  /** As all who send dates write them, but for other forms that are still to be read. */
  private static boolean isUsual(String date) {
    if (date.length() != LENGTH || !date.endsWith(" GMT") || !date.startsWith(", ", 3)) {
      return false;
    }
    for (int at : new int[] {5, 6, 12, 13, 14, 15, 17, 18, 20, 21, 23, 24}) {
      if (date.charAt(at) < '0' || date.charAt(at) > '9') {
        return false;
      }
    }
    return date.charAt(7) == ' '
        && date.charAt(11) == ' '
        && date.charAt(16) == ' '
        && date.charAt(19) == ':'
        && date.charAt(22) == ':'
        && place(MONTHS, date, 8) >= 0
        && place(DAYS, date, 0) >= 0;
  }

  private static Instant usual(String date) {
    LocalDateTime read =
        LocalDateTime.of(
            100 * number(date, 12) + number(date, 14),
            place(MONTHS, date, 8) + 1,
            number(date, 5),
            number(date, 17),
            number(date, 20),
            number(date, 23));
    if (read.getDayOfWeek().getValue() != place(DAYS, date, 0) + 1) {
      throw new DateTimeException("another day of the week: " + date);
    }
    return read.toInstant(ZoneOffset.UTC);
  }

  private static int number(String date, int at) {
    return 10 * (date.charAt(at) - '0') + date.charAt(at + 1) - '0';
  }

  /** Which of the words of three letters stands there; negative for none. */
  private static int place(String words, String date, int at) {
    for (int word = 0; word < words.length(); word += 3) {
      if (words.regionMatches(word, date, at, 3)) {
        return word / 3;
      }
    }
    return -1;
  }
}
