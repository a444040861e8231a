// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The parameters let through beside the one that names the patient. All are evaluated on resources
 * of that patient alone; nothing that reaches over references (chains, {@code _has}, includes) is
 * here, nor anything that would leave the subject out of what comes back ({@code _elements}, {@code
 * _summary=text}).
 */
final class SearchParameters {

  private static final Predicate<String> ANYTHING = matching(".+");
  private static final Predicate<String> IDS =
      matching("[A-Za-z0-9.-]{1,64}(,[A-Za-z0-9.-]{1,64})*");
  private static final Predicate<String> DATE =
      matching("(eq|ne|gt|lt|ge|le|sa|eb|ap)?\\d{4}[\\d:TZ.+-]{0,32}");
  private static final Predicate<String> COUNT = matching("[1-9]\\d{0,2}|1000");

  private static final Map<String, Predicate<String>> SEARCH =
      Map.ofEntries(
          Map.entry("_count", COUNT),
          Map.entry("_id", IDS),
          Map.entry("_lastUpdated", DATE),
          Map.entry(
              "_sort",
              matching(
                  "-?(_id|_lastUpdated|date|code|category|status)(,-?(_id|_lastUpdated|date|code|category|status))*")),
          Map.entry("_summary", matching("true|false")),
          Map.entry("_total", matching("none|estimate|accurate")),
          Map.entry("abatement-date", DATE),
          Map.entry("authored", DATE),
          Map.entry("authoredon", DATE),
          Map.entry("category", ANYTHING),
          Map.entry("class", ANYTHING),
          Map.entry("clinical-status", ANYTHING),
          Map.entry("code", ANYTHING),
          Map.entry("created", DATE),
          Map.entry("criticality", ANYTHING),
          Map.entry("date", DATE),
          Map.entry("identifier", ANYTHING),
          Map.entry("intent", ANYTHING),
          Map.entry("issued", DATE),
          Map.entry("lifecycle-status", ANYTHING),
          Map.entry("onset-date", DATE),
          Map.entry("period", DATE),
          Map.entry("priority", ANYTHING),
          Map.entry("recorded-date", DATE),
          Map.entry("severity", ANYTHING),
          Map.entry("started", DATE),
          Map.entry("status", ANYTHING),
          Map.entry("type", ANYTHING),
          Map.entry("vaccine-code", ANYTHING),
          Map.entry("verification-status", ANYTHING));

  private static final Map<String, Predicate<String>> EVERYTHING =
      Map.of(
          "_count", COUNT,
          "_since", matching("\\d{4}[\\d:TZ.+-]{0,32}"),
          "_type", matching("[A-Z][A-Za-z]{1,63}(,[A-Z][A-Za-z]{1,63})*"),
          "start", matching("\\d{4}(-\\d\\d){0,2}"),
          "end", matching("\\d{4}(-\\d\\d){0,2}"));

  private SearchParameters() {}

  static boolean inSearch(Query.Parameter parameter) {
    return allowed(SEARCH, parameter);
  }

  static boolean inEverything(Query.Parameter parameter) {
    return allowed(EVERYTHING, parameter);
  }

  private static boolean allowed(
      Map<String, Predicate<String>> parameters, Query.Parameter parameter) {
    Predicate<String> values = parameters.get(parameter.name());
    return values != null && values.test(parameter.value());
  }

  private static Predicate<String> matching(String pattern) {
    return Pattern.compile(pattern).asMatchPredicate();
  }
}
