// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How two sets of resources differ.
 *
 * @param missing expected and not there
 * @param different there with other content
 * @param unexpected there and not expected
 */
record Comparison(
    NavigableSet<ResourceKey> missing,
    NavigableSet<ResourceKey> different,
    NavigableSet<ResourceKey> unexpected) {

  /** Both sides give digests by resource. */
  static Comparison of(Map<ResourceKey, String> expected, Map<ResourceKey, String> actual) {
    NavigableSet<ResourceKey> missing = new TreeSet<>(expected.keySet());
    missing.removeAll(actual.keySet());
    NavigableSet<ResourceKey> unexpected = new TreeSet<>(actual.keySet());
    unexpected.removeAll(expected.keySet());
    NavigableSet<ResourceKey> different = new TreeSet<>(expected.keySet());
    different.retainAll(actual.keySet());
    different.removeIf(key -> expected.get(key).equals(actual.get(key)));
    return new Comparison(missing, different, unexpected);
  }

  boolean equal() {
    return missing.isEmpty() && different.isEmpty() && unexpected.isEmpty();
  }

  /** Counts and one example, for the reason of a failure. */
  String summary() {
    Optional<ResourceKey> example =
        Stream.of(missing, different, unexpected).flatMap(Set::stream).findFirst();
    return "%d missing, %d different, %d unexpected%s"
        .formatted(
            missing.size(),
            different.size(),
            unexpected.size(),
            example.map(key -> ", for instance " + key).orElse(""));
  }

  /** All keys that keep the two sides from being equal. */
  List<ResourceKey> all() {
    return Stream.of(missing, different, unexpected).flatMap(Set::stream).toList();
  }
}
