// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.records;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs Synthea as a process of its own: its main class ends the JVM it runs in. */
final class Synthea {

  private static final int LINES_SHOWN = 20;

  private Synthea() {}

  /**
   * Writes the population's bundles and returns the directory that holds them.
   *
   * @throws IOException with the end of Synthea's log if it fails
   */
  static Path generate(Population population, Path output)
      throws IOException, InterruptedException {
    Path log = output.resolve("synthea.log");
    Process synthea =
        new ProcessBuilder(command(population, output))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    // Of no effect on a process that has ended.
    Runtime.getRuntime().addShutdownHook(new Thread(synthea::destroyForcibly, "end Synthea"));
    int code = synthea.waitFor();
    if (code != 0) {
      List<String> lines = Files.readAllLines(log);
      List<String> end = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
      throw new IOException("Synthea ended with code " + code + "\n" + String.join("\n", end));
    }
    return output.resolve("fhir");
  }

  private static List<String> command(Population population, Path output) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    // A run of seconds: the second compiler costs more than it saves.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx768m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "App"));
    command.addAll(population.arguments(output));
    return command;
  }
}
