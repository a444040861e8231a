// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.refusal.Answer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * When it is told that something is not there, or what was found among several records. What is
 * there and may not be shown takes other ways than what is not, some milliseconds longer or
 * shorter: so both leave at fixed steps from when the request arrived.
 */
final class Pace {

  static final Duration STEP = Duration.ofMillis(25);

  /** Of what is not there, and of a body that refers to what is not. */
  private static final Set<Integer> STATUSES = Set.of(403, 404);

  private final Vertx vertx;

  Pace(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The answer when its time has come. Of what is shown, at once. */
  Future<Answer> of(Answer answer, Duration elapsed) {
    return STATUSES.contains(answer.status())
        ? always(answer, elapsed)
        : Future.succeededFuture(answer);
  }

  /** The same of an answer that leaves out what may not be shown. */
  <T> Future<T> always(T answer, Duration elapsed) {
    return vertx.timer(untilNext(elapsed).toNanos(), TimeUnit.NANOSECONDS).map(answer);
  }

  /** From now to the next step; never none. */
  static Duration untilNext(Duration elapsed) {
    long step = STEP.toNanos();
    return Duration.ofNanos(step - elapsed.toNanos() % step);
  }
}
