// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.Interaction.CompartmentSearch;
import io.prunelle.gateway.rest.Interaction.Search;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.SearchTerm;
import io.prunelle.gateway.rest.SearchTerm.Include;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * An include that does not say of which type what it brings is to be ({@code
 * Observation:performer}) means any, also types that a caller may not see. It is written as the
 * includes of those which they may see, as they could have asked themselves.
 */
final class Includes {

  private static final String ANY = "*";

  private Includes() {}

  /**
   * The same request, bringing no more than may be seen; as it is where nothing would be left.
   *
   * @param seen which types may be
   */
  static RestRequest narrowed(RestRequest request, Predicate<String> seen) {
    Interaction interaction = request.interaction();
    if (interaction instanceof Search search) {
      Query narrowed = narrowed(search.query(), seen);
      return narrowed.equals(search.query())
          ? request
          : request.with(new Search(search.type(), narrowed, search.posted()));
    } else if (interaction instanceof CompartmentSearch search) {
      Query narrowed = narrowed(search.query(), seen);
      return narrowed.equals(search.query())
          ? request
          : request.with(
              new CompartmentSearch(
                  search.compartment(), search.owner(), search.type(), narrowed, search.posted()));
    }
    return request;
  }

  private static Query narrowed(Query query, Predicate<String> seen) {
    List<Parameter> narrowed = new ArrayList<>();
    for (Parameter parameter : query.parameters()) {
      if (parameter.name().startsWith("_include")) {
        each(parameter, seen).forEach(narrowed::add);
      } else {
        narrowed.add(parameter);
      }
    }
    return new Query(List.copyOf(narrowed));
  }

  private static Stream<Parameter> each(Parameter parameter, Predicate<String> seen) {
    if (!(parsed(parameter) instanceof Include include) || include.target() != null) {
      return Stream.of(parameter);
    }
    Set<String> targets =
        R4.parameter(include.source(), include.parameter())
            .map(R4.SearchParameter::targets)
            .orElse(Set.of());
    Set<String> shown = new TreeSet<>(targets);
    shown.removeIf(type -> !FhirBodies.showable(type));
    Set<String> left = new TreeSet<>(shown);
    left.removeIf(seen.negate());
    return targets.contains(ANY) || left.isEmpty() || left.equals(shown)
        ? Stream.of(parameter)
        : left.stream()
            .map(
                target ->
                    new Include(
                            include.reverse(),
                            include.iterate(),
                            include.source(),
                            include.parameter(),
                            target)
                        .written());
  }

  /** What cannot be read is left to be refused where its parameter is named. */
  private static SearchTerm parsed(Parameter parameter) {
    try {
      return SearchTerm.parse(parameter);
    } catch (Refused malformed) {
      return new SearchTerm.Simple(parameter.name(), null, List.of(parameter.value()));
    }
  }
}
