// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;
import java.util.Set;

/** Removes from the destination what a transfer wrote there and no longer may. */
final class Cancelling {

  private final Guards guards;
  private final Collector collector;
  private final Removal removal;

  Cancelling(Guards guards, Collector collector, Removal removal) {
    this.guards = guards;
    this.collector = collector;
    this.removal = removal;
  }

  /** Without a word to the destination if nothing was written yet. */
  Future<Run> run(Run run) {
    Set<ResourceKey> written = run.transfer().manifest().written();
    return written.isEmpty()
        ? Future.succeededFuture(run)
        : guards
            .placedAtSource(run)
            .compose(placed -> collector.present(run.destination(), run.patient(), written))
            .compose(there -> removal.remove(run.destination(), there, written))
            .map(run);
  }
}
