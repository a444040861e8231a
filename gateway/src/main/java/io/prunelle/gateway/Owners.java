// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * Whose those resources are that a request had looked at because they tell whose others are: each
 * once, and no more than one request may, however many pages and entries it is made of.
 */
final class Owners {

  static final int MOST = 400;

  private final Set<String> taken = new HashSet<>();
  private final Map<String, Future<Optional<String>>> known = new HashMap<>();

  /**
   * Takes room for all of these at once, before the first of them is looked at: else of two entries
   * side by side each could keep the other from its end.
   *
   * @param places of resources on hosts
   * @return fails with a 422 when there is not enough
   */
  Future<Void> room(Collection<String> places) {
    Set<String> all = new HashSet<>(taken);
    all.addAll(places);
    if (all.size() > MOST) {
      return Future.failedFuture(tooMany().refused());
    }
    taken.addAll(places);
    return Future.succeededFuture();
  }

  /**
   * Takes room for as many of these as there is.
   *
   * @param place where one is
   */
  List<String> some(UnaryOperator<String> place, Collection<String> resources) {
    List<String> some = new ArrayList<>();
    for (String resource : resources) {
      if (taken.size() < MOST || taken.contains(place.apply(resource))) {
        taken.add(place.apply(resource));
        some.add(resource);
      }
    }
    return some;
  }

  /**
   * Whose one is, for which there is room.
   *
   * @param look how many have been looked at before it, and how it is; not done for one that is
   *     known
   */
  Future<Optional<String>> of(String place, IntFunction<Future<Optional<String>>> look) {
    Future<Optional<String>> before = known.get(place);
    if (before != null) {
      return before;
    }
    Future<Optional<String>> now = look.apply(known.size());
    known.put(place, now);
    return now;
  }

  private static Refusal tooMany() {
    return new Refusal.BadExchange(
        422,
        "told-by-too-many",
        "Whose the answer is would have to be told by more than "
            + MOST
            + " other resources, such as the Schedules of Slots or the targets of a Provenance."
            + " Ask for less at a time, with _count or a narrower search.");
  }
}
