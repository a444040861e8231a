// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.Identifier;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table {@code hosts.transfer}, as far as it keeps what was found out about what is carried.
 */
final class Findings {

  Future<Transfer> carries(SqlClient sql, Transfer transfer, Items.Size size) {
    return ClaimedRow.change(
            sql, transfer, "resources = $3, bytes = $4", size.resources(), size.bytes())
        .map(changed -> transfer);
  }

  /**
   * Keeps which medications that the record refers to the destination has in another form than the
   * source, where they are everybody's and stay as they are.
   *
   * @return how many, at most twenty; 0 as well if that has been kept before
   */
  Future<Integer> differing(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            """
            UPDATE hosts.transfer SET differing = d.names FROM (
              SELECT array_agg(resource ORDER BY resource) AS names FROM (
                SELECT resource FROM hosts.transfer_item
                WHERE transfer = $1 AND shared AND NOT written AND starts_with(resource, 'Medication/')
                  AND state NOT IN ('gone', 'absent') AND seen <> digest
                ORDER BY resource LIMIT 20) AS m) AS d
            WHERE id = $1 AND differing IS DISTINCT FROM d.names
            RETURNING coalesce(cardinality(differing), 0) AS n""")
        .execute(Tuple.of(transfer.id()))
        .map(rows -> rows.rowCount() == 0 ? 0 : rows.iterator().next().getInteger("n"));
  }

  /**
   * @param root over what is erased
   * @param told whether what the source tells of versions has been archived, if it tells any
   */
  Future<Transfer> compared(
      SqlClient sql, Transfer transfer, String root, Manifest manifest, boolean told) {
    return ClaimedRow.change(
            sql,
            transfer,
            // What was signed first stays: an attempt that goes on has removed some of it
            "root = $3, manifest = coalesce(manifest, $4),"
                + " manifest_signature = coalesce(manifest_signature, $5),"
                + " versions_told = CASE WHEN manifest IS NULL THEN $6 ELSE versions_told END",
            root,
            manifest.text(),
            manifest.signature(),
            told)
        .map(changed -> transfer);
  }

  /** Keeps by what else the patient is known where the record leaves its practice. */
  Future<Transfer> known(SqlClient sql, Transfer transfer, List<Identifier> identifiers) {
    return ClaimedRow.change(
            sql,
            transfer,
            "identifiers = coalesce(identifiers, $3::text[])",
            (Object)
                identifiers.stream()
                    .flatMap(one -> Stream.of(one.system(), one.value()))
                    .toArray(String[]::new))
        .map(changed -> transfer);
  }

  /** What was kept of that. */
  Future<List<Identifier>> known(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            "SELECT coalesce(identifiers, '{}') AS known FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(transfer.id()))
        .map(
            rows -> {
              String[] known = rows.iterator().next().getArrayOfStrings("known");
              List<Identifier> identifiers = new ArrayList<>();
              for (int i = 0; i + 1 < known.length; i += 2) {
                identifiers.add(new Identifier(known[i], known[i + 1]));
              }
              return identifiers;
            });
  }

  /** Whether an attempt has found the source as it was compared, and begun to remove it. */
  Future<Boolean> removing(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            "SELECT manifest IS NOT NULL AS removing FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(transfer.id()))
        .map(rows -> rows.iterator().next().getBoolean("removing"));
  }

  /**
   * Whether the source had told what versions it has, if any, when the manifest was signed: none
   * that it tells of later was archived. Of a manifest from before that was kept only an archive
   * says so.
   */
  Future<Boolean> versionsTold(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            "SELECT coalesce(versions_told, manifest::json ->> 'archive' IS NOT NULL, false) AS told"
                + " FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(transfer.id()))
        .map(rows -> rows.iterator().next().getBoolean("told"));
  }

  /** The digest of the archive's document, as the manifest has it; empty without either. */
  Future<Optional<String>> archive(SqlClient sql, Transfer transfer) {
    return sql.preparedQuery(
            "SELECT manifest::json ->> 'archive' AS archive FROM hosts.transfer WHERE id = $1")
        .execute(Tuple.of(transfer.id()))
        .map(rows -> Optional.ofNullable(rows.iterator().next().getString("archive")));
  }

  Future<Transfer> expunged(SqlClient sql, Transfer transfer, boolean expunged) {
    return ClaimedRow.change(sql, transfer, "expunged = $3", expunged).map(changed -> transfer);
  }
}
