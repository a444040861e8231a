// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.FhirResource.Span;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Parts of a resource none of which is within another, found by what they hold. */
final class Spans {

  private final NavigableMap<Integer, Span> byBeginning = new TreeMap<>();

  Spans(Stream<Span> spans) {
    spans.forEach(span -> byBeginning.put(span.from(), span));
  }

  boolean isEmpty() {
    return byBeginning.isEmpty();
  }

  /** The one that this is within; empty if it is in none. */
  Optional<Span> around(Span span) {
    Map.Entry<Integer, Span> before = byBeginning.floorEntry(span.from());
    return Optional.ofNullable(before).map(Map.Entry::getValue).filter(found -> found.holds(span));
  }
}
