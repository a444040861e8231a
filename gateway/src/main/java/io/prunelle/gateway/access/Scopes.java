// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a token's scopes grant. */
record Scopes(List<Scope> scopes) {

  static Scopes of(Collection<String> granted) {
    return new Scopes(granted.stream().map(Scope::parse).flatMap(Optional::stream).toList());
  }

  /**
   * Those of these contexts, of any type, that permit all that is needed: those that are not
   * narrowed together, for what one of them permits of a type, and what another does, add up.
   */
  List<Scope> permitting(Set<String> contexts, String needed) {
    List<Scope> all = scopes.stream().filter(scope -> contexts.contains(scope.context())).toList();
    List<Scope> plain = all.stream().filter(Scope::plain).toList();
    return all.stream()
        .map(scope -> scope.plain() ? scope.with(plain) : scope)
        .filter(scope -> scope.permits(needed))
        .toList();
  }
}
