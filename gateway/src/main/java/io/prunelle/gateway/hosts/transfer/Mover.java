// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.chain.SigningKey;
import io.prunelle.gateway.consent.Change;
import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.erasure.Certification;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.proxy.ReadTimes;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of this package: sees to it that each record is where the patient's decision allows it
 * to be. When a record is looked at is said here; what becomes of it then, in {@link Considering}.
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
  private final UnderWay underWay = new UnderWay();
  private final NotYetThere notYetThere;
  private final Whereabouts whereabouts;
  private final Dispatch dispatch;
  private final Considering considering;
  private final Lookout lookout;
  private final Outages outages;
  private final Moves moves;
  private final Handovers handovers;
  private final TransferMetrics metrics;
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
    EndedTransfers ended = new EndedTransfers();
    BegunAnew begunAnew = new BegunAnew(hosts, ended);
    TransferJournal entries = new TransferJournal(journal, clock);
    HostAccess access = new HostAccess(vertx, upstream, hosts, settings, times, metrics);
    this.notYetThere = new NotYetThere(pool, ended, begunAnew, access, settings);
    this.dispatch =
        new Dispatch(
            vertx,
            pool,
            dueTransfers,
            new Standings(),
            new TransferStates(),
            access,
            Carrier.of(
                vertx,
                pool,
                hosts,
                whereabouts,
                begunAnew,
                entries,
                handovers,
                certification,
                key,
                metrics,
                settings,
                clock),
            settings,
            entries,
            metrics,
            this::look);
    this.considering =
        new Considering(
            pool,
            hosts,
            whereabouts,
            underWay,
            notYetThere,
            new TurningBack(pool, whereabouts, new TurnedTransfers(), entries),
            dispatch);
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
        .compose(heeded -> InTurn.each(dispatch.stoppable(), considering::stopUnlessWanted))
        .compose(stopped -> InTurn.each(dispatch.switched(), considering::hurryIfAwaited))
        .onFailure(failure -> LOG.atDebug().setCause(failure).log("cannot look for orders"));
  }

  private void follow(Change change) {
    int at = change.hosting().indexOf('@');
    if (at > 0) {
      look(new PatientRecord(change.hosting().substring(0, at), change.patient()));
    }
  }

  private void look(PatientRecord record) {
    considering.of(record).onFailure(this::sweepSoon).onComplete(considered -> dispatch.wake());
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
    return KeyPages.each(
        after -> underWay.stoppable(pool, practice, after, PAGE),
        patient -> patient,
        patients ->
            InTurn.each(patients, patient -> considerInTurn(new PatientRecord(practice, patient))));
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
    return considering
        .of(record)
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
}
