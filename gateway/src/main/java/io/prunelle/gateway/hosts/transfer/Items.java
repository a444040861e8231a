// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.fhir.VersionsPage.PastVersion;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code hosts.transfer_item}, as far as it says what the source has. Each statement is a
 * commit of its own, so an attempt that is cut off leaves what it knew by then.
 */
final class Items {

  /** What a transfer still carries. */
  static final String HELD = "state NOT IN ('gone', 'absent')";

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
                texts(each, resource -> resource.key().toString()),
                each.stream().map(resources::get).toArray(Boolean[]::new),
                texts(each, Resource::digest),
                each.stream().map(resource -> resource.body().length()).toArray(Integer[]::new),
                texts(each, resource -> String.join(" ", names(resource.references()))),
                texts(each, Resource::version),
                texts(each, resource -> Objects.toString(resource.updated(), "")),
                texts(each, resource -> String.join(" ", resource.versioned())))
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
            names(keys))
        .mapEmpty();
  }

  /** Whatever a reading of everything has not shown is no longer there. */
  Future<Void> goneUnlessListed(Run run, int listing) {
    return run.sql(
            "UPDATE hosts.transfer_item SET state = 'gone', digest = NULL, touched = true"
                + " WHERE transfer = $1 AND listed < $2 AND "
                + HELD,
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
        .map(Items::keys);
  }

  /** What is referred to and is not there, in the order of names, from one on. */
  Future<List<ResourceKey>> absent(Run run, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND state = 'absent'"
                + " AND resource > $2 ORDER BY resource LIMIT $3",
            after,
            most)
        .map(Items::keys);
  }

  /**
   * What a reading has shown, this one or one after it, and another one after that has not, in the
   * order of names: of what is the patient's or was when it was shown.
   *
   * @param listing number of a reading
   */
  Future<List<ResourceKey>> goneSince(Run run, int listing, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND state = 'gone'"
                + " AND listed >= $2 AND (NOT shared OR $3 = ANY(refs)) ORDER BY resource LIMIT $4",
            listing,
            ResourceKey.patient(run.patient()).toString(),
            most)
        .map(Items::keys);
  }

  /** What is not gone and refers to any of these that is. */
  Future<List<ResourceKey>> referringToGone(Run run, Collection<ResourceKey> keys, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND refs && ARRAY("
                + "SELECT g.resource FROM hosts.transfer_item g WHERE g.transfer = $1"
                + " AND g.resource = ANY($2) AND g.state = 'gone') AND "
                + HELD
                + " LIMIT $3",
            names(keys),
            most)
        .map(Items::keys);
  }

  /** Keeps that these were in the record before any reading, unless they are again. */
  Future<Void> gone(Run run, Collection<ResourceKey> keys) {
    return keys.isEmpty()
        ? Future.succeededFuture()
        : run.sql(
                "INSERT INTO hosts.transfer_item AS i (transfer, resource, shared, state, listed)"
                    + " SELECT $1, r, false, 'gone', 0 FROM unnest($2::text[]) AS r"
                    + " ON CONFLICT (transfer, resource) DO UPDATE SET state = 'gone', listed = 0"
                    + " WHERE i.state = 'absent'",
                (Object) names(keys))
            .mapEmpty();
  }

  /** How many of these there are. */
  Future<Long> goneBefore(Run run) {
    return run.sql(
            "SELECT count(*) AS n FROM hosts.transfer_item WHERE transfer = $1 AND state = 'gone'"
                + " AND listed = 0")
        .map(rows -> rows.iterator().next().getLong("n"));
  }

  /** Which of them a reading has shown already. */
  Future<Set<ResourceKey>> listed(Run run, int listing, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND listed = $2"
                + " AND resource = ANY($3) AND "
                + HELD,
            listing,
            names(keys))
        .map(rows -> new HashSet<>(keys(rows)));
  }

  /** How many of what a reading has shown name the patient, by type. */
  Future<Map<String, Integer>> naming(Run run, int listing) {
    return run.sql(
            "SELECT split_part(resource, '/', 1) AS type, count(*)::integer AS n FROM"
                + " hosts.transfer_item WHERE transfer = $1 AND listed = $2 AND $3 = ANY(refs) AND "
                + HELD
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
                + HELD,
            listing,
            names(resources.stream().map(Resource::key).toList()))
        .map(rows -> byKey(rows, "digest"));
  }

  /** Which of them the transfer knows, shared or not. */
  Future<Set<ResourceKey>> held(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND resource = ANY($2) AND "
                + HELD,
            (Object) names(keys))
        .map(rows -> new HashSet<>(keys(rows)));
  }

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
                + HELD
                + " ORDER BY resource LIMIT $4",
            ResourceKey.patient(run.patient()).toString(),
            after,
            most,
            touched)
        .map(Items::keys);
  }

  /** What is of a type and names nobody, in the order of names, from one on: until it is erased. */
  Future<List<ResourceKey>> nobodys(Run run, String type, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1"
                + " AND starts_with(resource, $2) AND $3 <> ALL(refs) AND state <> 'erased'"
                + " AND resource > $4 AND "
                + HELD
                + " ORDER BY resource LIMIT $5",
            type + "/",
            ResourceKey.patient(run.patient()).toString(),
            after,
            most)
        .map(Items::keys);
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
        .map(rows -> byKey(rows, "brought"));
  }

  /** In the order of the rows. */
  private static Map<ResourceKey, String> byKey(Iterable<Row> rows, String column) {
    Map<ResourceKey, String> values = new LinkedHashMap<>();
    rows.forEach(
        row -> values.put(ResourceKey.parse(row.getString("resource")), row.getString(column)));
    return values;
  }

  /** Which of these the transfer has written where they are about to be removed. */
  Future<Set<ResourceKey>> written(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND written"
                + " AND seen IS NOT NULL AND resource = ANY($2)",
            (Object) names(keys))
        .map(rows -> new HashSet<>(keys(rows)));
  }

  /**
   * Of which types something refers to it, the patient's or not: of what the source has, or the
   * destination was given.
   */
  Future<List<String>> referring(Run run, ResourceKey key) {
    return run.sql(
            "SELECT DISTINCT split_part(resource, '/', 1) AS type FROM hosts.transfer_item"
                + " WHERE transfer = $1 AND $2 = ANY(refs) AND (written OR "
                + HELD
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
            names(all),
            texts(own, resource -> resource.key().toString()),
            texts(own, Resource::digest))
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
                + HELD,
            (Object) names(keys))
        .map(rows -> new HashSet<>(keys(rows)));
  }

  /**
   * What is, or was until somebody deleted it while it moved, the patient's.
   *
   * @param version at the source; empty when it is not known
   * @param updated when it was written there; null when it is not known
   * @param digest null for what is gone
   * @param theirs whether the destination has one of its own instead
   */
  record Carried(
      ResourceKey key,
      boolean gone,
      boolean theirs,
      String version,
      @Nullable Instant updated,
      @Nullable String digest) {

    /** Whether that was written after it, as far as the host tells. */
    boolean isBefore(PastVersion past) {
      OptionalInt later = VersionNumbers.compare(past.resource().version(), version);
      if (later.isPresent()) {
        return later.getAsInt() > 0;
      }
      Instant at = past.resource().updated();
      return updated != null && at != null && at.isAfter(updated);
    }

    /** Whether that is what was carried, and not what was there before. */
    boolean is(PastVersion past) {
      return !gone
          && (version.isEmpty()
              ? past.resource().digest().equals(digest)
              : past.resource().version().equals(version));
    }
  }

  /** The patient's, in the order of names, from one on. */
  Future<List<Carried>> carried(Run run, String after, int most) {
    return run.sql(
            "SELECT resource, state = 'gone' AS gone, theirs, coalesce(source_version, '') AS version,"
                + " source_updated, digest FROM hosts.transfer_item WHERE transfer = $1"
                + " AND NOT shared AND state <> 'absent' AND resource > $2"
                + " ORDER BY resource LIMIT $3",
            after,
            most)
        .map(
            rows -> {
              List<Carried> carried = new ArrayList<>();
              for (Row row : rows) {
                OffsetDateTime updated = row.get(OffsetDateTime.class, "source_updated");
                carried.add(
                    new Carried(
                        ResourceKey.parse(row.getString("resource")),
                        row.getBoolean("gone"),
                        row.getBoolean("theirs"),
                        row.getString("version"),
                        updated == null ? null : updated.toInstant(),
                        row.getString("digest")));
              }
              return carried;
            });
  }

  /**
   * Versions that something of the patient's refers to.
   *
   * @param from what refers to them
   * @param versions as {@code type/id/_history/version}
   * @param before whether it has come to the source as it is: then they are of where it was before
   */
  record Versioned(ResourceKey from, List<String> versions, boolean before) {}

  /** Those of what is carried, in the order of names, from one on. */
  Future<List<Versioned>> versioned(Run run, String after, int most) {
    return run.sql(
            """
            SELECT i.resource, i.versioned, EXISTS (
              SELECT 1 FROM hosts.transfer_item b JOIN hosts.transfer t ON t.id = b.transfer
              WHERE t.patient = $4 AND t.id <> $1
                AND (t.state IN ('certified', 'copied')
                  OR (t.state = 'cancelled' AND t.switched_at IS NOT NULL))
                AND t.destination = $5 AND b.resource = i.resource AND b.digest = i.digest) AS before
            FROM hosts.transfer_item i WHERE i.transfer = $1 AND NOT i.shared AND NOT i.theirs
              AND i.versioned IS NOT NULL AND i.state NOT IN ('gone', 'absent') AND i.resource > $2
            ORDER BY i.resource LIMIT $3""",
            after,
            most,
            run.patient(),
            run.transfer().source())
        .map(
            rows -> {
              List<Versioned> versioned = new ArrayList<>();
              for (Row row : rows) {
                versioned.add(
                    new Versioned(
                        ResourceKey.parse(row.getString("resource")),
                        List.of(row.getArrayOfStrings("versioned")),
                        row.getBoolean("before")));
              }
              return versioned;
            });
  }

  /**
   * Each Binary that earlier transfers have brought to the record's practice as a part of the
   * record, in the order of names, from one on: nobody need have asked for it there since.
   */
  Future<List<ResourceKey>> binariesBrought(Run run, String after, int most) {
    return run.sql(
            """
            SELECT DISTINCT b.resource FROM hosts.transfer_item b
              JOIN hosts.transfer t ON t.id = b.transfer
            WHERE t.patient = $2 AND coalesce(t.recipient, t.practice) = $3 AND t.id <> $1
              AND (t.switched_at IS NOT NULL OR t.state = 'copied') AND NOT b.shared
              AND b.state NOT IN ('gone', 'absent') AND starts_with(b.resource, 'Binary/')
              AND b.resource > $4
            ORDER BY b.resource LIMIT $5""",
            run.patient(),
            run.record().practice(),
            after,
            most)
        .map(Items::keys);
  }

  /**
   * What transfers that were given up have left with the record's practice, in the order of names,
   * from one on, by the digests of the forms in which it may be there: nothing need lead to it.
   */
  Future<Map<ResourceKey, Set<String>>> leftBehind(Run run, String after, int most) {
    return run.sql(
            """
            SELECT b.resource, array_remove(array_agg(DISTINCT f.form), NULL) AS forms
            FROM hosts.transfer t JOIN hosts.transfer_item b ON b.transfer = t.id
              CROSS JOIN LATERAL unnest(array_append(b.forms, b.digest)) AS f (form)
            WHERE t.patient = $2 AND t.recipient = $3 AND t.id <> $1 AND t.state = 'cancelled'
              AND t.switched_at IS NULL AND b.resource > $4
            GROUP BY b.resource ORDER BY b.resource LIMIT $5""",
            run.patient(),
            run.record().practice(),
            after,
            most)
        .map(
            rows -> {
              Map<ResourceKey, Set<String>> left = new LinkedHashMap<>();
              rows.forEach(
                  row ->
                      left.put(
                          ResourceKey.parse(row.getString("resource")),
                          Set.of(row.getArrayOfStrings("forms"))));
              return left;
            });
  }

  /** What other readings have shown of a type and this one has not, in the order of names. */
  Future<List<ResourceKey>> unlisted(Run run, int listing, String type, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND NOT shared"
                + " AND listed < $2 AND starts_with(resource, $3) AND resource > $4 AND "
                + HELD
                + " ORDER BY resource LIMIT $5",
            listing,
            type + "/",
            after,
            most)
        .map(Items::keys);
  }

  Future<Size> size(Run run) {
    return run.sql(
            "SELECT count(*)::integer AS n, coalesce(sum(bytes), 0)::bigint AS bytes"
                + " FROM hosts.transfer_item WHERE transfer = $1 AND NOT shared AND "
                + HELD)
        .map(rows -> rows.iterator().next())
        .map(row -> new Size(row.getInteger("n"), row.getLong("bytes")));
  }

  /** How many have still to be brought over and compared. */
  Future<Integer> touched(Run run) {
    return run.sql(
            "SELECT count(*)::integer AS n FROM hosts.transfer_item WHERE transfer = $1 AND touched")
        .map(rows -> rows.iterator().next().getInteger("n"));
  }

  static List<ResourceKey> keys(Iterable<Row> rows) {
    List<ResourceKey> keys = new ArrayList<>();
    rows.forEach(row -> keys.add(ResourceKey.parse(row.getString("resource"))));
    return keys;
  }

  static String[] names(Collection<ResourceKey> keys) {
    return keys.stream().map(ResourceKey::toString).toArray(String[]::new);
  }

  static String[] texts(List<Resource> resources, Function<Resource, String> text) {
    return resources.stream().map(text).toArray(String[]::new);
  }
}
