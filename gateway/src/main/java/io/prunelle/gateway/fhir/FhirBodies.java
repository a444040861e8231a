// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.Compartment.Naming;
import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.References.Target;
import io.prunelle.gateway.format.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The door of this package for bodies: reading resources and telling whose they are. */
public final class FhirBodies {

  /** Tells a masked reference from all others when it comes back. */
  static final String MASKED = "Another patient, who is not shown";

  /**
   * What a reference to a patient who may not be shown is replaced by
   * (http://hl7.org/fhir/R4/codesystem-data-absent-reason.html).
   */
  public static final String MASK =
      "{\"extension\":[{" + Mask.ABSENT + "}],\"display\":\"" + MASKED + "\"}";

  /** What a URL of such a patient is replaced by, where only a URL may stand. */
  public static final String MASKED_URL = "urn:uuid:3c2d5d5a-6f6e-4f0c-9f5d-6d61736b6564";

  /** The same of what may be a reference to somebody: it has an identifier, and says no type. */
  static final String PERHAPS = "Not shown, since it may be another patient";

  /** Tells a resource within another one that is not shown from all others. */
  static final String MASKED_RESOURCE = "another-patient-who-is-not-shown";

  /** http://hl7.org/fhir/R4/documentreference.html: what the parameter {@code location} is over. */
  static final String ATTACHED = "content.attachment.url";

  /** How many resources may have to be looked at to find out whose one is. */
  static final int MOST_TARGETS = 8;

  /** Whether what a search for one patient finds in the type cannot be somebody else's. */
  public boolean single(String type) {
    return Compartment.single(type);
  }

  /** Whether a type is one that records refer to and nobody owns. */
  public static boolean isShared(String type) {
    return SharedTypes.contains(type);
  }

  /** Whether a resource of the type can be told whose it is, or that it is nobody's. */
  static boolean showable(String type) {
    return type.equals("Patient")
        || SharedTypes.contains(type)
        || Compartment.subject(type).isPresent();
  }

  /**
   * A strict parser over a document: no name twice, bounded depth.
   *
   * @throws IOException when it is no JSON
   */
  public JsonReader open(byte[] json) throws IOException {
    return ResourceParser.open(json);
  }

  /**
   * Reads the object the parser stands at the start of; leaves it at the object's end.
   *
   * @param parser that was {@linkplain #open opened} here
   */
  public FhirResource read(JsonReader parser) throws IOException {
    return ResourceParser.read(parser);
  }

  /** Reads a document that is one resource and nothing else. */
  public FhirResource parse(byte[] json) throws IOException {
    return ResourceParser.parse(json);
  }

  /**
   * Whether a resource may be shown to who may see this patient's record.
   *
   * @param base a host's base URL, as absolute references may begin with
   * @param known resources that are known to be this patient's, as {@code Type/id}
   */
  public boolean concerns(FhirResource resource, String patient, String base, Set<String> known) {
    String type = resource.type();
    if (type != null && SharedTypes.contains(type)) {
      return new Mentions(resource, Set.of(patient), base).ofNothingOwned(known)
          && isOfSchedules(resource, base, known);
    }
    Optional<String> owner = patient(resource, base);
    if (owner.isPresent()) {
      return owner.get().equals(patient);
    }
    List<String> through = through(resource, base);
    return !through.isEmpty() && known.containsAll(through);
  }

  /**
   * Whether it mentions no patient, and nothing of a patient's.
   *
   * @param base a host's base URL, as absolute references may begin with
   * @param known Schedules and Devices that are known to be nobody's, as {@code Type/id}
   */
  public boolean mentionsNobody(FhirResource resource, String base, Set<String> known) {
    return new Mentions(resource, Set.of(), base).ofNothingOwned(known)
        && isOfSchedules(resource, base, known);
  }

  /** A Slot tells of somebody where its Schedule does, which may be a patient's own. */
  private static boolean isOfSchedules(FhirResource resource, String base, Set<String> known) {
    return !SharedTypes.OF_A_SCHEDULE.equals(resource.type())
        || Optional.of(Schedules.of(resource, base))
            .filter(schedules -> !schedules.isEmpty() && known.containsAll(schedules))
            .isPresent();
  }

  /**
   * The Schedules whose Slots there are in a Bundle, or whose Slot it is; and the Devices whose
   * Schedules there are.
   *
   * @param base a host's base URL, as absolute references may begin with
   * @return as {@code Type/id}
   */
  public Set<String> schedules(FhirResource resource, String base) {
    return Schedules.of(resource, base);
  }

  /** Whether it is of a type that nobody owns. */
  public boolean isShared(FhirResource resource) {
    return resource.type() != null && SharedTypes.contains(resource.type());
  }

  /** Whether resources of the type are somebody's, so that one being there tells something. */
  public boolean isOwned(String type) {
    return type.equals("Patient") || Compartment.subject(type).isPresent();
  }

  /**
   * The patient whose resource it is: itself, or the one that its subject element names. Empty when
   * it is nobody's, or cannot be told to be one patient's alone.
   *
   * @param base a host's base URL, as absolute references may begin with
   */
  public Optional<String> patient(FhirResource resource, String base) {
    String type = resource.type();
    if (type == null) {
      return Optional.empty();
    } else if (type.equals("Patient")) {
      return Optional.ofNullable(resource.id());
    }
    return Compartment.subject(type).flatMap(subject -> named(subject, resource, base));
  }

