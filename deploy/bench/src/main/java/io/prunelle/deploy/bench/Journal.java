// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.prunelle.deploy.demo.postgres.Binaries;
import io.prunelle.deploy.demo.postgres.Cluster;
import io.prunelle.deploy.demo.process.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * A gateway's database, in a PostgreSQL with the settings it is delivered with: each commit is on
 * the disk.
 */
final class Journal {

  private static final String NAME = "prunelle";
  static final String OWNER = "prunelle_owner";
  static final String GATEWAY = "prunelle_gateway";
  static final String PASSWORD = "bench";

  private static final String MOVED =
      "SELECT state, reason, requested_at, switched_at, ended_at, held_ms, resources, bytes"
          + " FROM hosts.transfer WHERE patient = ? ORDER BY requested_at DESC LIMIT 1";

  private final Cluster cluster;
  private final Binaries binaries;
  private final String name;
  private final int port;

  private Journal(Cluster cluster, Binaries binaries, String name, int port) {
    this.cluster = cluster;
    this.binaries = binaries;
    this.name = name;
    this.port = port;
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
            Binaries.below(cache),
            NAME,
            port);
    journal.cluster.start(journal.binaries, programs);
    journal.cluster.role(OWNER, PASSWORD);
    journal.cluster.role(GATEWAY, PASSWORD);
    return journal.created();
  }

  /** Another one in the same PostgreSQL. */
  Journal other() throws SQLException {
    return new Journal(cluster, binaries, name + "_other", port).created();
  }

  private Journal created() throws SQLException {
    cluster.database(name, OWNER);
    cluster.connect(GATEWAY, name);
    return this;
  }

  String name() {
    return name;
  }

  int port() {
    return port;
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

  /** Patients more who have decided, and whose records are placed. */
  void decided(int from, int patients) throws SQLException {
    execute(
        "INSERT INTO consent.decision (patient, hosting, position, notice, decision, decided_at)"
            + " SELECT 'more-' || n, '%s@%s', -n, 1, 'PERMIT', now() FROM generate_series(%d, %d) n"
                .formatted(StandInRealm.PRACTICE, StandInRealm.CLOUD, from + 1, patients));
    execute(
        "INSERT INTO hosts.placement (practice, patient, host) SELECT '%s', 'more-' || n, '%s'"
                .formatted(StandInRealm.PRACTICE, StandInRealm.CLOUD)
            + " FROM generate_series(%d, %d) n".formatted(from + 1, patients));
    execute("VACUUM ANALYZE consent.decision");
    execute("VACUUM ANALYZE hosts.placement");
  }

  String jdbcUrl() {
    return cluster.jdbcUrl(name);
  }

  /** The transfer of a patient's record; empty before it has been asked for. */
  Optional<Moved> moved(String patient) throws SQLException {
    try (Connection connection = connection();
        PreparedStatement query = connection.prepareStatement(MOVED)) {
      query.setString(1, patient);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(Moved.of(row)) : Optional.empty();
      }
    }
  }

  /** How many records have moved altogether. */
  long certified() throws SQLException {
    return number("SELECT count(*) FROM hosts.transfer WHERE state = 'certified'");
  }

  /** The longest time for which writers of so many last records were held, in milliseconds. */
  long longestHold(int last) throws SQLException {
    return number(
        "SELECT coalesce(max(held_ms), 0) FROM (SELECT held_ms FROM hosts.transfer"
            + " ORDER BY requested_at DESC LIMIT "
            + last
            + ") AS last");
  }

  /** So that no measurement pays for what was written before it. */
  void checkpoint() throws SQLException {
    cluster.checkpoint();
  }

  long entries() throws SQLException {
    return number("SELECT count(*) FROM journal.entry");
  }

  long blocks() throws SQLException {
    return number("SELECT count(*) FROM journal.block");
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
    return DriverManager.getConnection(jdbcUrl(), OWNER, PASSWORD);
  }
}
