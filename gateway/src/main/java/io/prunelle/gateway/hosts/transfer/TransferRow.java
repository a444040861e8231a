// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;

/** A row of the table {@code hosts.transfer}, and what of it makes a transfer. */
final class TransferRow {

  static final String COLUMNS =
      "id, kind, practice, patient, source, destination, recipient, hosting, decision, urgent,"
          + " state, failed_in, attempts, failures, requested_at, turns,"
          + " onward_at IS NOT NULL AS onward";

  private TransferRow() {}

  static Transfer transfer(Row row) {
    String failedIn = row.getString("failed_in");
    return new Transfer(
        row.getUUID("id"),
        Move.Kind.of(row.getString("kind")),
        record(row),
        row.getString("source"),
        row.getString("destination"),
        row.getString("recipient"),
        row.getString("hosting"),
        row.getLong("decision"),
        row.getBoolean("urgent"),
        State.of(row.getString("state")),
        failedIn == null ? null : State.of(failedIn),
        row.getInteger("attempts"),
        row.getInteger("failures"),
        row.get(OffsetDateTime.class, "requested_at").toInstant(),
        row.getUUID("turns"),
        row.getBoolean("onward"));
  }

  static PatientRecord record(Row row) {
    return new PatientRecord(row.getString("practice"), row.getString("patient"));
  }
}
