// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.KeyTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents for operators say is so. */
class InstallTest {

  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern PEM = Pattern.compile("/etc/prunelle/([a-z-]+\\.pem)");
  private static final Pattern ROLE =
      Pattern.compile("(?:roles\\(\\)\\.contains|caller(?:\\(\\))?\\.is)\\(\\s*\"([a-z-]+)\"");
  private static final Pattern METRIC = Pattern.compile("\"(prunelle\\.[a-z.]*[a-z])\"");

  @Test
  void theConfigurationOfTheGuideIsOneThatStarts(@TempDir Path directory) throws Exception {
    Matcher block = YAML.matcher(Files.readString(Path.of("docs/install.md")));
    assertThat(block.find()).isTrue();
    String here = block.group(1).replaceAll("/etc/prunelle|/mnt/elsewhere", directory.toString());
    String certificate = KeyTool.certificate(directory, "authority");
    for (MatchResult pem : PEM.matcher(block.group(1)).results().toList()) {
      Files.writeString(directory.resolve(pem.group(1)), certificate);
    }
    Path file = Files.writeString(directory.resolve("gateway.yaml"), here);

    Settings settings = SettingsFile.read(file, Map.of(), SettingsTest.TODAY);

    assertThat(settings.practices())
        .singleElement()
        .satisfies(practice -> assertThat(practice.id()).isEqualTo("cabinet-des-lilas"));
    assertThat(settings.migration()).isNull();
  }

  /** Who has none of them is refused everything, and the guide is where that is learnt. */
  @Test
  void eachRoleThatTheGatewayAsksForIsInTheGuide() throws IOException {
    String guide = Files.readString(Path.of("docs/install.md"));

    assertThat(found(ROLE))
        .contains("patient", "practitioner", "auditor", "consent-officer")
        .allSatisfy(role -> assertThat(guide).contains("| `" + role + "` |"));
  }

  @Test
  void eachMetricIsExplained() throws IOException {
    String operations = Files.readString(Path.of("docs/operations.md"));

    assertThat(found(METRIC))
        .hasSizeGreaterThan(15)
        .allSatisfy(name -> assertThat(operations).contains("`" + name.replace('.', '_')));
  }

  private static List<String> found(Pattern pattern) throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      return sources
          .filter(file -> file.toString().endsWith(".java"))
          .flatMap(file -> pattern.matcher(read(file)).results())
          .map(found -> found.group(1))
          .distinct()
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }
}
