// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A Keycloak as it is unpacked, with the extension's jar in {@code providers}. */
final class Distribution {
  private final Path home;
  private final Path logs;

  private Distribution(Path home, Path extension) {
    this.home = home;
    this.logs = extension.getParent();
    add(extension, "keycloak-consent-spi.jar");
  }

  /**
   * One of its own: servers write into where they run, and nobody runs in the one that was
   * unpacked.
   */
  static Distribution copy(String name) {
    Path from = unpacked();
    Path to = from.resolveSibling(name);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = to.resolve(from.relativize(file).toString());
        // what a server left behind by running there is not part of it
        if (file.startsWith(from.resolve("data")) || file.startsWith(from.resolve("providers"))) {
          continue;
        }
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(
              file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
      Files.createDirectories(to.resolve("providers"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Distribution(to, extension());
  }

  /** Puts another jar into {@code providers}. */
  Distribution add(Path jar, String name) {
    try {
      Files.copy(jar, home.resolve("providers").resolve(name), StandardCopyOption.REPLACE_EXISTING);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param log the name of its log file
   * @param arguments of {@code kc.sh}, without addresses
   */
  RunningKeycloak start(String log, List<String> arguments) {
    // A server of a few minutes is over before a second compilation pays
    return start(log, arguments, "-XX:TieredStopAtLevel=1");
  }

  /** The same of one that all tests share: it signs by RSA, which is fast once compiled twice. */
  RunningKeycloak startForAll(String log, List<String> arguments) {
    return start(log, arguments, "");
  }

  private RunningKeycloak start(String log, List<String> arguments, String java) {
    return RunningKeycloak.start(home.resolve("bin/kc.sh"), logs.resolve(log), arguments, java);
  }

  private static Path unpacked() {
    return Path.of(System.getProperty("keycloak.home"));
  }

  private static Path extension() {
    return Path.of(System.getProperty("extension.jar"));
  }
}
