// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.process;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Remembers a process beyond the life of the JVM that started it. The id alone would not do: the
 * system gives it to another process some day.
 *
 * @param name what the process is, for people
 * @param start when it started, in milliseconds since the epoch
 */
public record ProcessRecord(String name, long pid, long start) {

  // Java derives the start time from the system's uptime, which it rounds anew in each JVM.
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  /** Remembers a process that was just started. */
  public static ProcessRecord of(String name, ProcessHandle process) {
    long start = process.info().startInstant().orElseGet(Instant::now).toEpochMilli();
    return new ProcessRecord(name, process.pid(), start);
  }

  /** Reads what {@link #line} wrote; empty if it is something else. */
  public static Optional<ProcessRecord> parse(String line) {
    String[] words = line.strip().split(" ", -1);
    return words.length == 3 && words[1].matches("\\d{1,18}") && words[2].matches("\\d{1,18}")
        ? Optional.of(
            new ProcessRecord(words[0], Long.parseLong(words[1]), Long.parseLong(words[2])))
        : Optional.empty();
  }

  /** One line without a line break. */
  public String line() {
    return name + " " + pid + " " + start;
  }

  /** The process, if it still lives. */
  public Optional<ProcessHandle> living() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().startInstant().map(this::isStart).orElse(false));
  }

  private boolean isStart(Instant instant) {
    return Duration.between(Instant.ofEpochMilli(start), instant).abs().compareTo(TOLERANCE) <= 0;
  }
}
