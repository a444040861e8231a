// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is asked of the journal for a {@link Selection}. */
final class Search {

  private static final String ENTRIES =
      Lines.SELECTED + " FROM journal.entry" + Lines.ENDED + " WHERE true";

  /** Beginning with the outcomes, of which these are few. */
  private static final String FAILURES =
      Lines.SELECTED + " FROM journal.outcome o JOIN journal.entry e ON e.id = o.entry WHERE true";

  private Search() {}

  /** Built from what is asked for alone, so that the index that fits is used. */
  static String selecting(Selection selection, @Nullable UUID before, int limit, Tuple values) {
    return selecting(selection, before, null, limit, values);
  }

  /**
   * The same, within bounds.
   *
   * @param end no entry before it; null without a bound
   */
  static String selecting(
      Selection selection, @Nullable UUID before, @Nullable UUID end, int limit, Tuple values) {
    if (selection.results().size() < 2) {
      return part(
          selection,
          selection.results().stream().findFirst().orElse(null),
          before,
          end,
          limit,
          values);
    }
    return selection.results().stream()
        .sorted()
        .map(result -> part(selection, result, before, end, limit, values))
        .collect(
            Collectors.joining(
                ") UNION ALL (", "SELECT * FROM ((", ")) parts ORDER BY id DESC LIMIT " + limit));
  }

  private static String part(
      Selection selection,
      @Nullable Result result,
      @Nullable UUID before,
      @Nullable UUID end,
      int limit,
      Tuple values) {
    boolean failure = result != null && result.isFailure();
    StringBuilder sql = new StringBuilder(failure ? FAILURES : ENTRIES);
    practice(sql, values, selection);
    also(sql, values, "id = ", selection.id());
    within(sql, values, selection, before);
    also(sql, values, "id >= ", end);
    if (failure) {
      // The same of outcomes, whose order it is
      also(sql, values, "entry < ", before);
      also(sql, values, "entry < ", after(selection.to()));
      also(sql, values, "entry >= ", before(selection.from()));
    }
    // When it was is what is shown; the identifier says it as far as a clock drifts
    also(sql, values, "e.recorded_at >= ", time(selection.from()));
    also(sql, values, "e.recorded_at < ", time(selection.to()));
    also(sql, values, "subject = ", selection.subject());
    also(sql, values, "host = ", selection.host());
    if (result != null) {
      // Not as a parameter: the indexes of what was refused, or failed, are found by the words
      sql.append(" AND ").append(result.condition());
    }
    also(sql, values, "purpose = ", selection.purpose());
    also(sql, values, "request_id = ", selection.requestId());
    if (selection.name() != null) {
      sql.append(" AND ").append(Beginning.of(selection.name()).condition("name", values));
    }
    if (selection.kind() != null) {
      sql.append(" AND ").append(selection.kind().condition());
    }
    return sql.append(failure ? " ORDER BY entry DESC LIMIT " : " ORDER BY id DESC LIMIT ")
        .append(limit)
        .toString();
  }

  private static void practice(StringBuilder sql, Tuple values, Selection selection) {
    if (selection.practice() != null && selection.ofNoneToo()) {
      values.addString(selection.practice());
      sql.append(" AND (practice = $").append(values.size()).append(" OR practice IS NULL)");
    } else {
      also(sql, values, "practice = ", selection.practice());
    }
  }

  /** The last one of so many of the patient's, whatever else is asked for; none when fewer. */
  static String edge(Selection selection, @Nullable UUID before, int window, Tuple values) {
    StringBuilder sql = new StringBuilder("SELECT id FROM journal.entry WHERE true");
    within(sql, values, selection, before);
    return sql.append(" ORDER BY id DESC LIMIT 1 OFFSET ").append(window - 1).toString();
  }

  private static void within(
      StringBuilder sql, Tuple values, Selection selection, @Nullable UUID before) {
    also(sql, values, "id < ", before);
    also(sql, values, "id >= ", before(selection.from()));
    also(sql, values, "id < ", after(selection.to()));
    also(sql, values, "patient = ", selection.patient());
  }

  private static @Nullable UUID before(@Nullable Instant from) {
    return from == null ? null : Identifiers.before(from);
  }

  private static @Nullable UUID after(@Nullable Instant to) {
    return to == null ? null : Identifiers.after(to);
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant time) {
    return time == null ? null : Identifiers.recorded(time);
  }

  private static void also(
      StringBuilder sql, Tuple values, String condition, @Nullable Object value) {
    if (value != null) {
      values.addValue(value);
      sql.append(" AND ").append(condition).append('$').append(values.size());
    }
  }
}
