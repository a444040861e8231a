// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.ops.Loop;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Takes items in their order, as many at a time as a transaction can bear. */
final class Batches {

  private final int mostResources;
  private final long mostBytes;

  Batches(int mostResources, long mostBytes) {
    this.mostResources = mostResources;
    this.mostBytes = mostBytes;
  }

  /** How many items to ask for, so that it can be told where a batch ends. */
  int ask() {
    return mostResources + 1;
  }

  /**
   * The first batch of what comes next: whole places alone, since those at one place refer to each
   * other; a place that is beyond the bounds stands alone.
   *
   * @param items what was asked for; fewer than {@link #ask} are all there are
   * @param at gives all items at a place
   */
  Future<List<Item>> first(List<Item> items, IntFunction<Future<List<Item>>> at) {
    List<Item> batch = new ArrayList<>();
    long bytes = 0;
    int from = 0;
    while (from < items.size()) {
      int to = end(items, from);
      long more = items.subList(from, to).stream().mapToLong(Item::bytes).sum();
      boolean cutOff = to == items.size() && items.size() >= ask();
      boolean full = batch.size() + to - from > mostResources || bytes + more > mostBytes;
      if (batch.isEmpty() && cutOff) {
        return at.apply(items.get(from).place());
      }
      if (!batch.isEmpty() && (full || cutOff)) {
        break;
      }
      batch.addAll(items.subList(from, to));
      bytes += more;
      from = to;
    }
    return Future.succeededFuture(batch);
  }

  private static int end(List<Item> items, int from) {
    int to = from;
    while (to < items.size() && items.get(to).place() == items.get(from).place()) {
      to++;
    }
    return to;
  }

  /**
   * Takes one batch after the other until there are none.
   *
   * @param next the batch after a place; empty at the end
   */
  static Future<Void> each(
      int start, IntFunction<Future<List<Item>>> next, Function<List<Item>, Future<?>> step) {
    return Loop.from(
        start,
        place ->
            next.apply(place)
                .compose(
                    batch ->
                        batch.isEmpty()
                            ? Future.succeededFuture(null)
                            : step.apply(batch).map(done -> end(batch))));
  }

  /**
   * The same with something that is fetched for each while the one before is dealt with: of what is
   * fetched two are held at most.
   *
   * @param fetch what a step needs; that it fails is a failure of the step
   */
  static <T> Future<Void> each(
      int start,
      IntFunction<Future<List<Item>>> next,
      Function<List<Item>, Future<T>> fetch,
      Function<T, Future<?>> step) {
    return ahead(start, next, fetch)
        .compose(
            first ->
                Loop.from(
                    first,
                    batch ->
                        batch.items().isEmpty()
                            ? Future.succeededFuture(null)
                            : dealt(batch, next, fetch, step)));
  }

  /** A batch, and what was fetched for it or why not. */
  private record Ahead<T>(List<Item> items, Future<T> fetched) {}

  private static <T> Future<Ahead<T>> ahead(
      int place, IntFunction<Future<List<Item>>> next, Function<List<Item>, Future<T>> fetch) {
    return next.apply(place)
        .compose(
            items -> {
              // Whatever it throws is a failure too
              Future<T> fetched =
                  items.isEmpty()
                      ? Future.failedFuture("none")
                      : Future.succeededFuture(items).compose(fetch);
              return fetched.transform(done -> Future.succeededFuture(new Ahead<>(items, fetched)));
            });
  }

  /** Whichever of the two fails, nothing is under way any more when this ends. */
  private static <T> Future<Ahead<T>> dealt(
      Ahead<T> batch,
      IntFunction<Future<List<Item>>> next,
      Function<List<Item>, Future<T>> fetch,
      Function<T, Future<?>> step) {
    if (batch.fetched().failed()) {
      return Future.failedFuture(batch.fetched().cause());
    }
    Future<Void> taken = batch.fetched().compose(fetched -> step.apply(fetched).mapEmpty());
    Future<Ahead<T>> following = ahead(end(batch.items()), next, fetch);
    return Future.join(taken, following).transform(done -> taken.compose(dealt -> following));
  }

  private static int end(List<Item> batch) {
    return batch.get(batch.size() - 1).place();
  }
}
