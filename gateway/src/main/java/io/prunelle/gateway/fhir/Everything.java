// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.rest.Interaction.Operation;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.RestRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * {@code $everything} without {@code _type} means all types, also those that a caller may not see.
 * It is written as the question for those which they may, as they could have asked themselves.
 */
final class Everything {

  private static final String TYPE = "_type";

  private Everything() {}

  /** The types that it is asked for; empty for all. */
  static Set<String> types(Query query) {
    Set<String> types = new LinkedHashSet<>();
    query.parameters().stream()
        .filter(parameter -> parameter.name().equals(TYPE))
        .forEach(parameter -> types.addAll(List.of(parameter.value().split(",", -1))));
    return types;
  }

  /**
   * The same request for no more than may be seen; as it is where nothing would be left.
   *
   * @param seen which types may be; {@code *} for all
   */
  static RestRequest narrowed(RestRequest request, Operation operation, Predicate<String> seen) {
    if (seen.test("*")) {
      return request;
    }
    Query query = OperationRules.query(request, operation);
    Set<String> asked = types(query);
    Set<String> left = new TreeSet<>(asked.isEmpty() ? R4.parameters().keySet() : asked);
    left.removeIf(type -> !FhirBodies.showable(type) || !seen.test(type));
    if (left.isEmpty()) {
      return request;
    }
    List<Parameter> narrowed = new ArrayList<>(query.parameters());
    narrowed.removeIf(parameter -> parameter.name().equals(TYPE));
    narrowed.add(new Parameter(TYPE, String.join(",", left)));
    return request.with(
        new Operation(
            operation.type(),
            operation.id(),
            operation.name(),
            new Query(List.copyOf(narrowed)),
            false));
  }
}
