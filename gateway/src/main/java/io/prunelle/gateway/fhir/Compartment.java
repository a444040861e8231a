// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
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
   * @param parameters search parameters over that element, the usual one first
   * @param single whether the element names one patient at most, so that a resource a search for
   *     that patient finds is nobody else's
   * @param creatable whether a body of this type can be attributed by that element alone
   */
  record Subject(String element, Set<String> parameters, boolean single, boolean creatable) {

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

  /** Whether what a search for a patient finds in the type is nobody else's. */
  static boolean single(String type) {
    return type.equals("Patient") || subject(type).filter(Subject::single).isPresent();
  }

  private static Subject subject(String element, String... parameters) {
    return new Subject(element, inOrder(parameters), true, true);
  }

  private static Set<String> inOrder(String... parameters) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(parameters)));
  }

  private static Map<String, Subject> subjects() {
    Map<String, Subject> subjects = new HashMap<>();
    for (String type :
        List.of(
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
      subjects.put(type, subject("subject", "patient", "subject"));
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
      subjects.put(type, subject("patient", "patient"));
    }
    subjects.put("AdverseEvent", subject("subject", "subject"));
    subjects.put("Coverage", subject("beneficiary", "patient", "beneficiary"));
    subjects.put("EnrollmentRequest", subject("candidate", "patient", "subject"));
    subjects.put("ResearchSubject", subject("individual", "patient", "individual"));
    subjects.put("Account", new Subject("subject", inOrder("patient", "subject"), false, true));
    // May target other patients' resources by id, which only the host could attribute
    subjects.put("Provenance", new Subject("target", Set.of("patient"), false, false));
    return Map.copyOf(subjects);
  }
}
