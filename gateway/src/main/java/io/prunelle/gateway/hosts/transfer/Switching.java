// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.PLACED_ELSEWHERE;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.RECORD_BUSY;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Makes the destination the place where the record lives. Writers wait only while the last changes
 * are carried over, and no longer than a bound; placement, state and journal entry are one commit.
 */
final class Switching {

  /** Where nobody may read or write at the source any more, nobody is kept waiting. */
  private static final Duration NOBODY_WAITS = Duration.ofMinutes(10);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Hosts hosts;
  private final Guards guards;
  private final Copying copying;
  private final TransferTable table;
  private final TransferJournal journal;
  private final TransferSettings settings;

  Switching(
      Vertx vertx,
      Hosts hosts,
      Guards guards,
      Copying copying,
      TransferTable table,
      TransferJournal journal,
      TransferSettings settings) {
    this.vertx = vertx;
    this.hosts = hosts;
    this.guards = guards;
    this.copying = copying;
    this.table = table;
    this.journal = journal;
    this.settings = settings;
  }

  Future<Run> run(Run run) {
    return attempt(run, settings.holds());
  }

  private Future<Run> attempt(Run run, int left) {
    return enter(run, State.CATCHING_UP)
        .compose(copying::catchUp)
        .compose(guards::requestsEnded)
        .compose(caughtUp -> enter(run, State.FROZEN))
        .compose(entered -> guards.sourceInUse(run))
        .compose(used -> freeze(run, used ? settings.longestHold() : NOBODY_WAITS))
        .recover(failure -> again(run, left, failure));
  }

  private Future<Run> again(Run run, int left, Throwable failure) {
    if (!(failure instanceof HeldTooLong)) {
      return Future.failedFuture(failure);
    }
    return left > 1
        ? attempt(run, left - 1)
        : Future.failedFuture(
            new TransferFailure(
                RECORD_BUSY, "not caught up within " + settings.longestHold().toMillis() + " ms"));
  }

  private Future<Run> freeze(Run run, Duration longest) {
    Freeze freeze = new Freeze(longest);
    Duration wait = freeze.left().compareTo(LONGEST_WAIT) < 0 ? freeze.left() : LONGEST_WAIT;
    return hosts
        .exclude(run.record(), wait)
        .recover(Switching::asHeld)
        .compose(
            hold -> {
              freeze.by(hold);
              run.frozen(freeze);
              long end = vertx.setTimer(freeze.left().toMillis(), late -> freeze.giveBack());
              return held(run, hold, freeze)
                  .eventually(
                      () -> {
                        vertx.cancelTimer(end);
                        run.frozen(null);
                        return Future.succeededFuture();
                      })
                  .recover(
                      failure ->
                          freeze
                              .abandon()
                              .transform(
                                  let ->
                                      Future.failedFuture(
                                          freeze.over() ? new HeldTooLong() : failure)));
            });
  }

  private Future<Run> held(Run run, Hold hold, Freeze freeze) {
    return guards
        .placedAtSource(hold.connection(), run)
        .compose(copying::last)
        .compose(guards::stillWanted)
        .compose(wanted -> commit(run, hold, freeze));
  }

  /**
   * The transfer's row first, as whoever orders something has it before the journal. The placement
   * last: all other switches wait for who has written one.
   */
  private Future<Run> commit(Run run, Hold hold, Freeze freeze) {
    freeze.commit();
    return destination(run)
        .compose(
            destination ->
                table
                    .switched(hold.connection(), run.transfer(), freeze.elapsed())
                    .compose(
                        switched ->
                            journal
                                .switched(hold.connection(), run.transfer())
                                .compose(
                                    told ->
                                        hosts.place(hold.connection(), run.record(), destination))
                                .compose(placed -> run.now(hold.commit().map(switched)))));
  }

  private Future<Host> destination(Run run) {
    return hosts
        .host(run.transfer().to())
        .map(Future::succeededFuture)
        .orElse(Future.failedFuture(new TransferFailure(PLACED_ELSEWHERE, "unknown host")));
  }

  private Future<Run> enter(Run run, State next) {
    return run.now(table.enter(run.claim(), run.transfer(), next));
  }

  private static Future<Hold> asHeld(Throwable cause) {
    return Future.failedFuture(cause instanceof Refused ? new HeldTooLong() : cause);
  }
}
