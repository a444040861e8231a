// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The database behind a Keycloak: H2 in its memory, or a PostgreSQL of the tests' own. */
final class KeycloakDatabase implements AutoCloseable {
  private final @Nullable EmbeddedPostgres postgres;

  private KeycloakDatabase(@Nullable EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /** The one that {@code -Dkeycloak.database=h2|postgres} names; H2 when it is not said. */
  static KeycloakDatabase wanted() {
    String name = System.getProperty("keycloak.database", "h2");
    return switch (name) {
      case "h2" -> new KeycloakDatabase(null);
      case "postgres" -> postgres();
      default -> throw new IllegalArgumentException("keycloak.database: h2 or postgres");
    };
  }

  static KeycloakDatabase postgres() {
    try {
      return new KeycloakDatabase(EmbeddedPostgres.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As Keycloak is told of it. */
  List<String> arguments() {
    return postgres == null
        ? List.of("--db=dev-mem")
        : List.of(
            "--db=postgres",
            "--db-url=" + postgres.getJdbcUrl("postgres", "postgres"),
            "--db-username=postgres",
            "--db-password=postgres");
  }

  /** Changes PostgreSQL's rows behind Keycloak's back; tells how many. */
  int tamper(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The number that a query finds in PostgreSQL. */
  long count(String sql) {
    try (Connection connection = connect()) {
      return count(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Locks the one row that a query finds in PostgreSQL, until it is closed. */
  Held hold(String sql) {
    try {
      Held held = new Held(connect());
      held.lock(sql);
      return held;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long count(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      found.next();
      return found.getLong(1);
    }
  }

  private Connection connect() throws SQLException {
    if (postgres == null) {
      throw new IllegalStateException("H2 is in Keycloak's memory");
    }
    return DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"));
  }

  @Override
  public void close() {
    try {
      if (postgres != null) {
        postgres.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A row that only its holder can change. */
  record Held(Connection connection) implements AutoCloseable {
    private void lock(String sql) throws SQLException {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement();
          ResultSet found = statement.executeQuery(sql)) {
        if (!found.next()) {
          throw new IllegalStateException("nothing to hold: " + sql);
        }
      }
    }

    /** Whether somebody waits for the row. */
    boolean isAwaited() {
      try {
        return count(
                connection,
                "select count(*) from pg_locks"
                    + " where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))")
            > 0;
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      try (connection) {
        connection.rollback();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
