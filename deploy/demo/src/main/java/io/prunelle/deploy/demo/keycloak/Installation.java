// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.keycloak;

import io.prunelle.deploy.demo.files.Drafts;
import io.prunelle.deploy.demo.process.Launch;
import io.prunelle.deploy.demo.process.Programs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Keycloak with one version of the extension, unpacked and built for PostgreSQL. It is shared by
 * all demos of a working copy, so it stays untouched once it is built.
 */
public final class Installation implements AutoCloseable {

  private static final List<String> BUILD_OPTIONS =
      List.of("--db=postgres", "--health-enabled=true");
  // It lives for a minute: the second compiler costs more than it saves.
  private static final Map<String, String> FAST =
      Map.of("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
  private static final String BUILT = "built";
  private static final String LOCK = ".lock";

  private final Path home;
  private final FileChannel inUse;

  private Installation(Path home, FileChannel inUse) {
    this.home = home;
    this.inUse = inUse;
  }

  /**
   * Finds the installation of this extension below a directory, or makes it. Those of other
   * versions of the extension are removed unless a demo runs on them.
   *
   * @param distribution Keycloak's zip
   * @param extension the jar for {@code providers/}
   * @param log takes the output of {@code kc.sh build}
   */
  public static Installation below(
      Path directory, Path distribution, Path extension, Path log, Programs programs)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path home = directory.resolve(Digests.of(distribution, extension, BUILD_OPTIONS));
    try (FileChannel channel = open(directory.resolve("making" + LOCK));
        FileLock making = channel.lock()) {
      assert making.isValid();
      if (!Files.exists(home.resolve(BUILT))) {
        removeUnused(directory);
        Drafts.delete(home);
        Zip.unpack(distribution, home);
        Files.copy(
            extension, home.resolve("providers").resolve(extension.getFileName().toString()));
        Installation made = new Installation(home, channel);
        programs.run(made.launch("keycloak-build", "build", BUILD_OPTIONS, FAST, log));
        Files.createFile(home.resolve(BUILT));
      }
      FileChannel inUse = open(lockOf(home));
      FileLock shared = inUse.lock(0, Long.MAX_VALUE, true);
      assert shared.isShared();
      Installation installation = new Installation(home, inUse);
      programs.hold(installation);
      return installation;
    }
  }

  /** How to run one of {@code kc.sh}'s commands. */
  Launch launch(
      String name, String command, List<String> options, Map<String, String> settings, Path log) {
    return new Launch(
        name,
        Stream.concat(
                Stream.of("bash", home.resolve("bin/kc.sh").toString(), command), options.stream())
            .toList(),
        settings,
        log);
  }

  /** From now on it may be removed. */
  @Override
  public void close() throws IOException {
    inUse.close();
  }

  private static void removeUnused(Path directory) throws IOException {
    List<Path> homes;
    try (Stream<Path> files = Files.list(directory)) {
      homes = files.filter(Files::isDirectory).toList();
    }
    for (Path home : homes) {
      try (FileChannel channel = open(lockOf(home));
          FileLock unused = channel.tryLock()) {
        if (unused != null) {
          Drafts.delete(home);
          Files.delete(lockOf(home));
        }
      }
    }
  }

  private static Path lockOf(Path home) {
    return home.resolveSibling(home.getFileName() + LOCK);
  }

  private static FileChannel open(Path lock) throws IOException {
    return FileChannel.open(
        lock, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }
}
