// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.rest.R4.ParameterType;
import io.prunelle.gateway.rest.R4.SearchParameter;
import io.prunelle.gateway.rest.SearchTerm.Simple;
import java.util.Set;

/**
 * URLs of other Patients in a patient's own record: the patient is not shown them, a host has them
 * still. A search by how they begin would tell them letter by letter, an order among others too.
 */
final class HiddenUrls {

  /** {@code meta.profile} is shown as it is. */
  private static final String SHOWN = "_profile";

  private static final Set<String> BY_BEGINNING = Set.of("above", "below");

  private HiddenUrls() {}

  /** Whether a parameter of the type looks at elements where one may stand. */
  static boolean mayBeIn(String type, SearchParameter parameter) {
    return parameter.type() == ParameterType.URI
        && !parameter.name().equals(SHOWN)
        && !SharedTypes.contains(type);
  }

  /** Whether the answer may be another if one stands there. */
  static boolean looks(Simple simple) {
    String modifier = simple.modifier();
    return (modifier != null && BY_BEGINNING.contains(modifier))
        || simple.values().stream().anyMatch(value -> value.contains("Patient"));
  }
}
