// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The journal's SQL, and the order of its columns. */
final class Statements {

  private static final String COLUMNS =
      "instance, request_id, interaction, resource_type, resource_id, query, method, path, practice,"
          + " patient, host, hosting, decision, permitted, reason, subject, name, role, client,"
          + " token_id, address, purpose, stated_reason";

  private static final String VALUES =
      "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,"
          + " $21, $22, $23, $24";

  static final String INTEND =
      "INSERT INTO journal.entry (id, " + COLUMNS + ") VALUES (" + VALUES + ")";

  static final String SETTLE =
      "INSERT INTO journal.outcome (entry, status, bytes, duration_us, ending)"
          + " VALUES ($1, $2, $3, $4, $5)";

  /** One statement, so that a refusal costs one round trip. */
  static final String RECORD =
      "WITH entry AS (INSERT INTO journal.entry (id, "
          + COLUMNS
          + ") VALUES ("
          + VALUES
          + ") RETURNING id)"
          + " INSERT INTO journal.outcome (entry, status, bytes, duration_us, ending)"
          + " SELECT id, $25, $26, $27, $28 FROM entry";

  static final String READ =
      "SELECT id, e.recorded_at, "
          + COLUMNS
          + ", status, bytes, duration_us, ending"
          + " FROM journal.entry e LEFT JOIN journal.outcome o ON o.entry = e.id"
          + " WHERE patient = $1 AND ($2::uuid IS NULL OR id < $2::uuid)"
          + " ORDER BY id DESC LIMIT $3";

  private Statements() {}

  static Tuple entry(UUID id, String instance, Entry entry) {
    Entry.Agent agent = entry.agent();
    Entry.Act act = entry.act();
    Entry.Where where = entry.where();
    return Tuple.tuple()
        .addUUID(id)
        .addString(instance)
        .addString(entry.requestId())
        .addString(act.interaction())
        .addString(act.resourceType())
        .addString(act.resourceId())
        .addString(act.query())
        .addString(act.method())
        .addString(act.path())
        .addString(where.practice())
        .addString(where.patient())
        .addString(where.host())
        .addString(where.hosting())
        .addLong(where.decision())
        .addBoolean(entry.permitted())
        .addString(entry.reason())
        .addString(agent.subject())
        .addString(agent.name())
        .addString(agent.role())
        .addString(agent.client())
        .addString(agent.tokenId())
        .addString(agent.address())
        .addString(entry.purpose() == null ? null : entry.purpose().code())
        .addString(entry.purpose() == null ? null : entry.purpose().statedReason());
  }

  static Tuple outcome(Tuple before, Outcome outcome) {
    return before
        .addInteger(outcome.status())
        .addLong(outcome.bytes())
        .addLong(outcome.duration().toNanos() / 1_000)
        .addString(outcome.ending());
  }

  static Line line(Row row) {
    return new Line(
        row.getUUID("id"),
        row.get(OffsetDateTime.class, "recorded_at").toInstant(),
        new Entry(
            row.getString("request_id"),
            new Entry.Agent(
                row.getString("subject"),
                row.getString("name"),
                row.getString("role"),
                row.getString("client"),
                row.getString("token_id"),
                row.getString("address")),
            new Entry.Act(
                row.getString("interaction"),
                row.getString("resource_type"),
                row.getString("resource_id"),
                row.getString("query"),
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
            purpose(row)),
        outcome(row));
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
            row.getString("ending"));
  }
}
