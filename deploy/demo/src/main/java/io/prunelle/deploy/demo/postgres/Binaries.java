// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.postgres;

import io.prunelle.deploy.demo.files.Drafts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** PostgreSQL's programs for this machine. */
public final class Binaries {

  // PostgreSQL refuses to run as root. In a user namespace of its own it is nobody to itself while
  // its files stay root's.
  private static final List<String> NAMESPACE = List.of("unshare", "-U");

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
    Archive archive = Archive.forThisMachine();
    Path home = directory.resolve(archive.name());
    if (!Files.isDirectory(home)) {
      Files.createDirectories(directory);
      Path draft = Files.createTempDirectory(directory, "draft-");
      archive.unpack(draft);
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

  private static List<String> prefix() throws IOException, InterruptedException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    List<String> trial = new ArrayList<>(NAMESPACE);
    trial.add("true");
    try {
      Process process = new ProcessBuilder(trial).start();
      if (process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0) {
        return NAMESPACE;
      }
    } catch (IOException e) {
      throw new IOException("PostgreSQL does not run as root, and unshare is missing", e);
    }
    throw new IOException(
        "PostgreSQL does not run as root, and user namespaces (unshare -U) are not allowed here:"
            + " start the demo as another user");
  }
}