  /**
   * The resources whose patient is the patient of this one, which names none itself; of a Slot its
   * Schedule and of a Schedule its Devices, which have to be nobody's.
   *
   * @param base a host's base URL, as absolute references may begin with
   * @return as {@code Type/id}; empty when it names its patient, or cannot be told whose it is
   */
  public List<String> through(FhirResource resource, String base) {
    if (isShared(resource)) {
      return List.copyOf(Schedules.of(resource, base));
    }
    Optional<String> telling = telling(resource);
    if (telling.isEmpty()) {
      return List.of();
    }
    List<Optional<Target>> targets =
        resource.references().stream()
            .filter(reference -> telling.filter(reference.path()::equals).isPresent())
            .map(reference -> References.below(base, reference.value()))
            .toList();
    boolean all =
        targets.size() <= MOST_TARGETS
            && targets.stream()
                .allMatch(
                    target -> target.map(Target::type).filter(FhirBodies::namesOne).isPresent());
    return all
        ? targets.stream().flatMap(Optional::stream).map(Target::key).distinct().toList()
        : List.of();
  }

  /**
   * The element by which it is told whose one is: of some types always, of others where they have
   * no subject, be it one in words alone.
   */
  private static Optional<String> telling(FhirResource resource) {
    String type = resource.type();
    if (type == null) {
      return Optional.empty();
    }
    return Compartment.toldByOthers().contains(type)
        ? Compartment.subject(type).map(Subject::element)
        : Compartment.entries(type).filter(entries -> !resource.hasSubject());
  }

  /** The types of which it is told by other resources whose one is, if it does not say so. */
  public static Set<String> toldByOthers() {
    Set<String> types = new HashSet<>(Compartment.toldByOthers());
    types.addAll(Compartment.toldByEntries());
    return Set.copyOf(types);
  }

  /** Whether it is told by other resources whose a resource of its type is. */
  public boolean isToldByOthers(FhirResource resource) {
    return SharedTypes.ofTimes(resource.type()) || telling(resource).isPresent();
  }

  /** Whether a resource of the type names its patient itself, so that one look is enough. */
  static boolean namesOne(String type) {
    return Compartment.subject(type)
        .filter(subject -> subject.naming() != Naming.THROUGH)
        .isPresent();
  }

  /**
   * Where a resource mentions somebody else than these who is, or may be, a patient.
   *
   * @param patients FHIR ids
   * @param base a host's base URL, as absolute references may begin with
   * @param known resources that are known to be theirs or nobody's, as {@code Type/id}
   * @return in the order of the document, none within another
   */
  public List<FhirResource.Span> mentionsOfOthers(
      FhirResource resource, Set<String> patients, String base, Set<String> known) {
    return new Mentions(resource, patients, base, known).ofOthers();
  }

  /**
   * What each Provenance is about, it or those in a Bundle, beside patients and what nobody owns.
   *
   * @param base a host's base URL, as absolute references may begin with
   * @return as {@code Type/id}, in their order; nothing of those that are about nothing else
   */
  public List<Set<String>> targets(FhirResource resource, String base) {
    return ProvenanceTargets.of(resource, base);
  }

  /**
   * Whether a resource may have been changed at that time or later.
   *
   * @param since as {@link OnRecord#since}
   * @param json one resource
   */
  public static boolean isSince(String since, byte[] json) {
    return Updated.since(since, json);
  }

  /**
   * What is shown instead of each of them.
   *
   * @param json the document that the resource was read from
   * @return in their order
   * @throws IOException when it is no JSON
   */
  public List<byte[]> masks(FhirResource resource, byte[] json, List<FhirResource.Span> mentions)
      throws IOException {
    List<byte[]> masks = new ArrayList<>(mentions.size());
    Mask mask = new Mask(resource, json);
    for (FhirResource.Span mention : mentions) {
      masks.add(mask.of(mention));
    }
    return masks;
  }

  /**
   * What the resource refers to, as {@code Type/id}.
   *
   * @param base a host's base URL, as absolute references may begin with
   */
  public Set<String> references(FhirResource resource, String base) {
    return resource.references().stream()
        .map(reference -> References.below(base, reference.value()))
        .flatMap(Optional::stream)
        .map(target -> target.type() + "/" + target.id())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether it is a document with an attachment that is kept in a Binary.
   *
   * @param binary as {@code Binary/id}
   * @param base a host's base URL, as URLs may begin with
   */
  public boolean pointsAt(FhirResource resource, String binary, String base) {
    return "DocumentReference".equals(resource.type())
        && resource.references().stream()
            .filter(reference -> reference.isUrl() && reference.path().equals(ATTACHED))
            .map(reference -> References.below(base, reference.value()))
            .flatMap(Optional::stream)
            .anyMatch(target -> target.key().equals(binary));
  }

  /**
   * Where a resource leads to others by their whole addresses, and not by names.
   *
   * @param base a base URL
   * @return in no order; each the base URL, a slash and {@code Type/id}, with or without a version,
   *     or whatever else something refers to there
   */
  public List<Reference> addresses(FhirResource resource, String base) {
    return Addresses.anywhereBelow(base, resource);
  }

  /** Whether it is a Binary that does not say whose it is, nor by what that could be told. */
  public boolean leavesOpen(FhirResource resource) {
    return "Binary".equals(resource.type())
        && resource.references().isEmpty()
        && resource.logical().isEmpty();
  }

  /** The one patient in the subject element. */
  private static Optional<String> named(Subject subject, FhirResource resource, String base) {
    @Nullable String named = null;
    for (Reference reference : resource.references()) {
      if (!reference.path().equals(subject.element())) {
        continue;
      }
      String patient = References.patient(base, reference.value());
      if (patient == null ? subject.onlyPatients() : named != null && !named.equals(patient)) {
        return Optional.empty();
      }
      named = patient == null ? named : patient;
    }
    return Optional.ofNullable(named);
  }
}
