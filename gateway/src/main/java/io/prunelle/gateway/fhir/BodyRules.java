// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.References.Target;
import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.RestRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Holds the body of a write to one patient. */
final class BodyRules {

  private static final List<String> MASKS =
      List.of(
          FhirBodies.MASKED, FhirBodies.PERHAPS, FhirBodies.MASKED_RESOURCE, FhirBodies.MASKED_URL);

  private final byte[] body;
  private final Map<String, String> siblings;
  private final Known known;

  BodyRules(RestRequest request) {
    this(request, Known.NOTHING);
  }

  /**
   * @param known whose some of the resources are that the body refers to
   */
  BodyRules(RestRequest request, Known known) {
    this(Objects.requireNonNull(request.body()).getBytes(), request.siblings(), known);
  }

  /**
   * @param siblings as {@link RestRequest#siblings()}
   */
  BodyRules(byte[] body, Map<String, String> siblings, Known known) {
    this.body = body;
    this.siblings = siblings;
    this.known = known;
  }

  /**
   * What is known of what a body refers to.
   *
   * @param resources as {@code Type/id} or by their names in a transaction
   * @param patient whose they are
   * @param others patients who may be mentioned beside that one, since they were before
   */
  record Known(Set<String> resources, String patient, Set<String> others) {
    static final Known NOTHING = new Known(Set.of(), OnRecord.NOBODY);

    Known(Set<String> resources, String patient) {
      this(resources, patient, Set.of());
    }

    /** With these patients beside. */
    Known beside(Set<String> mentioned) {
      return new Known(resources, patient, mentioned);
    }

    /** With further ones, which have yet to be found to be that patient's. */
    Known and(Set<String> further) {
      Set<String> all = new HashSet<>(resources);
      all.addAll(further);
      return new Known(all, patient, others);
    }
  }

  /** The same, of a resource that has no id yet. */
  String patientOfNew(String type, Subject subject) {
    FhirResource resource = resource(type);
    if (resource.id() != null) {
      throw new Refusal.NotSupported(
              "body-with-id", "A conditional update must leave the id to the server.")
          .refused();
    }
    return patient(subject, resource);
  }

  /** The same, of a resource that has this id. */
  String patientOf(String type, String id, Subject subject) {
    FhirResource resource = resource(type);
    requireId(id, resource);
    return patient(subject, resource);
  }

  /** The body is of this type, and has this id. */
  void requireType(String type, String id) {
    requireId(id, resource(type));
  }

  /** The body is this patient, and mentions no other who is not known. */
  void requirePatient(String id) {
    FhirResource resource = resource("Patient");
    boolean alone =
        resource.references().stream()
            .filter(reference -> !reference.value().startsWith("#"))
            .map(this::target)
            .flatMap(Optional::stream)
            .filter(Target::isPatient)
            .map(Target::id)
            .allMatch(named -> named.equals(id) || known.others().contains(named));
    if (!alone) {
      throw notAttributable();
    }
    requireId(id, resource);
  }

  /** The body is a patient who may be new: it has no id, and mentions nobody. */
  void requireNew() {
    FhirResource resource = resource("Patient");
    if (resource.id() != null) {
      throw new Refusal.NotSupported(
              "body-with-id", "A patient who may be new must leave the id to the server.")
          .refused();
    }
    boolean alone =
        resource.logical().isEmpty()
            && resource.nested().stream().noneMatch(nested -> nested.type().equals("Patient"))
            && resource.references().stream()
                .filter(reference -> !reference.value().startsWith("#"))
                .map(this::target)
                .flatMap(Optional::stream)
                .noneMatch(Target::isPatient);
    if (!alone) {
      throw new Refusal.NotSupported(
              "body-mentions-patient",
              "A patient who may be new cannot refer to another one. Leave such references out.")
          .refused();
    }
  }

  /** The id of the patient that the body is, mentioning no other. */
  String itself() {
    String id = resource("Patient").id();
    if (id == null) {
      throw notAttributable();
    }
    requirePatient(id);
    return id;
  }

