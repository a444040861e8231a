// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import io.prunelle.gateway.access.AccessPolicy.Capacity;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a token grants, against what is needed. */
record Asking(Scopes scopes, List<Need> needs) {

  /**
   * Grants by the scopes of these contexts.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}, which names what is missing
   */
  Future<Grant> granted(Set<String> contexts, Capacity capacity, Set<String> own) {
    List<Limit> limits =
        needs.stream()
            .map(need -> new Limit(need.type(), scopes.permitting(contexts, need.permissions())))
            .toList();
    boolean granted =
        IntStream.range(0, needs.size())
            .allMatch(i -> needs.get(i).whole() ? limits.get(i).whole() : limits.get(i).any());
    return granted
        ? Future.succeededFuture(
            new Grant(
                capacity,
                own,
                limits.stream().allMatch(Limit::whole) ? List.of() : limits,
                returned(contexts),
                sights(contexts)))
        : Future.failedFuture(insufficient(contexts, limits).refused());
  }

  /** An update answers what is stored by now, which is more than what was written. */
  private @Nullable Limit returned(Set<String> contexts) {
    Need asked = needs.get(0);
    return asked.permissions().equals("u")
        ? new Limit(asked.type(), scopes.permitting(contexts, "r"))
        : null;
  }

  private List<Limit> sights(Set<String> contexts) {
    Need asked = needs.get(0);
    return asked.permissions().equals("u")
        ? Stream.of("r", "s")
            .map(sight -> new Limit(asked.type(), scopes.permitting(contexts, sight)))
            .toList()
        : List.of();
  }

  private Refusal insufficient(Set<String> contexts, List<Limit> limits) {
    String context = contexts.contains("patient") ? "patient" : contexts.iterator().next();
    String missing =
        needs.stream()
            .map(need -> context + "/" + need.type() + "." + need.permissions())
            .collect(Collectors.joining(" "));
    boolean narrowed =
        limits.stream().anyMatch(limit -> !limit.whole() && (limit.any() || limit.unheld()));
    return narrowed
        ? new Refusal.InsufficientScope(
            "scope-not-held",
            missing,
            "A scope of the token is narrowed by search parameters that this request cannot be held"
                + " to. They have to be tokens or references, without modifiers, of elements of"
                + " the resource; conditional writes, changes of a Patient and chains need a scope"
                + " that is not narrowed.")
        : new Refusal.InsufficientScope("scope-missing", missing);
  }
}
