// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The table {@code hosts.transfer_item}, as far as it says what the destination had and has no
 * longer, and what of that is written there again.
 */
final class LostItems {

  /** What others may refer to as well, and the destination had, and has no longer. */
  private static final String LOST_OF_ALL = "shared AND state = 'compared' AND seen IS NULL";

  /**
   * What the destination does not have, though nobody is known to have deleted it: as long as
   * nobody has said so, be it that the source has been told to delete it by now.
   */
  static final String MISSING =
      "NOT shared AND NOT theirs AND "
          + ItemColumns.HELD
          + " AND accepted_at IS NULL AND seen IS NULL";

  /** Of what is there all the same it does not hold any more that it was deleted on purpose. */
  Future<Void> thereAgain(Run run) {
    return run.sql(
            "UPDATE hosts.transfer_item SET accepted_at = NULL, accepted_by = NULL WHERE transfer ="
                + " $1 AND accepted_at IS NOT NULL AND seen IS NOT NULL AND seen <> $2",
            Sightings.DELETED)
        .mapEmpty();
  }

  /** Has what the destination had and has no longer looked at, and nothing else. */
  Future<Void> touchLost(Run run) {
    return run.sql(
            "UPDATE hosts.transfer_item SET touched = NOT touched WHERE transfer = $1 AND touched <>"
                + " ((state <> 'erased' AND "
                + Sightings.LOST.replace("$2", "false")
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
        .map(ItemColumns::keys);
  }

  /** Which of these others may refer to as well. */
  Future<Set<ResourceKey>> ofAll(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND shared"
                + " AND resource = ANY($2)",
            (Object) ItemColumns.names(keys))
        .map(rows -> new HashSet<>(ItemColumns.keys(rows)));
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
            ItemColumns.texts(each, resource -> resource.key().toString()),
            ItemColumns.texts(each, Resource::digest),
            each.stream().map(resource -> resource.body().length()).toArray(Integer[]::new),
            ItemColumns.texts(
                each, resource -> String.join(" ", ItemColumns.names(resource.references()))),
            ReferenceData.types(),
            ItemColumns.names(referred))
        .map(rows -> new HashSet<>(ItemColumns.keys(rows)));
  }

  /**
   * Which of these the destination will have, or took references to without: the source did not
   * have them when it was read.
   */
  Future<Set<ResourceKey>> referable(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND resource = ANY($2)"
                + " AND (state = 'absent' OR (touched AND NOT shared))",
            (Object) ItemColumns.names(keys))
        .map(rows -> new HashSet<>(ItemColumns.keys(rows)));
  }
}
