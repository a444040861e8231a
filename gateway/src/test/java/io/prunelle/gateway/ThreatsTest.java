// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code docs/threats.md} says is shown, is. */
final class ThreatsTest {

  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");
  private static final List<Path> TESTS =
      List.of(
          Path.of("src/test/java"),
          Path.of("../deploy/e2e/src/test/java"),
          Path.of("../keycloak-consent-spi/src/test/java"));

  static Stream<String> named() throws IOException {
    return NAMED
        .matcher(Files.readString(Path.of("docs/threats.md")))
        .results()
        .map(MatchResult::group)
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("named")
  void aTestThatIsNamedIsThere(String name) throws IOException {
    MatchResult parts = NAMED.matcher(name).results().findFirst().orElseThrow();

    assertThat(source(parts.group(1))).contains("void " + parts.group(2) + "(");
  }

  @Test
  void eachThreatHasATest() throws IOException {
    List<String> without =
        Files.readAllLines(Path.of("docs/threats.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| they try"))
            .filter(line -> !NAMED.matcher(line).find())
            .toList();

    assertThat(without).isEmpty();
  }

  private static String source(String test) throws IOException {
    for (Path root : TESTS) {
      try (Stream<Path> files = Files.walk(root)) {
        List<Path> found = files.filter(file -> file.endsWith(test + ".java")).toList();
        if (!found.isEmpty()) {
          return Files.readString(found.get(0));
        }
      }
    }
    throw new AssertionError("no test " + test);
  }
}
