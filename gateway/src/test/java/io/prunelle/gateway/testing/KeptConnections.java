// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import io.prunelle.gateway.config.Settings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Connections by which tests look and prepare. They are used again: a new one costs PostgreSQL more
 * than what is asked on it, and there would be tens of thousands.
 */
final class KeptConnections {

  /** What they call themselves. */
  static final String NAME = "kept-by-tests";

  /** Of one role to one database; now and then one more. Each is a process of the server's. */
  private static final int KEPT = 2;

  /** What is done on one. */
  interface Use<T> {
    T on(Connection connection) throws SQLException;
  }

  private record Key(String database, String role) {}

  private final int port;
  private final Map<Key, Deque<Connection>> idle = new ConcurrentHashMap<>();

  KeptConnections(int port) {
    this.port = port;
  }

  /** Does it on one that nobody else uses meanwhile. */
  <T> T use(String database, Settings.Credentials role, Use<T> use) throws SQLException {
    Deque<Connection> kept =
        idle.computeIfAbsent(new Key(database, role.id()), key -> new ConcurrentLinkedDeque<>());
    Connection connection = taken(kept);
    if (connection == null) {
      connection = opened(database, role);
    }
    boolean done = false;
    try {
      T result = use.on(connection);
      done = true;
      return result;
    } finally {
      if (done && kept.size() < KEPT) {
        kept.push(connection);
      } else {
        connection.close();
      }
    }
  }

  /** One that nobody has ended; null where there is none. */
  private static Connection taken(Deque<Connection> kept) throws SQLException {
    for (Connection connection = kept.poll(); connection != null; connection = kept.poll()) {
      if (connection.isValid(5)) {
        return connection;
      }
      connection.close();
    }
    return null;
  }

  private Connection opened(String database, Settings.Credentials role) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s?prepareThreshold=0&ApplicationName=%s"
            .formatted(port, database, NAME),
        role.id(),
        role.secret());
  }

  /** Ends those to a database that is about to go. */
  void end(String database) throws SQLException {
    List<Connection> ended = new ArrayList<>();
    idle.forEach(
        (key, kept) -> {
          if (key.database().equals(database)) {
            ended.addAll(kept);
          }
        });
    idle.keySet().removeIf(key -> key.database().equals(database));
    for (Connection connection : ended) {
      connection.close();
    }
  }
}
