// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Block;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Blocks as they stand in their table. */
final class BlockRows {

  private static final String SELECT =
      "SELECT number, recorded_at, leaves, root, previous, key_id, signature FROM journal.block"
          + " WHERE chain = %d AND number BETWEEN %d AND %d ORDER BY number";

  private static final int COLUMNS = 7;

  private static final String SOME =
      "SELECT b.number, recorded_at, leaves, root, previous, key_id, signature, b.chain"
          + " FROM journal.block b JOIN (VALUES %s) v (chain, number)"
          + " ON b.chain = v.chain AND b.number = v.number";

  private BlockRows() {}

  static List<Block> read(Connection connection, int chain, long from, long to)
      throws SQLException {
    List<Block> blocks = new ArrayList<>();
    BinaryCopy.read(
        connection,
        SELECT.formatted(chain, from, to),
        COLUMNS,
        row -> blocks.add(block(chain, row)));
    return blocks;
  }

  /** Those that there are of these, with the number of their chain. */
  static Map<Place, Block> read(Connection connection, Set<Place> places) throws SQLException {
    Map<Place, Block> blocks = new HashMap<>();
    if (!places.isEmpty()) {
      String values =
          places.stream()
              .map(place -> "(%d, %d::bigint)".formatted(place.chain(), place.number()))
              .collect(Collectors.joining(", "));
      BinaryCopy.read(
          connection,
          SOME.formatted(values),
          COLUMNS + 1,
          row -> {
            Block block = block(row.integer(COLUMNS), row);
            blocks.put(new Place(block.chain(), block.number()), block);
          });
    }
    return blocks;
  }

  /** Which block. */
  record Place(int chain, long number) {}

  private static Block block(int chain, BinaryRow row) {
    return new Block(
        chain,
        row.number(0),
        row.time(1),
        row.integer(2),
        row.octets(3),
        row.octets(4),
        row.text(5),
        row.octets(6));
  }
}
