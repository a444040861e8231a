// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The programs that this demo started. Each is written to a file as soon as it runs. */
public final class Programs {

  private static final Duration GRACE = Duration.ofSeconds(15);

  private final Path file;
  private final List<Running> running = new ArrayList<>();
  private final List<AutoCloseable> held = new ArrayList<>();
  private boolean ended;

  /**
   * None so far.
   *
   * @param file where the processes are remembered, for a later JVM's {@link #endRemembered}
   */
  public Programs(Path file) {
    this.file = file;
  }

  /** Starts a program that stays. */
  public synchronized Running start(Launch launch) throws IOException {
    if (ended) {
      throw new IOException("the demo is being stopped");
    }
    Running program = new Running(launch, launch.start());
    running.add(program);
    remember(program.name(), program.handle());
    return program;
  }

  /**
   * Runs a program to its end.
   *
   * @throws ProgramFailed with the end of its log if its exit code is not 0
   */
  public void run(Launch launch) throws IOException, InterruptedException {
    Running program = start(launch);
    try {
      int code = program.exit();
      if (code != 0) {
        throw new ProgramFailed(launch.name() + " ended with code " + code, launch.log());
      }
    } finally {
      forget(program);
    }
  }

  /** Remembers also what the program has started by now, such as the JVM of a shell script. */
  public synchronized void rememberDescendants(Running program) throws IOException {
    for (ProcessHandle descendant : program.handle().descendants().toList()) {
      remember(program.name(), descendant);
    }
  }

  /** Keeps something open until all programs have ended. */
  public synchronized void hold(AutoCloseable resource) {
    held.add(resource);
  }

  /** Completes when one of the programs that should stay ends. */
  public synchronized CompletableFuture<ProgramFailed> firstEnd() {
    return CompletableFuture.anyOf(
            running.stream().map(Running::end).toArray(CompletableFuture<?>[]::new))
        .thenApply(ProgramFailed.class::cast);
  }

  /** Every program that stays, as it is remembered. */
  public synchronized List<ProcessRecord> records() {
    return running.stream()
        .map(program -> ProcessRecord.of(program.name(), program.handle()))
        .toList();
  }

  /**
   * Ends all programs and starts no more. The one started last goes first and alone, for it may
   * still answer requests with the help of the others.
   */
  public void end() {
    List<Running> programs;
    synchronized (this) {
      ended = true;
      programs = new ArrayList<>(running);
    }
    Collections.reverse(programs);
    programs.stream().limit(1).forEach(program -> Ending.end(program.handle(), GRACE));
    CompletableFuture.allOf(
            programs.stream()
                .skip(1)
                .map(
                    program ->
                        CompletableFuture.runAsync(() -> Ending.end(program.handle(), GRACE)))
                .toArray(CompletableFuture<?>[]::new))
        .join();
    for (AutoCloseable resource : held) {
      try {
        resource.close();
      } catch (Exception e) {
        System.err.println(e.getMessage());
      }
    }
  }

  /** Ends what a demo of an earlier JVM left behind; returns the names of what was ended. */
  public static List<String> endRemembered(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      ProcessRecord.parse(line)
          .ifPresent(
              record ->
                  record
                      .living()
                      .ifPresent(
                          process -> {
                            Ending.end(process, GRACE);
                            names.add(record.name());
                          }));
    }
    Files.delete(file);
    return names;
  }

  private synchronized void forget(Running program) {
    running.remove(program);
  }

  private void remember(String name, ProcessHandle process) throws IOException {
    Files.writeString(
        file,
        ProcessRecord.of(name, process).line() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
