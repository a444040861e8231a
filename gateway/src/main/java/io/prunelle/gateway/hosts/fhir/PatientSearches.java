// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.NOT_CARRIED;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.rest.R4;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How everything about a patient is found, type by type. */
final class PatientSearches {

  // FHIR R4, compartmentdefinition-patient.html
  private static final Map<String, List<String>> COMPARTMENT =
      table(
          """
          Account subject
          AdverseEvent subject
          AllergyIntolerance patient recorder asserter
          Appointment actor
          AppointmentResponse actor
          AuditEvent patient
          Basic patient author
          BodyStructure patient
          CarePlan patient performer
          CareTeam patient participant
          ChargeItem subject
          Claim patient payee
          ClaimResponse patient
          ClinicalImpression subject
          Communication subject sender recipient
          CommunicationRequest subject sender recipient requester
          Composition subject author attester
          Condition patient asserter
          Consent patient
          Coverage policy-holder subscriber beneficiary payor
          CoverageEligibilityRequest patient
          CoverageEligibilityResponse patient
          DetectedIssue patient
          DeviceRequest subject performer
          DeviceUseStatement subject
          DiagnosticReport subject
          DocumentManifest subject author recipient
          DocumentReference subject author
          Encounter patient
          EnrollmentRequest subject
          EpisodeOfCare patient
          ExplanationOfBenefit patient payee
          FamilyMemberHistory patient
          Flag patient
          Goal patient
          Group member
          ImagingStudy patient
          Immunization patient
          ImmunizationEvaluation patient
          ImmunizationRecommendation patient
          Invoice subject patient recipient
          List subject source
          MeasureReport patient
          Media subject
          MedicationAdministration patient performer subject
          MedicationDispense subject patient receiver
          MedicationRequest subject
          MedicationStatement subject
          MolecularSequence patient
          NutritionOrder patient
          Observation subject performer
          Patient link
          Person patient
          Procedure patient performer
          Provenance patient
          QuestionnaireResponse subject author
          RelatedPerson patient
          RequestGroup subject participant
          ResearchSubject individual
          RiskAssessment subject
          Schedule actor
          ServiceRequest subject performer
          Specimen subject
          SupplyDelivery patient
          SupplyRequest subject
          VisionPrescription patient
          """);

  /** What names a patient without being in that compartment. */
  private static final Map<String, List<String>> BEYOND =
      table(
          """
          Contract subject patient
          Device patient
          GuidanceResponse subject patient
          Task subject patient owner requester
          """);

  /** What may refer to parts of a record without naming the patient, and by which parameters. */
  static final Map<String, List<String>> REFERRING =
      table(
          """
          AuditEvent entity
          DeviceMetric source
          EnrollmentResponse request
          Linkage item source
          List item
          MessageHeader focus
          PaymentNotice request response
          Provenance target
          Task focus based-on part-of
          VerificationResult target
          """);

  private PatientSearches() {}

  /** Whether R4 defines a patient's compartment by it: then {@code $everything} has to give it. */
  static boolean inCompartment(TraceSearches.Search search) {
    List<String> parameters = COMPARTMENT.get(search.type());
    return parameters != null
        && (parameters.contains(search.parameter())
            || search.parameter().equals("subject")
            || search.parameter().equals("patient"));
  }

  /** What the host's {@code $everything} does not have to give. */
  static List<String> beyond(Capabilities offer, String patient) {
    List<String> searches = new ArrayList<>();
    BEYOND.forEach((type, parameters) -> add(offer, type, parameters, patient, searches));
    return searches;
  }

  /**
   * What finds the patient's compartment, and the rest. Fails with {@link TransferFailure} if the
   * host has types that it does not search by patient: what is in them cannot be found.
   */
  static List<String> all(Capabilities offer, String patient) {
    List<String> searches = new ArrayList<>();
    List<String> closed = new ArrayList<>();
    COMPARTMENT.forEach(
        (type, parameters) -> {
          boolean found = add(offer, type, parameters, patient, searches);
          if (!found && !foundOtherwise(offer, type)) {
            closed.add(type);
          }
        });
    if (!closed.isEmpty()) {
      throw new TransferFailure(
          NOT_CARRIED, "the host does not search by patient: " + String.join(", ", closed));
    }
    searches.addAll(beyond(offer, patient));
    return searches;
  }

  private static boolean foundOtherwise(Capabilities offer, String type) {
    return !offer.parameters().containsKey(type)
        || type.equals(ResourceKey.PATIENT)
        // by what it refers to, be that the Patient
        || REFERRING.getOrDefault(type, List.of()).stream()
            .anyMatch(parameter -> offer.searches(type, parameter));
  }

  private static boolean add(
      Capabilities offer,
      String type,
      List<String> parameters,
      String patient,
      List<String> searches) {
    Set<String> usable = new LinkedHashSet<>(parameters);
    usable.removeIf(parameter -> !offer.searches(type, parameter));
    if (!usable.contains("subject") && !usable.contains("patient")) {
      // Both mean whose it is; a host may have the other one
      usable.addAll(
          List.of("subject", "patient").stream()
              .filter(other -> offer.searches(type, other))
              .limit(1)
              .toList());
    }
    usable.forEach(parameter -> searches.add(type + "?" + parameter + "=Patient/" + patient));
    return !usable.isEmpty();
  }

  /**
   * Searches for what refers to resources of a record, by the type that is searched.
   *
   * @return the beginning of each, to be followed by what is referred to
   */
  static Map<String, List<String>> referring(Capabilities offer) {
    Map<String, List<String>> searches = new TreeMap<>();
    REFERRING.forEach(
        (type, parameters) -> {
          List<String> offered =
              parameters.stream()
                  .filter(parameter -> offer.searches(type, parameter))
                  .map(parameter -> type + "?" + parameter + "=")
                  .toList();
          if (!offered.isEmpty()) {
            searches.put(type, offered);
          }
        });
    return searches;
  }

  /**
   * Whether what refers to the resource can be found by such a search: a metric is of a Device.
   *
   * @param search as {@link #referring} gives it
   */
  static boolean finds(String search, ResourceKey target) {
    int parameter = search.indexOf('?');
    return finds(
        search.substring(0, parameter),
        search.substring(parameter + 1, search.indexOf('=')),
        target);
  }

  /** The same of a type and a parameter. */
  static boolean finds(String type, String parameter, ResourceKey target) {
    return R4.parameter(type, parameter)
        .map(R4.SearchParameter::targets)
        .filter(targets -> targets.contains("*") || targets.contains(target.type()))
        .isPresent();
  }

  private static Map<String, List<String>> table(String lines) {
    Map<String, List<String>> table = new TreeMap<>();
    lines
        .lines()
        .map(line -> List.of(line.split(" ", -1)))
        .forEach(words -> table.put(words.get(0), words.subList(1, words.size())));
    return table;
  }
}
