// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.journal.Dealings.Deleting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Whether anything was deleted from a record meanwhile, by the access journal: each deletion is in
 * it before a host is asked for it. Deletions are counted before and after, and no clocks compared.
 */
final class Deletions {

  private final WrittenDown writtenDown;
  private final TransferJournal journal;
  private final Duration call;
  private final InstantSource clock;

  /**
   * @param call how long a host may take to carry out what it has not answered
   */
  Deletions(Vertx vertx, TransferJournal journal, Duration call, InstantSource clock) {
    this.writtenDown = new WrittenDown(vertx);
    this.journal = journal;
    this.call = call;
    this.clock = clock;
  }

  /**
   * How it was at a time.
   *
   * @param at by the clock of the gateway
   */
  record Before(Instant at, Deleting known) {}

  /** To be asked before the first request of what has to be free of deletions. */
  Future<Before> before(Run run) {
    Instant now = clock.instant();
    return deleting(run, now).map(known -> new Before(now, known));
  }

  /** The same once nothing is deleted any more: how the last one ended is written down soon. */
  Future<Before> beforeKept(Run run) {
    return writtenDown.awaited(() -> before(run), before -> before.known().open() == 0);
  }

  /** To be asked after the last answer: whether no host can have deleted anything since. */
  Future<Boolean> noneSince(Run run, Before before) {
    return before.known().open() > 0
        ? Future.succeededFuture(false)
        : deleting(run, before.at()).map(now -> now.passed() == before.known().passed());
  }

  /** Counted from the same time on before and after. */
  private Future<Deleting> deleting(Run run, Instant at) {
    return journal.deleting(
        run.claim(),
        run.transfer(),
        at.minus(Hosts.LONGEST_HOLD).minus(call.multipliedBy(2)),
        at.minus(KnownChanges.CLOCKS).minus(call));
  }
}
