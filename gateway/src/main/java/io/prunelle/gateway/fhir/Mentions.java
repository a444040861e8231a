// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.fhir.FhirResource.LogicalReference;
import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.FhirResource.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where a resource mentions somebody else than these who is, or may be, a patient. */
final class Mentions {

  private final FhirResource resource;
  private final Set<String> patients;
  private final String base;

  Mentions(FhirResource resource, Set<String> patients, String base) {
    this.resource = resource;
    this.patients = patients;
    this.base = base;
  }

  /** In the order of the document, none within another. */
  List<Span> ofOthers() {
    List<Span> spans = spans();
    if (spans.isEmpty()) {
      return List.of();
    }
    spans.sort(Comparator.comparingInt(Span::from));
    List<Span> outermost = new ArrayList<>();
    int end = 0;
    for (Span span : spans) {
      // Spans are objects of one document: what begins within another ends within it
      if (span.from() >= end) {
        outermost.add(span);
        end = span.to();
      }
    }
    return outermost;
  }

  private List<Span> spans() {
    List<Span> spans = new ArrayList<>(0);
    for (Reference reference : resource.references()) {
      if (another(reference)) {
        spans.add(reference.span());
      }
    }
    if (resource.logical().isEmpty()) {
      return spans;
    }
    Optional<String> subject =
        resource.type() == null
            ? Optional.empty()
            : Compartment.subject(resource.type()).filter(Subject::single).map(Subject::element);
    // Nothing but an identifier tells whose it is: in the subject element it is the patient's own
    for (LogicalReference mention : resource.logical()) {
      if (!subject.equals(Optional.of(mention.path()))) {
        spans.add(mention.span());
      }
    }
    return spans;
  }

  /**
   * Whether nothing in it is, or may be, somebody else's. A Group is nobody's by its id alone,
   * which studies and definitions are for.
   */
  boolean ofNothingOwned() {
    return ofOthers().isEmpty()
        && resource.references().stream()
            .map(reference -> References.below(base, reference.value()))
            .flatMap(Optional::stream)
            .map(References.Target::type)
            .noneMatch(type -> !type.equals("Group") && Compartment.subject(type).isPresent());
  }

  /** A reference by condition or to elsewhere cannot be told to be to one of these. */
  private boolean another(Reference reference) {
    String value = reference.value();
    String patient = References.patient(base, value);
    if (patient != null) {
      return !patients.contains(patient);
    }
    // most are to something else, and need not be looked at further
    return !reference.isUrl()
        && (value.contains("Patient/") || value.startsWith("Patient?"))
        && !References.leads(base, value);
  }
}
