// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rate;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * The door of this package for what a caller may have under way at the same time: of what lasts as
 * long as they like, or of what there are few places for. On this instance of the gateway only.
 */
public final class AtOnce {

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final int most;
  private final ConcurrentMap<String, Integer> underWay = new ConcurrentHashMap<>();

  /**
   * @param most of one caller
   */
  public AtOnce(int most) {
    this.most = most;
  }

  /**
   * Begins one, which has to {@link #end}.
   *
   * @return fails with a 429 when the caller has as many as they may have
   */
  public Future<Void> begin(String caller) {
    if (underWay.merge(caller, 1, Integer::sum) <= most) {
      return Future.succeededFuture();
    }
    end(caller);
    return Future.failedFuture(new Refusal.TooMany("too-many-at-once", RETRY).refused());
  }

  /**
   * Does it as one of the caller's.
   *
   * @return fails with a 429, and it is not done, when the caller has as many as they may have
   */
  public <T> Future<T> within(String caller, Supplier<Future<T>> what) {
    return begin(caller)
        .compose(
            begun ->
                Future.<Void>succeededFuture()
                    .compose(now -> what.get())
                    .onComplete(over -> end(caller)));
  }

  public void end(String caller) {
    underWay.computeIfPresent(caller, (same, before) -> before == 1 ? null : before - 1);
  }

  int callers() {
    return underWay.size();
  }
}
