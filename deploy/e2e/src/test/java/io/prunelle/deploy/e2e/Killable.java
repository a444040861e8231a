// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.deploy.demo.process.Launch;
import io.prunelle.deploy.demo.process.Programs;
import io.prunelle.deploy.demo.process.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** A program that may be killed at any moment, and is started again as it was. */
final class Killable {

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Programs programs;
  private final String name;
  private final Path logs;
  private final Callable<List<String>> command;
  private final Callable<Boolean> answers;
  private Running running;
  private int starts;

  /**
   * One that does not run yet.
   *
   * @param logs the directory of its logs, one for each start
   * @param answers whether it does what it is for
   */
  Killable(
      Programs programs,
      String name,
      Path logs,
      Callable<List<String>> command,
      Callable<Boolean> answers) {
    this.programs = programs;
    this.name = name;
    this.logs = logs;
    this.command = command;
    this.answers = answers;
  }

  String name() {
    return name;
  }

  void start() throws Exception {
    Path log = logs.resolve(name + "-" + ++starts + ".log");
    running = programs.start(new Launch(name, command.call(), log));
  }

  void await() throws Exception {
    running.await(PATIENCE, answers);
  }

  /** By SIGKILL, after which it can do nothing more; returns when it is gone. */
  void kill() {
    running.handle().destroyForcibly();
    // 128 and the signal's number
    assertThat(running.end().join()).hasMessageStartingWith(name + " ended with code 137");
  }
}
