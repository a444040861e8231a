// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.postgres;

import io.prunelle.deploy.demo.process.Launch;
import io.prunelle.deploy.demo.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * One PostgreSQL cluster. Everybody has to give a password (SCRAM); it listens on the loopback
 * address only.
 */
public final class Cluster {

  private static final String SUPERUSER = "postgres";

  private final String name;
  private final Path data;
  private final int port;
  private final Path log;
  private final String password;

  /**
   * A cluster that may run or not, and that may not exist yet.
   *
   * @param data the directory of its files
   * @param log the server's log
   * @param password the superuser's, set when the cluster is initialised
   */
  public Cluster(String name, Path data, int port, Path log, String password) {
    this.name = name;
    this.data = data;
    this.port = port;
    this.log = log;
    this.password = password;
  }

  /** Starts the server, on files that are initialised if there are none. */
  public void start(Binaries binaries, Programs programs) throws IOException, InterruptedException {
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialise(binaries, programs);
    }
    String options =
        String.join(
            " ",
            "-p " + port,
            "-c listen_addresses=127.0.0.1",
            "-c unix_socket_directories=",
            "-c shared_buffers=128MB",
            "-c max_wal_size=512MB");
    programs.run(
        new Launch(
            "pg_ctl",
            binaries.command(
                "pg_ctl",
                List.of(
                    "-D",
                    data.toString(),
                    "-l",
                    log.toString(),
                    "-o",
                    options,
                    "-w",
                    "-t",
                    "60",
                    "start")),
            side(".start")));
  }

  /** Whether its server runs. */
  public boolean runs() {
    return server().isPresent();
  }

  /** The process id of its server, if it runs. */
  public Optional<Long> pid() {
    return server().map(ProcessHandle::pid);
  }

  /**
   * Stops the server and waits until it is gone. Sessions are cut off; what is committed stays.
   *
   * @throws IOException if it does not go
   */
  public void stop(Binaries binaries) throws IOException, InterruptedException {
    for (String mode : List.of("fast", "immediate")) {
      if (!runs()) {
        return;
      }
      new ProcessBuilder(
              binaries.command(
                  "pg_ctl", List.of("-D", data.toString(), "-m", mode, "-w", "-t", "20", "stop")))
          .redirectErrorStream(true)
          .redirectOutput(side(".stop").toFile())
          .start()
          .waitFor();
    }
    if (runs()) {
      throw new IOException("PostgreSQL (" + name + ") does not stop, see " + log);
    }
  }

  /** Creates a role that may log in, unless it exists. */
  public void role(String role, String rolePassword) throws SQLException {
    if (!exists("select 1 from pg_roles where rolname = '" + role + "'")) {
      execute("create role " + role + " login password '" + rolePassword + "'");
    }
  }

  /** Creates a database that only its owner may connect to, unless it exists. */
  public void database(String database, String owner) throws SQLException {
    if (!exists("select 1 from pg_database where datname = '" + database + "'")) {
      execute("create database " + database + " owner " + owner);
      execute("revoke all on database " + database + " from public");
    }
  }

  /** Lets a role connect to a database of another. */
  public void connect(String role, String database) throws SQLException {
    execute("grant connect on database " + database + " to " + role);
  }

  /** Writes all that is in memory to its files. */
  public void checkpoint() throws SQLException {
    execute("checkpoint");
  }

  /** The JDBC address of one of its databases. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private void initialise(Binaries binaries, Programs programs)
      throws IOException, InterruptedException {
    Files.createDirectories(data.getParent());
    Path secret =
        Files.createTempFile(
            data.getParent(),
            "initdb-",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(secret, password + "\n");
      programs.run(
          new Launch(
              "initdb",
              binaries.command(
                  "initdb",
                  List.of(
                      "-D",
                      data.toString(),
                      "--username=" + SUPERUSER,
                      "--pwfile=" + secret,
                      "--auth=scram-sha-256",
                      "--encoding=UTF8",
                      "--locale-provider=builtin",
                      "--builtin-locale=C.UTF-8",
                      "--locale=C")),
              side(".initdb")));
    } finally {
      Files.delete(secret);
    }
  }

  private Path side(String suffix) {
    return log.resolveSibling(log.getFileName() + suffix);
  }

  private Optional<ProcessHandle> server() {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      // The file outlives a server that was killed, and another process may have the id by then.
      return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
          .filter(ProcessHandle::isAlive)
          .filter(
              process ->
                  process
                      .info()
                      .commandLine()
                      .map(line -> line.contains(data.toString()))
                      .orElse(true));
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private boolean exists(String query) throws SQLException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      return statement.executeQuery(query).next();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection superuser() throws SQLException {
    return DriverManager.getConnection(jdbcUrl("postgres"), SUPERUSER, password);
  }
}
