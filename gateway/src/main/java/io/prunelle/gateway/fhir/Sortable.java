// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.R4.ParameterType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Search parameters over simple elements, which the gateway can read itself to sort by them. Of a
 * period the start counts. Held to the specification's expressions by a test.
 */
final class Sortable {

  private static final String EFFECTIVE =
      "effectiveDateTime effectivePeriod.start effectiveInstant";
  private static final String OCCURRENCE = "occurrenceDateTime occurrencePeriod.start";

  /** By {@code Type.parameter}; elements with spaces between. */
  static final Map<String, String> ELEMENTS =
      Map.ofEntries(
          Map.entry("Patient.family", "name.family"),
          Map.entry("Patient.given", "name.given"),
          Map.entry("Patient.birthdate", "birthDate"),
          Map.entry("Patient.death-date", "deceasedDateTime"),
          Map.entry("Patient.gender", "gender"),
          Map.entry("RelatedPerson.birthdate", "birthDate"),
          Map.entry("Observation.date", EFFECTIVE),
          Map.entry("DiagnosticReport.date", EFFECTIVE),
          Map.entry("DiagnosticReport.issued", "issued"),
          Map.entry("Encounter.date", "period.start"),
          Map.entry("Appointment.date", "start"),
          Map.entry("Task.authored-on", "authoredOn"),
          Map.entry("Task.modified", "lastModified"),
          Map.entry("Provenance.recorded", "recorded"),
          Map.entry("EpisodeOfCare.date", "period.start"),
          Map.entry("CarePlan.date", "period.start"),
          Map.entry("CareTeam.date", "period.start"),
          Map.entry("Flag.date", "period.start"),
          Map.entry("Condition.onset-date", "onsetDateTime onsetPeriod.start"),
          Map.entry("Condition.recorded-date", "recordedDate"),
          Map.entry("Procedure.date", "performedDateTime performedPeriod.start"),
          Map.entry("Immunization.date", "occurrenceDateTime"),
          Map.entry("AllergyIntolerance.date", "recordedDate"),
          Map.entry("ServiceRequest.authored", "authoredOn"),
          Map.entry("ServiceRequest.occurrence", OCCURRENCE),
          Map.entry("DeviceRequest.authored-on", "authoredOn"),
          Map.entry("CommunicationRequest.authored", "authoredOn"),
          Map.entry("MedicationRequest.authoredon", "authoredOn"),
          Map.entry(
              "MedicationAdministration.effective-time", "effectiveDateTime effectivePeriod.start"),
          Map.entry("MedicationStatement.effective", "effectiveDateTime effectivePeriod.start"),
          Map.entry("MedicationDispense.whenprepared", "whenPrepared"),
          Map.entry("MedicationDispense.whenhandedover", "whenHandedOver"),
          Map.entry("NutritionOrder.datetime", "dateTime"),
          Map.entry("VisionPrescription.datewritten", "dateWritten"),
          Map.entry("QuestionnaireResponse.authored", "authored"),
          Map.entry("DocumentReference.date", "date"),
          Map.entry("DocumentManifest.created", "created"),
          Map.entry("Composition.date", "date"),
          Map.entry("ClinicalImpression.date", "date"),
          Map.entry("FamilyMemberHistory.date", "date"),
          Map.entry("Invoice.date", "date"),
          Map.entry("List.date", "date"),
          Map.entry("MeasureReport.date", "date"),
          Map.entry("Consent.date", "dateTime"),
          Map.entry("Communication.sent", "sent"),
          Map.entry("Communication.received", "received"),
          Map.entry("Goal.start-date", "startDate"),
          Map.entry("ImagingStudy.started", "started"),
          Map.entry("Claim.created", "created"),
          Map.entry("ClaimResponse.created", "created"),
          Map.entry("ExplanationOfBenefit.created", "created"),
          Map.entry("RiskAssessment.date", OCCURRENCE),
          Map.entry(
              "Specimen.collected",
              "collection.collectedDateTime collection.collectedPeriod.start"));

  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS").withZone(ZoneOffset.UTC);

  private Sortable() {}

  /**
   * Where a value stands.
   *
   * @param path from the resource, without indices
   */
  record Element(String path, boolean date) {

    String root() {
      return path.split("\\.", 2)[0];
    }

    /** Adds the values in the resource, in a form that compares as text. */
    void values(JsonObject resource, List<String> all) {
      collect(resource, path.split("\\.", -1), 0, all);
    }

    private void collect(@Nullable Object value, String[] names, int depth, List<String> all) {
      if (value instanceof JsonArray array) {
        array.forEach(each -> collect(each, names, depth, all));
      } else if (depth < names.length) {
        if (value instanceof JsonObject object) {
          collect(object.getValue(names[depth]), names, depth + 1, all);
        }
      } else if (value instanceof String text) {
        (date ? instant(text) : Optional.of(folded(text))).ifPresent(all::add);
      }
    }
  }

  /** Empty for a parameter that cannot be sorted by. */
  static List<Element> elements(String type, String parameter) {
    if (parameter.equals("_id")) {
      return List.of(new Element("id", false));
    } else if (parameter.equals("_lastUpdated")) {
      return List.of(new Element("meta.lastUpdated", true));
    }
    Optional<ParameterType> kind = R4.parameter(type, parameter).map(R4.SearchParameter::type);
    String elements = ELEMENTS.get(type + "." + parameter);
    if (elements == null || kind.isEmpty()) {
      return List.of();
    }
    return List.of(elements.split(" ", -1)).stream()
        .map(path -> new Element(path, kind.get() == ParameterType.DATE))
        .toList();
  }

  static Set<String> parameters(String type) {
    Set<String> names = new TreeSet<>(List.of("_id", "_lastUpdated"));
    ELEMENTS.keySet().stream()
        .filter(key -> key.startsWith(type + "."))
        .map(key -> key.substring(type.length() + 1))
        .forEach(names::add);
    return names;
  }

  /** http://hl7.org/fhir/R4/search.html#string: case and accents make no difference. */
  private static String folded(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT);
  }

  /** The moment a date begins; one without a time zone counts as UTC. Empty for what is none. */
  private static Optional<String> instant(String date) {
    try {
      return Optional.of(
          INSTANT.format(
              switch (date.length()) {
                case 4 -> Year.parse(date).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
                case 7 -> YearMonth.parse(date).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
                case 10 -> LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
                default -> OffsetDateTime.parse(date).toInstant();
              }));
    } catch (DateTimeException noDate) {
      return Optional.empty();
    }
  }
}
