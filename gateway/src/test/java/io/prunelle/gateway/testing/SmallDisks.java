// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Two disks in memory, small enough to be filled for real. They are mounted in a name space of
 * their own, which takes no privilege where the system lets users have one, and vanish with it.
 */
public final class SmallDisks implements AutoCloseable {

  private final Process shell;
  private final BufferedReader said;
  private final Path data;
  private final Path log;

  private SmallDisks(Process shell, Path data, Path log) {
    this.shell = shell;
    this.said = shell.inputReader(StandardCharsets.UTF_8);
    this.data = data;
    this.log = log;
  }

  /** Whether this system lets us. */
  public static boolean arePossible() {
    try {
      Process tried =
          new ProcessBuilder("unshare", "-Urm", "mount", "-t", "tmpfs", "none", "/mnt")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return tried.waitFor(10, TimeUnit.SECONDS) && tried.exitValue() == 0;
    } catch (IOException without) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Mounted within this directory. */
  public static SmallDisks mount(Path directory) throws IOException {
    Process shell =
        new ProcessBuilder("unshare", "-Urm", "sh")
            .redirectError(directory.resolve("disks.err").toFile())
            .start();
    SmallDisks disks =
        new SmallDisks(
            shell,
            Files.createDirectory(directory.resolve("data-disk")),
            Files.createDirectory(directory.resolve("log-disk")));
    disks.run("mount -t tmpfs -o size=96m,mode=700 none " + disks.data);
    disks.run("mount -t tmpfs -o size=64m,mode=700 none " + disks.log);
    return disks;
  }

  /** For the database's data. */
  public Path data() {
    return data;
  }

  /** For its write-ahead log. */
  public Path log() {
    return log;
  }

  /** Where this process finds what is on them. */
  Path seen(Path path) {
    return Path.of("/proc/" + shell.pid() + "/root" + path);
  }

  /** Takes all that is left on one of them. */
  public void fill(Path disk) {
    byte[] block = new byte[1 << 12];
    try (OutputStream filler = Files.newOutputStream(seen(disk).resolve("filler"))) {
      while (true) {
        filler.write(block);
      }
    } catch (IOException full) {
      // as wanted
    }
  }

  /** Gives it back. */
  public void free(Path disk) {
    try {
      Files.delete(seen(disk).resolve("filler"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** A command of the shell, where the disks are. */
  void run(String command) {
    try {
      OutputStream in = shell.getOutputStream();
      in.write((command + "\necho \"ended $?\"\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
      String end = said.readLine();
      if (!"ended 0".equals(end)) {
        throw new IllegalStateException(command + ": " + end);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    shell.destroyForcibly();
  }
}
