// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds a moment at which no write is under way: what is written later bears a later time, so that
 * nothing can be missed by asking the source for what happened since.
 */
final class Quiet {

  private final Hosts hosts;
  private final Duration longest;
  private final Duration margin;

  /**
   * @param longest how long writers may be kept waiting for it
   * @param margin a host may be several machines, whose clocks differ, and be set back
   */
  Quiet(Hosts hosts, Duration longest, Duration margin) {
    this.hosts = hosts;
    this.longest = longest;
    this.margin = margin;
  }

  /** Not where the source does not tell what happened: then it is read again and again. */
  Future<Run> mark(Run run) {
    return run.source()
        .offer()
        .compose(can -> can.history() ? moment(run) : Future.succeededFuture(run));
  }

  private Future<Run> moment(Run run) {
    long begun = System.nanoTime();
    return hosts
        .exclude(run.record(), longest)
        .compose(
            hold -> {
              run.hurried(true);
              return within(left(begun), run.source().history().latest())
                  .eventually(
                      () -> {
                        run.hurried(false);
                        return hold.abandon();
                      });
            })
        .recover(
            failure ->
                // Somebody writes, or the host takes its time, for longer than others may wait:
                // perhaps not the next time
                failure instanceof Refused || failure instanceof TimeoutException
                    ? Future.succeededFuture(null)
                    : Future.failedFuture(failure))
        .map(
            time -> {
              run.readAt(time == null ? null : time.minus(margin));
              return run;
            });
  }

  private Duration left(long begun) {
    return longest.minusNanos(System.nanoTime() - begun);
  }

  private static <T> Future<T> within(Duration time, Future<T> answer) {
    return answer.timeout(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS);
  }
}
