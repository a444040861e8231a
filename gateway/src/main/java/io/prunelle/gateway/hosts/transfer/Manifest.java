// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a transfer carries. Kept with the transfer from before the first write on, so that whoever
 * resumes it knows what may be removed, and where.
 */
record Manifest(Map<ResourceKey, Item> items) {

  /**
   * One resource of the record.
   *
   * @param digest of the canonical form
   * @param version the destination's version of what was compared; empty until then
   * @param written whether the destination has it from this transfer, or will have
   */
  record Item(String digest, String version, boolean written) {}

  static final Manifest EMPTY = new Manifest(Map.of());

  Manifest {
    items = new TreeMap<>(items);
  }

  /** What the transfer itself put, or is about to put, on the destination. */
  Set<ResourceKey> written() {
    return items.entrySet().stream()
        .filter(item -> item.getValue().written())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  Map<ResourceKey, String> digests() {
    return items.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, item -> item.getValue().digest()));
  }

  /** The same resources with the versions that the destination gave them. */
  Manifest compared(Map<ResourceKey, Resource> destination) {
    Map<ResourceKey, Item> compared = new TreeMap<>();
    items.forEach(
        (key, item) ->
            compared.put(
                key, new Item(item.digest(), destination.get(key).version(), item.written())));
    return new Manifest(compared);
  }

  /** One digest for the whole record: equal exactly if all ids and digests are. */
  String root() {
    StringBuilder lines = new StringBuilder();
    items.forEach((key, item) -> lines.append(key).append(' ').append(item.digest()).append('\n'));
    return Digest.sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  String text() {
    return items.entrySet().stream().map(Manifest::line).collect(Collectors.joining("\n"));
  }

  private static String line(Map.Entry<ResourceKey, Item> entry) {
    Item item = entry.getValue();
    return String.join(
        " ",
        entry.getKey().toString(),
        item.digest(),
        item.written() ? "written" : "found",
        item.version());
  }

  static Manifest parse(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return EMPTY;
    }
    return new Manifest(
        text.lines()
            .map(line -> line.split(" ", 4))
            .collect(
                Collectors.toMap(
                    fields -> ResourceKey.ofReference(fields[0]).orElseThrow(),
                    fields -> new Item(fields[1], fields[3], fields[2].equals("written")))));
  }
}
