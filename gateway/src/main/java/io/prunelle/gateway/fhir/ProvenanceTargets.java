// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.FhirResource.Span;
import io.prunelle.gateway.fhir.References.Target;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What Provenances are about beside patients and what nobody owns, of each for itself. */
final class ProvenanceTargets {

  private static final String TYPE = "Provenance";

  private ProvenanceTargets() {}

  /**
   * Of one, or of those in a Bundle.
   *
   * @return as {@code Type/id}, in their order; nothing of those that are about nothing else
   */
  static List<Set<String>> of(FhirResource resource, String base) {
    if (!"Bundle".equals(resource.type())) {
      return TYPE.equals(resource.type())
          ? of(resource, base, "target", new Spans(Stream.of(new Span(0, Integer.MAX_VALUE))))
          : List.of();
    }
    return of(
        resource,
        base,
        "entry.resource.target",
        new Spans(
            resource.nested().stream()
                .filter(nested -> nested.path().equals("entry.resource"))
                .filter(nested -> nested.type().equals(TYPE))
                .map(FhirResource.Nested::span)));
  }

  private static List<Set<String>> of(
      FhirResource resource, String base, String path, Spans provenances) {
    Map<Span, Set<String>> targets = new LinkedHashMap<>();
    for (Reference reference : resource.references()) {
      Optional<Span> provenance =
          reference.path().equals(path) ? provenances.around(reference.span()) : Optional.empty();
      if (provenance.isPresent()) {
        References.below(base, reference.value())
            .filter(target -> FhirBodies.namesOne(target.type()))
            .map(Target::key)
            .ifPresent(
                target ->
                    targets
                        .computeIfAbsent(provenance.get(), one -> new LinkedHashSet<>())
                        .add(target));
      }
    }
    return List.copyOf(targets.values());
  }
}
