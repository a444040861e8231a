// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.refusal.Refusals;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What was committed as about to happen ends whatever came of it: else it would be told of as under
 * way for good.
 */
public final class Concluding {

  private Concluding() {}

  /**
   * Commits how something ended, and gives what came of it.
   *
   * @param elapsed since it was begun
   * @param how of what came of it
   * @param journal commits that; of something that failed, its own failure tells more
   */
  public static <T> Future<T> of(
      Future<T> work,
      Supplier<Duration> elapsed,
      Function<T, Outcome> how,
      Function<Outcome, Future<Void>> journal) {
    return unless(work, elapsed, journal).compose(done -> journal.apply(how.apply(done)).map(done));
  }

  /** The same of what goes on unless it failed. */
  public static <T> Future<T> unless(
      Future<T> work, Supplier<Duration> elapsed, Function<Outcome, Future<Void>> journal) {
    return work.recover(
        failure ->
            journal
                .apply(new Outcome(Refusals.answer(failure).status(), 0, elapsed.get(), "failed"))
                .transform(ended -> Future.failedFuture(failure)));
  }
}
