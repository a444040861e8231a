// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.NO_RECORD;
import static io.prunelle.gateway.hosts.transfer.TransferJournal.Step.CANCELLED;
import static io.prunelle.gateway.hosts.transfer.TransferJournal.Step.ERASED;
import static io.prunelle.gateway.hosts.transfer.TransferJournal.Step.STARTED;

import io.prunelle.gateway.chain.SigningKey;
import io.prunelle.gateway.erasure.Certification;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;

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

  private Carrier(
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

  /**
   * With all that it takes.
   *
   * @param journal where it writes down what it does
   * @param key what manifests are signed with
   */
  static Carrier of(
      Vertx vertx,
      Pool pool,
      Hosts hosts,
      Whereabouts whereabouts,
      BegunAnew begunAnew,
      TransferJournal journal,
      Handovers handovers,
      Certification certification,
      SigningKey key,
      TransferMetrics metrics,
      TransferSettings settings,
      Clock clock) {
    EndedTransfers ended = new EndedTransfers();
    UnderWay underWay = new UnderWay();
    Standings standings = new Standings();
    TurnedTransfers turned = new TurnedTransfers();
    TransferStates states = new TransferStates();
    Findings findings = new Findings();
    Items items = new Items();
    OwnItems ownItems = new OwnItems();
    GoneItems goneItems = new GoneItems();
    EarlierItems earlierItems = new EarlierItems();
    CopiedItems copied = new CopiedItems(settings.call());
    Sightings sightings = new Sightings();
    ReceivedItems received = new ReceivedItems();
    LostItems lostItems = new LostItems();
    Places places = new Places(vertx);
    Guards guards = new Guards(settings, hosts, whereabouts, underWay, standings, states, copied);
    Look look = new Look(sightings, received, states, journal);
    LateWrites lateWrites = new LateWrites(vertx, states, journal, settings, clock);
    Batches batches = new Batches(settings.batchSize(), settings.batchBytes());
    UnreferencedBinaries binaries = new UnreferencedBinaries(earlierItems, ownItems, journal);
    LeftBehind left = new LeftBehind(earlierItems, ownItems);
    Listing listing = new Listing(items, ownItems, binaries, left, settings.recordBytes());
    WholeReadings whole =
        new WholeReadings(
            vertx,
            hosts,
            listing,
            new Deletions(vertx, journal, settings.call(), clock),
            settings.longestHold());
    Removal removal = new Removal(guards, copied, places, batches);
    Writing writing = new Writing(copied, sightings, places, batches);
    Copying copying =
        new Copying(
            new Quiet(hosts, settings.longestHold(), settings.clockMargin()),
            findings,
            items,
            whole,
            new Changes(
                items,
                ownItems,
                goneItems,
                listing,
                whole,
                new KnownChanges(goneItems, journal, settings.call())),
            look,
            sightings,
            received,
            copied,
            writing,
            removal,
            new Leftovers(items, new FoundItems(), turned));
    Homes homes = new Homes(ownItems, copied);
    Archiving archiving =
        new Archiving(
            guards,
            items,
            new VersionedItems(),
            received,
            copied,
            states,
            findings,
            hosts,
            settings);
    Cancelling cancelling = new Cancelling(guards, look, received, copied, homes, removal);
    return new Carrier(
        guards,
        lateWrites,
        turned,
        states,
        journal,
        copying,
        new Switching(
            vertx,
            hosts,
            guards,
            lateWrites,
            copying,
            new TransferQueue(),
            ended,
            states,
            journal,
            new Commits(hosts, states, journal, handovers),
            settings),
        new Completing(guards, archiving, copied, states, key),
        new Erasing(
            guards,
            items,
            ownItems,
            goneItems,
            new DeletedBefore(goneItems, journal),
            archiving,
            new SignedArchive(findings, copied),
            listing,
            look,
            homes,
            sightings,
            lostItems,
            copied,
            new Restoring(
                vertx, hosts, guards, look, sightings, lostItems, copied, places, writing, states,
                journal, metrics, settings),
            new UnlistedPieces(copied, guards),
            removal,
            new Traces(copied, binaries, left, findings),
            findings,
            key,
            clock),
        new Certifying(pool, hosts, states, copied, journal, certification, clock),
        cancelling,
        new Leaving(pool, hosts, guards, cancelling, states, copied, journal),
        new Unbegun(begunAnew, ended, copied, journal));
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
