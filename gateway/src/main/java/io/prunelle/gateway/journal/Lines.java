// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads entries back. */
final class Lines {

  private static final String SELECTED =
      "SELECT id, e.recorded_at, "
          + CommitStatement.TEXT_COLUMNS
          + ", permitted, decision, status, bytes, duration_us, ending, resource";

  private static final String ENDED =
      // One by one: joined, PostgreSQL may read all there are for a page of entries
      " e LEFT JOIN LATERAL (SELECT status, bytes, duration_us, ending, resource"
          + " FROM journal.outcome WHERE entry = e.id LIMIT 1) o ON true";

  private static final String ENTRIES = SELECTED + " FROM journal.entry" + ENDED + " WHERE true";

  /** Beginning with the outcomes, of which these are few. */
  private static final String FAILURES =
      SELECTED + " FROM journal.outcome o JOIN journal.entry e ON e.id = o.entry WHERE true";

  /**
   * Through the index of the patient, no further than its bound. What the reader did, and what the
   * gateway does by itself, is left out.
   */
  static final String OTHERS =
      SELECTED
          + " FROM (SELECT * FROM journal.entry WHERE patient = $1 ORDER BY id DESC LIMIT $3)"
          + ENDED
          + " WHERE subject IS DISTINCT FROM $2 AND role IS DISTINCT FROM 'system'"
          + " ORDER BY id DESC LIMIT $4";

  /** As a whole, or in part where it could not be taken back. */
  private static final String BROUGHT_IN =
      "(interaction = 'transfer' AND reason IN ('transfer-received', 'transfer-partly-received'))";

  /** Through the index of the patient. What another practice brought in was written as well. */
  static final String WRITTEN =
      "SELECT EXISTS (SELECT FROM journal.entry WHERE patient = $1 AND id >= $2 AND practice = $3"
          + " AND permitted AND "
          + "("
          + Kind.CHANGE.condition()
          + " OR "
          + BROUGHT_IN
          + "))";

  /**
   * Through the index of the patient: what was let pass since $2, unless it had ended before $4, or
   * before $6 if a host may have carried it out later than that. Another practice's record that has
   * become a part of it is told by an interaction alone.
   */
  static final String CHANGED =
      "SELECT interaction, resource_type || '/' || resource_id AS asked, status, ending, resource"
          + " FROM journal.entry e LEFT JOIN LATERAL (SELECT status, ending, resource, recorded_at"
          + " AS ended FROM journal.outcome WHERE entry = e.id LIMIT 1) o ON true"
          + " WHERE patient = $1 AND id >= $2 AND practice = $3 AND permitted AND ("
          + Kind.CHANGE.condition()
          + " OR "
          + BROUGHT_IN
          + ")"
          + " AND (ended IS NULL OR ended >= $4 OR ending = 'unknown' OR (ended >= $6"
          + " AND (status IN (408, 499) OR status >= 500))) LIMIT $5";

  /**
   * Through the index of the patient: how many deletions were let pass since $2 that a host may
   * have carried out, and may still; what it was given up before $4 it will not.
   */
  static final String DELETING =
      "SELECT count(*) AS passed, count(*) FILTER (WHERE status IS NULL OR ending = 'unknown'"
          + " OR (ended >= $4 AND (status IN (408, 499) OR status >= 500))) AS open"
          + " FROM journal.entry e LEFT JOIN LATERAL (SELECT status, ending, recorded_at AS ended"
          + " FROM journal.outcome WHERE entry = e.id LIMIT 1) o ON true"
          + " WHERE patient = $1 AND id >= $2 AND practice = $3 AND permitted"
          + " AND interaction = 'delete' AND coalesce(ending <> 'refused'"
          // Declined by the host, which has done nothing
          + " AND NOT (status BETWEEN 400 AND 498 AND status NOT IN (408, 422)), true)";

  /** Through the index of the patient. What is no name of a resource was never one's. */
  static final String DELETED =
      "SELECT DISTINCT (resource_type || '/' || resource_id) COLLATE \"C\" AS resource"
          + " FROM journal.entry WHERE patient = $1 AND practice = $2 AND permitted"
          + " AND interaction = 'delete' AND resource_type ~ '^[A-Z][A-Za-z]{1,63}$'"
          + " AND resource_id ~ '^[A-Za-z0-9.-]{1,64}$'"
          + " AND (resource_type || '/' || resource_id) COLLATE \"C\" > $3"
          + " ORDER BY 1 LIMIT $4";

