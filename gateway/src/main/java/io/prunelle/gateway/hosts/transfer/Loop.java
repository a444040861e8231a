// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One step after the other, however many: not composed into each other, which would keep all of
 * them and end as deep a stack as there are steps.
 */
final class Loop<T> {

  private final Function<T, Future<@Nullable T>> step;
  private final Promise<Void> end = Promise.promise();

  private Loop(Function<T, Future<@Nullable T>> step) {
    this.step = step;
  }

  /**
   * @param step gives where the next one starts; null when there is none
   */
  static <T> Future<Void> from(T start, Function<T, Future<@Nullable T>> step) {
    Loop<T> loop = new Loop<>(step);
    loop.run(start);
    return loop.end.future();
  }

  /**
   * A page of names after the other, until one is empty.
   *
   * @param page those that come after a name, in the order of names; after the empty one the first
   * @param each what is done with a page before the next one is asked for
   */
  static Future<Void> pages(
      Function<String, Future<List<ResourceKey>>> page,
      Function<List<ResourceKey>, Future<?>> each) {
    return from(
        "",
        after ->
            page.apply(after)
                .compose(
                    keys ->
                        keys.isEmpty()
                            ? Future.succeededFuture(null)
                            : each.apply(keys).map(keys.get(keys.size() - 1).toString())));
  }

  private void run(@Nullable T start) {
    T at = start;
    while (at != null) {
      Future<@Nullable T> next = begin(at);
      if (!next.succeeded()) {
        next.onComplete(this::run, end::fail);
        return;
      }
      at = next.result();
    }
    end.complete();
  }

  private Future<@Nullable T> begin(T at) {
    try {
      return step.apply(at);
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }
}
