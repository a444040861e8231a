// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.ops.Shared;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The provider's keys for tokens that anybody may send: asked for at a bounded rate, whatever keys
 * those tokens name.
 */
final class RecentKeys {

  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final Duration PACE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Supplier<Future<JsonObject>> fetch;
  private final Clock clock;

  private @Nullable Future<JsonObject> latest;
  private Instant asked = Instant.EPOCH;

  RecentKeys(Vertx vertx, Supplier<Future<JsonObject>> fetch, Clock clock) {
    this.vertx = vertx;
    this.fetch = fetch;
    this.clock = clock;
  }

  /**
   * Keys as of the last minutes, or of now where they are not as wanted.
   *
   * @param wanted whether keys are those that are needed
   */
  Future<JsonObject> that(Predicate<JsonObject> wanted) {
    return Shared.rejoin(vertx, current(wanted));
  }

  private synchronized Future<JsonObject> current(Predicate<JsonObject> wanted) {
    Instant now = clock.instant();
    Future<JsonObject> known = latest;
    boolean enough =
        known != null
            && (!known.isComplete()
                || (known.succeeded()
                    && now.isBefore(asked.plus(FRESH))
                    && wanted.test(known.result()))
                || now.isBefore(asked.plus(PACE)));
    if (known != null && enough) {
      return known;
    }
    Future<JsonObject> begun = fetch.get();
    latest = begun;
    asked = now;
    return begun;
  }
}
