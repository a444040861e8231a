// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.LEDGER_UNREACHABLE;

import io.prunelle.gateway.chain.SigningKey;
import io.prunelle.gateway.consent.Change;
import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.erasure.Certification;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.ops.Loop;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.proxy.ReadTimes;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of this package: sees to it that each record is where the patient's decision allows it
 * to be, and tells which are on their way.
 */
public final class Mover implements Part {

  private static final Logger LOG = LoggerFactory.getLogger(Mover.class);

  /** How long an order that was given elsewhere may go unnoticed by what runs here. */
  private static final Duration HEED = Duration.ofSeconds(2);

  /** Transfers that are looked at together. */
  private static final int PAGE = 500;

  /** Reasons that are not of one record. */
  private static final Set<String> OF_ALL = Set.of("database-down", "writes-busy");

  private final Vertx vertx;
  private final Context context;
  private final Pool pool;
  private final Hosts hosts;
  private final Consents consents;
  private final TransferSettings settings;
  private final TransferQueue queue = new TransferQueue();
  private final UnderWay underWay = new UnderWay();
  private final Haste haste = new Haste();
  private final Wishes wishes = new Wishes();
  private final EndedTransfers ended = new EndedTransfers();
  private final NotYetThere notYetThere;
  private final Whereabouts whereabouts;
  private final Dispatch dispatch;
  private final Lookout lookout;
  private final Outages outages;
  private final Moves moves;
  private final Handovers handovers;
  private final TransferMetrics metrics;
  private final TurningBack turningBack;
  private long sweeps = -1;
  private long heeds = -1;
  private boolean sweeping;
  private boolean sweepingSoon;