  /** The one patient the body is about; nobody, if it is of a type that nobody owns. */
  String anybodys(String type) {
    if (!SharedTypes.contains(type)) {
      return patient(type, Compartment.subject(type).orElseThrow(Attribution::notSupported));
    }
    if (!new Mentions(resource(type), Set.of(), "").ofNothingOwned()) {
      throw notAttributable();
    }
    return OnRecord.NOBODY;
  }

  private static void requireId(String id, FhirResource resource) {
    if (!id.equals(resource.id())) {
      throw new Refusal.BadExchange(400, "body-id", "The body's id is not the id in the URL.")
          .refused();
    }
  }

  /** The one patient the body is about. Throws the refusal when there is none, or more. */
  String patient(String type, Subject subject) {
    return patient(subject, resource(type));
  }

  private FhirResource resource(String type) {
    FhirResource resource;
    try {
      resource = ResourceParser.parse(body, new SiblingNames(siblings));
    } catch (IOException notJson) {
      throw new Refusal.BadExchange(
              400, "body-malformed", JsonReader.told(notJson, "The body is not a JSON resource."))
          .refused();
    }
    String text = new String(body, StandardCharsets.UTF_8);
    if (MASKS.stream().anyMatch(text::contains)) {
      throw new Refusal.NotSupported(
              "body-masked",
              "The body holds something that was not shown, and would be lost. Leave out the"
                  + " element, or change the resource with a patch.")
          .refused();
    }
    if (!type.equals(resource.type())) {
      throw new Refusal.BadExchange(
              400, "body-type", "The body's resourceType is not the type in the URL.")
          .refused();
    }
    return resource;
  }

  private String patient(Subject subject, FhirResource resource) {
    Set<String> patients = new HashSet<>();
    boolean subjectNamed = false;
    for (Reference reference : resource.references()) {
      if (reference.value().startsWith("#")) {
        continue; // a contained resource, whose own references are walked as well
      }
      Optional<Target> target = target(reference);
      Optional<Target> patient = target.filter(Target::isPatient);
      boolean names = !reference.isUrl() && reference.path().equals(subject.element());
      patient
          .map(Target::id)
          .filter(id -> names || !known.others().contains(id))
          .ifPresent(patients::add);
      if (names) {
        boolean theirs =
            known.resources().contains(reference.value())
                || target.map(Target::key).filter(known.resources()::contains).isPresent();
        if (theirs) {
          patients.add(known.patient());
        } else if (patient.isEmpty() && subject.onlyPatients()) {
          throw notAttributable();
        }
        subjectNamed |= theirs || patient.isPresent();
      }
    }
    if (!subjectNamed || patients.size() != 1) {
      throw notAttributable();
    }
    return patients.iterator().next();
  }

  /**
   * Conditional (Patient?identifier=…) and absolute references only the host could resolve; urn:
   * references stand for what the transaction says they do, and so do URLs that are the names of
   * its entries. Others are not resolved by anybody: empty when they lead elsewhere.
   */
  private Optional<Target> target(Reference reference) {
    if (reference.isUrl() && !siblings.containsKey(reference.value())) {
      return References.relative(reference.value());
    }
    String value = siblings.getOrDefault(reference.value(), reference.value());
    if (value.endsWith("/") && siblings.containsKey(reference.value())) {
      String type = value.substring(0, value.length() - 1);
      if (type.equals("Patient")) {
        throw notAttributable(); // who would only be made by the transaction
      }
      return Optional.of(new Target(type, ""));
    }
    return Optional.of(References.relative(value).orElseThrow(BodyRules::notAttributable));
  }

  static RuntimeException notAttributable() {
    return new Refusal.NotSupported(
            "body-not-one-patient",
            "The body must name one patient, as Patient/{id}, where its type says whose it is; or what"
                + " is that patient's, 8 at most, where its type says so by what it is about. No"
                + " reference may be other than Type/{id}.")
        .refused();
  }
}
