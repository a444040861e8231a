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
  private static final String DELETED = "deleted";

  /**
   * What was seen was written after what was compared: by the number of its version where the host
   * counts, else by its time. A host that has lost a write shows what was there before.
   */
  private static final String SINCE =
      "CASE WHEN version ~ '^[0-9]{1,40}$' AND seen_version ~ '^[0-9]{1,40}$'"
          + " THEN seen_version::numeric > version::numeric"
          + " ELSE coalesce(seen_at > version_at, false) END";

  /** What was seen differs from what the destination was given, and was not written there since. */
  private static final String LOST =
      "NOT shared AND NOT theirs AND "
          + Items.HELD
          + " AND accepted_at IS NULL AND (seen IS NULL OR (NOT $2 AND seen NOT IN (digest, '"
          + DELETED
          + "') AND NOT ("
          + SINCE
          + ")))";

  /** What others may refer to as well, and the destination had, and has no longer. */
  private static final String LOST_OF_ALL = "shared AND state = 'compared' AND seen IS NULL";

  /**
   * What the destination does not have, though nobody is known to have deleted it: as long as
   * nobody has said so, be it that the source has been told to delete it by now.
   */
  static final String MISSING =
      "NOT shared AND NOT theirs AND " + Items.HELD + " AND accepted_at IS NULL AND seen IS NULL";

  /**
   * What has been touched is not seen as it should be. What was written as the patient's and has
   * become everybody's since is no less the transfer's own.
   */
  private static final String AMISS =
      "touched AND CASE WHEN (shared OR theirs) AND NOT written THEN "
          + Items.HELD
          + " AND seen IS NULL ELSE ("
          + Items.HELD
          + " AND seen IS DISTINCT FROM digest) OR (state = 'gone' AND seen IS NOT NULL) END";

  private static final String ALTERED =
      "NOT shared AND seen IS NOT NULL AND seen IS DISTINCT FROM digest";

  /**
   * Who received a copy has had it since. What left that practice with its record, nobody there has
   * deleted: the mover has erased it.
   */
  private static final String STILL_HAD =
      "c.state = 'copied' AND NOT EXISTS (SELECT 1 FROM hosts.transfer d WHERE d.patient ="
          + " c.patient AND d.practice = c.recipient AND d.kind IN ('handover', 'erasure') AND"
          + " d.switched_at > coalesce(c.switched_at, c.ended_at))";

  /** Of this resource, what such a copy has carried between the two practices. */
  private static final String KEPT =
      "EXISTS (SELECT 1 FROM hosts.transfer t JOIN hosts.transfer c ON c.patient = t.patient AND "
          + "%s AND (c.practice, c.recipient) = (%s) JOIN hosts.transfer_item k ON"
          + " k.transfer = c.id AND k.resource = hosts.transfer_item.resource WHERE t.id ="
          + " hosts.transfer_item.transfer AND k.digest = %s)";

  /**
   * The record comes back, and what is there is what it was when a copy of it was kept there. Who
   * received that copy is who the record leaves: what became of it there is of no account.
   */
  private static final String EARLIER =
      KEPT.formatted("c.state = 'copied'", "t.recipient, t.practice", "hosts.transfer_item.seen");

  /** It has been carried there before as it is, and the other practice has had it since. */
  private static final String GIVEN =
      KEPT.formatted(STILL_HAD, "t.practice, t.recipient", "hosts.transfer_item.digest");

  /**
   * It has been carried there before as it is, and the other practice has gone on with it, or has
   * deleted it.
   */
  private static final String GONE_ON =
      "NOT written AND seen IS NOT NULL AND seen IS DISTINCT FROM digest AND " + GIVEN;

  /** What is there under the name of something that this transfer did not write there. */
  private static final String FOREIGN =
      "touched AND NOT shared AND NOT theirs AND NOT written AND state <> 'absent' AND seen IS NOT"
          + " NULL AND seen IS DISTINCT FROM digest AND NOT "
          + EARLIER;

  /**
   * What this transfer wrote there, and somebody of the practice that receives it has changed or
   * deleted: it is in no form that was written, be it that this has not been compared yet. What has
   * become everybody's at the old practice since is no less theirs.
   */
  private static final String CHANGED =
      "written AND seen IS NOT NULL AND seen IS DISTINCT FROM digest"
          + " AND seen <> ALL(coalesce(forms, '{}'::text[]))";

  /** What that practice was given, by this transfer or as a copy, and has not any more. */
  private static final String MISSED =
      "touched AND (NOT shared OR written) AND seen IS NULL AND "
          + Items.HELD
          + " AND CASE WHEN written THEN version IS NOT NULL ELSE "
          + GIVEN
          + " END";

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
            Items.texts(each, resource -> resource.key().toString()),
            Items.texts(each, Resource::digest),
            Items.texts(each, Resource::version),
            Items.texts(each, resource -> Objects.toString(resource.updated(), "")))
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
            Items.texts(each, resource -> resource.key().toString()),
            Items.texts(each, resource -> String.join(" ", Items.names(resource.references()))))
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
        .map(Items::keys);
  }

  /** The same of all of it that is the patient's. */
  Future<List<ResourceKey>> unseenOwn(Run run, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND NOT shared"
                + " AND (touched OR state <> 'gone') AND state <> 'absent' AND seen IS NULL"
                + " AND resource > $2 ORDER BY resource LIMIT $3",
            after,
            most)
        .map(Items::keys);
  }

  /** What the transfer has written there, or will have, in the order of names, from one on. */
  Future<List<ResourceKey>> written(Run run, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND written"
                + " AND resource > $2 ORDER BY resource LIMIT $3",
            after,
            most)
        .map(Items::keys);
  }

  /** What was gone when the record was compared, in the order of names, from one on. */
  Future<List<ResourceKey>> gone(Run run, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND NOT shared"
                + " AND state = 'gone' AND NOT touched AND resource > $2 ORDER BY resource LIMIT $3",
            after,
            most)
        .map(Items::keys);
  }

  /** From here on these are no concern of the transfer. */
  Future<Void> dismiss(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "UPDATE hosts.transfer_item SET state = 'absent', touched = false, written = false,"
                + " seen = NULL, seen_version = NULL, seen_at = NULL WHERE transfer = $1 AND resource ="
                + " ANY($2)",
            (Object) Items.names(keys))
        .mapEmpty();
  }

  /**
   * What was compared.
   *
   * @param version of the destination
   */
  record Compared(ResourceKey key, String version, String digest) {}

  /** What the other practice was given and does not show, in the order of names, from one on. */
  Future<List<ResourceKey>> missed(Run run, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND ("
                + MISSED
                + ") AND resource > $2 ORDER BY resource LIMIT $3",
            after,
            most)
        .map(Items::keys);
  }

  /** In which version, and which forms, it may have been given these. */
  Future<List<Compared>> given(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource, version, unnest(forms) AS digest FROM hosts.transfer_item WHERE"
                + " transfer = $1 AND resource = ANY($2) AND written AND version IS NOT NULL"
                + " UNION SELECT k.resource, k.version, k.digest FROM hosts.transfer t JOIN"
                + " hosts.transfer c ON c.patient = t.patient AND "
                + STILL_HAD
                + " AND (c.practice, c.recipient) = (t.practice, t.recipient) JOIN hosts.transfer_item k ON"
                + " k.transfer = c.id AND k.resource = ANY($2) JOIN hosts.transfer_item i ON"
                + " i.transfer = t.id AND i.resource = k.resource AND i.digest = k.digest AND NOT"
                + " i.written WHERE t.id = $1 AND k.version IS NOT NULL",
            (Object) Items.names(keys))
        .map(Sightings::all);
  }

  private static List<Compared> all(Iterable<Row> rows) {
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

  /** What of these was compared, in which version. */
  Future<List<Compared>> compared(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource, version, digest FROM hosts.transfer_item WHERE transfer = $1 AND"
                + " resource = ANY($2) AND version IS NOT NULL AND digest IS NOT NULL",
            (Object) Items.names(keys))
        .map(Sightings::all);
  }

  /** Keeps that these are not there because somebody has deleted them. */
  Future<Void> deleted(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "UPDATE hosts.transfer_item SET seen = $3, seen_version = $3 WHERE"
                + " transfer = $1 AND resource = ANY($2)",
            Items.names(keys),
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

  /** Something there that the transfer may neither overwrite nor remove. */
  Future<Optional<ResourceKey>> foreign(Run run) {
    return first(run, run.kind().arrives() ? "((" + FOREIGN + ") OR (" + CHANGED + "))" : FOREIGN);
  }

  /**
   * What somebody has changed of what was written is no concern of the transfer any more; what was
   * there before it came back is of the copy that is kept there.
   */
  Future<Void> yieldChanged(Run run) {
    return run.sql(
            "UPDATE hosts.transfer_item SET written = false WHERE transfer = $1 AND written AND"
                + " (replaced OR ("
                + CHANGED
                + "))")
        .mapEmpty();
  }

  /**
   * The new practice knows the patient by themselves: its Patient is one of its own, unless the
   * transfer wrote it and nobody has changed it since. So is what it has changed of a copy that it
   * was given before.
   */
  Future<Void> yieldTheirs(Run run) {
    return run.kind().arrives()
        ? run.sql(
                "UPDATE hosts.transfer_item SET theirs = (seen IS NOT NULL), written = false WHERE"
                    + " transfer = $1 AND resource = $2 AND seen IS DISTINCT FROM $3 AND (NOT"
                    + " written OR ("
                    + CHANGED
                    + "))",
                ResourceKey.patient(run.patient()).toString(),
                DELETED)
            .compose(
                yielded ->
                    run.sql(
                        "UPDATE hosts.transfer_item SET theirs = NOT theirs WHERE transfer = $1"
                            + " AND touched AND NOT shared AND resource <> $2 AND theirs <> ("
                            + GONE_ON
                            + ")",
                        ResourceKey.patient(run.patient()).toString()))
            .mapEmpty()
        : Future.succeededFuture();
  }

  /** Whether anything of it is one of its own. */
  Future<Boolean> anyYielded(Run run) {
    return run.sql(
            "SELECT EXISTS (SELECT 1 FROM hosts.transfer_item WHERE transfer = $1 AND theirs) AS any")
        .map(rows -> rows.iterator().next().getBoolean("any"));
  }

  /** Whether its Patient is. */
  Future<Boolean> patientYielded(Run run) {
    return run.sql(
            "SELECT EXISTS (SELECT 1 FROM hosts.transfer_item WHERE transfer = $1 AND theirs"
                + " AND resource = $2) AS any",
            ResourceKey.patient(run.patient()).toString())
        .map(rows -> rows.iterator().next().getBoolean("any"));
  }

  /** Of what is there all the same it does not hold any more that it was deleted on purpose. */
  Future<Void> thereAgain(Run run) {
    return run.sql(
            "UPDATE hosts.transfer_item SET accepted_at = NULL, accepted_by = NULL WHERE transfer ="
                + " $1 AND accepted_at IS NOT NULL AND seen IS NOT NULL AND seen <> $2",
            DELETED)
        .mapEmpty();
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
            Items.texts(each, resource -> resource.key().toString()),
            Items.texts(each, Resource::digest))
        .map(rows -> new HashSet<>(Items.keys(rows)));
  }

  /** Has these looked at, and nothing else. */
  Future<Void> touchOnly(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "UPDATE hosts.transfer_item SET touched = NOT touched WHERE transfer = $1 AND touched <>"
                + " (resource = ANY($2))",
            (Object) Items.names(keys))
        .mapEmpty();
  }

  /** What is looked at, and not seen as it should be. */
  Future<Set<ResourceKey>> touchedAmiss(Run run) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND (" + AMISS + ")")
        .map(rows -> new HashSet<>(Items.keys(rows)));
  }

  /** Has what the destination had and has no longer looked at, and nothing else. */
  Future<Void> touchLost(Run run) {
    return run.sql(
            "UPDATE hosts.transfer_item SET touched = NOT touched WHERE transfer = $1 AND touched <>"
                + " ((state <> 'erased' AND "
                + LOST.replace("$2", "false")
                + ") OR ("
                + LOST_OF_ALL
                + "))")
        .mapEmpty();
  }

  /**
   * What it has no longer of what others may refer to as well, in the order of names, from one on.
   */
  Future<List<ResourceKey>> lostOfAll(Run run, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND "
                + LOST_OF_ALL
                + " AND resource > $2 ORDER BY resource LIMIT $3",
            after,
            most)
        .map(Items::keys);
  }

  /** Which of these others may refer to as well. */
  Future<Set<ResourceKey>> ofAll(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND shared"
                + " AND resource = ANY($2)",
            (Object) Items.names(keys))
        .map(rows -> new HashSet<>(Items.keys(rows)));
  }

  /**
   * What others may refer to as well is to be as the source has it by now. What is not everybody's
   * by its type is so as it was given, or as far as that refers to it which is.
   *
   * @param resources that name no patient
   * @param referred what everybody's refers to by now
   * @return which of them are everybody's
   */
  Future<Set<ResourceKey>> renewed(
      Run run, Collection<Resource> resources, Collection<ResourceKey> referred) {
    List<Resource> each = List.copyOf(resources);
    return run.sql(
            """
            UPDATE hosts.transfer_item AS i SET digest = r.digest, bytes = r.bytes,
              refs = string_to_array(r.refs, ' ')
            FROM unnest($2::text[], $3::text[], $4::integer[], $5::text[])
              AS r (resource, digest, bytes, refs)
            WHERE i.transfer = $1 AND i.resource = r.resource AND i.resource = ANY($2) AND i.shared
              AND (split_part(i.resource, '/', 1) = ANY($6) OR i.resource = ANY($7)
                OR i.digest = r.digest)
            RETURNING i.resource""",
            Items.texts(each, resource -> resource.key().toString()),
            Items.texts(each, Resource::digest),
            each.stream().map(resource -> resource.body().length()).toArray(Integer[]::new),
            Items.texts(each, resource -> String.join(" ", Items.names(resource.references()))),
            ReferenceData.types(),
            Items.names(referred))
        .map(rows -> new HashSet<>(Items.keys(rows)));
  }

  /**
   * Which of these the destination will have, or took references to without: the source did not
   * have them when it was read.
   */
  Future<Set<ResourceKey>> referable(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND resource = ANY($2)"
                + " AND (state = 'absent' OR (touched AND NOT shared))",
            (Object) Items.names(keys))
        .map(rows -> new HashSet<>(Items.keys(rows)));
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
            (Object) Items.names(keys))
        .mapEmpty();
  }

  private static Future<Optional<ResourceKey>> first(Run run, String condition) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND "
                + condition
                + " ORDER BY resource LIMIT 1")
        .map(rows -> Items.keys(rows).stream().findFirst());
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
