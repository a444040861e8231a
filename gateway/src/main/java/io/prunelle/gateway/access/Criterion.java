// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import io.prunelle.gateway.access.SearchElements.Element;
import io.prunelle.gateway.rest.Query.Parameter;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.SearchTerm;
import io.prunelle.gateway.rest.SearchTerm.Simple;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One search parameter of a scope, such as {@code category=…|laboratory}.
 *
 * @param values of which one has to match, as they are written
 */
record Criterion(String parameter, List<String> values) {

  /** Empty for what only a host could judge: modifiers, chains, includes, values of nothing. */
  static Optional<Criterion> of(Parameter parameter) {
    return SearchTerm.parse(parameter) instanceof Simple simple
            && simple.modifier() == null
            && simple.values().stream().allMatch(value -> SearchValue.parse(value).isPresent())
        ? Optional.of(new Criterion(simple.name(), simple.values()))
        : Optional.empty();
  }

  Parameter written() {
    return new Parameter(parameter, String.join(",", values));
  }

  /** The same parameter, satisfied by either's values. */
  Criterion or(Criterion other) {
    Set<String> all = new LinkedHashSet<>(values);
    all.addAll(other.values);
    return new Criterion(parameter, List.copyOf(all));
  }

  /** Whether a resource of the type can be held to it by looking at the resource. */
  boolean holds(String type) {
    List<Element> elements = SearchElements.of(type, parameter);
    return !elements.isEmpty()
        && parsed().stream()
            .allMatch(
                value ->
                    elements.stream().allMatch(element -> value.fits(element.datatype()))
                        && canRefer(type, elements.get(0), value));
  }

  private boolean canRefer(String type, Element element, SearchValue value) {
    return !element.datatype().equals("Reference")
        || R4.parameter(type, parameter)
            .map(R4.SearchParameter::targets)
            .filter(
                targets ->
                    targets.contains("*") || value.target().filter(targets::contains).isPresent())
            .isPresent();
  }

  /** The elements that are looked at. */
  Stream<String> looksAt(String type) {
    return SearchElements.of(type, parameter).stream().map(element -> element.path().get(0));
  }

  boolean matches(String type, JsonObject resource) {
    List<SearchValue> wanted = parsed();
    return SearchElements.of(type, parameter).stream()
        .anyMatch(
            element ->
                element
                    .in(resource)
                    .anyMatch(
                        found ->
                            wanted.stream()
                                .anyMatch(value -> value.matches(element.datatype(), found))));
  }

  private List<SearchValue> parsed() {
    return values.stream().map(SearchValue::parse).flatMap(Optional::stream).toList();
  }
}
