// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.deploy.demo.process.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class ClusterTest {

  private Binaries binaries;
  private Programs programs;
  private Cluster cluster;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    // The binaries are kept for the demo: unpacking them takes seconds.
    binaries = Binaries.below(Path.of("target").toAbsolutePath());
    programs = new Programs(directory.resolve("processes"));
    cluster =
        new Cluster(
            "test",
            directory.resolve("data"),
            freePort(),
            directory.resolve("postgres.log"),
            "superuser-password");
    cluster.start(binaries, programs);
    cluster.role("alice", "alice-password");
    cluster.role("bob", "bob-password");
    cluster.database("alice_db", "alice");
  }

  @AfterAll
  void stop() throws Exception {
    cluster.stop(binaries);
  }

  @Test
  void theOwnerOfADatabaseUsesIt() throws SQLException {
    try (Connection connection = connect("alice", "alice-password");
        var statement = connection.createStatement()) {
      statement.execute("create table mine (id int)");
    }
  }

  @Test
  void aWrongPasswordIsRefused() {
    assertThatThrownBy(() -> connect("alice", "guess"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void anotherRoleDoesNotGetIn() {
    assertThatThrownBy(() -> connect("bob", "bob-password"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied for database");
  }

  @Test
  void whatIsCommittedIsOnDisk() throws SQLException {
    try (Connection connection = connect("alice", "alice-password");
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("show fsync")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("on");
    }
  }

  @Test
  void theDataOutliveTheServer() throws Exception {
    try (Connection connection = connect("alice", "alice-password");
        var statement = connection.createStatement()) {
      statement.execute("create table kept as select 42 as answer");
    }

    cluster.stop(binaries);
    assertThat(cluster.runs()).isFalse();
    cluster.start(binaries, programs);

    try (Connection connection = connect("alice", "alice-password");
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select answer from kept")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(42);
    }
  }

  @Test
  void rolesAndDatabasesMayBeThereAlready() throws SQLException {
    cluster.role("alice", "another-password");
    cluster.database("alice_db", "alice");

    connect("alice", "alice-password").close();
  }

  private Connection connect(String user, String password) throws SQLException {
    return DriverManager.getConnection(cluster.jdbcUrl("alice_db"), user, password);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
