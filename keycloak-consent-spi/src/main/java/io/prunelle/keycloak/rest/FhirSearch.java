// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a search for Consents asks. A parameter that is not known is refused: an answer that left a
 * condition aside would be taken for a narrower one (FHIR R4 3.1.1.2.4, handling=strict).
 *
 * @param patient the FHIR Patient id
 * @param status the statuses wanted
 * @param page newest first
 */
record FhirSearch(String patient, Set<String> status, Page page) {
  private static final Set<String> KNOWN =
      Set.of("patient", "status", "_count", "_format", "before");
  private static final Set<String> STATUS =
      Set.of("draft", "proposed", "active", "rejected", "inactive", "entered-in-error");
  private static final Set<String> JSON =
      Set.of("json", "application/json", "application/fhir+json");
  private static final Pattern PATIENT = Pattern.compile("(?:Patient/)?([A-Za-z0-9\\-.]{1,64})");

  /**
   * @throws Problem naming the parameter that breaks a rule
   */
  static FhirSearch read(MultivaluedMap<String, String> query) {
    query.forEach(
        (name, values) -> {
          if (!KNOWN.contains(name)) {
            throw invalid(name, "is not a known search parameter");
          }
          if (values.size() != 1) {
            throw invalid(name, "must be given once");
          }
        });
    String format = query.getFirst("_format");
    if (format != null && !JSON.contains(format)) {
      throw new Problem(ProblemType.NOT_ACCEPTABLE, "_format: must be json");
    }
    return new FhirSearch(
        patient(query.getFirst("patient")),
        status(query.getFirst("status")),
        new Page(
            Numbers.read("before", query.getFirst("before"), Long.MAX_VALUE, 1, Long.MAX_VALUE),
            (int) Numbers.read("_count", query.getFirst("_count"), 100, 1, 500)));
  }

  /** Whether some statuses are not wanted. */
  boolean filtered() {
    return !status.equals(STATUS);
  }

  private static String patient(@Nullable String reference) {
    Matcher matcher = PATIENT.matcher(reference == null ? "" : reference);
    if (!matcher.matches()) {
      throw invalid("patient", "is required: Patient/{id} or {id}");
    }
    return matcher.group(1);
  }

  private static Set<String> status(@Nullable String codes) {
    if (codes == null) {
      return STATUS;
    }
    List<String> wanted = List.of(codes.split(",", -1));
    if (!STATUS.containsAll(wanted)) {
      throw invalid("status", "must be codes of FHIR's consent-state-codes, joined by commas");
    }
    return Set.copyOf(wanted);
  }

  private static Problem invalid(String name, String rule) {
    return new Problem(ProblemType.INVALID_PARAMETER, name + ": " + rule);
  }
}
