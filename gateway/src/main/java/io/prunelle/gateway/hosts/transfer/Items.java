// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The table {@code hosts.transfer_item}, as far as it says what readings of the source have shown.
 * Each statement is a commit of its own, so an attempt that is cut off leaves what it knew by then.
 */
final class Items {

  /**
   * What is new or another than what was compared has to be brought over and compared. What is
   * shared by what refers to it alone is so until {@link SharedItems} has looked again.
   */
  private static final String LIST =
      """
      INSERT INTO hosts.transfer_item AS i
        (transfer, resource, shared, state, digest, bytes, refs, versioned, source_version, source_updated,
         listed, touched)
      SELECT $1, r.resource, r.shared, 'listed', r.digest, r.bytes, string_to_array(r.refs, ' '),
        string_to_array(nullif(r.versioned, ''), ' '), r.version, nullif(r.updated, '')::timestamptz, $2, true
      FROM unnest($3::text[], $4::boolean[], $5::text[], $6::integer[], $7::text[], $8::text[], $9::text[],
          $10::text[])
        AS r (resource, shared, digest, bytes, refs, version, updated, versioned)
      ON CONFLICT (transfer, resource) DO UPDATE SET
        touched = i.touched OR i.state <> 'compared' OR i.digest IS DISTINCT FROM excluded.digest,
        written = i.written AND (i.state <> 'gone' OR i.touched),
        state = CASE WHEN i.state = 'compared' AND i.digest IS NOT DISTINCT FROM excluded.digest
          THEN i.state ELSE 'listed' END,
        shared = excluded.shared OR (i.shared AND i.digest IS NOT DISTINCT FROM excluded.digest),
        digest = excluded.digest, bytes = excluded.bytes, refs = excluded.refs,
        versioned = excluded.versioned,
        source_version = excluded.source_version, source_updated = excluded.source_updated,
        listed = excluded.listed""";

  /** How much a transfer carries. */
  record Size(int resources, long bytes) {}

  /** Number of the next reading of the source. */
  Future<Integer> nextListing(Run run) {
    return run.sql(
            "SELECT coalesce(max(listed), 0) + 1 AS n FROM hosts.transfer_item WHERE transfer = $1")
        .map(rows -> rows.iterator().next().getInteger("n"));
  }

  /** From here on all of it has to be brought over and compared, whatever was before. */
  Future<Void> touch(Run run) {
    return run.sql(
            "UPDATE hosts.transfer_item SET touched = true WHERE transfer = $1 AND NOT touched"
                + " AND state <> 'gone'")
        .mapEmpty();
  }

  /**
   * Keeps what a reading has shown.
   *
   * @param resources by whether they are shared
   */
  Future<Void> list(Run run, int listing, Map<Resource, Boolean> resources) {
    List<Resource> each = List.copyOf(resources.keySet());
    return each.isEmpty()
        ? Future.succeededFuture()
        : run.sql(
                LIST,
                listing,
                ItemColumns.texts(each, resource -> resource.key().toString()),
                each.stream().map(resources::get).toArray(Boolean[]::new),
                ItemColumns.texts(each, Resource::digest),
                each.stream().map(resource -> resource.body().length()).toArray(Integer[]::new),
                ItemColumns.texts(
                    each, resource -> String.join(" ", ItemColumns.names(resource.references()))),
                ItemColumns.texts(each, Resource::version),
                ItemColumns.texts(each, resource -> Objects.toString(resource.updated(), "")),
                ItemColumns.texts(each, resource -> String.join(" ", resource.versioned())))
            .mapEmpty();
  }

  /** Keeps that the source does not have these, or no longer. */
  Future<Void> missing(Run run, int listing, Collection<ResourceKey> keys) {
    return run.sql(
            """
            INSERT INTO hosts.transfer_item AS i (transfer, resource, shared, state, listed)
            SELECT $1, r, false, 'absent', $2 FROM unnest($3::text[]) AS r
            ON CONFLICT (transfer, resource) DO UPDATE SET listed = excluded.listed, digest = NULL,
              touched = i.touched OR i.state NOT IN ('gone', 'absent'),
              state = CASE WHEN i.state = 'absent' OR (i.state = 'gone' AND i.listed = 0)
                THEN 'absent' ELSE 'gone' END""",
            listing,
            ItemColumns.names(keys))
        .mapEmpty();
  }

