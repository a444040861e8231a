// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A FHIR dateTime: a year, a month, a day or an instant. Days are those of UTC, as in the ledger.
 *
 * @param start its first moment
 * @param end its last second; FHIR R4 2.24.0.10: the end of a period includes the whole of it
 * @param exact whether it tells the day
 */
record FhirTime(Instant start, Instant end, boolean exact) {
  private static final Pattern YEAR = Pattern.compile("(?!0000)[0-9]{4}");
  private static final Pattern MONTH = Pattern.compile(YEAR + "-[0-9]{2}");
  private static final Pattern DAY = Pattern.compile(MONTH + "-[0-9]{2}");
  private static final Pattern INSTANT =
      Pattern.compile(
          DAY + "T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?" + "(Z|[+-][0-9]{2}:[0-9]{2})");

  /** Empty when the text is none. */
  static Optional<FhirTime> parse(String text) {
    try {
      if (YEAR.matcher(text).matches()) {
        LocalDate first = LocalDate.of(Integer.parseInt(text), 1, 1);
        return Optional.of(days(first, first.plusYears(1), false));
      }
      if (MONTH.matcher(text).matches()) {
        LocalDate first = YearMonth.parse(text).atDay(1);
        return Optional.of(days(first, first.plusMonths(1), false));
      }
      if (DAY.matcher(text).matches()) {
        LocalDate day = LocalDate.parse(text);
        return Optional.of(days(day, day.plusDays(1), true));
      }
      if (INSTANT.matcher(text).matches()) {
        Instant instant = OffsetDateTime.parse(text).toInstant();
        return Optional.of(new FhirTime(instant, instant, true));
      }
    } catch (DateTimeException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** The day it begins on. */
  LocalDate day() {
    return LocalDate.ofInstant(start, ZoneOffset.UTC);
  }

  private static FhirTime days(LocalDate first, LocalDate next, boolean exact) {
    return new FhirTime(
        first.atStartOfDay(ZoneOffset.UTC).toInstant(),
        next.atStartOfDay(ZoneOffset.UTC).toInstant().minusSeconds(1),
        exact);
  }
}
