// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.HistoryPage.Version;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a record has changed, and the newest version of each that the host has told of: a search
 * may find the one before.
 */
final class NewestVersions {

  /** Of what was deleted, or of what it is not known which was the newest. */
  private static final String UNKNOWN = "";

  private final Map<ResourceKey, String> versions = new HashMap<>();
  private final Set<ResourceKey> changed = new TreeSet<>();

  /** Of these it is known that they have changed and no more. */
  static NewestVersions unknown(Collection<ResourceKey> changed) {
    NewestVersions newest = new NewestVersions();
    changed.forEach(newest::add);
    return newest;
  }

  /** Keeps that this is one of the record's, or was. */
  void add(ResourceKey key) {
    changed.add(key);
  }

  /** Keeps that there was this version, of the record or not: that may be known later. */
  void saw(Version version) {
    Resource resource = version.resource();
    versions.merge(
        version.key(), resource == null ? UNKNOWN : resource.version(), NewestVersions::newer);
  }

  private static String newer(String one, String other) {
    return one.equals(other) || isAfter(one, other) ? one : isAfter(other, one) ? other : UNKNOWN;
  }

  private static boolean isAfter(String one, String other) {
    return VersionNumbers.compare(one, other).orElse(0) > 0;
  }

  boolean isEmpty() {
    return changed.isEmpty();
  }

  int size() {
    return changed.size();
  }

  boolean contains(ResourceKey key) {
    return changed.contains(key);
  }

  Set<ResourceKey> keys() {
    return Set.copyOf(changed);
  }

  /** Those that a search may show in their newest version. */
  List<ResourceKey> known() {
    return changed.stream().filter(key -> !newest(key).equals(UNKNOWN)).toList();
  }

  /** Whether it is no older than what the host has told of. */
  boolean isCurrent(Resource shown) {
    String newest = newest(shown.key());
    return !newest.equals(UNKNOWN)
        && (newest.equals(shown.version()) || isAfter(shown.version(), newest));
  }

  private String newest(ResourceKey key) {
    return versions.getOrDefault(key, UNKNOWN);
  }
}
