// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a witness's database has been told, as it is at one moment. */
final class WitnessRows implements AutoCloseable {

  private static final int AT_ONCE = 1_000;

  private final @Nullable Connection connection;

  private WitnessRows(@Nullable Connection connection) {
    this.connection = connection;
  }

  /** One line that it was told. */
  @FunctionalInterface
  interface Told {
    void line(long id, String line) throws SQLException;
  }

  /**
   * As of now: what is told later is not looked at.
   *
   * @param database null where there is no such witness, which then was told nothing
   */
  static WitnessRows take(Snapshot.@Nullable Database database) throws SQLException {
    if (database == null) {
      return new WitnessRows(null);
    }
    Connection connection = database.connect();
    try {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      // The first statement is what fixes the moment
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT 1 FROM prunelle_witness.line LIMIT 1")) {
        statement.execute();
      }
      return new WitnessRows(connection);
    } catch (SQLException failed) {
      connection.close();
      throw failed;
    }
  }

  void each(Told told) throws SQLException {
    if (connection == null) {
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT id, line FROM prunelle_witness.line ORDER BY id")) {
      statement.setFetchSize(AT_ONCE);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          told.line(rows.getLong(1), rows.getString(2));
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }
}
