// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.fhir.FhirResource.LogicalReference;
import io.prunelle.gateway.fhir.FhirResource.Nested;
import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.FhirResource.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
    if (!resource.nested().isEmpty()) {
      ofNested(spans);
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
      boolean names = mention.patient() && mention.tells();
      // What has a type alone is a reference where one to a patient may stand, and nowhere else
      if (!own && (names || PatientElements.contain(resource.type(), mention.path()))) {
        spans.add(mention.span());
      }
    }
  }

  /**
   * A resource within the resource is that one's, unless it says otherwise. A Patient is somebody
   * else: the record's own is not contained in it.
   */
  private void ofNested(List<Span> spans) {
    Map<String, NavigableMap<Integer, Told>> bySubject = new HashMap<>();
    for (Nested nested : resource.nested()) {
      if (nested.type().equals("Patient")) {
        spans.add(nested.span());
        continue;
      }
      Compartment.subject(nested.type())
          .ifPresent(
              subject ->
                  bySubject
                      .computeIfAbsent(
                          nested.path() + "." + subject.element(), first -> new TreeMap<>())
                      .put(nested.span().from(), new Told(nested.span(), subject)));
    }
    Set<Span> others = new HashSet<>();
    for (Reference reference : resource.references()) {
      around(bySubject, reference.path(), reference.span())
          .filter(told -> another(reference) || toContained(reference, told.subject()))
          .ifPresent(told -> others.add(told.span()));
    }
    for (LogicalReference mention : resource.logical()) {
      around(bySubject, mention.path(), mention.span()).ifPresent(told -> others.add(told.span()));
    }
    spans.addAll(others);
  }

  /** A resource within, and what tells whose it is. */
  private record Told(Span span, Subject subject) {}

  /** Those of one path are beside each other, so it is the last one that begins before it. */
  private static Optional<Told> around(
      Map<String, NavigableMap<Integer, Told>> bySubject, String path, Span span) {
    NavigableMap<Integer, Told> there = bySubject.get(path);
    return there == null
        ? Optional.empty()
        : Optional.ofNullable(there.floorEntry(span.from()))
            .map(Map.Entry::getValue)
            .filter(told -> told.span().holds(span));
  }

  /** By a reference to another resource within, which is no patient of the practice's. */
  private static boolean toContained(Reference reference, Subject subject) {
    return reference.value().startsWith("#") && subject.naming() != Compartment.Naming.THROUGH;
  }

  /**
   * Whether nothing in it is, or may be, somebody else's. A Group is nobody's by its id alone,
   * which studies and definitions are for; nor is a Binary by its URL, where definitions and
   * pictures are kept: whose it is, it says itself.
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
            .filter(reference -> !isOfDevice(reference, nobodys) && !leadsToContent(reference))
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

  private boolean leadsToContent(Reference reference) {
    return reference.isUrl()
        && References.below(base, reference.value())
            .filter(target -> target.type().equals("Binary"))
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
  static boolean names(Reference reference) {
    String path = reference.path();
    return reference.isUrl()
        && (path.equals("url")
            || path.endsWith("xtension.url")
            || path.endsWith("Canonical")
            || path.endsWith("instantiates"));
  }
}
