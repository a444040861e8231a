// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.audit;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a value of a date parameter stands for: a year, a month, a day, a minute, a second or what
 * its last digit counts, each of which lasts (http://hl7.org/fhir/R4/search.html#date). Days are
 * those of UTC.
 *
 * @param to the first moment after it
 */
record Period(Instant from, Instant to) {

  /** Of what ends with one, and an offset. */
  private static final Pattern MINUTE =
      Pattern.compile("T\\d\\d:\\d\\d(Z|[+-].*)", Pattern.CASE_INSENSITIVE);

  private static final Pattern FRACTION = Pattern.compile("\\.(\\d+)");

  /** Of a second, as far as times are recorded. */
  private static final int DIGITS = 6;

  static Optional<Period> parse(String text) {
    try {
      return switch (text.length()) {
        case 4 -> Optional.of(days(Year.parse(text).atDay(1), ChronoUnit.YEARS));
        case 7 -> Optional.of(days(YearMonth.parse(text).atDay(1), ChronoUnit.MONTHS));
        case 10 -> Optional.of(days(LocalDate.parse(text), ChronoUnit.DAYS));
        default -> Optional.of(moment(OffsetDateTime.parse(text).toInstant(), text));
      };
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }

  private static Period days(LocalDate first, ChronoUnit unit) {
    return new Period(
        first.atStartOfDay().toInstant(ZoneOffset.UTC),
        first.plus(1, unit).atStartOfDay().toInstant(ZoneOffset.UTC));
  }

  private static Period moment(Instant from, String text) {
    Matcher fraction = FRACTION.matcher(text);
    Duration lasts =
        fraction.find()
            ? Duration.ofSeconds(1)
                .dividedBy((long) Math.pow(10, Math.min(fraction.group(1).length(), DIGITS)))
            : MINUTE.matcher(text).find() ? Duration.ofMinutes(1) : Duration.ofSeconds(1);
    return new Period(from, from.plus(lasts));
  }
}
