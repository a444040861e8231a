// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo.sh} on machines that lack something, in a working copy where nothing is built. */
class DemoScriptTest {

  @TempDir private Path root;
  private Path script;
  private Path tools;

  record Ended(int exit, String output) {}

  @BeforeEach
  void copy() throws IOException {
    script = Files.createDirectory(root.resolve("deploy")).resolve("demo.sh");
    Files.copy(Path.of("../demo.sh"), script);
    tools = Files.createDirectory(root.resolve("tools"));
    for (String tool : List.of("cat", "dirname", "find", "head", "sed")) {
      executable(
          tools.resolve(tool), "#!/bin/sh\nPATH=/usr/bin:/bin exec %s \"$@\"\n".formatted(tool));
    }
  }

  @Test
  void helpNeedsNothing() throws Exception {
    Ended ended = run(Map.of(), "help");

    assertThat(ended.exit()).isZero();
    assertThat(ended.output()).contains("--detach", "--reset", "PRUNELLE_PORT_BASE");
  }

  @Test
  void aMissingJavaIsNamed() throws Exception {
    assertThat(run(Map.of()))
        .isEqualTo(new Ended(2, "java is missing: install a JDK 17 or newer\n"));
  }

  @Test
  void anOldJavaIsNamedWithItsVersion() throws Exception {
    Path bin = Files.createDirectories(root.resolve("jdk/bin"));
    executable(bin.resolve("java"), "#!/bin/sh\necho '    java.specification.version = 11'\n");

    Ended ended = run(Map.of("JAVA_HOME", root.resolve("jdk").toString()));

    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.output()).startsWith("Java 11 is too old: ").hasLineCount(1);
  }

  @Test
  void aMissingMavenIsNamed() throws Exception {
    assertThat(run(Map.of("JAVA_HOME", System.getProperty("java.home"))))
        .isEqualTo(new Ended(2, "mvn is missing: install Maven 3.8 or newer\n"));
  }

  @Test
  void whereNothingIsBuiltNothingCanBeStopped() throws Exception {
    assertThat(run(Map.of("JAVA_HOME", System.getProperty("java.home")), "stop"))
        .isEqualTo(new Ended(0, "Nothing was running.\n"));
  }

  private Ended run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/bash", script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.matches("JAVA_HOME|PRUNELLE_.*"));
    builder.environment().put("PATH", tools.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
