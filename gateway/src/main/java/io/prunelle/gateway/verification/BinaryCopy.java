// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Streams the rows of a query, as fast as PostgreSQL can send them. */
final class BinaryCopy {

  private static final int SIGNATURE = 11;

  /** Takes a row, which is another one once this returns. */
  @FunctionalInterface
  interface Taker {
    void take(BinaryRow row);
  }

  private BinaryCopy() {}

  /**
   * Gives each row to the taker.
   *
   * @param query with all its values in it: COPY takes no parameters. Never anything but numbers
   */
  static void read(Connection connection, String query, int columns, Taker taker)
      throws SQLException {
    CopyOut copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
    BinaryRow row = new BinaryRow(columns);
    boolean begun = false;
    for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
      int at = begun ? 0 : header(message);
      begun = true;
      while (at >= 0 && at < message.length) {
        at = row.show(message, at);
        if (at >= 0) {
          taker.take(row);
        }
      }
    }
  }

  /** Signature, flags, and an extension with its length. */
  private static int header(byte[] message) {
    int extension = SIGNATURE + Integer.BYTES;
    return extension + Integer.BYTES + ByteBuffer.wrap(message).getInt(extension);
  }
}
