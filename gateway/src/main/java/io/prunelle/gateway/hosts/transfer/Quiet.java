// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Finds a moment at which no write is under way: what is written later bears a later time, so that
 * nothing can be missed by asking the source for what happened since.
 */
final class Quiet {

  /** The header has whole seconds, and a host may be several machines. */
  private static final Duration MARGIN = Duration.ofSeconds(2);

  private final Hosts hosts;
  private final Duration longest;

  /**
   * @param longest how long writers may be kept waiting for it
   */
  Quiet(Hosts hosts, Duration longest) {
    this.hosts = hosts;
    this.longest = longest;
  }

  /** Not where the source does not tell what happened: then it is read again and again. */
  Future<Run> mark(Run run) {
    return run.source()
        .offer()
        .compose(can -> can.history() ? moment(run) : Future.succeededFuture(run));
  }

  private Future<Run> moment(Run run) {
    return hosts
        .exclude(run.record(), longest)
        .compose(hold -> run.source().time().eventually(hold::abandon))
        .recover(
            failure ->
                // Somebody writes for longer than others may wait: perhaps not the next time
                failure instanceof Refused
                    ? Future.succeededFuture(null)
                    : Future.failedFuture(failure))
        .map(
            time -> {
              run.readAt(time == null ? null : time.minus(MARGIN));
              return run;
            });
  }
}
