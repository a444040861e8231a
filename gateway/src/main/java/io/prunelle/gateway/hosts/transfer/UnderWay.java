// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The table {@code hosts.transfer}, as far as it says what is under way with a record, or with what
 * is near it.
 */
final class UnderWay {

  /**
   * Those that have not ended and concern the record: its own, and what another practice brings
   * until that has arrived.
   */
  Future<List<Transfer>> concerning(SqlClient sql, PatientRecord record) {
    return sql.preparedQuery(
            "SELECT "
                + TransferRow.COLUMNS
                + " FROM hosts.transfer WHERE patient = $2 AND ended_at IS NULL"
                + " AND (practice = $1 OR (recipient = $1 AND switched_at IS NULL))")
        .execute(Tuple.of(record.practice(), record.patient()))
        .map(
            rows -> {
              List<Transfer> transfers = new ArrayList<>();
              rows.forEach(row -> transfers.add(TransferRow.transfer(row)));
              return transfers;
            });
  }

  /**
   * Patients of a practice whose record is on its way and can still be stopped, a page in the order
   * of their ids' bytes.
   *
   * @param after the last one of the page before; empty for the first
   */
  Future<List<String>> stoppable(SqlClient sql, String practice, String after, int limit) {
    return sql.preparedQuery(
            """
            SELECT patient FROM hosts.transfer WHERE practice = $1 AND patient COLLATE "C" > $2
              AND ended_at IS NULL AND coalesce(failed_in, state) NOT IN ('switched', 'archiving', 'erasing')
            ORDER BY patient COLLATE "C" LIMIT $3""")
        .execute(Tuple.of(practice, after, limit))
        .map(
            rows -> {
              List<String> patients = new ArrayList<>();
              rows.forEach(row -> patients.add(row.getString("patient")));
              return patients;
            });
  }

  /** Patients of whom gateways carry records just now, this one and others. */
  Future<Set<String>> carried(SqlClient sql) {
    return sql.query(
            "SELECT DISTINCT patient FROM hosts.transfer WHERE ended_at IS NULL"
                + " AND state NOT IN ('queued', 'failed') AND "
                + Claims.CLAIMED)
        .execute()
        .map(
            rows -> {
              Set<String> patients = new HashSet<>();
              rows.forEach(row -> patients.add(row.getString("patient")));
              return patients;
            });
  }

  /**
   * Whether another practice's record of the patient is on its way to the destination, so that some
   * of it is there, or is being removed from it. Of one that goes back some is there from the
   * beginning.
   *
   * @param there ids of all hosts that are that server
   */
  Future<Boolean> contended(SqlClient sql, Transfer transfer, Collection<String> there) {
    return sql.preparedQuery(
            """
            SELECT EXISTS (SELECT 1 FROM hosts.transfer t
              WHERE t.patient = $1 AND t.ended_at IS NULL AND t.id <> $2
                AND ((t.source = ANY($3) AND t.practice <> ALL($4))
                  OR (t.destination = ANY($3) AND coalesce(t.recipient, t.practice) <> ALL($4)
                    AND (t.turns IS NOT NULL OR EXISTS (SELECT 1 FROM hosts.transfer_item i
                      WHERE i.transfer = t.id AND i.written))))) AS contended""")
        .execute(
            Tuple.of(transfer.record().patient(), transfer.id())
                .addArrayOfString(there.toArray(String[]::new))
                .addArrayOfString(transfer.practices().toArray(String[]::new)))
        .map(rows -> rows.iterator().next().getBoolean("contended"));
  }
}
