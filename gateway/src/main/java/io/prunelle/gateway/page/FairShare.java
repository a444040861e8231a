// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.rate.RateLimit;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * How much of the pages one person may ask for: so often, and so much at once. A page looks through
 * thousands of entries and asks the realm; whoever asks for many of them at once is told to wait,
 * so that nobody else has to. On this instance of the gateway only.
 */
final class FairShare {

  /** More than a person opens; a browser that is started again opens some. */
  static final int AT_ONCE = 6;

  private static final Refusal TOO_MUCH_AT_ONCE =
      new Refusal.TooMany("too-many-at-once", Duration.ofSeconds(2));

  private final RateLimit rate;
  private final ConcurrentMap<String, Integer> underWay = new ConcurrentHashMap<>();

  FairShare(RateLimit rate) {
    this.rate = rate;
  }

  /**
   * What a person asks for, if it is their turn.
   *
   * @param person subject
   * @return fails with a 429 when they have asked for too much
   */
  Future<Void> of(String person, Supplier<Future<Void>> page) {
    return rate.admit(person)
        .compose(
            admitted ->
                enters(person)
                    ? Future.succeededFuture()
                        .compose(entered -> page.get())
                        .onComplete(answered -> leave(person))
                    : Future.failedFuture(TOO_MUCH_AT_ONCE.refused()));
  }

  private boolean enters(String person) {
    if (underWay.merge(person, 1, Integer::sum) <= AT_ONCE) {
      return true;
    }
    leave(person);
    return false;
  }

  private void leave(String person) {
    underWay.merge(person, -1, Integer::sum);
    underWay.remove(person, 0);
  }
}
