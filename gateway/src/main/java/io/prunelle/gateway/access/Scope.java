// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Query;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A SMART App Launch scope for clinical data.
 *
 * @param type {@code *} for any
 * @param criteria all of which a resource has to satisfy; empty when it need not satisfy any; null
 *     when there are some that cannot be held
 */
record Scope(String context, String type, String permissions, @Nullable List<Criterion> criteria) {

  /** Order and single occurrence of the letters as the specification has them. */
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(patient|user|system)/(\\*|[A-Z][A-Za-z]{1,63})\\.(c?r?u?d?s?|read|write|\\*)(\\?(.*))?");

  /** SMART 2.2, "scopes for requesting clinical data": how v1 scopes map to v2. */
  private static final Map<String, String> VERSION_1 =
      Map.of("read", "rs", "write", "cud", "*", "cruds");

  static Optional<Scope> parse(String scope) {
    Matcher matcher = SYNTAX.matcher(scope);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String permissions = matcher.group(3);
    boolean old = VERSION_1.containsKey(permissions);
    if (matcher.group(4) != null && old) {
      return Optional.empty(); // search parameters came with version 2
    }
    return Optional.of(
        new Scope(
            matcher.group(1),
            matcher.group(2),
            VERSION_1.getOrDefault(permissions, permissions),
            matcher.group(4) == null ? List.of() : criteria(matcher.group(5))));
  }

  private static @Nullable List<Criterion> criteria(String query) {
    if (("&" + query + "&").contains("&&")) {
      // In a request something left behind; here it may stand for a condition that was lost
      return null;
    }
    List<Criterion> criteria = new ArrayList<>();
    try {
      for (Query.Parameter parameter : Query.parse(query).parameters()) {
        Optional<Criterion> criterion = Criterion.of(parameter);
        if (criterion.isEmpty()) {
          return null;
        }
        criteria.add(criterion.get());
      }
    } catch (Refused malformed) {
      return null;
    }
    return criteria.isEmpty() ? null : List.copyOf(criteria);
  }

  boolean permits(String needed) {
    return needed.chars().allMatch(letter -> permissions.indexOf(letter) >= 0);
  }

  /** The same with what others permit for all of its type. */
  Scope with(List<Scope> others) {
    String together =
        others.stream()
            .filter(other -> other.covers(type))
            .map(Scope::permissions)
            .collect(Collectors.joining());
    return new Scope(context, type, permissions + together, criteria);
  }

  boolean covers(String other) {
    return type.equals("*") || type.equals(other);
  }

  /** Whether resources of the type, {@code *} for any, can be held to it. */
  boolean holds(String other) {
    return criteria != null && criteria.stream().allMatch(criterion -> criterion.holds(other));
  }

  /** Whether it lets every resource of its type through. */
  boolean plain() {
    return criteria != null && criteria.isEmpty();
  }

  /** The elements of a resource of the type by which {@link #shows} tells. */
  Stream<String> looksAt(String other) {
    return criteria == null || !covers(other)
        ? Stream.empty()
        : criteria.stream().flatMap(criterion -> criterion.looksAt(other));
  }

  boolean shows(String other, JsonObject resource) {
    return covers(other)
        && holds(other)
        && criteria.stream().allMatch(criterion -> criterion.matches(other, resource));
  }
}
