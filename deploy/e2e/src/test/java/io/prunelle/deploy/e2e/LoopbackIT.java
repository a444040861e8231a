// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** A demo with passwords that everybody knows is nobody else's to reach. */
@ExtendWith(RunningDemo.class)
final class LoopbackIT {

  // proc(5), /proc/net/tcp: local and remote address in hexadecimal, the state, …, the inode
  private static final Pattern SOCKET =
      Pattern.compile(
          "\\s*\\d+: ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F:]+ ([0-9A-F]{2}) \\S+ \\S+ \\S+ +\\d+ +\\d+ (\\d+).*");

  private static final String LISTEN = "0A";
  private static final Pattern OPEN = Pattern.compile("socket:\\[(\\d+)]");

  private static final Set<String> LOOPBACK =
      Set.of(
          "0100007F",
          "00000000000000000000000001000000",
          // IPv4 as IPv6 has it
          "0000000000000000FFFF00000100007F");

  private final DemoScript script;

  LoopbackIT(DemoScript script) {
    this.script = script;
  }

  private record Socket(String address, int port, String inode) {}

  @Test
  @EnabledOnOs(OS.LINUX)
  void nothingOfTheDemoListensToTheNetwork() throws IOException {
    Set<String> own = new TreeSet<>();
    for (long program : programs()) {
      own.addAll(inodes(program));
    }

    List<Socket> open = new ArrayList<>(listening(Path.of("/proc/net/tcp")));
    open.addAll(listening(Path.of("/proc/net/tcp6")));
    open.removeIf(socket -> !own.contains(socket.inode()));

    // The gateway and Keycloak, each with a port for those who run it, hosts and databases
    assertThat(open).hasSizeGreaterThan(5);
    assertThat(open).allSatisfy(socket -> assertThat(socket.address()).isIn(LOOPBACK));
  }

  private static List<Socket> listening(Path table) throws IOException {
    return Files.exists(table)
        ? Files.readAllLines(table).stream()
            .map(SOCKET::matcher)
            .filter(line -> line.matches() && line.group(3).equals(LISTEN))
            .map(
                line ->
                    new Socket(line.group(1), Integer.parseInt(line.group(2), 16), line.group(4)))
            .toList()
        : List.of();
  }

  /** What the demo has started, and what these have. */
  private Set<Long> programs() throws IOException {
    Set<Long> programs = new TreeSet<>();
    for (String line : Files.readAllLines(script.directory().resolve("processes"))) {
      programs.add(Long.parseLong(line.split(" ", -1)[1]));
    }
    // pg_ctl has ended, and the server goes on without it
    try (Stream<Path> files = Files.walk(script.directory().resolve("data"), 2)) {
      for (Path file : files.filter(path -> path.endsWith("postmaster.pid")).toList()) {
        programs.add(Long.parseLong(Files.readAllLines(file).get(0)));
      }
    }
    Set<Long> all = new TreeSet<>(programs);
    programs.forEach(
        program ->
            ProcessHandle.of(program)
                .ifPresent(
                    running -> running.descendants().map(ProcessHandle::pid).forEach(all::add)));
    return all;
  }

  private static Set<String> inodes(long program) throws IOException {
    Set<String> inodes = new TreeSet<>();
    Path open = Path.of("/proc", Long.toString(program), "fd");
    if (Files.exists(open)) {
      try (Stream<Path> files = Files.list(open)) {
        files
            .map(LoopbackIT::target)
            .map(OPEN::matcher)
            .filter(Matcher::matches)
            .forEach(socket -> inodes.add(socket.group(1)));
      }
    }
    return inodes;
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      // Closed meanwhile
      return "";
    }
  }
}
