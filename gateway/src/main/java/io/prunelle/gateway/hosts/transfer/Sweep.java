// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares two lists of patients that are too long to be held, a page of each at a time. */
final class Sweep {

  /** One of the lists, in the order of bytes. */
  @FunctionalInterface
  interface Patients {

    /**
     * A page.
     *
     * @param after the last one of the page before; empty for the first
     * @param limit fewer are the last ones
     */
    Future<List<String>> page(String after, int limit);
  }

  private final Patients wanted;
  private final Patients found;
  private final int limit;

  Sweep(Patients wanted, Patients found, int limit) {
    this.wanted = wanted;
    this.found = found;
    this.limit = limit;
  }

  /**
   * Tells of those that stand in one of the lists alone.
   *
   * @param told of one after the other; the next when what it answers has succeeded
   */
  Future<Void> differing(Function<String, Future<?>> told) {
    Promise<Void> end = Promise.promise();
    after("", told, end);
    return end.future();
  }

  /**
   * One page after the other, not composed into the one before: that would keep all of them, and
   * end as deep a stack as there are pages.
   */
  private void after(@Nullable String first, Function<String, Future<?>> told, Promise<Void> end) {
    String last = first;
    while (last != null) {
      Future<@Nullable String> page = page(last, told);
      if (!page.succeeded()) {
        page.onComplete(seen -> after(seen, told, end), end::fail);
        return;
      }
      last = page.result();
    }
    end.complete();
  }

  /** A page of each; how far it reaches, null when to the end. */
  private Future<@Nullable String> page(String last, Function<String, Future<?>> told) {
    return Future.succeededFuture()
        // Whatever it throws is a failure
        .compose(begun -> wanted.page(last, limit))
        .compose(may -> found.page(last, limit).compose(there -> tell(may, there, told)));
  }

  private Future<@Nullable String> tell(
      List<String> may, List<String> there, Function<String, Future<?>> told) {
    String seen = least(end(may), end(there));
    return InTurn.each(differing(may, there, seen), told).map(done -> seen);
  }

  private static SortedSet<String> differing(
      List<String> may, List<String> there, @Nullable String seen) {
    TreeSet<String> differing = new TreeSet<>(may);
    for (String patient : there) {
      if (!differing.remove(patient)) {
        differing.add(patient);
      }
    }
    // Of what comes after it, one page may hold more than the other
    return seen == null ? differing : differing.headSet(seen, true);
  }

  /** How far a page reaches; null when to the end. */
  private @Nullable String end(List<String> page) {
    return page.size() < limit ? null : page.get(page.size() - 1);
  }

  private static @Nullable String least(@Nullable String one, @Nullable String other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) < 0 ? one : other;
  }
}
