// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import io.prunelle.gateway.rest.Query.Parameter;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a need may see by the scopes that permit it.
 *
 * @param type of resource that is needed; {@code *} for any
 * @param scopes that permit it, of this type or others
 */
record Limit(String type, List<Scope> scopes) {

  /** Whether anything of the type may be seen. */
  boolean any() {
    return own().findAny().isPresent();
  }

  /** Whether everything of the type may be seen. */
  boolean whole() {
    return own().anyMatch(Scope::plain);
  }

  /** Whether there is a scope for the type that cannot be held. */
  boolean unheld() {
    return scopes.stream().anyMatch(scope -> scope.covers(type) && !scope.holds(type));
  }

  private Stream<Scope> own() {
    return scopes.stream().filter(scope -> scope.covers(type)).filter(scope -> scope.holds(type));
  }

  boolean concerns(String other) {
    return type.equals("*") || type.equals(other);
  }

  /** The elements of a resource of the type by which that is told. */
  Stream<String> looksAt(String other) {
    return scopes.stream().flatMap(scope -> scope.looksAt(other));
  }

  /** One scope's criteria are enough, and of one scope all of them are needed. */
  boolean shows(String other, JsonObject resource) {
    return scopes.stream().anyMatch(scope -> scope.shows(other, resource));
  }

  /** Whether {@link #pushed} finds nothing but what may be seen. */
  boolean exact() {
    List<Scope> own = own().toList();
    return own.size() == 1 || oneParameter(own);
  }

  /** Parameters that leave out nothing that may be seen. */
  List<Parameter> pushed() {
    List<Scope> own = own().toList();
    if (oneParameter(own)) {
      return own.stream()
          .map(scope -> scope.criteria().get(0))
          .reduce(Criterion::or)
          .map(Criterion::written)
          .map(List::of)
          .orElse(List.of());
    }
    Set<Criterion> common = new LinkedHashSet<>(own.get(0).criteria());
    own.forEach(scope -> common.retainAll(scope.criteria()));
    return common.stream().map(Criterion::written).toList();
  }

  private static boolean oneParameter(List<Scope> scopes) {
    return scopes.stream().allMatch(scope -> scope.criteria().size() == 1)
        && scopes.stream().map(scope -> scope.criteria().get(0).parameter()).distinct().count()
            == 1;
  }
}
