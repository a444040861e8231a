// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.process;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program that was started and is expected to stay. */
public final class Running {

  private static final Duration BETWEEN_PROBES = Duration.ofMillis(150);

  private final Launch launch;
  private final Process process;

  Running(Launch launch, Process process) {
    this.launch = launch;
    this.process = process;
  }

  /** What it was called when it was started. */
  public String name() {
    return launch.name();
  }

  /**
   * Waits until the probe says yes.
   *
   * @throws ProgramFailed with the end of the program's log if it ends meanwhile or takes too long
   */
  public Running await(Duration patience, Callable<Boolean> ready) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!ready.call()) {
      if (process.waitFor(BETWEEN_PROBES.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ProgramFailed(name() + " ended with code " + process.exitValue(), launch.log());
      }
      if (System.nanoTime() > deadline) {
        throw new ProgramFailed(
            name() + " was not ready after " + patience.toSeconds() + " s", launch.log());
      }
    }
    return this;
  }

  /** Completes when the program ends, with the reason as people may read it. */
  public CompletableFuture<ProgramFailed> end() {
    return process
        .onExit()
        .thenApply(
            ended ->
                new ProgramFailed(name() + " ended with code " + ended.exitValue(), launch.log()));
  }

  int exit() throws InterruptedException {
    return process.waitFor();
  }

  /** The process itself. */
  public ProcessHandle handle() {
    return process.toHandle();
  }
}
