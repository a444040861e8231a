// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import java.util.Set;

/**
 * The types that records share: they are brought along when the destination lacks them, never
 * overwritten there, and stay where they were.
 */
final class ReferenceData {

  // FHIR R4, resourcelist.html: Foundation, Base (individuals other than patients, entities) and
  // Specialized, Clinical definitions: types that no compartment of a Patient contains
  private static final Set<String> TYPES =
      Set.of(
          "ActivityDefinition",
          "CapabilityStatement",
          "CatalogEntry",
          "ChargeItemDefinition",
          "CodeSystem",
          "CompartmentDefinition",
          "ConceptMap",
          "Device",
          "DeviceDefinition",
          "Endpoint",
          "EventDefinition",
          "Evidence",
          "EvidenceVariable",
          "GraphDefinition",
          "HealthcareService",
          "ImplementationGuide",
          "InsurancePlan",
          "Library",
          "Location",
          "Measure",
          "Medication",
          "MedicationKnowledge",
          "MessageDefinition",
          "NamingSystem",
          "ObservationDefinition",
          "OperationDefinition",
          "Organization",
          "OrganizationAffiliation",
          "PlanDefinition",
          "Practitioner",
          "PractitionerRole",
          "Questionnaire",
          "ResearchDefinition",
          "ResearchStudy",
          "Schedule",
          "SearchParameter",
          "Slot",
          "SpecimenDefinition",
          "StructureDefinition",
          "StructureMap",
          "Substance",
          "TerminologyCapabilities",
          "ValueSet");

  private ReferenceData() {}

  static String[] types() {
    return TYPES.toArray(String[]::new);
  }

  /** Whether what is of a type may be. */
  static boolean isType(String type) {
    return TYPES.contains(type);
  }

  /**
   * Whether the resource may be shared between records. Whatever names a patient is not, be it a
   * Device: then it is that patient's.
   */
  static boolean is(Resource resource) {
    return isType(resource.key().type())
        && resource.references().stream().noneMatch(ResourceKey::isPatient);
  }
}
