// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** When resources were changed last, as their hosts say. */
final class Updated {

  private Updated() {}

  /**
   * Whether it may have been changed at that time or later. A host that does not say when something
   * was changed has not said that it was before.
   *
   * @param since as {@code _since} has it
   * @param json one resource
   */
  static boolean since(String since, byte[] json) {
    Instant from = instant(since);
    Object meta = new JsonObject(Buffer.buffer(json)).getValue("meta");
    Object updated = meta instanceof JsonObject told ? told.getValue("lastUpdated") : null;
    Instant at = updated instanceof String text ? instant(text) : null;
    return from == null || at == null || !at.isBefore(from);
  }

  /**
   * The beginning of an instant, or of a day, month or year in UTC.
   *
   * @return null for anything else
   */
  static @Nullable Instant instant(String text) {
    try {
      LocalDate day =
          switch (text.length()) {
            case 4 -> Year.parse(text).atDay(1);
            case 7 -> YearMonth.parse(text).atDay(1);
            case 10 -> LocalDate.parse(text);
            default -> null;
          };
      return day == null
          ? OffsetDateTime.parse(text).toInstant()
          : day.atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException none) {
      return null;
    }
  }
}
