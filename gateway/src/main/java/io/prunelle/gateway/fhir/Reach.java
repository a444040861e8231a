// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.R4.ParameterType;
import io.prunelle.gateway.rest.R4.SearchParameter;
import io.prunelle.gateway.rest.SearchTerm.Chained;
import io.prunelle.gateway.rest.SearchTerm.Hop;
import io.prunelle.gateway.rest.SearchTerm.Include;
import java.util.HashSet;
import java.util.Set;

/**
 * How far a search may reach over references. Includes may go anywhere the filter can judge, since
 * what they bring is examined. A chain brings nothing that could be examined: that something
 * matched is the answer. So it may only lead through what nobody owns.
 */
final class Reach {

  private static final int MOST_HOPS = 2;

  private Reach() {}

  /** Types that an include may bring. */
  static Set<String> of(Include include) {
    SearchParameter parameter =
        R4.parameter(include.source(), include.parameter())
            .filter(known -> known.type() == ParameterType.REFERENCE)
            .orElseThrow(SearchValues::malformed);
    String target = include.target();
    if (target != null && !isTarget(parameter, target)) {
      throw SearchValues.malformed();
    }
    Set<String> brought =
        include.reverse()
            ? Set.of(include.source())
            : target != null ? Set.of(target) : parameter.targets();
    // What the filter would remove anyway need not be asked for
    Set<String> showable = new HashSet<>(brought);
    showable.removeIf(type -> !type.equals("*") && !FhirBodies.showable(type));
    if (showable.isEmpty() || !FhirBodies.showable(include.source())) {
      throw beyondTheRecord();
    }
    return showable;
  }

  /** Types that a chain looks at. */
  static Set<String> of(String type, Chained chain) {
    Set<String> seen = new HashSet<>();
    String at = type;
    if (chain.hops().size() > MOST_HOPS) {
      throw beyondTheRecord();
    }
    for (Hop hop : chain.hops()) {
      at = next(at, hop);
      seen.add(at);
    }
    SearchParameter last =
        R4.parameter(at, chain.last().name()).orElseThrow(SearchValues::malformed);
    if (last.type() == ParameterType.REFERENCE || last.name().startsWith("_")) {
      throw beyondTheRecord();
    }
    SearchRules.checked(chain.last(), last);
    return seen;
  }

  private static String next(String type, Hop hop) {
    SearchParameter parameter =
        R4.parameter(type, hop.parameter())
            .filter(known -> known.type() == ParameterType.REFERENCE)
            .orElseThrow(SearchValues::malformed);
    String target = hop.target();
    if (target == null && parameter.targets().size() == 1) {
      target = parameter.targets().iterator().next();
    }
    if (target == null || !SharedTypes.always(target)) {
      throw beyondTheRecord();
    } else if (!isTarget(parameter, target)) {
      throw SearchValues.malformed();
    }
    return target;
  }

  private static boolean isTarget(SearchParameter parameter, String type) {
    return R4.isType(type)
        && (parameter.targets().contains(type) || parameter.targets().contains("*"));
  }

  static RuntimeException beyondTheRecord() {
    return new Refusal.NotSupported(
            "parameter-beyond-record",
            "A parameter looks at more than the one record: at references of other resources, or at"
                + " what cannot be examined.")
        .refused();
  }
}
