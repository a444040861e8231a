// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Migration;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A real database of its own, on a PostgreSQL that the tests of one JVM share. */
public final class TestDatabase {

  /** PostgreSQL, appendix A: whoever was chosen has changed nothing, and may try again. */
  private static final String DEADLOCK = "40P01";

  private static final int TRIES = 5;

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String PASSWORD = "for-tests";
  private static final String MAINTENANCE = "postgres";
  private static final Settings.Credentials ADMINISTRATOR =
      new Settings.Credentials("postgres", "postgres");

  private final int port;
  private final int reached;
  private final String name;
  private final boolean tables;
  private final boolean shared;

  private TestDatabase(int port, int reached, String name, boolean tables, boolean shared) {
    this.port = port;
    this.reached = reached;
    this.name = name;
    this.tables = tables;
    this.shared = shared;
  }

  /** Whether it had the gateway's tables from the beginning. */
  public boolean hasTables() {
    return tables;
  }

  /**
   * The same, which the gateway reaches at another port: through a network, or after a failover.
   */
  public TestDatabase through(int other) {
    return new TestDatabase(port, other, name, tables, shared);
  }

  /** The same on another server, that the test itself asks from now on. */
  public TestDatabase movedTo(Postgres server) {
    return new TestDatabase(server.port(), reached, name, tables, false);
  }

  /** A fresh, empty database, with an owner and a role for the gateway. */
  public static TestDatabase fresh() {
    dropUnused();
    TestDatabase database = named(Shared.CLUSTER.getPort(), false, true);
    database.create("");
    return database;
  }

  /**
   * The same with the gateway's tables. Copied from one that has them: making them takes longer
   * than most tests.
   */
  public static TestDatabase migrated() {
    dropUnused();
    TestDatabase database = named(Shared.CLUSTER.getPort(), true, true);
    // As files, which nobody syncs, and not by way of the log
    database.create(" TEMPLATE " + Tables.TEMPLATE.name + " STRATEGY FILE_COPY");
    return database;
  }

