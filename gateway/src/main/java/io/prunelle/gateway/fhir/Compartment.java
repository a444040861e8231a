// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of the R4 patient compartment
 * (http://hl7.org/fhir/R4/compartmentdefinition-patient.html) that the gateway serves: types which
 * say in one element whose they are. A compartment parameter that is not the subject, such as
 * {@code performer}, would open what is about somebody else, so only subjects are listed. What is
 * not in that compartment, but says whose it is all the same, is listed as well.
 */
final class Compartment {

  /** What else than its patient a type may name in the element that says whose it is. */
  enum Naming {
    /** Nothing: one reference, to a patient. */
    ONE,
    /** The same patient again. */
    EVERY,
    /** Those who have to do with it, such as the practitioners of an appointment. */
    AMONG,
    /** Resources, which have to be that patient's. */
    THROUGH
  }

  /**
   * How a type names its patient.
   *
   * @param element the element that refers to the patient
   * @param parameters search parameters over that element, the usual one first; none for types that
   *     cannot be searched by patient
   * @param typed further ones, which name the patient where they say that it is one: they may name
   *     somebody else as well, such as the practitioner of an appointment
   */
  record Subject(String element, Set<String> parameters, Set<String> typed, Naming naming) {

    Subject(String element, Set<String> parameters, Naming naming) {
      this(element, parameters, Set.of(), naming);
    }

    /**
     * Whether the element names one patient at most, so that a resource a search for that patient
     * finds is nobody else's.
     */
    boolean single() {
      return naming == Naming.ONE;
    }

    /** Whether everything in the element has to be the patient. */
    boolean onlyPatients() {
      return naming == Naming.ONE || naming == Naming.EVERY;
    }

    /** The element of the resource itself that the element is in, or is. */
    String root() {
      return element.split("\\.", 2)[0];
    }
  }

  private static final Map<String, Subject> SUBJECTS = subjects();

  private static final Set<String> TOLD_BY_OTHERS =
      SUBJECTS.keySet().stream()
          .filter(type -> SUBJECTS.get(type).naming() == Naming.THROUGH)
          .collect(Collectors.toUnmodifiableSet());

  /** By which entries of a type it is told whose one is that names nobody in its subject. */
  private static final Map<String, String> ENTRIES = Map.of("List", "entry.item");

  /**
   * Types of which a summary (http://hl7.org/fhir/R4/search.html#summary) leaves the subject out.
   */
  private static final Set<String> NOT_IN_SUMMARY =
      Set.of(
          "Appointment",
          "CommunicationRequest",
          "Device",
          "EnrollmentRequest",
          "Group",
          "GuidanceResponse",
          "Person",
          "RequestGroup",
          "SupplyDelivery",
          "SupplyRequest");

  private Compartment() {}

  static Optional<Subject> subject(String type) {
    return Optional.ofNullable(SUBJECTS.get(type));
  }

  /** Whether it can be told from a summary whose it is. */
  static boolean isInSummary(String type) {
    return !NOT_IN_SUMMARY.contains(type);
  }

  /** The types that name what tells whose they are. */
  static Set<String> toldByOthers() {
    return TOLD_BY_OTHERS;
  }

  /** The element whose targets tell whose one of the type is that names nobody in its subject. */
  static Optional<String> entries(String type) {
    return Optional.ofNullable(ENTRIES.get(type));
  }

  /** The elements of the resource itself by which it is told whose one of the type is. */
  static List<String> telling(String type) {
    return Stream.concat(
            subject(type).map(Subject::root).stream(),
            entries(type).map(element -> element.split("\\.", 2)[0]).stream())
        .toList();
  }

  /** The types that have such an element. */
  static Set<String> toldByEntries() {
    return ENTRIES.keySet();
  }

  /** Whether what a search for a patient finds in the type is nobody else's. */
  static boolean single(String type) {
    return type.equals("Patient") || subject(type).filter(Subject::single).isPresent();
  }

  private static Subject subject(String element, String... parameters) {
    return new Subject(element, inOrder(parameters), Naming.ONE);
  }

  private static Subject among(String element, String typed) {
    return new Subject(element, Set.of("patient"), Set.of(typed), Naming.AMONG);
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
            "GuidanceResponse",
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
    subjects.put("AppointmentResponse", subject("actor", "patient", "actor"));
    subjects.put("SupplyRequest", subject("deliverTo", "subject"));
    subjects.put("Task", subject("for", "patient", "subject"));
    subjects.put("Account", new Subject("subject", inOrder("patient", "subject"), Naming.EVERY));
    subjects.put("Appointment", among("participant.actor", "actor"));
    subjects.put("Contract", among("subject", "subject"));
    subjects.put("Group", new Subject("member.entity", Set.of("member"), Naming.AMONG));
    subjects.put("Person", among("link.target", "link"));
    subjects.put("Binary", new Subject("securityContext", Set.of(), Naming.THROUGH));
    subjects.put("DeviceMetric", new Subject("source", Set.of(), Naming.THROUGH));
    subjects.put("MessageHeader", new Subject("focus", Set.of(), Naming.THROUGH));
    subjects.put(
        "Provenance", new Subject("target", Set.of("patient"), Set.of("target"), Naming.THROUGH));
    return Map.copyOf(subjects);
  }
}
