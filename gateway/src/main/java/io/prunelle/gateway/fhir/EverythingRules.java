// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.rest.Preferences;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Parameters of http://hl7.org/fhir/R4/patient-operation-everything.html. */
final class EverythingRules {

  private static final Pattern DAY = Pattern.compile("\\d{4}(-\\d\\d){0,2}");

  private static final Map<String, Pattern> KNOWN =
      Map.of(
          "_count",
          SearchValues.COUNT,
          "_since",
          Pattern.compile("\\d{4}[\\d:TZ.+-]{0,32}"),
          "_type",
          Pattern.compile("[A-Z][A-Za-z]{1,63}(,[A-Z][A-Za-z]{1,63})*"),
          "start",
          DAY,
          "end",
          DAY);

  private EverythingRules() {}

  static Query hold(Query query, Preferences preferences) {
    List<Parameter> held = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Parameter parameter : query.parameters()) {
      Pattern values = KNOWN.get(parameter.name());
      if (values == null) {
        SearchRules.unknown(preferences.strict());
      } else if (!values.matcher(parameter.value()).matches() || !seen.add(parameter.name())) {
        throw SearchValues.malformed();
      } else {
        held.add(parameter);
      }
    }
    return new Query(List.copyOf(held));
  }
}
