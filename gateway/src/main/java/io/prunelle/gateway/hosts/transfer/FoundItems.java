// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code hosts.transfer_found}: what the place that a record goes back to has of it
 * beside what an earlier transfer has left there; and the rows of that one, as far as they tell
 * what it was.
 */
final class FoundItems {

  /** Nobody has said of it that it is not to be kept, nor does anything else. */
  static final String OPEN = "there AND NOT deleted AND accepted_at IS NULL";

  /** What was found, by its name and its form: whoever says something of it has looked at that. */
  static final String FORM = "resource || '@' || left(digest, 16)";

  private static final String KEEP =
      " ON CONFLICT (transfer, resource) DO UPDATE SET there = true, deleted = excluded.deleted,"
          + " refs = excluded.refs, digest = excluded.digest,"
          // Another form of it was not meant, nor this one where it may be all that there is by now
          + " accepted_at = CASE WHEN f.digest = excluded.digest AND f.held = excluded.held"
          + " THEN f.accepted_at END,"
          + " accepted_by = CASE WHEN f.digest = excluded.digest AND f.held = excluded.held"
          + " THEN f.accepted_by END, held = excluded.held";

  /**
   * What of the record is written where it goes back to: what is the patient's, and of what others
   * may refer to as well what was the patient's when it was left there, and so is not what others
   * have there. Of a row of {@code hosts.transfer_item} that is called {@code i}; the second
   * parameter is the transfer that left it.
   */
  static final String BROUGHT =
      "(NOT i.shared OR i.written OR EXISTS (SELECT 1 FROM hosts.transfer_item k WHERE"
          + " k.transfer = $2 AND k.resource = i.resource AND NOT k.shared"
          + " AND k.digest IS NOT NULL))";

  /** It may be removed: it was deleted from the record, or somebody has said so. */
  private static final String UNWANTED =
      "f.there AND (f.deleted OR (f.accepted_at IS NOT NULL AND NOT f.held))";

  /**
   * What is known of something that is not in the record by now.
   *
   * @param version in which the place where the record lives has had it; null if it is not known
   * @param digest of what was left; null if nothing was
   * @param accepted whether somebody has said that this was deleted there on purpose
   */
  record Left(@Nullable String version, @Nullable String digest, boolean accepted) {}

  /**
   * Something that is to be removed, since it is not in the record by now.
   *
   * @param digest of what is there
   */
  record Gone(ResourceKey key, String digest) {}

  /** Nothing is known of what is there. */
  Future<Void> forget(Run run) {
    return run.sql("UPDATE hosts.transfer_found SET there = false WHERE transfer = $1 AND there")
        .mapEmpty();
  }

  /**
   * Keeps what is brought back and is there in a form that was neither left there nor is that of
   * the record, nor was written there to bring it back: of what is looked at.
   */
  Future<Void> altered(Run run) {
    return run.sql(
            "INSERT INTO hosts.transfer_found AS f (transfer, resource, digest, refs, deleted,"
                + " there, held) SELECT i.transfer, i.resource, i.seen, '{}'::text[], false, true,"
                + " true FROM hosts.transfer_item i WHERE i.transfer = $1 AND i.touched AND "
                + BROUGHT
                + " AND i."
                + ItemColumns.HELD
                + " AND i.seen IS NOT NULL AND i.seen IS DISTINCT FROM i.digest"
                + " AND i.seen <> ALL(coalesce(i.forms, '{}'::text[]))"
                + " AND i.seen IS DISTINCT FROM (SELECT k.digest FROM hosts.transfer_item k"
                + " WHERE k.transfer = $2 AND k.resource = i.resource AND NOT k.shared)"
                + KEEP,
            turned(run))
        .mapEmpty();
  }