  /**
   * The same of what a host says that it has deleted since $3, among these. Not what was let be
   * written again after that, unless it was surely not carried out: that may be there, or be lost.
   */
  static final String DELETED_SINCE =
      "SELECT DISTINCT (resource_type || '/' || resource_id) COLLATE \"C\" AS resource"
          + " FROM journal.entry e JOIN LATERAL (SELECT status FROM journal.outcome"
          + " WHERE entry = e.id LIMIT 1) o ON status BETWEEN 200 AND 299"
          + " WHERE patient = $1 AND practice = $2 AND id >= $3 AND permitted"
          + " AND interaction = 'delete' AND (resource_type || '/' || resource_id) = ANY($4)"
          + " AND NOT EXISTS (SELECT FROM journal.entry w LEFT JOIN LATERAL (SELECT status, ending,"
          + " split_part(resource, '/_history/', 1) AS written FROM journal.outcome"
          + " WHERE entry = w.id LIMIT 1) v ON true"
          + " WHERE w.patient = $1 AND w.practice = $2 AND w.id > e.id AND w.permitted"
          + " AND w.interaction IN ('create', 'update', 'patch')"
          + " AND ((w.resource_type = e.resource_type AND w.resource_id = e.resource_id)"
          + " OR v.written = e.resource_type || '/' || e.resource_id)"
          // What has no answer, or one of these, a host may have carried out all the same
          + " AND (v.status IS NULL OR (v.ending <> 'refused' AND (v.status BETWEEN 200 AND 299"
          + " OR v.status IN (0, 408, 499) OR v.status >= 500))))"
          + " ORDER BY 1";

  /** The same. Of a create the intent cannot know the name. */
  static final String BINARIES =
      "SELECT DISTINCT name COLLATE \"C\" AS resource FROM ("
          + "SELECT 'Binary/' || resource_id AS name FROM journal.entry WHERE patient = $1"
          + " AND practice = $2 AND permitted AND resource_type = 'Binary'"
          + " UNION ALL SELECT split_part(o.resource, '/_history/', 1) FROM journal.entry e"
          + " JOIN journal.outcome o ON o.entry = e.id WHERE e.patient = $1 AND e.practice = $2"
          + " AND e.permitted AND e.resource_type = 'Binary') AS named"
          + " WHERE name ~ '^Binary/[A-Za-z0-9.-]{1,64}$' AND name COLLATE \"C\" > $3"
          + " ORDER BY 1 LIMIT $4";

  private static final String OF_CALLER =
      "EXISTS (SELECT FROM journal.entry e LEFT JOIN LATERAL (SELECT status,"
          + " recorded_at AS ended FROM journal.outcome WHERE entry = e.id LIMIT 1) o ON true"
          + " WHERE patient = $1 AND id >= $2 AND practice = $3 AND host = $4 AND subject = $5"
          + " AND client IS NOT DISTINCT FROM $6 AND request_id <> $7 AND permitted AND ";

  /**
   * Through the index of the patient. True if there is one that was answered before $8; null if
   * there is none, but one of which it is not written down yet how it ended.
   */
  static final String ANSWERED =
      "SELECT CASE WHEN "
          + OF_CALLER
          + "status BETWEEN 200 AND 299 AND ended <= $8) THEN true WHEN "
          + OF_CALLER
          + "status IS NULL) THEN NULL ELSE false END";

  /**
   * Through the index of the patient: when the latest that nobody knows the end of was let pass, up
   * to $5, and when the latest was given up. What is refused after all was not sent.
   */
  static final String LOOSE =
      "SELECT max(e.recorded_at) FILTER (WHERE e.recorded_at <= $5 AND (status IS NULL OR ending ="
          + " 'unknown')) AS unended, max(ended) FILTER (WHERE ending NOT IN ('unknown', 'refused')"
          + " AND (status IN (408, 499) OR status >= 500)) AS given_up"
          + " FROM journal.entry e LEFT JOIN LATERAL (SELECT status, ending, recorded_at AS ended"
          + " FROM journal.outcome WHERE entry = e.id LIMIT 1) o ON true"
          + " WHERE patient = $1 AND id >= $2 AND practice = $3 AND host = $4 AND permitted AND "
          + Kind.CHANGE.condition();

  private Lines() {}

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

  static Line line(Row row) {
    return new Line(
        row.getUUID("id"),
        row.get(OffsetDateTime.class, "recorded_at").toInstant(),
        entry(row),
        outcome(row));
  }

  static Entry entry(Row row) {
    return new Entry(
        row.getString("request_id"),
        new Entry.Agent(
            row.getString("subject"),
            row.getString("name"),
            row.getString("role"),
            row.getString("organization"),
            row.getString("client"),
            row.getString("token_id"),
            row.getString("address")),
        new Entry.Act(
            row.getString("interaction"),
            row.getString("resource_type"),
            row.getString("resource_id"),
            row.getString("query"),
            row.getString("raw_query"),
            row.getString("method"),
            row.getString("path")),
        new Entry.Where(
            row.getString("practice"),
            row.getString("patient"),
            row.getString("host"),
            row.getString("hosting"),
            row.getLong("decision")),
        row.getBoolean("permitted"),
        row.getString("reason"),
        purpose(row),
        row.getString("trace_id"));
  }

  private static Entry.@Nullable Purpose purpose(Row row) {
    String code = row.getString("purpose");
    return code == null ? null : new Entry.Purpose(code, row.getString("stated_reason"));
  }

  private static @Nullable Outcome outcome(Row row) {
    Integer status = row.getInteger("status");
    return status == null
        ? null
        : new Outcome(
            status,
            row.getLong("bytes"),
            Duration.ofNanos(row.getLong("duration_us") * 1_000),
            row.getString("ending"),
            row.getString("resource"));
  }
}
