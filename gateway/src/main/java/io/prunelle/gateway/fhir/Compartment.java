// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The part of the R4 patient compartment
 * (http://hl7.org/fhir/R4/compartmentdefinition-patient.html) that the gateway serves: types which
 * say in one element whose they are. A compartment parameter that is not the subject, such as
 * {@code performer}, would open what is about somebody else, so only subjects are listed.
 */
final class Compartment {

  /**
   * How a type names its patient.
   *
   * @param element the element that refers to the patient
   * @param parameters search parameters over that element
   * @param creatable whether a body of this type can be attributed by that element alone
   */
  record Subject(String element, Set<String> parameters, boolean creatable) {

    /**
     * Whether the element refers to patients alone; Provenance targets the rest of the record too.
     */
    boolean onlyPatients() {
      return creatable;
    }
  }

  private static final Map<String, Subject> SUBJECTS = subjects();

  private Compartment() {}

  static Optional<Subject> subject(String type) {
    return Optional.ofNullable(SUBJECTS.get(type));
  }

  private static Map<String, Subject> subjects() {
    Map<String, Subject> subjects = new HashMap<>();
    for (String type :
        List.of(
            "Account",
            "Basic",
            "CarePlan",
            "CareTeam",
            "ChargeItem",
            "ClinicalImpression",
            "Communication",
            "CommunicationRequest",
            "Composition",
            "Condition",
            "DeviceRequest",
            "DeviceUseStatement",
            "DiagnosticReport",
            "DocumentManifest",
            "DocumentReference",
            "Encounter",
            "Flag",
            "Goal",
            "ImagingStudy",
            "Invoice",
            "List",
            "MeasureReport",
            "Media",
            "MedicationAdministration",
            "MedicationDispense",
            "MedicationRequest",
            "MedicationStatement",
            "Observation",
            "Procedure",
            "QuestionnaireResponse",
            "RequestGroup",
            "RiskAssessment",
            "ServiceRequest",
            "Specimen")) {
      subjects.put(type, new Subject("subject", Set.of("patient", "subject"), true));
    }
    for (String type :
        List.of(
            "AllergyIntolerance",
            "BodyStructure",
            "Claim",
            "ClaimResponse",
            "Consent",
            "CoverageEligibilityRequest",
            "CoverageEligibilityResponse",
            "DetectedIssue",
            "Device",
            "EpisodeOfCare",
            "ExplanationOfBenefit",
            "FamilyMemberHistory",
            "Immunization",
            "ImmunizationEvaluation",
            "ImmunizationRecommendation",
            "MolecularSequence",
            "NutritionOrder",
            "RelatedPerson",
            "SupplyDelivery",
            "VisionPrescription")) {
      subjects.put(type, new Subject("patient", Set.of("patient"), true));
    }
    subjects.put("AdverseEvent", new Subject("subject", Set.of("subject"), true));
    subjects.put("Coverage", new Subject("beneficiary", Set.of("patient", "beneficiary"), true));
    subjects.put("EnrollmentRequest", new Subject("candidate", Set.of("patient", "subject"), true));
    subjects.put(
        "ResearchSubject", new Subject("individual", Set.of("patient", "individual"), true));
    // May target other patients' resources by id, which only the host could attribute
    subjects.put("Provenance", new Subject("target", Set.of("patient"), false));
    return Map.copyOf(subjects);
  }
}