  /** What is known under these names: of what was left, and of what was in the record since. */
  Future<Map<ResourceKey, List<Left>>> left(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource, version, digest, accepted_at IS NOT NULL AS accepted"
                + " FROM hosts.transfer_item WHERE transfer = $2 AND resource = ANY($3)"
                + " AND NOT shared AND digest IS NOT NULL"
                + " UNION ALL SELECT resource, source_version, NULL, false"
                + " FROM hosts.transfer_item WHERE transfer = $1 AND resource = ANY($3)"
                + " AND (NOT shared OR written) AND state = 'gone' AND source_version IS NOT NULL",
            turned(run),
            ItemColumns.names(keys))
        .map(
            rows -> {
              Map<ResourceKey, List<Left>> left = new HashMap<>();
              for (Row row : rows) {
                left.computeIfAbsent(
                        ResourceKey.parse(row.getString("resource")), first -> new ArrayList<>())
                    .add(
                        new Left(
                            row.getString("version"),
                            row.getString("digest"),
                            row.getBoolean("accepted")));
              }
              return left;
            });
  }

  /**
   * What is about to be removed and was not judged yet: it has left the record since that was read
   * first.
   */
  Future<List<Gone>> unjudged(Run run, String after, int most) {
    return run.sql(
            "SELECT i.resource, i.seen FROM hosts.transfer_item i WHERE i.transfer = $1"
                + " AND i.state = 'gone' AND i.touched AND i.written AND i.seen IS NOT NULL"
                + " AND i.resource > $2 AND NOT EXISTS (SELECT 1 FROM hosts.transfer_found f"
                + " WHERE f.transfer = i.transfer AND f.resource = i.resource"
                + " AND f.digest = i.seen AND "
                + UNWANTED
                + ") ORDER BY i.resource LIMIT $3",
            after,
            most)
        .map(
            rows -> {
              List<Gone> gone = new ArrayList<>();
              rows.forEach(
                  row ->
                      gone.add(
                          new Gone(
                              ResourceKey.parse(row.getString("resource")),
                              row.getString("seen"))));
              return gone;
            });
  }

  /** All names that it left, in their order, from one on. */
  Future<List<ResourceKey>> named(Run run, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE $1::uuid IS NOT NULL AND transfer = $2"
                + " AND NOT shared AND state <> 'absent' AND resource > $3"
                + " ORDER BY resource LIMIT $4",
            turned(run),
            after,
            most)
        .map(ItemColumns::keys);
  }

  /**
   * Keeps that this is there, and not in the record.
   *
   * @param deleted whether it is known to have been deleted from the record on purpose
   */
  Future<Void> beside(
      Run run, ResourceKey key, String digest, Set<ResourceKey> references, boolean deleted) {
    return run.sql(
            "INSERT INTO hosts.transfer_found AS f (transfer, resource, digest, refs, deleted,"
                + " there, held) VALUES ($1, $2, $3, $4, $5, true, false)"
                + KEEP,
            key.toString(),
            digest,
            ItemColumns.names(references),
            deleted)
        .mapEmpty();
  }

  /** What somebody has to look at, in the order of names. */
  Future<List<ResourceKey>> open(Run run, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_found WHERE transfer = $1 AND "
                + OPEN
                + " ORDER BY resource LIMIT $2",
            most)
        .map(ItemColumns::keys);
  }

  /**
   * What was left is the transfer's own from here on: written over, or removed where it is not in
   * the record.
   */
  Future<Void> takeOver(Run run) {
    return own(run)
        .compose(
            taken ->
                run.sql(
                    // As what is deleted while a record moves: its versions go with the rest
                    "INSERT INTO hosts.transfer_item AS i (transfer, resource, shared, state, refs,"
                        + " listed, touched, written, replaced, seen) SELECT f.transfer,"
                        + " f.resource, false, 'gone', f.refs, 1, true, true, true, f.digest FROM"
                        + " hosts.transfer_found f WHERE f.transfer = $1 AND "
                        + UNWANTED
                        + " ON CONFLICT (transfer, resource) DO"
                        + " UPDATE SET state = 'gone', digest = NULL, refs = excluded.refs, touched"
                        + " = true, written = true, replaced = true, seen = excluded.seen WHERE"
                        + " i.state IN ('gone', 'absent')"))
        .mapEmpty();
  }

  /**
   * What is looked at may be written over in the form in which it was seen, once that has been
   * judged; in another one it may not.
   */
  Future<Void> own(Run run) {
    return run.sql(
            "UPDATE hosts.transfer_item i SET replaced = replaced OR NOT written, written = true,"
                + " forms = array_append(forms, seen) WHERE transfer = $1 AND touched AND "
                + BROUGHT
                + " AND seen IS NOT NULL"
                + " AND (NOT written OR seen <> ALL(coalesce(forms, '{}'::text[]))) AND "
                + ItemColumns.HELD,
            turned(run))
        .mapEmpty();
  }

  /**
   * What was not to be kept has been removed, and is no concern of the place that the record leaves
   * unless it has ever been there.
   */
  Future<Void> dismiss(Run run) {
    return run.sql(
            "UPDATE hosts.transfer_item i SET state = 'absent', written = false, replaced = false,"
                + " forms = NULL WHERE i.transfer = $1 AND i.state = 'gone' AND NOT i.touched"
                + " AND i.seen IS NULL AND i.source_version IS NULL AND EXISTS (SELECT 1 FROM"
                + " hosts.transfer_found f WHERE f.transfer = i.transfer AND f.resource ="
                + " i.resource AND NOT f.deleted) AND NOT EXISTS (SELECT 1 FROM"
                + " hosts.transfer_item k WHERE k.transfer = $2 AND k.resource = i.resource"
                + " AND NOT k.shared AND k.version IS NOT NULL)",
            turned(run))
        .mapEmpty();
  }

  private static @Nullable UUID turned(Run run) {
    return run.transfer().turns();
  }
}