  /** Whatever a reading of everything has not shown is no longer there. */
  Future<Void> goneUnlessListed(Run run, int listing) {
    return run.sql(
            "UPDATE hosts.transfer_item SET state = 'gone', digest = NULL, touched = true"
                + " WHERE transfer = $1 AND listed < $2 AND "
                + ItemColumns.HELD,
            listing)
        .mapEmpty();
  }

  /**
   * What is referred to and was not looked for yet. PostgreSQL knows nothing of a transfer that has
   * just begun, and takes it for a handful of rows: so they are counted, by the key, where a join
   * would hold each against each.
   *
   * @param whole whether what other readings have shown is to be looked for as well
   */
  Future<List<ResourceKey>> lacking(Run run, int listing, boolean whole, int most) {
    return run.sql(
            """
            SELECT r.resource FROM (
              SELECT DISTINCT unnest(i.refs) AS resource FROM hosts.transfer_item i
              WHERE i.transfer = $1 AND i.listed = $2 AND i.state NOT IN ('gone', 'absent')) AS r
            WHERE (SELECT count(*) FROM hosts.transfer_item t WHERE t.transfer = $1
              AND t.resource = r.resource
              AND (t.listed = $2 OR (NOT $3 AND t.state NOT IN ('gone', 'absent')))) = 0
            LIMIT $4""",
            listing,
            whole,
            most)
        .map(ItemColumns::keys);
  }

  /** Which of them a reading has shown already. */
  Future<Set<ResourceKey>> listed(Run run, int listing, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND listed = $2"
                + " AND resource = ANY($3) AND "
                + ItemColumns.HELD,
            listing,
            ItemColumns.names(keys))
        .map(rows -> new HashSet<>(ItemColumns.keys(rows)));
  }

  /** How many of what a reading has shown name the patient, by type. */
  Future<Map<String, Integer>> naming(Run run, int listing) {
    return run.sql(
            "SELECT split_part(resource, '/', 1) AS type, count(*)::integer AS n FROM"
                + " hosts.transfer_item WHERE transfer = $1 AND listed = $2 AND $3 = ANY(refs) AND "
                + ItemColumns.HELD
                + " GROUP BY 1",
            listing,
            ResourceKey.patient(run.patient()).toString())
        .map(
            rows -> {
              Map<String, Integer> numbers = new HashMap<>();
              rows.forEach(row -> numbers.put(row.getString("type"), row.getInteger("n")));
              return numbers;
            });
  }

  /** Of which of them a reading has shown what already, by its digest. */
  Future<Map<ResourceKey, String>> digests(Run run, int listing, Collection<Resource> resources) {
    return run.sql(
            "SELECT resource, digest FROM hosts.transfer_item WHERE transfer = $1 AND listed = $2"
                + " AND resource = ANY($3) AND "
                + ItemColumns.HELD,
            listing,
            ItemColumns.names(resources.stream().map(Resource::key).toList()))
        .map(rows -> ItemColumns.byKey(rows, "digest"));
  }

  /** Which of them the transfer knows, shared or not. */
  Future<Set<ResourceKey>> held(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND resource = ANY($2) AND "
                + ItemColumns.HELD,
            (Object) ItemColumns.names(keys))
        .map(rows -> new HashSet<>(ItemColumns.keys(rows)));
  }

  /** What other readings have shown of a type and this one has not, in the order of names. */
  Future<List<ResourceKey>> unlisted(Run run, int listing, String type, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND NOT shared"
                + " AND listed < $2 AND starts_with(resource, $3) AND resource > $4 AND "
                + ItemColumns.HELD
                + " ORDER BY resource LIMIT $5",
            listing,
            type + "/",
            after,
            most)
        .map(ItemColumns::keys);
  }

  Future<Size> size(Run run) {
    return run.sql(
            "SELECT count(*)::integer AS n, coalesce(sum(bytes), 0)::bigint AS bytes"
                + " FROM hosts.transfer_item WHERE transfer = $1 AND NOT shared AND "
                + ItemColumns.HELD)
        .map(rows -> rows.iterator().next())
        .map(row -> new Size(row.getInteger("n"), row.getLong("bytes")));
  }

  /** How many have still to be brought over and compared. */
  Future<Integer> touched(Run run) {
    return run.sql(
            "SELECT count(*)::integer AS n FROM hosts.transfer_item WHERE transfer = $1 AND touched")
        .map(rows -> rows.iterator().next().getInteger("n"));
  }
}
