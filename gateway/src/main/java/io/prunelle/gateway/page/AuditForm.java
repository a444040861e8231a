// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Result;
import io.prunelle.gateway.journal.Selection;
import io.prunelle.gateway.page.view.Views;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An auditor's search as the form sends it. What cannot be understood is told rather than left out:
 * what was not looked for must not be taken for what is not there.
 */
final class AuditForm {

  /** Neither before there were computers nor beyond what an identifier's time can say. */
  private static final String DAY = "(19[7-9]|2\\d\\d)\\d-\\d\\d-\\d\\d";

  private static final String ASKED = "search";

  /** In the order of the form; what else a request has is not looked at. */
  private static final List<String> FIELDS =
      List.of(
          "patient",
          "name",
          "subject",
          "host",
          "from",
          "from-time",
          "to",
          "to-time",
          "request",
          "refused",
          "emergency",
          ASKED);

  /** Whom somebody looks for, rather than whose record. */
  private static final Set<String> OF_CALLERS = Set.of("name", "subject", "request");

  private static final String EMERGENCY = "BTG";
  private static final String ON = "on";

  private final Map<String, String> given = new LinkedHashMap<>();
  private final Set<String> wrong = new TreeSet<>();

  private AuditForm(MultiMap parameters) {
    for (String field : FIELDS) {
      List<String> values = parameters.getAll(field);
      String value = values.isEmpty() ? "" : values.get(0).strip();
      if (values.size() > 1) {
        wrong.add(field);
      }
      if (!value.isEmpty()) {
        given.put(field, value);
      }
    }
  }

  /** Reads it. */
  static AuditForm of(MultiMap parameters) {
    return new AuditForm(parameters);
  }

  /** The fields that a request has, as a URL has them: empty, or beginning with {@code ?}. */
  static String query(MultiMap parameters) {
    return new AuditForm(parameters).query();
  }

  String query() {
    return query(Set.of());
  }

  /**
   * The same as the journal keeps it. An entry about a patient is read by that patient, who does
   * not learn from it whom an auditor looks into.
   */
  String journalled() {
    return query(given.containsKey("patient") ? OF_CALLERS : Set.of());
  }

  private String query(Set<String> without) {
    return given.isEmpty()
        ? ""
        : given.entrySet().stream()
            .filter(field -> !without.contains(field.getKey()))
            .map(
                field ->
                    field.getKey()
                        + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "?", ""));
  }

  /** Whether it was sent, and not only opened. */
  boolean asked() {
    return given.containsKey(ASKED);
  }

  Map<String, String> given() {
    return given;
  }

  /** What was not understood, once {@link #selection} has been asked for. */
  Set<String> wrong() {
    return wrong;
  }

  /** What is to be looked for; not to be used when something is {@link #wrong}. */
  Selection selection(String practice) {
    Instant from = moment("from", 0);
    Instant to = moment("to", 1);
    if (from != null && to != null && !from.isBefore(to)) {
      wrong.add("to");
    }
    return new Selection(
        practice,
        null,
        text("patient", "[A-Za-z0-9.-]{1,64}"),
        from,
        to,
        text("subject", "[!-~]{1,255}"),
        text("name", "\\P{Cntrl}{1,100}"),
        // Also of one that is configured no longer: what was read there stays in the journal
        text("host", "[!-~]{1,255}"),
        ticked("refused") ? Set.of(Result.REFUSED) : Set.of(),
        ticked("emergency") ? EMERGENCY : null,
        text("request", "[!-~]{1,100}"),
        null);
  }

  private @Nullable String text(String field, String shape) {
    String value = given.get(field);
    if (value != null && !value.matches(shape)) {
      wrong.add(field);
    }
    return value;
  }

  private boolean ticked(String field) {
    String value = given.get(field);
    if (value != null && !value.equals(ON)) {
      wrong.add(field);
    }
    return value != null;
  }

  /**
   * A day, or a minute of it where one is given.
   *
   * @param after how many days, or minutes, after it
   */
  private @Nullable Instant moment(String field, int after) {
    String day = given.get(field);
    String time = given.get(field + "-time");
    if (day == null || !day.matches(DAY)) {
      if (day != null || time != null) {
        wrong.add(field);
      }
      return null;
    }
    try {
      LocalDate date = LocalDate.parse(day);
      return time == null
          ? date.plusDays(after).atStartOfDay(Views.ZONE).toInstant()
          : moment(date.atTime(LocalTime.parse(time)), after);
    } catch (DateTimeException malformed) {
      wrong.add(field);
      return null;
    }
  }

  /**
   * When the clocks change a minute is left out, or there are two of them: all is looked through
   * that may be meant.
   */
  private static Instant moment(LocalDateTime minute, int after) {
    ZoneRules rules = Views.ZONE.getRules();
    ZoneOffsetTransition change = rules.getTransition(minute);
    if (change == null) {
      return minute.toInstant(rules.getOffset(minute)).plus(after, ChronoUnit.MINUTES);
    } else if (change.isGap()) {
      return change.getInstant();
    }
    return minute
        .toInstant(after == 0 ? change.getOffsetBefore() : change.getOffsetAfter())
        .plus(after, ChronoUnit.MINUTES);
  }
}
