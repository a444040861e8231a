// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.rest.Query.Parameter;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One search parameter of a request, taken apart (http://hl7.org/fhir/R4/search.html). {@link
 * #parse} and {@link #written} are each other's inverse.
 */
public sealed interface SearchTerm {

  /** The term written anew. */
  Parameter written();

  /**
   * A parameter on the resource itself, or one that steers the search, such as {@code _count}.
   *
   * @param values of which one has to match; escapes are left in them
   */
  record Simple(String name, @Nullable String modifier, List<String> values) implements SearchTerm {

    /** Whether it asks nothing: {@code code=}. */
    public boolean isEmpty() {
      return values.equals(List.of(""));
    }

    @Override
    public Parameter written() {
      return new Parameter(
          modifier == null ? name : name + ":" + modifier, String.join(",", values));
    }
  }

  /** A parameter on a resource reached over references: {@code subject:Patient.name}. */
  record Chained(List<Hop> hops, Simple last) implements SearchTerm {
    @Override
    public Parameter written() {
      Parameter end = last.written();
      return new Parameter(
          hops.stream().map(Hop::text).collect(Collectors.joining(".")) + "." + end.name(),
          end.value());
    }
  }

  /**
   * One reference of a chain.
   *
   * @param target the type it is followed to; null for any
   */
  record Hop(String parameter, @Nullable String target) {
    private String text() {
      return target == null ? parameter : parameter + ":" + target;
    }
  }

  /** A parameter on resources that refer to this one: {@code _has:Observation:patient:code}. */
  record Reverse(String path, String value) implements SearchTerm {
    @Override
    public Parameter written() {
      return new Parameter("_has:" + path, value);
    }
  }

  /**
   * Resources to be added to an answer.
   *
   * @param reverse those that refer to the matches, rather than those they refer to
   * @param iterate to what was added, too
   * @param source type that holds the reference
   * @param target type it is followed to; null for any
   */
  record Include(
      boolean reverse, boolean iterate, String source, String parameter, @Nullable String target)
      implements SearchTerm {
    @Override
    public Parameter written() {
      return new Parameter(
          (reverse ? "_revinclude" : "_include") + (iterate ? ":iterate" : ""),
          source + ":" + parameter + (target == null ? "" : ":" + target));
    }
  }

  /** Takes a parameter apart; throws the refusal when it has no form that FHIR knows. */
  static SearchTerm parse(Parameter parameter) {
    return SearchTerms.parse(parameter);
  }
}
