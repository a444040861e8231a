// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.ops.Fetches;
import io.prunelle.gateway.ops.Shared;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The provider's keys for tokens that anybody may send: asked for at a bounded rate, whatever keys
 * those tokens name. A token whose key is not known waits for the next time, since the provider may
 * have begun to sign with it just now, and says only once that a session is over.
 */
final class RecentKeys {

  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final Duration LEAST_BETWEEN = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** At once; each has a token of some thousand characters. */
  private static final int MOST_WAITING = 1_000;

  private final Vertx vertx;
  private final Supplier<Future<JsonObject>> ask;
  private final Clock clock;
  private final Fetches fetches;
  private final AtomicInteger waiting = new AtomicInteger();

  private volatile @Nullable Known known;

  private record Known(JsonObject keys, Instant asked) {}

  RecentKeys(Vertx vertx, Supplier<Future<JsonObject>> ask, Clock clock) {
    this.vertx = vertx;
    this.ask = ask;
    this.clock = clock;
    this.fetches = new Fetches(vertx, this::fetch, LEAST_BETWEEN);
  }

  /**
   * Keys as of the last minutes, or of now where they are not as wanted.
   *
   * @param wanted whether keys are those that are needed
   * @return fails with {@link SignInFailure} when that cannot be found out now
   */
  Future<JsonObject> that(Predicate<JsonObject> wanted) {
    Known now = known;
    if (now != null
        && clock.instant().isBefore(now.asked().plus(FRESH))
        && wanted.test(now.keys())) {
      return Future.succeededFuture(now.keys());
    }
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return Future.failedFuture(SignInFailure.unavailable("too many wait for keys"));
    }
    return Shared.rejoin(
            vertx, fetches.next().timeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS))
        .onComplete(done -> waiting.decrementAndGet())
        .recover(
            failed ->
                Future.failedFuture(SignInFailure.unavailable("keys: " + failed.getMessage())))
        .compose(done -> latest());
  }

  private Future<JsonObject> latest() {
    Known latest = known;
    return latest == null
        ? Future.failedFuture(SignInFailure.unavailable("no keys"))
        : Future.succeededFuture(latest.keys());
  }

  private Future<Void> fetch() {
    Instant asked = clock.instant();
    return ask.get().onSuccess(keys -> known = new Known(keys, asked)).mapEmpty();
  }
}
