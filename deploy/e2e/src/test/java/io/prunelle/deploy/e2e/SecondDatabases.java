// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * Databases of the tests' own in the demo's two PostgreSQL clusters, which survive what is killed
 * before them. Created anew each time.
 */
record SecondDatabases(Properties secrets, int portBase) {

  static final String SUPERUSER = "postgres";
  static final String JOURNAL = "prunelle_second";

  static SecondDatabases of(DemoScript script) throws IOException {
    Properties secrets = new Properties();
    Path file = script.directory().resolve("data/secrets.properties");
    try (Reader reader = Files.newBufferedReader(file)) {
      secrets.load(reader);
    }
    return new SecondDatabases(secrets, script.portBase());
  }

  String secret(String name) {
    return secrets.getProperty(name);
  }

  int journalPort() {
    return portBase + 7;
  }

  /** An empty one for a FHIR server; returns its JDBC address. */
  String records(String name) throws SQLException {
    return fresh(portBase + 6, secret("postgres.records"), name, SUPERUSER);
  }

  /** An empty one for a gateway; returns its JDBC address. */
  String journal() throws SQLException {
    String password = secret("postgres.journal");
    String address = fresh(journalPort(), password, JOURNAL, "prunelle_owner");
    execute(
        journalPort(), password, "GRANT CONNECT ON DATABASE " + JOURNAL + " TO prunelle_gateway");
    return address;
  }

  private static String fresh(int port, String password, String name, String owner)
      throws SQLException {
    execute(port, password, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    execute(port, password, "CREATE DATABASE " + name + " OWNER " + owner);
    return address(port, name);
  }

  private static void execute(int port, String password, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(address(port, "postgres"), SUPERUSER, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String address(int port, String name) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
  }
}
