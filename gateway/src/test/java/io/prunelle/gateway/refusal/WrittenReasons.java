// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.refusal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The reasons of refusals, as they stand in the sources. */
public final class WrittenReasons {

  private static final Pattern REASON =
      Pattern.compile(
          "(?:new (?:Refusal\\.)?[A-Z]\\w+\\(\\s*(?:(?:\\d{3}|[A-Z_]+),\\s*)?|refuse\\(\\s*|REASON = |[A-Z_]{5,},\\s*)"
              + "\"([a-z]+(?:-[a-z]+)+)\"");

  private WrittenReasons() {}

  public static List<String> all() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      return sources
          .filter(file -> file.toString().endsWith(".java"))
          .map(WrittenReasons::read)
          .filter(source -> source.contains("Refusal"))
          .flatMap(source -> REASON.matcher(source).results())
          .map(found -> found.group(1))
          .distinct()
          .sorted()
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
