// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Block;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Blocks as they stand in their table. */
final class BlockRows {

  private static final String SELECT =
      "SELECT number, recorded_at, leaves, root, previous, key_id, signature FROM journal.block"
          + " WHERE chain = %d AND number BETWEEN %d AND %d ORDER BY number";

  private static final int COLUMNS = 7;

  private BlockRows() {}

  static List<Block> read(Connection connection, int chain, long from, long to)
      throws SQLException {
    List<Block> blocks = new ArrayList<>();
    BinaryCopy.read(
        connection,
        SELECT.formatted(chain, from, to),
        COLUMNS,
        row ->
            blocks.add(
                new Block(
                    chain,
                    row.number(0),
                    row.time(1),
                    (int) row.number(2),
                    row.octets(3),
                    row.octets(4),
                    row.text(5),
                    row.octets(6))));
    return blocks;
  }
}
