// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.postgres;

import io.prunelle.deploy.demo.files.Drafts;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs for this machine. */
public final class Binaries {

  private static final Set<PosixFilePermission> EXECUTABLE =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_EXECUTE);

  private final Path home;
  private final List<String> prefix;

  private Binaries(Path home, List<String> prefix) {
    this.home = home;
    this.prefix = prefix;
  }

  /**
   * Unpacks the programs into a directory below the given one, unless they are there already.
   *
   * @throws IOException if there are none for this system, or if it is impossible to run them
   */
  public static Binaries below(Path directory) throws IOException, InterruptedException {
    String archive = archive();
    Path home = directory.resolve(archive.replace(".txz", ""));
    if (!Files.isDirectory(home)) {
      Files.createDirectories(directory);
      Path draft = Files.createTempDirectory(directory, "draft-");
      unpack(archive, draft);
      Drafts.finish(draft, home);
    }
    return new Binaries(home, prefix());
  }

  /** The command line that runs one of the programs. */
  List<String> command(String program, List<String> arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    return command;
  }

  private static String archive() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return "postgres-%s-%s.txz"
        .formatted(
            system.startsWith("mac") ? "darwin" : system,
            processor.equals("aarch64") ? "arm_64" : "x86_64");
  }

  private static void unpack(String archive, Path target) throws IOException {
    InputStream resource = Binaries.class.getResourceAsStream("/" + archive);
    if (resource == null) {
      throw new IOException("no PostgreSQL for this system (" + archive + ")");
    }
    try (resource;
        TarArchiveInputStream tar =
            new TarArchiveInputStream(
                new XZCompressorInputStream(new BufferedInputStream(resource)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException(archive + ": " + entry.getName() + " leads out of the directory");
        }
        unpack(tar, entry, file);
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path file)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, file, StandardCopyOption.REPLACE_EXISTING);
      if ((entry.getMode() & 0100) != 0) {
        Files.setPosixFilePermissions(file, EXECUTABLE);
      }
    }
  }

  // PostgreSQL refuses to run as root. In a user namespace of its own it is nobody to itself while
  // its files stay root's.
  private static List<String> prefix() throws IOException, InterruptedException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    List<String> prefix = List.of("unshare", "-U");
    try {
      List<String> test = new ArrayList<>(prefix);
      test.add("true");
      Process process = new ProcessBuilder(test).start();
      if (process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0) {
        return prefix;
      }
    } catch (IOException e) {
      throw new IOException("PostgreSQL does not run as root, and unshare is missing", e);
    }
    throw new IOException(
        "PostgreSQL does not run as root, and user namespaces (unshare -U) are not allowed here:"
            + " start the demo as another user");
  }
}
