// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.KeyTool;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A database elsewhere, on a server that takes connections over TLS alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DatabaseTlsTest {

  @TempDir static Path files;

  private final Vertx vertx = Vertx.vertx();
  private EmbeddedPostgres server;
  private TestDatabase database;
  private @Nullable Pools pools;

  @BeforeAll
  void setUp() throws Exception {
    KeyTool.certificate(files, "server");
    KeyTool.certificate(files, "stranger");
    Path data = files.resolve("data");
    server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setServerConfig("fsync", "off")
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_cert_file", files.resolve("server.pem").toString())
            .setServerConfig("ssl_key_file", KeyTool.key(files, "server").toString())
            .start();
    database = TestDatabase.on(server);
    Files.writeString(data.resolve("pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\n");
    try (Connection connection =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres", "postgres", "")) {
      connection.createStatement().execute("SELECT pg_reload_conf()");
    }
  }

  @AfterEach
  void stop() {
    if (pools != null) {
      pools.stop().await();
    }
  }

  @AfterAll
  void tearDown() throws Exception {
    vertx.close().await();
    server.close();
  }

  private Settings.Database by(@Nullable Path authority) {
    Settings.Database s = database.settings();
    return new Settings.Database(s.host(), s.port(), s.name(), s.credentials(), 2, 2, authority);
  }

  private Settings settings(@Nullable Path authority) {
    return TestSettings.of(by(authority), database.owner());
  }

  /** As commands do. */
  private Connection connect(@Nullable Path authority) throws SQLException {
    return DriverManager.getConnection(
        Connections.jdbcUrl(by(authority)), database.gateway().id(), "");
  }

  @Test
  void whoTrustsItsAuthorityMigratesAndIsServed() throws Exception {
    Path authority = files.resolve("server.pem");

    assertThat(Migration.run(settings(authority))).isPositive();
    pools = Pools.of(vertx, by(authority));
    pools.ready().await();
    connect(authority).close();
  }

  @Test
  void whoCannotProveToBeTheDatabaseIsToldNothing() {
    Path stranger = files.resolve("stranger.pem");

    assertThatThrownBy(() -> connect(stranger)).hasStackTraceContaining("PKIX");
    pools = Pools.of(vertx, by(stranger));
    assertThatThrownBy(() -> pools.ready().await()).isNotNull();
  }

  @Test
  void withoutAnAuthorityThereIsNoTlsAndNothingPretendsOtherwise() {
    assertThatThrownBy(() -> connect(null)).hasStackTraceContaining("no encryption");
    pools = Pools.of(vertx, by(null));
    assertThatThrownBy(() -> pools.ready().await()).hasStackTraceContaining("no encryption");
  }
}
