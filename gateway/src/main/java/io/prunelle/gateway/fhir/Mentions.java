// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.fhir.FhirResource.LogicalReference;
import io.prunelle.gateway.fhir.FhirResource.Nested;
import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.FhirResource.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where a resource mentions somebody else than these who is, or may be, a patient. */
final class Mentions {

  private final FhirResource resource;
  private final Set<String> patients;
  private final String base;
  private final Set<String> known;

  Mentions(FhirResource resource, Set<String> patients, String base) {
    this(resource, patients, base, Set.of());
  }

  /**
   * @param known resources that are known to be theirs or nobody's, as {@code Type/id}
   */
  Mentions(FhirResource resource, Set<String> patients, String base, Set<String> known) {
    this.resource = resource;
    this.patients = patients;
    this.base = base;
    this.known = known;
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
      if (another(reference) || mayBeAnothers(reference)) {
        spans.add(reference.span());
      }
    }
    for (Nested nested : resource.nested()) {
      if (ofAnother(nested)) {
        spans.add(nested.span());
      }
    }
    if (!resource.logical().isEmpty()) {
      ofLogical(spans);
    }
    return spans;
  }

  /** What it is about beside its patient, whose-ever that may be. */
  private boolean mayBeAnothers(Reference reference) {
    return resource.type() != null
        && Compartment.toldByOthers().contains(resource.type())
        && Compartment.subject(resource.type())
            .filter(subject -> subject.element().equals(reference.path()))
            .isPresent()
        && References.below(base, reference.value())
            .filter(target -> isOwned(target.type()))
            .filter(target -> !known.contains(target.key()))
            .isPresent();
  }

  /** Its references but those that stand in such a mention. */
  List<Reference> openly() {
    Spans others = new Spans(ofOthers().stream());
    return others.isEmpty()
        ? resource.references()
        : resource.references().stream()
            .filter(reference -> others.around(reference.span()).isEmpty())
            .toList();
  }

  /**
   * What may be somebody's that it refers to.
   *
   * @return as {@code Type/id}
   */
  Set<String> owned() {
    return owned(resource.references());
  }

  /** The same of what it refers to {@linkplain #openly openly}. */
  Set<String> ownedOpenly() {
    return owned(openly());
  }

  private Set<String> owned(List<Reference> references) {
    return references.stream()
        .map(reference -> References.below(base, reference.value()))
        .flatMap(Optional::stream)
        .filter(target -> isOwned(target.type()))
        .map(References.Target::key)
        .collect(Collectors.toSet());
  }

  private void ofLogical(List<Span> spans) {
    Optional<String> subject =
        resource.type() == null
            ? Optional.empty()
            : Compartment.subject(resource.type()).filter(Subject::single).map(Subject::element);
    for (LogicalReference mention : resource.logical()) {
      // Nothing but an identifier tells whose it is: in the subject element it is the patient's own
      boolean own = subject.equals(Optional.of(mention.path()));
      if (!own && (mention.patient() || PatientElements.contain(resource.type(), mention.path()))) {
        spans.add(mention.span());
      }
    }
  }

  /**
   * A resource within the resource is that one's, unless it says otherwise. A Patient is somebody
   * else: the record's own is not contained in it.
   */
  private boolean ofAnother(Nested nested) {
    return nested.type().equals("Patient")
        || Compartment.subject(nested.type())
            .filter(subject -> namesAnother(nested, subject))
            .isPresent();
  }

  private boolean namesAnother(Nested nested, Subject subject) {
    String path = nested.path() + "." + subject.element();
    return resource.references().stream()
            .filter(reference -> reference.path().equals(path))
            .filter(reference -> nested.span().holds(reference.span()))
            .anyMatch(reference -> another(reference) || toContained(reference, subject))
        || resource.logical().stream()
            .filter(mention -> mention.path().equals(path))
            .anyMatch(mention -> nested.span().holds(mention.span()));
  }

  /** By a reference to another resource within, which is no patient of the practice's. */
  private static boolean toContained(Reference reference, Subject subject) {
    return reference.value().startsWith("#") && subject.naming() != Compartment.Naming.THROUGH;
  }

  /**
   * Whether nothing in it is, or may be, somebody else's. A Group is nobody's by its id alone,
   * which studies and definitions are for.
   */
  boolean ofNothingOwned() {
    return ofNothingOwned(Set.of());
  }

  /**
   * The same.
   *
   * @param nobodys Devices that are nobody's, as {@code Type/id}, of which a Schedule may be
   */
  boolean ofNothingOwned(Set<String> nobodys) {
    return ofOthers().isEmpty()
        && resource.nested().stream().map(Nested::type).noneMatch(Mentions::isOwned)
        && resource.references().stream()
            .filter(reference -> !isOfDevice(reference, nobodys))
            .map(reference -> References.below(base, reference.value()))
            .flatMap(Optional::stream)
            .map(References.Target::type)
            .noneMatch(Mentions::isOwned);
  }

  private boolean isOfDevice(Reference reference, Set<String> nobodys) {
    return !nobodys.isEmpty()
        && Schedules.isOf(resource, reference, base)
        && References.below(base, reference.value())
            .map(References.Target::key)
            .filter(nobodys::contains)
            .isPresent();
  }

  private static boolean isOwned(String type) {
    return !type.equals("Group") && Compartment.subject(type).isPresent();
  }

  /** A reference by condition or to elsewhere cannot be told to be to one of these. */
  private boolean another(Reference reference) {
    String value = reference.value();
    String patient = References.patient(base, value);
    if (patient != null) {
      return !patients.contains(patient);
    }
    // most are to something else, and need not be looked at further
    boolean maybe =
        value.contains("Patient/") || value.startsWith("Patient?") || value.contains("/Patient?");
    return maybe && !names(reference) && !References.leads(base, value);
  }

  /** Definitions and extensions have URLs for names, which lead to nobody. */
  private static boolean names(Reference reference) {
    String path = reference.path();
    return reference.isUrl()
        && (path.equals("url")
            || path.endsWith("xtension.url")
            || path.endsWith("Canonical")
            || path.endsWith("instantiates"));
  }
}
