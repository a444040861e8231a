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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The table {@code hosts.transfer_item}, as far as it says what the host that was looked at last
 * has.
 */
final class Sightings {

  /** How what somebody has deleted is kept. */
  static final String DELETED = "deleted";

  /**
   * What was seen was written after what was compared: by the number of its version where the host
   * counts, else by its time. A host that has lost a write shows what was there before.
   */
  private static final String SINCE =
      "CASE WHEN version ~ '^[0-9]{1,40}$' AND seen_version ~ '^[0-9]{1,40}$'"
          + " THEN seen_version::numeric > version::numeric"
          + " ELSE coalesce(seen_at > version_at, false) END";

  /**
   * What was seen differs from what the destination was given, and was not written there since; $2
   * is whether it is another host than the one that was written to.
   */
  static final String LOST =
      "NOT shared AND NOT theirs AND "
          + ItemColumns.HELD
          + " AND accepted_at IS NULL AND (seen IS NULL OR (NOT $2 AND seen NOT IN (digest, '"
          + DELETED
          + "') AND NOT ("
          + SINCE
          + ")))";

  /**
   * What has been touched is not seen as it should be. What was written as the patient's and has
   * become everybody's since is no less the transfer's own.
   */
  private static final String AMISS =
      "touched AND CASE WHEN (shared OR theirs) AND NOT written THEN "
          + ItemColumns.HELD
          + " AND seen IS NULL ELSE ("
          + ItemColumns.HELD
          + " AND seen IS DISTINCT FROM digest) OR (state = 'gone' AND seen IS NOT NULL) END";

  private static final String ALTERED =
      "NOT shared AND seen IS NOT NULL AND seen IS DISTINCT FROM digest";

  /**
   * @param whole of all, or of what has been touched
   */
  Future<Void> forget(Run run, boolean whole) {
    return run.sql(
            "UPDATE hosts.transfer_item SET seen = NULL, seen_version = NULL, seen_at = NULL"
                + " WHERE transfer = $1 AND seen IS NOT NULL AND (touched OR $2)",
            whole)
        .mapEmpty();
  }

  /** Keeps what was seen; tells which of it the transfer knows to be of the record. */
  Future<Set<ResourceKey>> saw(Run run, Collection<Resource> resources) {
    List<Resource> each = List.copyOf(resources);
    return run.sql(
            """
            UPDATE hosts.transfer_item AS i SET seen = r.digest, seen_version = r.version,
              seen_at = nullif(r.updated, '')::timestamptz
            FROM unnest($2::text[], $3::text[], $4::text[], $5::text[])
              AS r (resource, digest, version, updated)
            WHERE i.transfer = $1 AND i.resource = r.resource AND i.resource = ANY($2)
              AND i.state <> 'absent'
            RETURNING CASE WHEN i.state <> 'gone' OR i.touched THEN i.resource END AS resource""",
            ItemColumns.texts(each, resource -> resource.key().toString()),
            ItemColumns.texts(each, Resource::digest),
            ItemColumns.texts(each, Resource::version),
            ItemColumns.texts(each, resource -> Objects.toString(resource.updated(), "")))
        .map(
            rows -> {
              Set<ResourceKey> known = new HashSet<>();
              rows.forEach(
                  row ->
                      Optional.ofNullable(row.getString("resource"))
                          .map(ResourceKey::parse)
                          .ifPresent(known::add));
              return known;
            });
  }

  /** Keeps what was seen to refer to what, whatever it is at the source. */
  Future<Void> referring(Run run, Collection<Resource> resources) {
    List<Resource> each = List.copyOf(resources);
    return run.sql(
            "UPDATE hosts.transfer_item AS i SET refs = string_to_array(r.refs, ' ')"
                + " FROM unnest($2::text[], $3::text[]) AS r (resource, refs)"
                + " WHERE i.transfer = $1 AND i.resource = r.resource AND i.resource = ANY($2)",
            ItemColumns.texts(each, resource -> resource.key().toString()),
            ItemColumns.texts(
                each, resource -> String.join(" ", ItemColumns.names(resource.references()))))
        .mapEmpty();
  }