  /**
   * @param pool lends the mover one connection while it carries anything, and others briefly
   * @param upstream client for hosts
   * @param times of those who use the hosts meanwhile
   * @param key what manifests are signed with
   */
  public Mover(
      Vertx vertx,
      Pool pool,
      HttpClient upstream,
      ReadTimes times,
      Hosts hosts,
      Consents consents,
      Journal journal,
      SigningKey key,
      Certification certification,
      Moves moves,
      Handovers handovers,
      TransferSettings settings,
      Clock clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.pool = pool;
    this.hosts = hosts;
    this.consents = consents;
    this.settings = settings;
    this.moves = moves;
    this.handovers = handovers;
    this.metrics = new TransferMetrics(pool, clock);
    this.whereabouts = new Whereabouts(hosts, consents, pool, clock);
    DueTransfers dueTransfers = new DueTransfers();
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
    BegunAnew begunAnew = new BegunAnew(hosts, ended);
    TransferJournal entries = new TransferJournal(journal, clock);
    Look look = new Look(sightings, received, states, entries);
    LateWrites lateWrites = new LateWrites(vertx, states, entries, settings, clock);
    this.turningBack = new TurningBack(pool, whereabouts, turned, entries);
    Batches batches = new Batches(settings.batchSize(), settings.batchBytes());
    UnreferencedBinaries binaries = new UnreferencedBinaries(earlierItems, ownItems, entries);
    LeftBehind left = new LeftBehind(earlierItems, ownItems);
    Listing listing = new Listing(items, ownItems, binaries, left, settings.recordBytes());
    WholeReadings whole =
        new WholeReadings(
            vertx,
            hosts,
            listing,
            new Deletions(vertx, entries, settings.call(), clock),
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
                new KnownChanges(goneItems, entries, settings.call())),
            look,
            sightings,
            received,
            copied,
            writing,
            removal,
            new Leftovers(new FoundItems(), turned));
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
    Carrier carrier =
        new Carrier(
            guards,
            lateWrites,
            turned,
            states,
            entries,
            copying,
            new Switching(
                vertx,
                hosts,
                guards,
                lateWrites,
                copying,
                queue,
                ended,
                states,
                entries,
                new Commits(hosts, states, entries, handovers),
                settings),
            new Completing(guards, archiving, copied, states, key),
            new Erasing(
                guards,
                items,
                ownItems,
                goneItems,
                new DeletedBefore(goneItems, entries),
                archiving,
                new SignedArchive(findings, copied),
                listing,
                look,
                homes,
                sightings,
                lostItems,
                copied,
                new Restoring(
                    vertx, hosts, guards, look, sightings, lostItems, copied, places, writing,
                    states, entries, metrics, settings),
                new UnlistedPieces(copied, guards),
                removal,
                new Traces(copied, binaries, left, findings),
                findings,
                key,
                clock),
            new Certifying(pool, hosts, states, copied, entries, certification, clock),
            cancelling,
            new Leaving(pool, hosts, guards, cancelling, states, copied, entries),
            new Unbegun(begunAnew, ended, copied, entries));
    HostAccess access = new HostAccess(vertx, upstream, hosts, settings, times, metrics);
    this.notYetThere = new NotYetThere(pool, ended, begunAnew, access, settings);
    this.dispatch =
        new Dispatch(
            vertx,
            pool,
            dueTransfers,
            standings,
            states,
            access,
            carrier,
            settings,
            entries,
            metrics,
            this::look);
    this.lookout = new Lookout(context, pool, underWay, dispatch, times);
    this.outages = new Outages(context, pool, dueTransfers, access, dispatch);
  }

  /** Goes on with what was under way, and follows decisions from here on. */
  @Override
  public Future<?> start() {
    consents.subscribe(change -> context.runOnContext(told -> follow(change)));
    moves.subscribe(
        record -> context.runOnContext(told -> heed().onComplete(heeded -> look(record))),
        () -> context.runOnContext(told -> heed().onComplete(heeded -> sweep())));
    handovers.subscribe(() -> context.runOnContext(told -> dispatch.wake()));
    heeds = vertx.setPeriodic(HEED.toMillis(), tick -> context.runOnContext(t -> heed()));
    lookout.start();
    outages.start();
    metrics.start();
    sweeps =
        vertx.setPeriodic(
            0, settings.sweep().toMillis(), tick -> context.runOnContext(t -> sweep()));
    return Future.succeededFuture();
  }

  /**
   * Begins nothing more. What is under way is left as it is: whoever starts next goes on with it.
   */
  @Override
  public Future<?> stop() {
    vertx.cancelTimer(sweeps);
    vertx.cancelTimer(heeds);
    lookout.stop();
    outages.stop();
    metrics.stop();
    Promise<Void> stopped = Promise.promise();
    context.runOnContext(
        last -> {
          dispatch.stop();
          stopped.complete();
        });
    return stopped.future();
  }

  /** Another gateway may have been told of an order, or of a decision. */
  private Future<Void> heed() {
    return dispatch
        .heed()
        .compose(heeded -> InTurn.each(dispatch.stoppable(), this::stopUnlessWanted))
        .compose(stopped -> InTurn.each(dispatch.switched(), this::hurryIfAwaited))
        .onFailure(failure -> LOG.atDebug().setCause(failure).log("cannot look for orders"));
  }

  private Future<Void> stopUnlessWanted(Transfer transfer) {
    return whereabouts
        .wants(transfer)
        .map(
            wanted -> {
              if (!wanted.orElse(true)) {
                dispatch.recall(transfer.record());
              }
              return null;
            });
  }

  private void follow(Change change) {
    int at = change.hosting().indexOf('@');
    if (at > 0) {
      look(new PatientRecord(change.hosting().substring(0, at), change.patient()));
    }
  }

  private void look(PatientRecord record) {
    consider(record).onFailure(this::sweepSoon).onComplete(considered -> dispatch.wake());
  }

  /** One at a time: what takes longer than the pause between two goes on. */
  private void sweep() {
    if (sweeping) {
      return;
    }
    sweeping = true;
    notYetThere.begin();
    metrics.refresh();
    InTurn.each(
            hosts.practices(),
            practice ->
                whereabouts
                    .misplaced(practice, this::considerInTurn)
                    .compose(looked -> onTheirWay(practice.id())))
        .onFailure(this::sweepSoon)
        .onComplete(
            swept -> {
              sweeping = false;
              dispatch.wake();
            });
  }

  /** What is on its way is misplaced nowhere yet, and may be wanted there no longer. */
  private Future<Void> onTheirWay(String practice) {
    return Loop.from(
        "",
        after ->
            underWay
                .stoppable(pool, practice, after, PAGE)
                .compose(
                    patients ->
                        patients.isEmpty()
                            ? Future.succeededFuture(null)
                            : InTurn.each(
                                    patients,
                                    patient -> considerInTurn(new PatientRecord(practice, patient)))
                                .map(patients.get(patients.size() - 1))));
  }

  /**
   * At the start the ledger has not been followed yet; later the database may be gone for a while.
   */
  private void sweepSoon(Throwable failure) {
    LOG.atInfo()
        .addKeyValue("reason", TransferFailure.of(failure).reason().code())
        .log("cannot tell where records belong");
    if (!sweepingSoon) {
      sweepingSoon = true;
      vertx.setTimer(
          settings.shortestPause().toMillis(),
          soon -> {
            sweepingSoon = false;
            sweep();
          });
    }
  }

  /** What keeps one record where it is keeps no other. */
  private Future<Void> considerInTurn(PatientRecord record) {
    return consider(record)
        .recover(
            failure -> {
              if (!ofOneRecord(failure)) {
                return Future.failedFuture(failure);
              }
              // Whose it is, the journal of the database says
              LOG.atWarn()
                  .addKeyValue("practice", record.practice())
                  .addKeyValue("reason", ((Refused) failure).refusal().reason())
                  .log("a record is left out, as it cannot be told where it is");
              return Future.succeededFuture();
            });
  }

  /** Not that ledger or database are out of reach or busy, which is so for all of them. */
  private static boolean ofOneRecord(Throwable failure) {
    return failure instanceof Refused refused && !OF_ALL.contains(refused.refusal().reason());
  }

  private Future<Void> consider(PatientRecord record) {
    return whereabouts
        .of(record)
        .compose(
            wanted ->
                wanted.isEmpty()
                    ? Future.failedFuture(new TransferFailure(LEDGER_UNREACHABLE, "not followed"))
                    : underWay
                        .concerning(pool, record)
                        .compose(
                            transfers ->
                                transfers.isEmpty()
                                    ? ask(record, wanted.get())
                                    : InTurn.each(transfers, this::redirect)));
  }

  private Future<Void> ask(PatientRecord record, Whereabouts.Wanted wanted) {
    return hosts
        .placement(record)
        .compose(
            placement ->
                placement.host().id().equals(wanted.host().id())
                    ? Future.<Void>succeededFuture()
                    : unlessDeclined(record, placement.host().id(), wanted))
        .recover(
            failure ->
                // No decision brings it back
                Refusals.departed(failure)
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  /** Where a record may stay it stays, once somebody had the same move taken back. */
  private Future<Void> unlessDeclined(
      PatientRecord record, String source, Whereabouts.Wanted wanted) {
    return (wanted.urgent() ? Future.succeededFuture(false) : declined(record, source, wanted))
        .compose(
            declined ->
                declined
                    ? Future.succeededFuture()
                    : queue.queue(pool, record, source, wanted).mapEmpty());
  }

  private Future<Boolean> declined(PatientRecord record, String source, Whereabouts.Wanted wanted) {
    return ended
        .declined(pool, record, wanted)
        .compose(
            declined ->
                declined ? Future.succeededFuture(true) : notYetThere.is(record, source, wanted));
  }

  /** What keeps it from where it goes may be a copy that another practice only keeps. */
  private Future<Void> makeRoom(Transfer transfer) {
    return transfer.kind() == Move.Kind.MOVE && transfer.state() == State.FAILED
        ? ended
            .keepers(pool, transfer.record())
            .compose(
                practices ->
                    InTurn.each(
                        practices,
                        practice ->
                            giveWay(new PatientRecord(practice, transfer.record().patient()))))
        : Future.succeededFuture();
  }

  private Future<Void> giveWay(PatientRecord copy) {
    return Future.all(whereabouts.of(copy), underWay.concerning(pool, copy))
        .compose(
            known -> {
              Optional<Whereabouts.Wanted> wanted = known.resultAt(0);
              List<Transfer> transfers = known.resultAt(1);
              return wanted.isPresent() && transfers.isEmpty()
                  ? ask(copy, wanted.get())
                  : Future.succeededFuture();
            });
  }

  /**
   * One that goes elsewhere ends first, and quickly as long as it can be taken back; then the
   * record is looked at anew.
   */
  private Future<Void> redirect(Transfer transfer) {
    if (transfer.from() == State.ARCHIVING) {
      // The copy is there; its past is given up, for the record itself cannot leave before
      return whereabouts
          .mayStay(transfer.record(), transfer.source())
          .compose(
              stays ->
                  stays.orElse(true)
                      ? Future.succeededFuture()
                      : haste.hasten(pool, transfer.id()));
    }
    return transfer.switched()
        ? turningBack
            .of(transfer)
            .compose(turned -> turned ? Future.succeededFuture() : hurryIfAwaited(transfer))
        : whereabouts
            .wants(transfer)
            .compose(
                wanted -> {
                  if (wanted.orElse(true)) {
                    return keepTo(transfer, wanted.isPresent()).compose(kept -> makeRoom(transfer));
                  }
                  dispatch.recall(transfer.record());
                  return haste.hasten(pool, transfer.id());
                });
  }

  /** What it was asked for by may have been followed by another decision that wants the same. */
  private Future<?> keepTo(Transfer transfer, boolean known) {
    return known
        ? whereabouts
            .by(transfer)
            .<Object>compose(
                wanted ->
                    wanted.isPresent()
                        ? wishes.by(pool, transfer, wanted.get()).mapEmpty()
                        : wishes.still(pool, transfer.id()).mapEmpty())
        : Future.succeededFuture();
  }

  /** Before it has ended the record goes nowhere else, though nobody may use it where it is. */
  private Future<Void> hurryIfAwaited(Transfer transfer) {
    return whereabouts
        .usedThere(transfer)
        .compose(
            used -> {
              if (used) {
                return Future.succeededFuture();
              }
              dispatch.hurry(transfer.record());
              return haste.hurry(pool, transfer.id(), TurningBack.LASTING);
            });
  }
}
