// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.CONCERNS_OTHERS;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.TOO_LARGE;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A patient's record as one host holds it, in memory: its own resources and what they refer to. */
final class RecordContent {

  private final ResourceKey patient;
  private final long mostBytes;
  private final Map<ResourceKey, Resource> own = new TreeMap<>();
  private final Map<ResourceKey, Resource> shared = new TreeMap<>();
  private long bytes;

  /**
   * @param mostBytes bound on the bodies' sum
   */
  RecordContent(String patient, long mostBytes) {
    this.patient = ResourceKey.patient(patient);
    this.mostBytes = mostBytes;
  }

  /**
   * Adds what a host gave. Fails with {@link TransferFailure} when the record becomes too large, or
   * when it involves another patient: moving it would move that patient's data too.
   */
  void add(Resource resource) {
    if (names(resource, other -> !other.equals(patient))) {
      throw new TransferFailure(CONCERNS_OTHERS, resource.key().toString());
    }
    Map<ResourceKey, Resource> part = ReferenceData.is(resource) ? shared : own;
    if (part.put(resource.key(), resource) == null) {
      bytes += resource.body().length();
    }
    if (bytes > mostBytes) {
      throw new TransferFailure(TOO_LARGE, "more than " + mostBytes + " bytes");
    }
  }

  private static boolean names(Resource resource, Predicate<ResourceKey> condition) {
    return (resource.key().isPatient() && condition.test(resource.key()))
        || resource.references().stream()
            .anyMatch(target -> target.isPatient() && condition.test(target));
  }

  boolean hasPatient() {
    return own.containsKey(patient);
  }

  /** What is referred to and not here yet. */
  Set<ResourceKey> lacking() {
    Set<ResourceKey> lacking = new TreeSet<>();
    own.values().forEach(resource -> lacking.addAll(resource.references()));
    shared.values().forEach(resource -> lacking.addAll(resource.references()));
    lacking.removeAll(own.keySet());
    lacking.removeAll(shared.keySet());
    return lacking;
  }

  /** What is the patient's alone: what moves and is erased. */
  Map<ResourceKey, Resource> own() {
    return own;
  }

  /** What other records may refer to as well: what is only brought along. */
  Collection<Resource> shared() {
    return shared.values();
  }

  Map<ResourceKey, String> digests() {
    return own.values().stream().collect(Collectors.toMap(Resource::key, Resource::digest));
  }

  long bytes() {
    return bytes;
  }
}
