// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The journal as it is at one moment, seen through as many connections as one likes, while gateways
 * go on writing.
 */
final class Snapshot implements AutoCloseable {

  /** How to connect. As a role that may read the schema {@code journal}; it needs no more. */
  @FunctionalInterface
  interface Database {
    Connection connect() throws SQLException;
  }

  private final Database database;
  private final Connection first;
  private final String id;

  private Snapshot(Database database, Connection first, String id) {
    this.database = database;
    this.first = first;
    this.id = id;
  }

  static Snapshot take(Database database) throws SQLException {
    return take(database, database);
  }

  /**
   * The same.
   *
   * @param first gives the connection that lives for as long as this
   */
  static Snapshot take(Database database, Database first) throws SQLException {
    Connection connection = first.connect();
    try {
      begin(connection);
      try (Statement statement = connection.createStatement();
          ResultSet exported = statement.executeQuery("SELECT pg_catalog.pg_export_snapshot()")) {
        exported.next();
        Snapshot snapshot = new Snapshot(database, connection, exported.getString(1));
        asIs(connection);
        return snapshot;
      }
    } catch (SQLException failed) {
      connection.close();
      throw failed;
    }
  }

  private static void begin(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
  }

  /**
   * By the names and operators of PostgreSQL itself, whatever the database's owner has set for who
   * connects; and with an error in place of a selection of rows. No partition is left out because a
   * constraint of its owner's says that it has nothing.
   */
  private static void asIs(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL search_path = pg_catalog");
      statement.execute("SET LOCAL row_security = off");
      statement.execute("SET LOCAL constraint_exclusion = off");
    }
  }

  /** For one thread. */
  Connection connection() {
    return first;
  }

  /** A further connection, to be closed by who asks for it. */
  Connection another() throws SQLException {
    Connection connection = database.connect();
    try {
      begin(connection);
      try (Statement statement = connection.createStatement()) {
        // Of PostgreSQL's own making: letters, digits and hyphens
        statement.execute("SET TRANSACTION SNAPSHOT '" + id + "'");
      }
      asIs(connection);
      return connection;
    } catch (SQLException failed) {
      connection.close();
      throw failed;
    }
  }

  @Override
  public void close() throws SQLException {
    first.close();
  }
}
