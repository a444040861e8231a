// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.verification.Finding.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * From which id to which each partition has rows. A row that stands in another one is found by its
 * block, and not by who looks for its id, as pages and lists do; PostgreSQL does not look at what
 * is there when a table becomes a partition, where a constraint of it says that it need not.
 */
final class Partitions {

  private static final String BOUND = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";

  private static final String ALL =
      "SELECT oid::bigint, relname, pg_catalog.substring(bound, 'FROM [(]''%1$s''[)]'),"
              .formatted(BOUND)
          + " pg_catalog.substring(bound, 'TO [(]''%1$s''[)]') FROM (SELECT c.oid, c.relname,"
              .formatted(BOUND)
          + " pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound FROM pg_catalog.pg_class c"
          + " WHERE c.oid IN (SELECT relid FROM"
          + " pg_catalog.pg_partition_tree(pg_catalog.to_regclass('journal.entry')) WHERE level > 0"
          + " UNION ALL SELECT relid FROM"
          + " pg_catalog.pg_partition_tree(pg_catalog.to_regclass('journal.outcome'))"
          + " WHERE level > 0)) p ORDER BY relname";

  /** One of them. */
  private record Partition(String name, @Nullable UUID from, @Nullable UUID to) {

    boolean isBounded() {
      return from != null && to != null;
    }

    boolean holds(LeafRows.Place place) {
      return from != null && to != null && !less(place, from) && less(place, to);
    }

    private static boolean less(LeafRows.Place place, UUID bound) {
      int high = Long.compareUnsigned(place.high(), bound.getMostSignificantBits());
      return high < 0
          || (high == 0 && Long.compareUnsigned(place.low(), bound.getLeastSignificantBits()) < 0);
    }
  }

  private final Map<Long, Partition> all = new HashMap<>();

  private Partitions() {}

  static Partitions read(Connection connection) throws SQLException {
    Partitions partitions = new Partitions();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ALL)) {
      while (row.next()) {
        partitions.all.put(row.getLong(1), new Partition(row.getString(2), id(row, 3), id(row, 4)));
      }
    }
    return partitions;
  }

  private static @Nullable UUID id(ResultSet row, int column) throws SQLException {
    String id = row.getString(column);
    return id == null ? null : UUID.fromString(id);
  }

  /** One that is for more than some time; null when there is none. */
  @Nullable String unbounded() {
    return all.values().stream()
        .filter(partition -> !partition.isBounded())
        .map(Partition::name)
        .min(String::compareTo)
        .orElse(null);
  }

  /** Refuses a leaf that stands where nobody looks for it. */
  void check(int chain, FoundLeaf leaf) throws DoesNotFit {
    Partition partition = all.get(leaf.place().table());
    if (partition == null || !partition.holds(leaf.place())) {
      throw new DoesNotFit(
          Kind.ALTERED,
          chain,
          leaf.place().block(),
          "%s, which stands in %s, where nobody looks for it"
              .formatted(
                  leaf.name(),
                  partition == null
                      ? "no partition"
                      : "journal." + Report.oneLine(partition.name())));
    }
  }
}
