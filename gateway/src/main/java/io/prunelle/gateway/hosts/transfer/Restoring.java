// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.COPY_DIFFERS;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.RECORD_BUSY;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.SOURCE_CHANGED;

import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the destination, once more from the source, what it has lost since the record was
 * placed there. Writers wait meanwhile. What somebody may have changed or deleted there is left as
 * it is.
 */
final class Restoring {

  private static final Logger LOG = LoggerFactory.getLogger(Restoring.class);

  private static final int TOGETHER = 200;
  private static final int AT_ONCE = 4;

  private final Vertx vertx;
  private final Hosts hosts;
  private final Guards guards;
  private final Look look;
  private final Sightings sightings;
  private final CopiedItems copied;
  private final Writing writing;
  private final TransferTable table;
  private final TransferJournal journal;
  private final TransferMetrics metrics;
  private final Duration longest;
  private final Duration margin;

  Restoring(
      Vertx vertx,
      Hosts hosts,
      Guards guards,
      Look look,
      Sightings sightings,
      CopiedItems copied,
      Writing writing,
      TransferTable table,
      TransferJournal journal,
      TransferMetrics metrics,
      TransferSettings settings) {
    this.vertx = vertx;
    this.hosts = hosts;
    this.guards = guards;
    this.look = look;
    this.sightings = sightings;
    this.copied = copied;
    this.writing = writing;
    this.table = table;
    this.journal = journal;
    this.metrics = metrics;
    this.longest = settings.longestHold();
    this.margin = settings.clockMargin();
  }

  /** After a look at what the destination has; what it still lacks then has to be looked at. */
  Future<Void> run(Run run) {
    if (run.elsewhere()) {
      // Another host than the one that was written to
      return Future.succeededFuture();
    }
    Freeze freeze = new Freeze(longest);
    return hosts
        .exclude(run.transfer().livesAs(), longest)
        .recover(Restoring::asBusy)
        .compose(
            hold -> {
              run.frozen(freeze);
              long end = vertx.setTimer(freeze.left().toMillis(), late -> freeze.end());
              return held(run, hold)
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

  private Future<Void> held(Run run, Hold hold) {
    return guards
        .livesAtDestination(hold.connection(), run)
        .compose(lives -> sightings.touchLost(run))
        .compose(touched -> look.touched(run, run.destination()))
        .compose(looked -> unwritten(run, hold))
        .compose(
            unwritten ->
                sightings
                    .leaveChanged(run, unwritten)
                    .compose(left -> unwritten ? Future.succeededFuture() : leaveUntold(run)))
        .compose(left -> sightings.amiss(run))
        .compose(amiss -> amiss.isEmpty() ? copied.compared(run) : write(run));
  }

  /**
   * Whether nobody has written to the record since it was placed there: then whatever it lacks is
   * lost. Of another practice's record that is not asked, as what it has received is a write to it.
   */
  private Future<Boolean> unwritten(Run run, Hold hold) {
    return run.kind() != Move.Kind.MOVE
        ? Future.succeededFuture(false)
        : table
            .switchedAt(hold.connection(), run.transfer())
            .compose(
                since ->
                    journal.writtenSince(hold.connection(), run.transfer(), since.minus(margin)))
            .map(written -> !written);
  }

  /** A host that keeps versions says of what was deleted that it was, and not that it never was. */
  private Future<Void> leaveUntold(Run run) {
    return run.destination()
        .offer()
        .compose(
            can ->
                Loop.pages(
                    after -> sightings.unseen(run, false, after, TOGETHER),
                    unseen -> {
                      List<ResourceKey> untold = new ArrayList<>();
                      return InTurn.each(
                              unseen,
                              AT_ONCE,
                              key -> {
                                run.unlessRecalled();
                                return (can.histories().contains(key.type())
                                        ? run.destination().deleted(key)
                                        : Future.succeededFuture(true))
                                    .map(
                                        may -> {
                                          if (may) {
                                            untold.add(key);
                                          }
                                          return null;
                                        });
                              })
                          .compose(asked -> sightings.leave(run, untold));
                    }));
  }

  private Future<Void> write(Run run) {
    return writing
        .run(run)
        .compose(written -> look.touched(run, run.destination()))
        .compose(looked -> sightings.amiss(run))
        .compose(
            amiss ->
                amiss.isPresent()
                    ? Future.<Void>failedFuture(new TransferFailure(COPY_DIFFERS, amiss.get()))
                    : copied.compared(run))
        .onSuccess(restored -> told(run));
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
