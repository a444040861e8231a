// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One step after the other, however many: not composed into each other, which would keep all of
 * them and end as deep a stack as there are steps.
 *
 * @param <T> where a step starts
 */
public final class Loop<T> {

  private final Function<T, Future<@Nullable T>> step;
  private final Promise<Void> end = Promise.promise();

  private Loop(Function<T, Future<@Nullable T>> step) {
    this.step = step;
  }

  /**
   * Fails with the first failure of a step, after which there is none.
   *
   * @param step gives where the next one starts; null when there is none
   */
  public static <T> Future<Void> from(T start, Function<T, Future<@Nullable T>> step) {
    Loop<T> loop = new Loop<>(step);
    loop.run(start);
    return loop.end.future();
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
