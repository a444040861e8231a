// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.verification.Finding.Kind;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds outcomes whose entry does not exist, and entries that have no outcome. Most outcomes follow
 * their entry soon; so few are remembered at a time, whatever the size of the journal. When they
 * become too many, the tables are asked.
 */
final class Pairing {

  private static final int MOST = 500_000;

  private static final String WITHOUT =
      "SELECT x.id FROM unnest(?::uuid[]) x (id)"
          + " WHERE NOT EXISTS (SELECT 1 FROM journal.%s t WHERE t.%s = x.id)";

  /** Where the one half stands whose other has not been seen. */
  private record Half(int chain, long block) {}

  private final Map<UUID, Half> entries = new HashMap<>();
  private final Map<UUID, Half> outcomes = new HashMap<>();

  /** By chain: how many of its entries have no outcome. */
  private final Map<Integer, Long> unsettled = new TreeMap<>();

  private @Nullable Finding orphan;

  /**
   * Counts these in.
   *
   * @param connection to ask where there are too many
   */
  synchronized void add(int chain, Iterable<LeafRows.Place> places, Connection connection)
      throws SQLException {
    for (LeafRows.Place place : places) {
      UUID id = new UUID(place.high(), place.low());
      Map<UUID, Half> others = place.outcome() ? entries : outcomes;
      if (others.remove(id) == null) {
        (place.outcome() ? outcomes : entries).put(id, new Half(chain, place.block()));
      }
    }
    if (entries.size() + outcomes.size() > MOST) {
      settle(connection);
    }
  }

  /** Asks the tables about all that are left. */
  synchronized void settle(Connection connection) throws SQLException {
    for (UUID entry : without("outcome", "entry", entries.keySet(), connection)) {
      Half half = entries.get(entry);
      if (half != null) {
        unsettled.merge(half.chain(), 1L, Long::sum);
      }
    }
    entries.clear();
    for (UUID outcome : without("entry", "id", outcomes.keySet(), connection)) {
      Half half = outcomes.get(outcome);
      if (half != null) {
        orphaned(outcome, half);
      }
    }
    outcomes.clear();
  }

  private void orphaned(UUID outcome, Half half) {
    Finding finding =
        new Finding(
            Kind.MISSING,
            half.chain(),
            half.block(),
            "entry %s, whose outcome stands in block %d of chain %d"
                .formatted(outcome, half.block(), half.chain()));
    if (orphan == null || finding.compareTo(orphan) < 0) {
      orphan = finding;
    }
  }

  private static Iterable<UUID> without(
      String table, String column, Set<UUID> ids, Connection connection) throws SQLException {
    List<UUID> without = new ArrayList<>();
    if (ids.isEmpty()) {
      return without;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(WITHOUT.formatted(table, column))) {
      Array array = connection.createArrayOf("uuid", ids.toArray());
      statement.setArray(1, array);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          without.add(row.getObject(1, UUID.class));
        }
      }
    }
    return without;
  }

  synchronized @Nullable Finding orphan() {
    return orphan;
  }

  /** By chain; of all that have been settled. */
  synchronized Map<Integer, Long> unsettled() {
    return new TreeMap<>(unsettled);
  }
}
