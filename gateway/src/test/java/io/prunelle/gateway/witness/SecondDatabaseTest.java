// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.testing.KeyTool;
import io.prunelle.gateway.testing.TestKeys;
import io.prunelle.gateway.testing.TestSettings;
import io.prunelle.gateway.verification.Examiner;
import io.prunelle.gateway.verification.WrittenJournal;
import io.prunelle.gateway.verification.WrittenJournal.Verified;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A second PostgreSQL, on a server of its own that speaks TLS, set up by the documented script. */
final class SecondDatabaseTest {

  private static final String ROLE = "prunelle_witness";
  private static final String PASSWORD = "for-tests";

  @TempDir static Path files;

  private static EmbeddedPostgres server;

  private final WrittenJournal written = new WrittenJournal();

  @BeforeAll
  static void setUp() throws Exception {
    KeyTool.certificate(files, "server");
    KeyTool.certificate(files, "stranger");
    server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_cert_file", files.resolve("server.pem").toString())
            .setServerConfig("ssl_key_file", KeyTool.key(files, "server").toString())
            .start();
    execute("postgres", Files.readString(Path.of("docs/witness.sql")));
    execute("postgres", "ALTER ROLE prunelle_witness PASSWORD '" + PASSWORD + "'");
  }

  @AfterAll
  static void tearDown() throws IOException {
    server.close();
  }

  @AfterEach
  void close() throws SQLException {
    written.close();
    execute(
        "postgres",
        "ALTER ROLE prunelle_witness LOGIN;"
            + " ALTER TABLE prunelle_witness.line DISABLE TRIGGER keep;"
            + " TRUNCATE prunelle_witness.line;"
            + " ALTER TABLE prunelle_witness.line ENABLE ALWAYS TRIGGER keep");
  }

  private Settings settings(@Nullable Path authority) {
    return TestSettings.with(
        written.settings,
        TestKeys.witnessed(
            written.settings.journal(),
            new Settings.Witness(
                null,
                null,
                new Settings.WitnessDatabase(
                    "127.0.0.1",
                    server.getPort(),
                    "postgres",
                    new Settings.Credentials(ROLE, PASSWORD),
                    authority),
                Duration.ofMillis(50))));
  }

  private Journal start(Settings settings) {
    Journal journal =
        Journal.of(written.vertx, settings, written.pools.work(), "one", Clock.systemUTC());
    journal.start();
    return journal;
  }

  private static Verified verify(Settings settings) {
    return WrittenJournal.verify(Examiner.of(settings, List.of()), false);
  }

  private static String state(Journal journal) {
    return journal.witnesses().getJsonObject("postgresql").getString("state");
  }

  private static List<String> lines() {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT line FROM prunelle_witness.line ORDER BY id")) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
      return lines;
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static Connection connect(String role) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres", role, PASSWORD);
  }

  private static void execute(String role, String sql) throws SQLException {
    try (Connection connection = connect(role);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void itHearsWhereTheChainsEndAndVerifyHoldsTheJournalAgainstIt() {
    Settings settings = settings(files.resolve("server.pem"));
    Journal journal = start(settings);
    written.fill(journal, "a");
    Awaitility.await().until(() -> lines().size() >= 2);
    assertThat(state(journal)).isEqualTo("ok");
    journal.stop().await();

    assertThat(verify(settings).said())
        .startsWith("The journal fits")
        .contains("As the witness saw it " + lines().size() + " times");
  }

  @Test
  void itMissesTheEndOfAChainThatWasCut() {
    Settings settings = settings(null);
    Journal journal = start(settings);
    written.fill(journal, "a");
    journal.stop().await();

    // When the journal's owner takes away the last block with what is in it
    for (String table : List.of("outcome", "entry")) {
      written.database.execute(
          "DELETE FROM journal."
              + table
              + " l USING (SELECT max(number) AS last FROM journal.block WHERE chain = 1) b"
              + " WHERE l.chain = 1 AND l.block = b.last");
    }
    written.database.execute(
        "DELETE FROM journal.block WHERE chain = 1"
            + " AND number = (SELECT max(number) FROM journal.block WHERE chain = 1)");

    assertThat(verify(settings).said())
        .matches("truncated: block [0-9]+ of chain 1 is not there; the witness saw it .*");
  }

  @Test
  void aLineThatSomebodyElseWroteIsNamed() throws SQLException {
    Settings settings = settings(null);
    Journal journal = start(settings);
    written.fill(journal, "a");
    journal.stop().await();
    execute(ROLE, "INSERT INTO prunelle_witness.line (line) VALUES ('{}')");

    assertThat(verify(settings).said()).startsWith("altered: line ");
  }

  @Test
  void theJournalGoesOnWhileItIsOutOfReachAndTellsItLater() throws SQLException {
    execute("postgres", "ALTER ROLE prunelle_witness NOLOGIN");
    Settings settings = settings(null);
    Journal journal = start(settings);

    journal.record(WrittenJournal.entry("meanwhile"), WrittenJournal.DONE).await();
    Awaitility.await().until(() -> state(journal).equals("failing"));
    // Nor is it taken for one that agrees
    assertThatThrownBy(() -> verify(settings)).hasRootCauseInstanceOf(SQLException.class);

    execute("postgres", "ALTER ROLE prunelle_witness LOGIN");
    Awaitility.await().until(() -> state(journal).equals("ok") && !lines().isEmpty());
    journal.stop().await();
    assertThat(verify(settings).fits()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE prunelle_witness.line SET line = '{}'",
        "DELETE FROM prunelle_witness.line",
        "TRUNCATE prunelle_witness.line",
        "INSERT INTO prunelle_witness.line (line, heard_at) VALUES ('{}', '2020-01-01')",
        "ALTER TABLE prunelle_witness.line DISABLE TRIGGER keep"
      })
  void itsRoleCanAddAndNothingElse(String sql) {
    assertThatThrownBy(() -> execute(ROLE, sql)).isInstanceOf(SQLException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE prunelle_witness.line SET line = '{}'",
        "DELETE FROM prunelle_witness.line",
        "TRUNCATE prunelle_witness.line",
        "SET session_replication_role = replica; DELETE FROM prunelle_witness.line"
      })
  void notEvenItsOwnerTakesAwayALineByMistake(String sql) throws SQLException {
    execute(ROLE, "INSERT INTO prunelle_witness.line (line) VALUES ('kept')");

    assertThatThrownBy(() -> execute("postgres", sql)).hasMessageContaining("forgets nothing");

    assertThat(lines()).containsExactly("kept");
  }

  @Test
  void whoIsNotTheWitnessIsToldNothing() {
    Journal journal = start(settings(files.resolve("stranger.pem")));

    journal.record(WrittenJournal.entry("r"), WrittenJournal.DONE).await();
    Awaitility.await().until(() -> state(journal).equals("failing"));
    journal.stop().await();

    assertThat(lines()).isEmpty();
    assertThatThrownBy(() -> verify(settings(files.resolve("stranger.pem"))))
        .hasRootCauseInstanceOf(java.security.GeneralSecurityException.class);
  }
}
