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

  /** Those of these contexts, of any type, that permit all that is needed. */
  List<Scope> permitting(Set<String> contexts, String needed) {
    return scopes.stream()
        .filter(scope -> contexts.contains(scope.context()))
        .filter(scope -> scope.permits(needed))
        .toList();
  }
}
