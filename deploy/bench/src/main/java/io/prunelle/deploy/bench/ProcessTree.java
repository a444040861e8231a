// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process and those it has started use, as Linux tells in {@code /proc} (proc(5)). */
record ProcessTree(long pid) {

  /** {@code sysconf(_SC_CLK_TCK)}, 100 on every Linux that the benchmark runs on. */
  private static final long TICKS_PER_SECOND = 100;

  private static final int UTIME = 11;
  private static final int PARENTS_CHILDREN = 4;

  /** CPU seconds so far, those of children that have ended included. */
  double cpuSeconds() {
    return members().mapToLong(ProcessTree::ticks).sum() / (double) TICKS_PER_SECOND;
  }

  /** MB in memory; what processes share is counted for each. */
  double residentMegabytes() {
    return members().mapToLong(ProcessTree::residentKibibytes).sum() * 1_024 / 1e6;
  }

  private Stream<Long> members() {
    return ProcessHandle.of(pid).stream()
        .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
        .map(ProcessHandle::pid);
  }

  private static long ticks(long member) {
    // The name in brackets may hold blanks; behind it everything is a number
    String stat = read(member, "stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    long ticks = 0;
    for (int i = UTIME; fields.length > i && i < UTIME + PARENTS_CHILDREN; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks;
  }

  private static long residentKibibytes(long member) {
    return read(member, "status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  /** Empty for one that has ended. */
  private static String read(long member, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(member), file));
    } catch (IOException gone) {
      return "";
    }
  }
}