  /** A fresh, empty one whose locale knows of no letters but those of English. */
  public static TestDatabase ofLocaleC() {
    dropUnused();
    TestDatabase database = named(Shared.CLUSTER.getPort(), false, true);
    database.create(" TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
    return database;
  }

  /** A fresh, empty one that has few characters. */
  public static TestDatabase inLatin1() {
    dropUnused();
    TestDatabase database = named(Shared.CLUSTER.getPort(), false, true);
    database.create(" ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
    return database;
  }

  /** Databases of tests that are over: hundreds of them would take long to delete at the end. */
  private static void dropUnused() {
    try {
      KeptConnections kept = Shared.CONNECTIONS;
      List<String> unused = kept.use(MAINTENANCE, ADMINISTRATOR, TestDatabase::unused);
      // The latest may belong to a test that has not connected yet
      unused.remove("prunelle_" + COUNT.get());
      for (String name : unused) {
        kept.end(name);
        kept.use(MAINTENANCE, ADMINISTRATOR, done("DROP DATABASE " + name + " WITH (FORCE)"));
      }
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static List<String> unused(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT datname FROM pg_database d WHERE datname LIKE 'prunelle\\_%' AND NOT EXISTS"
                    + " (SELECT 1 FROM pg_stat_activity a WHERE a.datid = d.oid"
                    + " AND a.application_name <> '"
                    + KeptConnections.NAME
                    + "')")) {
      while (result.next()) {
        names.add(result.getString(1));
      }
    }
    return names;
  }

  /** The same on a cluster that a test stops and starts by itself. */
  public static TestDatabase on(EmbeddedPostgres cluster) {
    return on(cluster.getPort());
  }

  /** The same on one that a test does worse to. */
  public static TestDatabase on(Postgres server) {
    return on(server.port());
  }

  private static TestDatabase named(int port, boolean tables, boolean shared) {
    return new TestDatabase(port, port, "prunelle_" + COUNT.incrementAndGet(), tables, shared);
  }

  private static TestDatabase on(int port) {
    TestDatabase database = named(port, false, false);
    database.create("");
    return database;
  }

  private void create(String from) {
    try {
      for (String role : List.of("prunelle_owner", "prunelle_gateway")) {
        use(
            MAINTENANCE,
            ADMINISTRATOR,
            done(
                "DO $$ BEGIN CREATE ROLE %s LOGIN PASSWORD '%s'; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
                    .formatted(role, PASSWORD)));
      }
      use(
          MAINTENANCE,
          ADMINISTRATOR,
          done("CREATE DATABASE %s OWNER prunelle_owner%s".formatted(name, from)));
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static KeptConnections.Use<Boolean> done(String sql, Object... parameters) {
    return connection -> {
      try (PreparedStatement statement = prepared(connection, sql, parameters)) {
        return statement.execute();
      }
    };
  }

  private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  /** On the shared one connections are kept; others are stopped, cut off and replaced. */
  private <T> T use(String database, Settings.Credentials role, KeptConnections.Use<T> use)
      throws SQLException {
    if (shared) {
      return Shared.CONNECTIONS.use(database, role, use);
    }
    try (Connection connection = connect(port, database, role)) {
      return use.on(connection);
    }
  }

  /**
   * A cluster of its own whose data survive it, to be stopped and started again on the same port.
   */
  public static EmbeddedPostgres cluster(Path data, int port) {
    try {
      return EmbeddedPostgres.builder()
          .setDataDirectory(data)
          .setCleanDataDirectory(false)
          .setPort(port)
          .start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Where the programs are that the shared one runs from. */
  static Path binaries() {
    assertRunning();
    try {
      long id = Long.parseLong(Files.readAllLines(Shared.DATA.resolve("postmaster.pid")).get(0));
      return Path.of(ProcessHandle.of(id).flatMap(p -> p.info().command()).orElseThrow())
          .getParent();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void assertRunning() {
    if (Shared.CLUSTER.getPort() == 0) {
      throw new IllegalStateException("no PostgreSQL");
    }
  }

  public Settings.Database settings() {
    return new Settings.Database("127.0.0.1", reached, name, gateway(), 4, 4, null);
  }

  public Settings.Credentials gateway() {
    return new Settings.Credentials("prunelle_gateway", PASSWORD);
  }

  public Settings.Credentials owner() {
    return new Settings.Credentials("prunelle_owner", PASSWORD);
  }

  /** Connects as one of the roles. */
  public Connection connect(Settings.Credentials role) throws SQLException {
    return connect(port, name, role);
  }

  private static Connection connect(int port, String database, Settings.Credentials role)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, role.id(), role.secret());
  }

  /** Rows as the owner sees them. */
  public List<Map<String, Object>> rows(String sql, Object... parameters) {
    try {
      return use(
          name,
          owner(),
          connection -> {
            try (PreparedStatement statement = prepared(connection, sql, parameters);
                ResultSet result = statement.executeQuery()) {
              return rows(result);
            }
          });
    } catch (SQLException failed) {
      throw new IllegalStateException(sql, failed);
    }
  }

  private static List<Map<String, Object>> rows(ResultSet result) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    while (result.next()) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
        row.put(result.getMetaData().getColumnLabel(column), result.getObject(column));
      }
      rows.add(row);
    }
    return rows;
  }

  /** Changes something as the owner. */
  public void execute(String sql, Object... parameters) {
    execute(owner(), sql, parameters);
  }

  /** Does what not even the owner may: ends connections, closes roles. */
  public void asAdministrator(String sql) {
    execute(ADMINISTRATOR, sql);
  }

  private void execute(Settings.Credentials role, String sql, Object... parameters) {
    for (int left = TRIES; ; left--) {
      try {
        use(name, role, done(sql, parameters));
        return;
      } catch (SQLException failed) {
        // What changes a table may meet a gateway that writes to it, in another order of locks
        if (left == 1 || !DEADLOCK.equals(failed.getSQLState())) {
          throw new IllegalStateException(sql, failed);
        }
      }
    }
  }

  /** Started by the first test that needs it, stopped with the JVM. */
  private static final class Tables {
    private static final TestDatabase TEMPLATE = made();

    private static TestDatabase made() {
      int port = Shared.CLUSTER.getPort();
      TestDatabase template = new TestDatabase(port, port, "with_tables", false, false);
      template.create("");
      Migration.run(TestSettings.of(template));
      return template;
    }
  }

  private static final class Shared {

    /** Most tests have a database copied: on a disk that others write to, it is waited for. */
    private static final Path MEMORY = Path.of("/dev/shm");

    /** More than it grows to, by far. */
    private static final long ROOM = 2L << 30;

    private static final Path DATA = data();
    private static final EmbeddedPostgres CLUSTER = start();
    private static final KeptConnections CONNECTIONS = new KeptConnections(CLUSTER.getPort());

    private static Path data() {
      try {
        return hasRoom(MEMORY)
            ? Files.createTempDirectory(MEMORY, "prunelle-postgres")
            : Files.createTempDirectory("prunelle-postgres");
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private static boolean hasRoom(Path directory) throws IOException {
      return Files.isWritable(directory) && Files.getFileStore(directory).getUsableSpace() >= ROOM;
    }

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setDataDirectory(DATA)
            .setServerConfig("fsync", "off")
            .setServerConfig("full_page_writes", "off")
            .setServerConfig("max_wal_size", "128MB")
            .start();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
