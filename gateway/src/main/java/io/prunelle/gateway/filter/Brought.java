// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * What a search brings along, as far as what is shown leads to it. A host brings what it finds by
 * way of others' resources as well, such as the doctor of a patient who is masked: that may be
 * nobody's, and would tell of that patient all the same.
 */
final class Brought {

  private final FhirBodies bodies;
  private final String base;
  private final List<FhirResource> resources = new ArrayList<>();
  private final Map<String, List<Integer>> byKey = new HashMap<>();
  private final Map<String, List<Integer>> byReference = new HashMap<>();

  /**
   * @param base the host's base URL, as absolute references may begin with
   */
  Brought(FhirBodies bodies, String base) {
    this.bodies = bodies;
    this.base = base;
  }

  void add(FhirResource resource) {
    int index = resources.size();
    resources.add(resource);
    byKey.computeIfAbsent(key(resource), first -> new ArrayList<>()).add(index);
    for (String to : bodies.references(resource, base)) {
      byReference.computeIfAbsent(to, first -> new ArrayList<>()).add(index);
    }
  }

  FhirResource get(int index) {
    return resources.get(index);
  }

  /**
   * Which of them are brought by these, or by what is, and may be shown.
   *
   * @param may whether one may be shown; asked again when more is known of what is
   */
  BitSet by(Collection<FhirResource> found, IntPredicate may) {
    BitSet shown = new BitSet(resources.size());
    Deque<FhirResource> leading = new ArrayDeque<>(found);
    for (int i = 0; i < resources.size() && !found.isEmpty(); i++) {
      // Definitions are referred to by names of their own, which no host gave them
      if (bodies.isDefinition(resources.get(i))) {
        show(i, may, shown, leading);
      }
    }
    while (!leading.isEmpty() && shown.cardinality() < resources.size()) {
      FhirResource by = leading.poll();
      for (String to : bodies.references(by, base)) {
        byKey.getOrDefault(to, List.of()).forEach(i -> show(i, may, shown, leading));
      }
      byReference.getOrDefault(key(by), List.of()).forEach(i -> show(i, may, shown, leading));
    }
    return shown;
  }

  private void show(int index, IntPredicate may, BitSet shown, Deque<FhirResource> leading) {
    if (!shown.get(index) && may.test(index)) {
      shown.set(index);
      leading.add(resources.get(index));
    }
  }

  private static String key(FhirResource resource) {
    return resource.type() + "/" + resource.id();
  }
}
