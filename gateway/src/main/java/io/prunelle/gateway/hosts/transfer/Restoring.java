// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.COPY_DIFFERS;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.RECORD_BUSY;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.SOURCE_CHANGED;

import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Capabilities;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the destination, once more from the source, what it has lost since the record was
 * placed there: so much at a time that writers, who wait meanwhile, need not wait long. What
 * somebody may have changed or deleted there, be it past the gateway, is left as it is.
 */
final class Restoring {

  private static final Logger LOG = LoggerFactory.getLogger(Restoring.class);

  private static final int TOGETHER = 200;
  private static final int AT_ONCE = 4;

  /** So few that writers need not wait long for them, however much was lost. */
  private static final int MOST = 50;

  private final Vertx vertx;
  private final Hosts hosts;
  private final Guards guards;
  private final Look look;
  private final Sightings sightings;
  private final LostItems lostItems;
  private final Renewing renewing;
  private final CopiedItems copied;
  private final Places places;
  private final Writing writing;
  private final TransferStates states;
  private final TransferJournal journal;
  private final TransferMetrics metrics;
  private final Batches batches;
  private final Duration longest;
  private final Duration margin;

  Restoring(
      Vertx vertx,
      Hosts hosts,
      Guards guards,
      Look look,
      Sightings sightings,
      LostItems lostItems,
      CopiedItems copied,
      Places places,
      Writing writing,
      TransferStates states,
      TransferJournal journal,
      TransferMetrics metrics,
      TransferSettings settings) {
    this.vertx = vertx;
    this.hosts = hosts;
    this.guards = guards;
    this.look = look;
    this.sightings = sightings;
    this.lostItems = lostItems;
    this.renewing = new Renewing(sightings, lostItems);
    this.copied = copied;
    this.places = places;
    this.writing = writing;
    this.states = states;
    this.journal = journal;
    this.metrics = metrics;
    this.batches = new Batches(Math.min(MOST, settings.batchSize()), settings.batchBytes());
    this.longest = settings.longestHold();
    this.margin = settings.clockMargin();
  }

  /** After a look at what the destination has; what it still lacks then has to be looked at. */
  Future<Void> run(Run run) {
    if (run.elsewhere()) {
      // Another host than the one that was written to
      return Future.succeededFuture();
    }
    AtomicBoolean any = new AtomicBoolean();
    return lostItems
        .touchLost(run)
        .compose(touched -> renewing.run(run))
        .compose(renewed -> places.order(run, Places.Of.WRITING, false))
        .compose(
            ordered ->
                Batches.each(
                    -1,
                    place ->
                        places
                            .after(run, place, batches.ask())
                            .compose(next -> batches.first(next, at -> places.at(run, at))),
                    batch -> some(run, batch, any)))
        .onComplete(
            ended -> {
              if (any.get()) {
                told(run);
              }
            });
  }

  /** Referenced ones first; writers go on between them. */
  private Future<Void> some(Run run, List<Item> batch, AtomicBoolean any) {
    Freeze freeze = new Freeze(longest);
    return hosts
        .exclude(run.transfer().livesAs(), longest)
        .recover(Restoring::asBusy)
        .compose(
            hold -> {
              run.frozen(freeze);
              long end = vertx.setTimer(freeze.left().toMillis(), late -> freeze.end());
              return held(run, hold, batch, any)
                  .recover(Restoring::asFailure)
                  .eventually(
                      () -> {
                        vertx.cancelTimer(end);
                        run.frozen(null);
                        // What was begun has ended, however long it took
                        return hold.abandon();
                      });
            });
  }

