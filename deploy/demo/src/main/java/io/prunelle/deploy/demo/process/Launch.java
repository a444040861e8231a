// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to start a program.
 *
 * @param name one word, for people
 * @param environment what is added to this process's environment; secrets go here, for a command
 *     line is everybody's to read
 * @param log takes its standard output and error, replacing the file's former content
 */
public record Launch(String name, List<String> command, Map<String, String> environment, Path log) {

  /** A program without further environment. */
  public Launch(String name, List<String> command, Path log) {
    this(name, command, Map.of(), log);
  }

  Process start() throws java.io.IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }
}
