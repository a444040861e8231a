// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code hosts.transfer}, as far as transfers are asked for in it. */
final class TransferQueue {

  /** Asks for a transfer unless one is under way for the record; tells whether it did. */
  Future<Boolean> queue(
      SqlClient sql, PatientRecord record, String source, Whereabouts.Wanted wanted) {
    return sql.preparedQuery(
            """
            INSERT INTO hosts.transfer
              (practice, patient, source, destination, hosting, decision, urgent)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (practice, patient) WHERE ended_at IS NULL DO NOTHING""")
        .execute(
            Tuple.from(
                Arrays.asList(
                    record.practice(),
                    record.patient(),
                    source,
                    wanted.host().id(),
                    wanted.hosting(),
                    wanted.decision(),
                    wanted.urgent())))
        .map(rows -> rows.rowCount() == 1);
  }

  /**
   * Asks for what a change of doctor needs, unless something is under way with that record, or with
   * the one that it would become a part of.
   *
   * @param destination id of a host; null for an erasure
   * @param into the practice that receives it; null when none does
   * @param unlessWrittenSince since when nothing may have been written, for an erasure; null to
   *     erase whatever was
   */
  Future<Optional<UUID>> queue(
      SqlClient sql,
      UUID handover,
      Move.Kind kind,
      PatientRecord record,
      String source,
      @Nullable String destination,
      @Nullable String into,
      @Nullable Instant unlessWrittenSince) {
    return sql.preparedQuery(
            """
            INSERT INTO hosts.transfer
              (handover, kind, practice, patient, source, destination, recipient, urgent,
               unless_written_since)
            VALUES ($1, $2, $3, $4, $5, $6, $7, false, $8)
            ON CONFLICT (practice, patient) WHERE ended_at IS NULL DO NOTHING RETURNING id""")
        .execute(
            Tuple.from(
                Arrays.asList(
                    handover,
                    kind.column(),
                    record.practice(),
                    record.patient(),
                    source,
                    destination,
                    into,
                    unlessWrittenSince == null
                        ? null
                        : unlessWrittenSince.atOffset(ZoneOffset.UTC))))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(row.getUUID("id"));
              }
              return Optional.empty();
            });
  }

  /**
   * Since when nothing may have been written to what is to be erased; empty where that is no
   * matter.
   */
  Future<Optional<Instant>> unlessWrittenSince(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            "SELECT unless_written_since AS since FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(transfer.id()))
        .map(
            rows ->
                Optional.ofNullable(rows.iterator().next().get(OffsetDateTime.class, "since"))
                    .map(OffsetDateTime::toInstant));
  }
}
