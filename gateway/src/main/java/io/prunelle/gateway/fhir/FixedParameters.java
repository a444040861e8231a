// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.rest.Preferences;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Interactions that take a few parameters of their own, and no search: each once, but for types and
 * both ends of a period.
 */
final class FixedParameters {

  /** Which may be given as often as there are types, or once with all of them. */
  private static final String LISTED = "_type";

  private static final String SINCE = "_since";
  private static final String AT = "_at";

  /**
   * http://hl7.org/fhir/R4/patient-operation-everything.html, but for {@code start} and {@code
   * end}: hosts take them and narrow nothing by them, and which date of a resource they mean the
   * gateway could only guess.
   */
  static final FixedParameters EVERYTHING =
      new FixedParameters(
          Map.of(
              "_count",
              SearchValues.COUNT,
              "_since",
              SearchValues.INSTANT,
              "_type",
              Pattern.compile("[A-Z][A-Za-z]{1,63}(,[A-Z][A-Za-z]{1,63}){0,199}")));

  /** http://hl7.org/fhir/R4/composition-operation-document.html; persisting would be a create. */
  static final FixedParameters DOCUMENT =
      new FixedParameters(Map.of("persist", Pattern.compile("false")));

  /** http://hl7.org/fhir/uv/ips/OperationDefinition-summary.html. */
  static final FixedParameters SUMMARY =
      new FixedParameters(Map.of("profile", Pattern.compile("https?://[!-~]{1,500}")));

  /** http://hl7.org/fhir/R4/http.html#history: {@code _at} means what it means to hosts. */
  static final FixedParameters HISTORY =
      new FixedParameters(
          Map.of(
              "_count", SearchValues.COUNT, "_since", SearchValues.INSTANT, AT, SearchValues.AT));

  private final Map<String, Pattern> known;

  private FixedParameters(Map<String, Pattern> known) {
    this.known = known;
  }

  /** The parameters of {@code $everything}, in both names by which hosts know {@code _since}. */
  static Query ofEverything(Query query, Preferences preferences) {
    Query held = EVERYTHING.hold(query, preferences);
    Optional<Parameter> since =
        held.parameters().stream().filter(parameter -> parameter.name().equals(SINCE)).findFirst();
    if (since.isEmpty()) {
      return held;
    } else if (Updated.instant(since.get().value()) == null) {
      throw SearchValues.malformed();
    }
    // HAPI takes no _since, and whoever takes both is asked the same twice
    return held.and(new Query(List.of(new Parameter("_lastUpdated", "ge" + since.get().value()))));
  }

  /** Since when {@code $everything} is asked for; null for ever. */
  static @Nullable String since(Query query) {
    return query.parameters().stream()
        .filter(parameter -> parameter.name().equals(SINCE))
        .map(Parameter::value)
        .findFirst()
        .orElse(null);
  }

  Query hold(Query query, Preferences preferences) {
    Map<String, List<String>> held = new LinkedHashMap<>();
    for (Parameter parameter : query.parameters()) {
      String name = parameter.name();
      Pattern values = known.get(name);
      if (values == null) {
        SearchRules.unknown(preferences.strict());
        continue;
      }
      String value = Query.zoned(parameter.value());
      List<String> before = held.computeIfAbsent(name, first -> new ArrayList<>());
      if (!values.matcher(value).matches() || before.size() >= most(name)) {
        throw SearchValues.malformed();
      }
      before.add(name.equals("_count") ? SearchValues.count(value) : value);
    }
    List<Parameter> written = new ArrayList<>();
    held.forEach(
        (name, values) ->
            (name.equals(LISTED) ? List.of(String.join(",", values)) : values)
                .forEach(value -> written.add(new Parameter(name, value))));
    return new Query(List.copyOf(written));
  }

  private static int most(String name) {
    return switch (name) {
      case LISTED -> Integer.MAX_VALUE;
      case AT -> 2;
      default -> 1;
    };
  }
}
