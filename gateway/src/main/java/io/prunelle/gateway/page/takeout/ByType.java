// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts resources into files by type, one to a line, as bulk data has them
 * (https://hl7.org/fhir/uv/bulkdata/): a ZIP file takes one file after the other, so lines wait
 * here, up to a bound, and a type with more of them has several files.
 */
final class ByType {

  private static final long MOST_WAITING = 4L << 20;

  private final Sink sink;
  private final String folder;
  private final Map<String, Waiting> waiting = new HashMap<>();
  private final Map<String, Integer> parts = new HashMap<>();
  private final SortedMap<String, Long> counts = new TreeMap<>();
  private long bytes;
  private long files;

  private static final class Waiting {
    private final String type;
    private final Buffer lines = Buffer.buffer();
    private long count;

    private Waiting(String type) {
      this.type = type;
    }
  }

  ByType(Sink sink, String folder) {
    this.sink = sink;
    this.folder = folder;
  }

  Future<Void> add(RecordResource resource) {
    files += filesFor(resource);
    Waiting own = waiting.computeIfAbsent(resource.type(), Waiting::new);
    own.lines.appendBuffer(resource.line());
    own.count++;
    bytes += resource.line().length();
    counts.merge(resource.type(), 1L, Long::sum);
    return bytes > MOST_WAITING ? write(longest()) : Future.succeededFuture();
  }

  /** How many more files it would take. */
  int filesFor(RecordResource resource) {
    return waiting.containsKey(resource.type()) ? 0 : 1;
  }

  /** With those that wait. */
  long files() {
    return files;
  }

  /** Everything that waits. */
  Future<Void> end() {
    return InTurn.each(
        waiting.values().stream().sorted(Comparator.comparing(one -> one.type)).toList(),
        this::write);
  }

  /** By type, of all that were added. */
  SortedMap<String, Long> counts() {
    return counts;
  }

  private Waiting longest() {
    return waiting.values().stream()
        .max(Comparator.comparingInt(one -> one.lines.length()))
        .orElseThrow();
  }

  private Future<Void> write(Waiting one) {
    waiting.remove(one.type);
    bytes -= one.lines.length();
    int part = parts.merge(one.type, 1, Integer::sum);
    String name = folder + one.type + (part == 1 ? "" : "-" + part) + ".ndjson";
    return sink.file(name, one.lines, one.count);
  }
}
