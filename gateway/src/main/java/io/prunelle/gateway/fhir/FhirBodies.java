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
    if (type == null) {
      return false;
    } else if (type.equals("Patient")) {
      return patient.equals(resource.id());
    } else if (REFERENCE_DATA.contains(type)) {
      return patients(resource.references(), base).stream().allMatch(patient::equals);
    }
    return Compartment.subject(type)
        .map(subject -> owns(subject, resource, patient, base))
        .orElse(false);
  }

  /** Every patient that the subject element names is this one, and it names one. */
  private static boolean owns(Subject subject, FhirResource resource, String patient, String base) {
    List<Reference> naming =
        resource.references().stream()
            .filter(reference -> reference.path().equals(subject.element()))
            .toList();
    List<String> patients = patients(naming, base);
    boolean onlyPatients = subject.onlyPatients() ? patients.size() == naming.size() : true;
    return !patients.isEmpty() && onlyPatients && patients.stream().allMatch(patient::equals);
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
