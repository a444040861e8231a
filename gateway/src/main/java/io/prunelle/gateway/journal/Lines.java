// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads entries back. */
final class Lines {

  /** All that makes a line, of an entry {@code e} and its outcome. */
  static final String SELECTED =
      "SELECT id, e.recorded_at, "
          + CommitStatement.TEXT_COLUMNS
          + ", permitted, decision, status, bytes, duration_us, ending, resource";

  /** The outcome of an entry, beside it if there is one. */
  static final String ENDED =
      // One by one: joined, PostgreSQL may read all there are for a page of entries
      " e LEFT JOIN LATERAL (SELECT status, bytes, duration_us, ending, resource"
          + " FROM journal.outcome WHERE entry = e.id LIMIT 1) o ON true";

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

  private Lines() {}

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
