// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.format.Format;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Query.Parameter;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an answer is to be written (http://hl7.org/fhir/R4/http.html#parameters).
 *
 * @param format of the answer to the client; hosts are always asked for JSON
 * @param summary {@code true}, {@code text}, {@code data}, {@code count} or {@code false}
 * @param elements names of elements; empty for all
 */
public record Representation(
    Format format, boolean pretty, @Nullable String summary, List<String> elements) {

  public static final Representation PLAIN =
      new Representation(Format.JSON, false, null, List.of());

  private static final Set<String> NAMES = Set.of("_format", "_pretty", "_summary", "_elements");
  private static final Set<String> SUMMARIES = Set.of("true", "text", "data", "count", "false");
  private static final Pattern ELEMENT =
      Pattern.compile("[A-Za-z][A-Za-z0-9]{0,63}(\\.[A-Za-z0-9]{1,64}){0,8}");

  /** {@code Observation.performer}: the element of one type. */
  private static final Pattern OF_A_TYPE = Pattern.compile("^[A-Z][A-Za-z]*\\.");

  static Representation of(Query query, MultiMap headers) {
    @Nullable String format = null;
    @Nullable String pretty = null;
    @Nullable String summary = null;
    @Nullable String elements = null;
    for (Parameter parameter : query.parameters()) {
      if (parameter.value().isEmpty()) {
        continue; // as a form has them that is not filled in
      }
      switch (parameter.name()) {
        case "_format" -> format = once(format, parameter);
        case "_pretty" -> pretty = once(pretty, parameter);
        case "_summary" -> summary = once(summary, parameter);
        case "_elements" -> elements = once(elements, parameter);
        default -> {}
      }
    }
    Format wanted = format(format, headers);
    if ((pretty != null && !Set.of("true", "false").contains(pretty))
        || (summary != null && !SUMMARIES.contains(summary))) {
      throw malformed("_pretty or _summary has a value that FHIR does not know.");
    }
    return new Representation(
        wanted, "true".equals(pretty), summary, elements == null ? List.of() : elements(elements));
  }

  /** What of a query is not about the representation. */
  static Query without(Query query) {
    List<Parameter> others = new ArrayList<>(query.parameters());
    return others.removeIf(parameter -> NAMES.contains(parameter.name()))
        ? new Query(List.copyOf(others))
        : query;
  }

  Query query() {
    List<Parameter> parameters = new ArrayList<>();
    if (summary != null) {
      parameters.add(new Parameter("_summary", summary));
    }
    if (!elements.isEmpty()) {
      parameters.add(new Parameter("_elements", String.join(",", elements)));
    }
    if (pretty) {
      parameters.add(new Parameter("_pretty", "true"));
    }
    return new Query(List.copyOf(parameters));
  }

  /** The same in another format. */
  Representation in(Format other) {
    return new Representation(other, pretty, summary, elements);
  }

  /** The same, holding an element as well. */
  public Representation with(String element) {
    if (elements.isEmpty() || elements.contains(element)) {
      return this;
    }
    List<String> more = new ArrayList<>(elements);
    more.add(element);
    return new Representation(format, pretty, summary, List.copyOf(more));
  }

  private static Format format(@Nullable String code, MultiMap headers) {
    // http://hl7.org/fhir/R4/http.html#mime-type: _format overrides Accept
    Format format = code == null ? Accept.format(headers) : Accept.format(code);
    if (format == null) {
      throw new Refusal.BadExchange(
              406,
              code == null ? "accept-unknown" : "format-unknown",
              "Only JSON and XML of FHIR 4.0 are offered.")
          .refused();
    }
    return format;
  }

  /**
   * Of base elements (http://hl7.org/fhir/R4/search.html#elements). What is further down is asked
   * for with the element that it is in: of a reference by itself, what it says beside where it
   * leads would not tell of whom it speaks.
   */
  private static List<String> elements(String value) {
    List<String> elements = List.of(value.split(",", -1));
    if (!elements.stream().allMatch(element -> ELEMENT.matcher(element).matches())) {
      throw malformed("_elements must name elements.");
    }
    return elements.stream()
        .map(element -> OF_A_TYPE.matcher(element).replaceFirst(""))
        .map(element -> element.split("\\.", 2)[0])
        .distinct()
        .toList();
  }

  private static String once(@Nullable String before, Parameter parameter) {
    if (before != null) {
      throw malformed("_format, _pretty, _summary and _elements may be given once.");
    }
    return parameter.value();
  }

  private static RuntimeException malformed(String diagnostics) {
    return new Refusal.BadExchange(400, "query-malformed", diagnostics).refused();
  }
}
