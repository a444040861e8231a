// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A PostgreSQL of its own, for tests that stop it, kill it, fill its disk or replace it. */
public final class Postgres implements AutoCloseable {

  /** Whole clusters are made and thrown away: nothing here outlives the power of this machine. */
  private static final Map<String, String> SMALL =
      Map.of(
          "listen_addresses", "127.0.0.1",
          "unix_socket_directories", "",
          "shared_buffers", "16MB",
          "max_connections", "60",
          "min_wal_size", "2MB",
          "max_wal_size", "16MB",
          "wal_keep_size", "64MB");

  private final Path data;
  private final SmallDisks disks;
  private final int port;

  private Postgres(Path data, SmallDisks disks, int port) {
    this.data = data;
    this.disks = disks;
    this.port = port;
  }

  /** One that runs. */
  public static Postgres start(Path data) {
    return start(data, null);
  }

  /** The same on disks of its own, which may be null: its data on one, its log on the other. */
  public static Postgres start(Path data, SmallDisks disks) {
    Postgres postgres = new Postgres(data, disks, Ports.free());
    List<String> initdb =
        new ArrayList<>(
            List.of("initdb", "-D", data.toString(), "-U", "postgres", "-A", "trust", "-E"));
    initdb.addAll(List.of("UTF8", "--no-locale", "--no-sync", "--no-instructions"));
    initdb.add("--wal-segsize=1");
    if (disks != null) {
      initdb.add("--waldir=" + disks.log().resolve("wal"));
    }
    postgres.run(initdb, true);
    postgres.start();
    return postgres;
  }

  public int port() {
    return port;
  }

  /** Starts it again after it has ended in whatever way. */
  public void start() {
    begin();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() -> !query("SELECT 1").isEmpty());
  }

  /** The same without waiting for it. */
  public void begin() {
    List<String> command = new ArrayList<>(List.of("postgres", "-D", data.toString()));
    command.addAll(List.of("-p", Integer.toString(port)));
    SMALL.forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
    run(command, false);
  }

  /** Ends it in order: sessions are told, what is committed is on the disk. */
  public void stopFast() {
    signal("INT");
  }

  /** Ends it at once, as one does who cannot wait; it recovers when it starts. */
  public void stopImmediately() {
    signal("QUIT");
  }

  /** As when the power is cut. */
  public void kill() {
    ProcessHandle server = server();
    List<ProcessHandle> all = new ArrayList<>(List.of(server));
    all.addAll(server.descendants().toList());
    all.forEach(ProcessHandle::destroyForcibly);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> all.stream().noneMatch(process -> process.info().command().isPresent()));
  }

  /** Whether it runs, or tries to. */
  public boolean isAlive() {
    try {
      // of what has ended and was not waited for, nobody knows what it ran
      return server().info().command().isPresent();
    } catch (IllegalStateException gone) {
      return false;
    }
  }

  private void signal(String name) {
    ProcessHandle server = server();
    execute(List.of("kill", "-" + name, Long.toString(server.pid())));
    server.onExit().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private ProcessHandle server() {
    try {
      String id = Files.readString(seen().resolve("postmaster.pid")).lines().findFirst().orElse("");
      return ProcessHandle.of(Long.parseLong(id))
          .orElseThrow(() -> new IllegalStateException("does not run"));
    } catch (NoSuchFileException | NumberFormatException none) {
      throw new IllegalStateException(none);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The data directory as this process sees it. */
  private Path seen() {
    return disks == null ? data : disks.seen(data);
  }

  /**
   * A copy that follows this one under the name {@code standby}. It is made as an administrator
   * does it by hand (pg_backup_start, copy, pg_backup_stop).
   */
  public Postgres standby(Path other) {
    Postgres standby = new Postgres(other, null, Ports.free());
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_backup_start('standby', true)");
      copy(data, other);
      try (ResultSet label =
          statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        label.next();
        Files.writeString(other.resolve("backup_label"), label.getString(1));
      }
      Files.deleteIfExists(other.resolve("postmaster.pid"));
      Files.createFile(other.resolve("standby.signal"));
      Files.writeString(
          other.resolve("postgresql.auto.conf"),
          "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres application_name=standby'\n"
                  .formatted(port)
              + "wal_retrieve_retry_interval = 100ms\n");
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    standby.start();
    return standby;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Path target = to.resolve(from.relativize(directory).toString());
            Files.createDirectories(target);
            Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(directory));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            try {
              Files.copy(file, to.resolve(from.relativize(file).toString()));
            } catch (NoSuchFileException removed) {
              // by the server that goes on meanwhile: the log has what is needed of it
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException removed) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Commits are told to clients when the standby has them as well. */
  public void synchronous() {
    sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
    sql("SELECT pg_reload_conf()");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                query("SELECT sync_state FROM pg_stat_replication").contains("sync")
                    && query("SHOW synchronous_standby_names").contains("standby"));
  }

  /** Makes a standby the one that is written to. */
  public void promote() {
    sql("SELECT pg_promote()");
  }

  /** The first column. */
  public List<String> query(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException failed) {
      throw new IllegalStateException(sql, failed);
    }
  }

  /** As the administrator. */
  public void sql(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new IllegalStateException(sql, failed);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres?loginTimeout=5", "postgres", "");
  }

  @Override
  public void close() {
    if (isAlive()) {
      kill();
    }
  }

  private void run(List<String> program, boolean wait) {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      // PostgreSQL refuses to run as root
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(TestDatabase.binaries().resolve(program.get(0)).toString());
    command.addAll(program.subList(1, program.size()));
    if (disks != null) {
      disks.run(String.join(" ", command) + " >>" + data + ".log 2>&1" + (wait ? "" : " &"));
    } else {
      Process process = started(command, Path.of(data + ".log"));
      if (wait) {
        ended(process, command);
      }
    }
  }

  private static void execute(List<String> command) {
    ended(started(command, null), command);
  }

  private static Process started(List<String> command, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(
        log == null
            ? ProcessBuilder.Redirect.DISCARD
            : ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return builder.start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void ended(Process process, List<String> command) {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** What it has said. */
  public String log() {
    Path log = Path.of(data + ".log");
    try {
      return Files.readString(disks == null ? log : disks.seen(log), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
