// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.fhir.VersionsPage.PastVersion;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code hosts.transfer_item}, as far as it says in which versions the source has what is
 * the patient's, and to which versions that refers.
 */
final class VersionedItems {

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
}
