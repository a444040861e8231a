// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever looks up why a request was refused finds the reason. */
class ReasonsTest {

  private static final Pattern REASON =
      Pattern.compile(
          "new (?:Refusal\\.)?[A-Z]\\w+\\(\\s*(?:\\d{3},\\s*)?\"([a-z]+(?:-[a-z]+)+)\"");

  @Test
  void eachReasonOfARefusalIsInTheTableOfThem() throws IOException {
    String table = Files.readString(Path.of("docs/access.md"));

    assertThat(reasons())
        .hasSizeGreaterThan(60)
        .allSatisfy(reason -> assertThat(table).contains("`" + reason + "`"));
  }

  private static List<String> reasons() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      return sources
          .filter(file -> file.toString().endsWith(".java"))
          .map(ReasonsTest::read)
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
