// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.prunelle.deploy.demo.postgres.Binaries;
import io.prunelle.deploy.demo.postgres.Cluster;
import io.prunelle.deploy.demo.process.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL of its own, with the settings it is delivered with: each commit is on the disk. */
final class Journal {

  static final String NAME = "prunelle";
  static final String OWNER = "prunelle_owner";
  static final String GATEWAY = "prunelle_gateway";
  static final String PASSWORD = "bench";

  private final Cluster cluster;
  private final Binaries binaries;

  private Journal(Cluster cluster, Binaries binaries) {
    this.cluster = cluster;
    this.binaries = binaries;
  }

  static Journal start(Programs programs, Path directory, Path cache, int port)
      throws IOException, InterruptedException, SQLException {
    Journal journal =
        new Journal(
            new Cluster(
                "journal",
                directory.resolve("postgres"),
                port,
                directory.resolve("postgres.log"),
                PASSWORD),
            Binaries.below(cache));
    journal.cluster.start(journal.binaries, programs);
    journal.cluster.role(OWNER, PASSWORD);
    journal.cluster.role(GATEWAY, PASSWORD);
    journal.cluster.database(NAME, OWNER);
    journal.cluster.connect(GATEWAY, NAME);
    return journal;
  }

  void stop() throws IOException, InterruptedException {
    cluster.stop(binaries);
  }

  ProcessTree process() {
    return new ProcessTree(cluster.pid().orElseThrow());
  }

  /** Every record lives in the cloud already: nothing has to be moved. */
  void place(int patients) throws SQLException {
    execute(
        "INSERT INTO hosts.placement (practice, patient, host) SELECT '%s', 'bench-' || n, '%s'"
                .formatted(StandInRealm.PRACTICE, StandInRealm.CLOUD)
            + " FROM generate_series(0, "
            + (patients - 1)
            + ") n");
  }

  long entries() throws SQLException {
    return number("SELECT count(*) FROM journal.entry");
  }

  /** Tables and indexes. */
  long bytes() throws SQLException {
    return number(
        "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname = 'journal' AND c.relkind = 'r'");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  private Connection connection() throws SQLException {
    return DriverManager.getConnection(cluster.jdbcUrl(NAME), OWNER, PASSWORD);
  }
}