  /**
   * What was not seen yet and has to be asked for by name, in the order of names, from one on.
   *
   * @param whole of all but what is gone and taken back, or of what has been touched
   */
  Future<List<ResourceKey>> unseen(Run run, boolean whole, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1"
                + " AND (touched OR ($2 AND state <> 'gone')) AND state <> 'absent' AND seen IS NULL"
                + " AND resource > $3 ORDER BY resource LIMIT $4",
            whole,
            after,
            most)
        .map(ItemColumns::keys);
  }

  /** The same of all of it that is the patient's. */
  Future<List<ResourceKey>> unseenOwn(Run run, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND NOT shared"
                + " AND (touched OR state <> 'gone') AND state <> 'absent' AND seen IS NULL"
                + " AND resource > $2 ORDER BY resource LIMIT $3",
            after,
            most)
        .map(ItemColumns::keys);
  }

  /** What the transfer has written there, or will have, in the order of names, from one on. */
  Future<List<ResourceKey>> written(Run run, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND written"
                + " AND resource > $2 ORDER BY resource LIMIT $3",
            after,
            most)
        .map(ItemColumns::keys);
  }

  /** What was gone when the record was compared, in the order of names, from one on. */
  Future<List<ResourceKey>> gone(Run run, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND NOT shared"
                + " AND state = 'gone' AND NOT touched AND resource > $2 ORDER BY resource LIMIT $3",
            after,
            most)
        .map(ItemColumns::keys);
  }

  /** From here on these are no concern of the transfer. */
  Future<Void> dismiss(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "UPDATE hosts.transfer_item SET state = 'absent', touched = false, written = false,"
                + " seen = NULL, seen_version = NULL, seen_at = NULL WHERE transfer = $1 AND resource ="
                + " ANY($2)",
            (Object) ItemColumns.names(keys))
        .mapEmpty();
  }

  /**
   * What was compared.
   *
   * @param version of the destination
   */
  record Compared(ResourceKey key, String version, String digest) {

    static List<Compared> all(Iterable<Row> rows) {
      List<Compared> compared = new ArrayList<>();
      rows.forEach(
          row ->
              compared.add(
                  new Compared(
                      ResourceKey.parse(row.getString("resource")),
                      row.getString("version"),
                      row.getString("digest"))));
      return compared;
    }
  }

  /** What of these was compared, in which version. */
  Future<List<Compared>> compared(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource, version, digest FROM hosts.transfer_item WHERE transfer = $1 AND"
                + " resource = ANY($2) AND version IS NOT NULL AND digest IS NOT NULL",
            (Object) ItemColumns.names(keys))
        .map(Compared::all);
  }

  /** Keeps that these are not there because somebody has deleted them. */
  Future<Void> deleted(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "UPDATE hosts.transfer_item SET seen = $3, seen_version = $3 WHERE"
                + " transfer = $1 AND resource = ANY($2)",
            ItemColumns.names(keys),
            DELETED)
        .mapEmpty();
  }

  /** Whether this was seen, or anything has been erased before. */
  Future<Boolean> seenOrErased(Run run, ResourceKey key) {
    return run.sql(
            "SELECT EXISTS (SELECT 1 FROM hosts.transfer_item WHERE transfer = $1"
                + " AND (state = 'erased' OR (resource = $2 AND seen IS NOT NULL))) AS any",
            key.toString())
        .map(rows -> rows.iterator().next().getBoolean("any"));
  }

  /** How what has been touched differs from what it should be; empty if it does not. */
  Future<Optional<String>> amiss(Run run) {
    return summary(run, AMISS);
  }

  /** What the destination was given and has no longer; empty if it has all. */
  Future<Optional<String>> lost(Run run) {
    // On another host it has other versions
    return summary(run, LOST.replace("$2", run.elsewhere() ? "true" : "false"));
  }

  /** What is another than what was compared; empty if nothing is. */
  Future<Optional<String>> altered(Run run) {
    return summary(run, ALTERED);
  }

  /** Which of these are in the form that was compared. */
  Future<Set<ResourceKey>> asCompared(Run run, Collection<Resource> resources) {
    List<Resource> each = List.copyOf(resources);
    return run.sql(
            "SELECT i.resource FROM hosts.transfer_item i"
                + " JOIN unnest($2::text[], $3::text[]) AS r (resource, digest)"
                + " ON (r.resource, r.digest) = (i.resource, i.digest)"
                + " WHERE i.transfer = $1 AND i.resource = ANY($2)",
            ItemColumns.texts(each, resource -> resource.key().toString()),
            ItemColumns.texts(each, Resource::digest))
        .map(rows -> new HashSet<>(ItemColumns.keys(rows)));
  }

  /** Has these looked at, and nothing else. */
  Future<Void> touchOnly(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "UPDATE hosts.transfer_item SET touched = NOT touched WHERE transfer = $1 AND touched <>"
                + " (resource = ANY($2))",
            (Object) ItemColumns.names(keys))
        .mapEmpty();
  }

  /** What is looked at, and not seen as it should be. */
  Future<Set<ResourceKey>> touchedAmiss(Run run) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND (" + AMISS + ")")
        .map(rows -> new HashSet<>(ItemColumns.keys(rows)));
  }

  /**
   * From here on what may have been changed there since it was compared is not looked at.
   *
   * @param unwritten whether nobody has, but past the gateway: then only what is as old as what was
   *     compared, or older, has come back
   */
  Future<Void> leaveChanged(Run run, boolean unwritten) {
    return run.sql(
            "UPDATE hosts.transfer_item SET touched = false WHERE transfer = $1 AND touched AND seen"
                + " IS DISTINCT FROM digest AND seen IS NOT NULL AND (NOT $2 OR coalesce(seen_at >"
                + " version_at, true))",
            unwritten)
        .mapEmpty();
  }

  /** From here on these are not looked at. */
  Future<Void> leave(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "UPDATE hosts.transfer_item SET touched = false WHERE transfer = $1 AND resource = ANY($2)",
            (Object) ItemColumns.names(keys))
        .mapEmpty();
  }

  /** Counts and one example, for the reason of a failure. */
  private static Future<Optional<String>> summary(Run run, String condition) {
    return run.sql(
            "SELECT count(*) FILTER (WHERE seen IS NULL) AS missing, count(*) FILTER (WHERE seen IS"
                + " NOT NULL AND digest IS NOT NULL) AS different, count(*) FILTER (WHERE digest IS"
                + " NULL) AS unexpected, min(resource) AS example FROM hosts.transfer_item WHERE"
                + " transfer = $1 AND "
                + condition)
        .map(rows -> rows.iterator().next())
        .map(Sightings::words);
  }

  private static Optional<String> words(Row row) {
    return Optional.ofNullable(row.getString("example"))
        .map(
            example ->
                "%d missing, %d different, %d unexpected, for instance %s"
                    .formatted(
                        row.getLong("missing"),
                        row.getLong("different"),
                        row.getLong("unexpected"),
                        example));
  }
}
