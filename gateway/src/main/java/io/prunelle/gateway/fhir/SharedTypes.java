// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Types that records refer to and nobody owns: who and what a practice works with, and the
 * definitions and terminology it works by. One that mentions a patient all the same, or something
 * of a patient's, is shared with nobody.
 */
final class SharedTypes {

  /** What several records refer to. */
  private static final Set<String> REFERENCE =
      Set.of(
          "CatalogEntry",
          "Endpoint",
          "HealthcareService",
          "InsurancePlan",
          "Location",
          "Medication",
          "MedicationKnowledge",
          "Organization",
          "OrganizationAffiliation",
          "Practitioner",
          "PractitionerRole",
          "ResearchStudy",
          "Schedule",
          "Slot",
          "Substance");

  /** http://hl7.org/fhir/R4/resourcelist.html: conformance, terminology, definitions, evidence. */
  private static final Set<String> DEFINITIONS =
      Set.of(
          "ActivityDefinition",
          "CapabilityStatement",
          "ChargeItemDefinition",
          "CodeSystem",
          "CompartmentDefinition",
          "ConceptMap",
          "DeviceDefinition",
          "EffectEvidenceSynthesis",
          "EventDefinition",
          "Evidence",
          "EvidenceVariable",
          "ExampleScenario",
          "GraphDefinition",
          "ImplementationGuide",
          "Library",
          "Measure",
          "MedicinalProduct",
          "MedicinalProductAuthorization",
          "MedicinalProductContraindication",
          "MedicinalProductIndication",
          "MedicinalProductIngredient",
          "MedicinalProductInteraction",
          "MedicinalProductManufactured",
          "MedicinalProductPackaged",
          "MedicinalProductPharmaceutical",
          "MedicinalProductUndesirableEffect",
          "MessageDefinition",
          "NamingSystem",
          "ObservationDefinition",
          "OperationDefinition",
          "PlanDefinition",
          "Questionnaire",
          "ResearchDefinition",
          "ResearchElementDefinition",
          "RiskEvidenceSynthesis",
          "SearchParameter",
          "SpecimenDefinition",
          "StructureDefinition",
          "StructureMap",
          "SubstanceNucleicAcid",
          "SubstancePolymer",
          "SubstanceProtein",
          "SubstanceReferenceInformation",
          "SubstanceSourceMaterial",
          "SubstanceSpecification",
          "TerminologyCapabilities",
          "ValueSet");

  /** Of which a patient may have one of their own. */
  private static final Set<String> SOMETIMES = Set.of("Schedule", "Slot");

  /** What is whose the Schedule is that it refers to. */
  static final String OF_A_SCHEDULE = "Slot";

  private SharedTypes() {}

  static boolean contains(String type) {
    return REFERENCE.contains(type) || DEFINITIONS.contains(type);
  }

  /** Whether it is a type of definitions or terminology. */
  static boolean define(String type) {
    return DEFINITIONS.contains(type);
  }

  /** Whether one is told by what it is of whether it is somebody's. */
  static boolean ofTimes(@Nullable String type) {
    return type != null && SOMETIMES.contains(type);
  }

  /** Whether no patient can own one, so that it may be asked about without looking at it. */
  static boolean always(String type) {
    return contains(type) && !SOMETIMES.contains(type);
  }
}
