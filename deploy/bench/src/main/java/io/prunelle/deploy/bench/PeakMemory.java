// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The most memory that a JVM has used since: resident as Linux tells (proc(5)), and of the heap
 * what a collection has left, as the JVM logs it. What it has not collected yet says nothing.
 */
final class PeakMemory {

  private static final Pattern COLLECTION =
      Pattern.compile(".*Pause .* \\d+M->(?<after>\\d+)M\\(\\d+M\\).*");

  /** What Linux calls kB. */
  private static final int BYTES = 1_024;

  private static final double MEGABYTE = 1e6;

  private final long pid;
  private final Path collections;
  private int from;

  /**
   * @param collections the JVM's log of them
   */
  PeakMemory(long pid, Path collections) {
    this.pid = pid;
    this.collections = collections;
  }

  /** What an option of the JVM has to say. */
  static String logging(Path collections) {
    return "-Xlog:gc:file=" + collections + ":uptime:filecount=0";
  }

  /** Anew from now on. */
  void begin() throws IOException {
    // proc(5): sets the highest resident size back to what it is
    Files.writeString(Path.of("/proc", Long.toString(pid), "clear_refs"), "5");
    from = Files.readAllLines(collections).size();
  }

  /** MB. */
  double resident() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        * BYTES
        / MEGABYTE;
  }

  /** MiB left by any collection; empty if there was none. */
  OptionalLong heap() throws IOException {
    List<String> lines = Files.readAllLines(collections);
    return heap(lines.subList(from, lines.size()));
  }

  static OptionalLong heap(List<String> lines) {
    return lines.stream()
        .map(COLLECTION::matcher)
        .filter(Matcher::matches)
        .mapToLong(line -> Long.parseLong(line.group("after")))
        .max();
  }
}
