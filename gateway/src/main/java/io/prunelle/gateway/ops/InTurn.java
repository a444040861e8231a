// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Takes a step for each item, a bounded number of them under way. Composing thousands of futures
 * one into the next instead would end as deep a stack.
 */
public final class InTurn<T> {

  private final Iterator<T> items;
  private final Function<T, Future<?>> step;
  private boolean stopped;

  private InTurn(Iterator<T> items, Function<T, Future<?>> step) {
    this.items = items;
    this.step = step;
  }

  /**
   * Fails with the first failure, of a step or of what gives the items; then no further step is
   * begun.
   */
  public static <T> Future<Void> each(Iterable<T> items, Function<T, Future<?>> step) {
    return each(items, 1, step);
  }

  public static <T> Future<Void> each(Iterable<T> items, int atOnce, Function<T, Future<?>> step) {
    InTurn<T> turns = new InTurn<>(items.iterator(), step);
    List<Future<Void>> lanes = new ArrayList<>();
    for (int lane = 0; lane < atOnce; lane++) {
      Promise<Void> end = Promise.promise();
      lanes.add(end.future());
      turns.next(end);
    }
    return Future.join(lanes).mapEmpty();
  }

  private void next(Promise<Void> end) {
    while (!stopped) {
      Future<?> under;
      try {
        if (!items.hasNext()) {
          break;
        }
        under = step.apply(items.next());
      } catch (RuntimeException failure) {
        under = Future.failedFuture(failure);
      }
      if (!under.succeeded()) {
        under.onComplete(
            done -> next(end),
            failure -> {
              stopped = true;
              end.fail(failure);
            });
        return;
      }
    }
    end.complete();
  }
}
