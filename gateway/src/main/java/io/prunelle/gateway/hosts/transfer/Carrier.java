// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.NO_RECORD;
import static io.prunelle.gateway.hosts.transfer.TransferJournal.Step.CANCELLED;
import static io.prunelle.gateway.hosts.transfer.TransferJournal.Step.ERASED;
import static io.prunelle.gateway.hosts.transfer.TransferJournal.Step.STARTED;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.vertx.core.Future;

/** Takes a claimed transfer through its states, from wherever it was left. */
final class Carrier {

  private final Guards guards;
  private final LateWrites lateWrites;
  private final TurnedTransfers turned;
  private final TransferStates states;
  private final TransferJournal journal;
  private final Copying copying;
  private final Switching switching;
  private final Completing completing;
  private final Erasing erasing;
  private final Certifying certifying;
  private final Cancelling cancelling;
  private final Leaving leaving;
  private final Unbegun unbegun;

  Carrier(
      Guards guards,
      LateWrites lateWrites,
      TurnedTransfers turned,
      TransferStates states,
      TransferJournal journal,
      Copying copying,
      Switching switching,
      Completing completing,
      Erasing erasing,
      Certifying certifying,
      Cancelling cancelling,
      Leaving leaving,
      Unbegun unbegun) {
    this.guards = guards;
    this.lateWrites = lateWrites;
    this.turned = turned;
    this.states = states;
    this.journal = journal;
    this.copying = copying;
    this.switching = switching;
    this.completing = completing;
    this.erasing = erasing;
    this.certifying = certifying;
    this.cancelling = cancelling;
    this.leaving = leaving;
    this.unbegun = unbegun;
  }

  /** Succeeds when the transfer has ended, certified or cancelled. */
  Future<Run> carry(Run run) {
    return switch (run.transfer().state()) {
      case QUEUED, COPYING, CATCHING_UP, FROZEN -> bring(run).compose(this::finish);
      case SWITCHED, ARCHIVING, ERASING -> finish(run);
      case CANCELLING -> cancel(run);
      case CERTIFIED, DONE, COPIED, CANCELLED, FAILED -> Future.succeededFuture(run);
    };
  }

  private Future<Run> bring(Run run) {
    return guards
        .stillWanted(run)
        .map(Run::between)
        .compose(guards::placedAtSource)
        .compose(guards::destinationFree)
        .compose(guards::alone)
        .compose(lateWrites::noneLasting)
        .compose(wanted -> guards.sourceInUse(run))
        .compose(
            used -> {
              // Nobody reads it until it is elsewhere
              run.awaited(!used);
              return Future.succeededFuture();
            })
        .compose(
            wanted ->
                journal.around(
                    run.transfer(),
                    STARTED,
                    TransferJournal.place(run.transfer()),
                    () -> enter(run, State.COPYING).compose(this::copy).compose(switching::run)))
        .recover(
            failure ->
                failure instanceof Recalled && !run.transfer().onward()
                    ? cancel(run)
                    : unlessUnbegun(run, failure));
  }

  /** What is not there yet is not looked for again and again. */
  private Future<Run> unlessUnbegun(Run run, Throwable failure) {
    if (!(failure instanceof TransferFailure known && known.reason() == NO_RECORD)) {
      return Future.failedFuture(failure);
    }
    return unbegun
        .is(run)
        .compose(
            none ->
                none
                    ? takeBack(run)
                        .compose(
                            removed ->
                                run.now(
                                    states.without(
                                        run.claim(),
                                        run.transfer(),
                                        String.valueOf(failure.getMessage()))))
                    : Future.failedFuture(failure));
  }

  private Future<Run> copy(Run run) {
    return run.kind() == Move.Kind.ERASURE ? copying.reading(run) : copying.run(run);
  }

  private Future<Run> finish(Run run) {
    // Cancelled on the way here
    if (run.transfer().state().ended()) {
      return Future.succeededFuture(run);
    }
    return guards
        .usedThere(run)
        .compose(
            used -> {
              // Nobody reads it until it has moved on, which it cannot before
              run.awaited(!used);
              // What is kept is not erased
              return run.kind() == Move.Kind.COPY ? completing.run(run) : erase(run);
            });
  }

  private Future<Run> erase(Run run) {
    return guards
        .notHeld(run)
        .map(Run::between)
        .compose(guards::readersGone)
        .compose(lateWrites::none)
        .compose(gone -> erased(run))
        .compose(erased -> guards.requestsEnded(run).compose(lateWrites::none).map(erased))
        .compose(certifying::run);
  }

  private Future<Erasing.Erased> erased(Run run) {
    return journal.around(
        run.transfer(),
        ERASED,
        run.transfer().source(),
        () -> enter(run, State.ERASING).compose(erasing::run));
  }

  private Future<Run> cancel(Run run) {
    return states
        .givenUp(run.claim(), run.transfer())
        .compose(
            givenUp ->
                givenUp
                    ? leaving.leave(run)
                    : takenBack(run).recover(failure -> leaving.unlessItCanWait(run, failure)));
  }

  private Future<Run> takenBack(Run run) {
    return takeBack(run)
        .compose(
            removed ->
                run.transfer().turns() == null
                    ? enter(run, State.CANCELLED)
                    : run.now(turned.backTo(run.claim(), run.transfer())));
  }

  private Future<Run> takeBack(Run run) {
    return journal
        .around(
            run.transfer(),
            CANCELLED,
            TransferJournal.place(run.transfer()),
            () -> enter(run, State.CANCELLING).compose(cancelling::run))
        .compose(guards::requestsEnded)
        .compose(cancelling::end);
  }

  private Future<Run> enter(Run run, State next) {
    return run.now(states.enter(run.claim(), run.transfer(), next));
  }
}
