// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** One PostgreSQL for all tests. */
final class OnPostgres extends OnDatabase {
  @Override
  Empty empty(Store suite) {
    EmbeddedPostgres postgres =
        suite.computeIfAbsent(EmbeddedPostgres.class, type -> start(), EmbeddedPostgres.class);
    String name = "test_" + UUID.randomUUID().toString().replace('-', '_');
    try (Connection connection =
            DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
      return new Empty(postgres.getJdbcUrl("postgres", name));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
