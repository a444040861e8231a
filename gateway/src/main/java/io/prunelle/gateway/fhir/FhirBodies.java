// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import com.fasterxml.jackson.core.JsonParser;
import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.References.Target;
import io.prunelle.gateway.rest.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The door of this package for bodies: reading resources and telling whose they are. */
public final class FhirBodies {

  /** Tells a masked reference from all others when it comes back. */
  static final String MASKED = "Another patient, who is not shown";

  /**
   * What a reference to a patient who may not be shown is replaced by
   * (http://hl7.org/fhir/R4/codesystem-data-absent-reason.html).
   */
  public static final String MASK =
      "{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\","
          + "\"valueCode\":\"masked\"}],\"display\":\""
          + MASKED
          + "\"}";

  /** What several records refer to and none owns. */
  private static final Set<String> REFERENCE_DATA =
      Set.of(
          "Endpoint",
          "HealthcareService",
          "Location",
          "Medication",
          "Organization",
          "Practitioner",
          "PractitionerRole",
          "Substance");

  /** Whether what a search for one patient finds in the type cannot be somebody else's. */
  public boolean single(String type) {
    return Compartment.single(type);
  }

  static boolean isReferenceData(String type) {
    return REFERENCE_DATA.contains(type);
  }

  /** Whether a resource of the type can be told whose it is, or that it is nobody's. */
  static boolean showable(String type) {
    return type.equals("Patient")
        || REFERENCE_DATA.contains(type)
        || Compartment.subject(type).isPresent();
  }

  /**
   * A strict parser over a document: no name twice, bounded depth.
   *
   * @throws IOException when it is no JSON
   */
  public JsonParser open(byte[] json) throws IOException {
    return Json.open(json);
  }

  /** Reads the object the parser stands at the start of; leaves it at the object's end. */
  public FhirResource read(JsonParser parser) throws IOException {
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
   */
  public boolean concerns(FhirResource resource, String patient, String base) {
    String type = resource.type();
    if (type != null && REFERENCE_DATA.contains(type)) {
      return patients(resource.references(), base).stream().allMatch(patient::equals);
    }
    return patient(resource, base).filter(patient::equals).isPresent();
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
   * Where a resource mentions somebody else than these who is, or may be, a patient.
   *
   * @param patients FHIR ids
   * @param base a host's base URL, as absolute references may begin with
   * @return in the order of the document, none within another
   */
  public List<FhirResource.Span> mentionsOfOthers(
      FhirResource resource, Set<String> patients, String base) {
    return new Mentions(resource, patients, base).ofOthers();
  }

  /** The one patient in the subject element. */
  private static Optional<String> named(Subject subject, FhirResource resource, String base) {
    List<Reference> naming =
        resource.references().stream()
            .filter(reference -> reference.path().equals(subject.element()))
            .toList();
    List<String> patients = patients(naming, base);
    boolean others = subject.onlyPatients() && patients.size() != naming.size();
    return others || patients.stream().distinct().count() != 1
        ? Optional.empty()
        : Optional.of(patients.get(0));
  }

  private static List<String> patients(List<Reference> references, String base) {
    return references.stream()
        .map(reference -> References.below(base, reference.value()))
        .flatMap(Optional::stream)
        .filter(Target::isPatient)
        .map(Target::id)
        .toList();
  }
}
