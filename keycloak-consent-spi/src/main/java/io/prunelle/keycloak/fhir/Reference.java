// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Consent refers to, by where it is, by what identifies it, or both.
 *
 * @param literal such as {@code Patient/4711}
 * @param type of the resource
 */
record Reference(
    Optional<String> literal,
    Optional<String> type,
    Optional<String> system,
    Optional<String> value) {
  // relative alone: of an absolute one nobody here can tell whose server it is
  private static final Pattern LITERAL =
      Pattern.compile("([A-Z][A-Za-z]{0,63})/([A-Za-z0-9\\-.]{1,64})");

  static Reference read(Part part) {
    Optional<String> literal = part.text("reference");
    Optional<String> type = part.text("type");
    Optional<Part> identifier = part.part("identifier");
    Optional<String> system = identifier.flatMap(named -> named.text("system"));
    Optional<String> value = identifier.flatMap(named -> named.text("value"));
    identifier.ifPresent(
        named -> {
          named.aside("use", "type", "period", "assigner");
          named.end();
        });
    part.aside("display");
    part.end();
    return new Reference(literal, type, system, value);
  }

  /** The id of a resource of a type; empty when the literal reference is to something else. */
  Optional<String> id(String resource) {
    return literal
        .map(LITERAL::matcher)
        .filter(Matcher::matches)
        .filter(matcher -> matcher.group(1).equals(resource))
        .map(matcher -> matcher.group(2));
  }

  /** The value of its identifier in a system. */
  Optional<String> in(String wanted) {
    return system.filter(wanted::equals).flatMap(known -> value);
  }

  /** Whether it may be to a resource of a type: nothing about it says otherwise. */
  boolean may(String resource) {
    return type.map(resource::equals).orElse(true)
        && (literal.isEmpty() || id(resource).isPresent());
  }
}
