// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a host was asked for by the gateway itself, from its access log. Requests that the gateway
 * passes on bear the id under which it has answered them; its own do not.
 */
final class AskedOfHost {

  /** Addresses with a comma are between quotation marks. */
  private static final Pattern LINE =
      Pattern.compile(
          "\\S+ (?<method>[A-Z]+) \"?/fhir(?<target>[^\" ]*)\"? HTTP/\\S+ \\d+ (?<id>\\S+)");

  private final Path log;
  private long from;

  AskedOfHost(Path log) throws IOException {
    this.log = log;
    this.from = lines();
  }

  private long lines() throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.count();
    }
  }

  /** How often since this was asked last. */
  Map<Kind, Long> since() throws IOException {
    List<String> all = Files.readAllLines(log);
    Map<Kind, Long> counts = count(all.subList((int) from, all.size()));
    from = all.size();
    return counts;
  }

  static Map<Kind, Long> count(List<String> lines) {
    Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    for (String line : lines) {
      Matcher request = LINE.matcher(line);
      if (request.matches() && request.group("id").equals("-")) {
        counts.merge(Kind.of(request.group("method"), request.group("target")), 1L, Long::sum);
      }
    }
    return counts;
  }
}