  private Future<Void> held(Run run, Hold hold, List<Item> batch, AtomicBoolean any) {
    return guards
        .livesAtDestination(hold.connection(), run)
        .compose(lives -> sightings.touchOnly(run, batch.stream().map(Item::key).toList()))
        .compose(touched -> look.touched(run, run.destination()))
        .compose(looked -> unwritten(run, hold))
        .compose(
            unwritten ->
                sightings.leaveChanged(run, unwritten).compose(left -> leaveUntold(run, unwritten)))
        .compose(left -> sightings.touchedAmiss(run))
        .compose(
            amiss ->
                amiss.isEmpty()
                    ? copied.compared(run)
                    : write(run, batch.stream().filter(item -> amiss.contains(item.key())).toList())
                        .onSuccess(written -> any.set(true)));
  }

  /**
   * Whether nobody has written to the record since it was placed there: then whatever it lacks is
   * lost. Of another practice's record that is not asked, as what it has received is a write to it.
   */
  private Future<Boolean> unwritten(Run run, Hold hold) {
    return run.kind() != Move.Kind.MOVE
        ? Future.succeededFuture(false)
        : states
            .switchedAt(hold.connection(), run.transfer())
            .compose(
                since ->
                    journal.writtenSince(hold.connection(), run.transfer(), since.minus(margin)))
            .map(written -> !written);
  }

  /**
   * What is not there at all may have been deleted past the gateway, which no journal tells. A host
   * that keeps versions says of what was deleted that it was, and shows which version that was; of
   * what it answers 404 it never had any. Any other host cannot be told to have lost it.
   */
  private Future<Void> leaveUntold(Run run, boolean unwritten) {
    return run.destination()
        .offer()
        .compose(
            can ->
                KeyPages.each(
                    after -> sightings.unseen(run, false, after, TOGETHER),
                    unseen ->
                        lostItems
                            .ofAll(run, unseen)
                            .compose(ofAll -> leaveUntold(run, can, unwritten, unseen, ofAll))));
  }

  private Future<Void> leaveUntold(
      Run run,
      Capabilities can,
      boolean unwritten,
      List<ResourceKey> unseen,
      Set<ResourceKey> ofAll) {
    List<ResourceKey> untold = new ArrayList<>();
    return InTurn.each(
            unseen,
            AT_ONCE,
            key ->
                // No journal of one record tells of what is everybody's
                mayBeDeleted(run, can, unwritten && !ofAll.contains(key), key)
                    .onSuccess(
                        may -> {
                          if (may) {
                            untold.add(key);
                          }
                        }))
        .compose(asked -> sightings.leave(run, untold));
  }

  static Future<Boolean> mayBeDeleted(
      Run run, Capabilities can, boolean unwritten, ResourceKey key) {
    run.unlessRecalled();
    if (!can.histories().contains(key.type())) {
      return Future.succeededFuture(true);
    }
    return unwritten ? Future.succeededFuture(false) : run.destination().deleted(key);
  }

  private Future<Void> write(Run run, List<Item> lost) {
    return writing
        .these(run, lost)
        .compose(written -> look.touched(run, run.destination()))
        .compose(looked -> sightings.amiss(run))
        .compose(
            amiss ->
                amiss.isPresent()
                    ? Future.<Void>failedFuture(new TransferFailure(COPY_DIFFERS, amiss.get()))
                    : copied.compared(run));
  }

  private void told(Run run) {
    metrics.restored();
    LOG.atWarn()
        .addKeyValue("transfer", run.transfer().id())
        .addKeyValue("host", run.transfer().destination())
        .log("the host had lost part of a record that it was given, which was written again");
  }

  private static Future<Hold> asBusy(Throwable cause) {
    return Future.failedFuture(
        cause instanceof Refused
            ? new TransferFailure(RECORD_BUSY, "what was lost could not be written again")
            : cause);
  }

  private static Future<Void> asFailure(Throwable cause) {
    return Future.failedFuture(
        cause instanceof Overtaken
            ? new TransferFailure(SOURCE_CHANGED, "of what the destination has lost")
            : cause instanceof HeldTooLong
                ? new TransferFailure(RECORD_BUSY, "not all that was lost is written again yet")
                : cause);
  }
}
