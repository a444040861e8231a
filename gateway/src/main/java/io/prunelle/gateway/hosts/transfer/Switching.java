// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.PLACED_ELSEWHERE;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.RECORD_BUSY;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;

/**
 * Makes the destination the place where the record lives. Writers wait meanwhile; placement, state
 * and journal entry are one commit.
 */
final class Switching {

  private final Hosts hosts;
  private final Guards guards;
  private final Copying copying;
  private final TransferTable table;
  private final TransferJournal journal;

  Switching(
      Hosts hosts, Guards guards, Copying copying, TransferTable table, TransferJournal journal) {
    this.hosts = hosts;
    this.guards = guards;
    this.copying = copying;
    this.table = table;
    this.journal = journal;
  }

  Future<Run> run(Run run) {
    return hosts
        .exclude(run.record())
        .recover(Switching::asFailure)
        .compose(
            hold ->
                held(run, hold)
                    .recover(
                        failure -> hold.abandon().transform(let -> Future.failedFuture(failure))));
  }

  private Future<Run> held(Run run, Hold hold) {
    return guards
        .placedAtSource(hold.connection(), run)
        .compose(copying::catchUp)
        .compose(guards::stillWanted)
        .compose(wanted -> commit(run, hold));
  }

  /** The placement last: all other switches wait for who has written one. */
  private Future<Run> commit(Run run, Hold hold) {
    return destination(run)
        .compose(
            destination ->
                journal
                    .switched(hold.connection(), run.transfer())
                    .compose(told -> table.enter(hold.connection(), run.transfer(), State.SWITCHED))
                    .compose(
                        switched ->
                            hosts
                                .place(hold.connection(), run.record(), destination)
                                .compose(placed -> run.now(hold.commit().map(switched)))));
  }

  private Future<Host> destination(Run run) {
    return hosts
        .host(run.transfer().destination())
        .map(Future::succeededFuture)
        .orElse(Future.failedFuture(new TransferFailure(PLACED_ELSEWHERE, "unknown host")));
  }

  private static Future<Hold> asFailure(Throwable cause) {
    return Future.failedFuture(
        cause instanceof Refused
            ? new TransferFailure(RECORD_BUSY, String.valueOf(cause.getMessage()))
            : cause);
  }
}
