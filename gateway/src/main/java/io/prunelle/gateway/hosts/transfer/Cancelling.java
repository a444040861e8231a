// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;

/** Removes from the destination what a transfer wrote there and no longer may. */
final class Cancelling {

  private final Guards guards;
  private final Look look;
  private final CopiedItems copied;
  private final Removal removal;

  Cancelling(Guards guards, Look look, CopiedItems copied, Removal removal) {
    this.guards = guards;
    this.look = look;
    this.copied = copied;
    this.removal = removal;
  }

  /** Without a word to the destination if nothing was written yet. Can be repeated. */
  Future<Run> run(Run run) {
    return copied
        .anyWritten(run)
        .compose(
            any ->
                any
                    ? guards
                        .notPaused(run)
                        .compose(guards::placedAtSource)
                        .compose(placed -> look.known(run, run.destination()))
                        .compose(looked -> removal.atDestination(run))
                    : Future.succeededFuture(false))
        .map(run);
  }

  /** Once nothing can come to the destination any more, and has been looked for since. */
  Future<Run> end(Run run) {
    return copied.forget(run).map(run);
  }
}
