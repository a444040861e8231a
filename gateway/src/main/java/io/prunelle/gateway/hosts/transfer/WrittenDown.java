// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Awaits that the journal tells how something has ended, which it does any moment. */
final class WrittenDown {

  private static final Duration SOON = Duration.ofMillis(500);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Vertx vertx;

  WrittenDown(Vertx vertx) {
    this.vertx = vertx;
  }

  /** What was seen when all had ended, or at last when that took too long. */
  <T> Future<T> awaited(Supplier<Future<T>> look, Predicate<T> ended) {
    return awaited(look, ended, System.nanoTime());
  }

  private <T> Future<T> awaited(Supplier<Future<T>> look, Predicate<T> ended, long begun) {
    return look.get()
        .compose(
            seen ->
                ended.test(seen) || System.nanoTime() - begun > SOON.toNanos()
                    ? Future.succeededFuture(seen)
                    : vertx
                        .timer(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)
                        .compose(later -> awaited(look, ended, begun)));
  }
}
