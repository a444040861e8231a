// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The table {@code hosts.transfer_item}, as far as it says what is the patient's, and what is
 * everybody's.
 */
final class OwnItems {

  /**
   * What is the patient's without naming them, in the order of names, from one on.
   *
   * @param touched whether only what has been touched
   */
  Future<List<ResourceKey>> nameless(Run run, boolean touched, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND NOT shared"
                + " AND resource <> $2 AND $2 <> ALL(refs) AND resource > $3 AND (touched OR NOT $5)"
                + " AND "
                + ItemColumns.HELD
                + " ORDER BY resource LIMIT $4",
            ResourceKey.patient(run.patient()).toString(),
            after,
            most,
            touched)
        .map(ItemColumns::keys);
  }

  /** What is of a type and names nobody, in the order of names, from one on: until it is erased. */
  Future<List<ResourceKey>> nobodys(Run run, String type, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1"
                + " AND starts_with(resource, $2) AND $3 <> ALL(refs) AND state <> 'erased'"
                + " AND resource > $4 AND "
                + ItemColumns.HELD
                + " ORDER BY resource LIMIT $5",
            type + "/",
            ResourceKey.patient(run.patient()).toString(),
            after,
            most)
        .map(ItemColumns::keys);
  }

  /**
   * What was brought as everybody's, is of a type, and is so still, in the order of names, from one
   * on, by the digests of what was brought: also what an attempt before was to take back.
   */
  Future<Map<ResourceKey, String>> brought(Run run, String type, String after, int most) {
    return run.sql(
            "SELECT resource, brought FROM hosts.transfer_item WHERE transfer = $1 AND shared"
                + " AND brought IS NOT NULL AND starts_with(resource, $2) AND resource > $3"
                + " ORDER BY resource LIMIT $4",
            type + "/",
            after,
            most)
        .map(rows -> ItemColumns.byKey(rows, "brought"));
  }

  /** Which of these the transfer has written where they are about to be removed. */
  Future<Set<ResourceKey>> written(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND written"
                + " AND seen IS NOT NULL AND resource = ANY($2)",
            (Object) ItemColumns.names(keys))
        .map(rows -> new HashSet<>(ItemColumns.keys(rows)));
  }

  /**
   * Of which types something refers to it, the patient's or not: of what the source has, or the
   * destination was given.
   */
  Future<List<String>> referring(Run run, ResourceKey key) {
    return run.sql(
            "SELECT DISTINCT split_part(resource, '/', 1) AS type FROM hosts.transfer_item"
                + " WHERE transfer = $1 AND $2 = ANY(refs) AND (written OR "
                + ItemColumns.HELD
                + ")",
            key.toString())
        .map(
            rows -> {
              List<String> types = new ArrayList<>();
              rows.forEach(row -> types.add(row.getString("type")));
              return types;
            });
  }

  /**
   * Keeps which of some are the patient's, and that the others are everybody's.
   *
   * @param own as the source has them: not what has changed since it was carried
   * @return how many the others are
   */
  Future<Long> settle(Run run, Collection<ResourceKey> all, List<Resource> own) {
    return run.sql(
            """
            UPDATE hosts.transfer_item AS i SET shared = NOT EXISTS (
              SELECT 1 FROM unnest($3::text[], $4::text[]) AS r (resource, digest)
              WHERE r.resource = i.resource AND r.digest = i.digest)
            WHERE i.transfer = $1 AND i.resource = ANY($2) RETURNING i.shared""",
            ItemColumns.names(all),
            ItemColumns.texts(own, resource -> resource.key().toString()),
            ItemColumns.texts(own, Resource::digest))
        .map(
            rows -> {
              long others = 0;
              for (Row row : rows) {
                others += row.getBoolean("shared") ? 1 : 0;
              }
              return others;
            });
  }

  /** Which of them are everybody's. */
  Future<Set<ResourceKey>> shared(Run run, Collection<ResourceKey> keys) {
    return among(run, "shared", keys);
  }

  /** Which of them are the patient's. */
  Future<Set<ResourceKey>> own(Run run, Collection<ResourceKey> keys) {
    return among(run, "NOT shared", keys);
  }

  /**
   * Which of them it has written as the patient's, or over what was left as that, and are
   * everybody's by now: what becomes of these is brought all the same.
   */
  Future<Set<ResourceKey>> onceOwn(Run run, Collection<ResourceKey> keys) {
    return among(run, "shared AND written", keys);
  }

  private static Future<Set<ResourceKey>> among(
      Run run, String which, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND "
                + which
                + " AND resource = ANY($2) AND "
                + ItemColumns.HELD,
            (Object) ItemColumns.names(keys))
        .map(rows -> new HashSet<>(ItemColumns.keys(rows)));
  }
}
