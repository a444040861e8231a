// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SMART App Launch scopes for clinical data. A scope narrowed by search parameters ({@code
 * patient/Observation.rs?category=…}) grants nothing here: nothing yet holds answers to it.
 */
record Scopes(List<Scope> scopes) {

  /** Order and single occurrence of the letters as the specification has them. */
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(patient|user|system)/(\\*|[A-Z][A-Za-z]{1,63})\\.(c?r?u?d?s?|read|write|\\*)");

  /** SMART 2.2, "scopes for requesting clinical data": how v1 scopes map to v2. */
  private static final Map<String, String> VERSION_1 =
      Map.of("read", "rs", "write", "cud", "*", "cruds");

  record Scope(String context, String type, String permissions) {}

  static Scopes of(Set<String> granted) {
    List<Scope> scopes = new ArrayList<>();
    for (String scope : granted) {
      parse(scope).ifPresent(scopes::add);
    }
    return new Scopes(List.copyOf(scopes));
  }

  private static Optional<Scope> parse(String scope) {
    Matcher matcher = SYNTAX.matcher(scope);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String permissions = matcher.group(3);
    return Optional.of(
        new Scope(
            matcher.group(1), matcher.group(2), VERSION_1.getOrDefault(permissions, permissions)));
  }

  /** Whether one scope of the context covers the type with every permission needed. */
  boolean grant(String context, String type, String needed) {
    return scopes.stream()
        .filter(scope -> scope.context().equals(context))
        .filter(scope -> scope.type().equals("*") || scope.type().equals(type))
        .anyMatch(scope -> needed.chars().allMatch(c -> scope.permissions().indexOf(c) >= 0));
  }
}
