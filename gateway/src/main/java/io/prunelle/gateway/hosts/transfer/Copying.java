// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.CONCERNS_OTHERS;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.COPY_DIFFERS;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.DESTINATION_OCCUPIED;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.RECORD_BUSY;

import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.Loop;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a record to the destination and compares what arrived. Can be repeated at any point. */
final class Copying {

  private static final Logger LOG = LoggerFactory.getLogger(Copying.class);

  /** How often changes are followed before writers wait, be there many each time. */
  private static final int ROUNDS = 5;

  /**
   * How often the record may have changed under the copy before it is left for later. No more is
   * read again each time than what has, by its name.
   */
  private static final int TRIES = 50;

  /** So few changes that writers need not wait long for them. */
  private static final int FEW = 25;

  private final Quiet quiet;
  private final Findings findings;
  private final Items items;
  private final WholeReadings whole;
  private final Changes changes;
  private final Look look;
  private final Sightings sightings;
  private final ReceivedItems received;
  private final CopiedItems copied;
  private final Writing writing;
  private final Removal removal;
  private final Leftovers leftovers;

  Copying(
      Quiet quiet,
      Findings findings,
      Items items,
      WholeReadings whole,
      Changes changes,
      Look look,
      Sightings sightings,
      ReceivedItems received,
      CopiedItems copied,
      Writing writing,
      Removal removal,
      Leftovers leftovers) {
    this.quiet = quiet;
    this.findings = findings;
    this.items = items;
    this.whole = whole;
    this.changes = changes;
    this.look = look;
    this.sightings = sightings;
    this.received = received;
    this.copied = copied;
    this.writing = writing;
    this.removal = removal;
    this.leftovers = leftovers;
  }

  /** Reads the record at the source and sees to it that the destination has exactly the same. */
  Future<Run> run(Run run) {
    return quiet
        .mark(run)
        .compose(marked -> items.touch(run))
        .compose(touched -> whole.all(run))
        .compose(listed -> keep(run))
        .compose(kept -> Namesakes.none(run))
        .compose(none -> look(run))
        .compose(
            unexpected -> {
              if (run.transfer().turns() != null) {
                return copied
                    .own(run)
                    .compose(own -> leftovers.takeOver(run))
                    .compose(taken -> bring(run, TRIES, true));
              }
              return unexpected.isPresent() ? occupied(unexpected) : bring(run, TRIES, true);
            });
  }

  /** Reads a record that goes nowhere, so that what keeps it from being erased is known before. */
  Future<Run> reading(Run run) {
    return items
        .touch(run)
        .compose(touched -> whole.all(run))
        .compose(listed -> keep(run))
        .map(run);
  }

  /** At the destination; tells what is there that should not be. */
  private Future<Optional<ResourceKey>> look(Run run) {
    Future<Optional<ResourceKey>> looked =
        run.kind().arrives()
            ? look.named(run, run.destination())
                .compose(seen -> look.takenAway(run, run.destination()))
                .map(Optional.empty())
            : look.whole(run, run.destination());
    return looked
        .compose(unexpected -> received.yieldTheirs(run).map(unexpected))
        .recover(Copying::asOccupied);
  }

  /** Follows changes until few are left. */
  Future<Run> catchUp(Run run) {
    return (run.read() == null ? late(run) : Future.succeededFuture())
        .compose(
            known ->
                Loop.from(
                    ROUNDS, left -> changed(run).map(few -> few || left == 1 ? null : left - 1)))
        .map(run);
  }

  /** The copy was begun while somebody wrote, or from a host that does not tell what happened. */
  private Future<Void> late(Run run) {
    return quiet
        .mark(run)
        .compose(marked -> run.read() == null ? Future.succeededFuture() : whole.all(run));
  }

  /** From a later time on each round, so that the last one has little to look at. */
  private Future<Boolean> changed(Run run) {
    Instant since = run.read();
    return quiet
        .mark(run)
        .compose(
            marked -> {
              if (run.read() == null) {
                run.readAt(since);
              }
              return changes.read(run, since);
            })
        .compose(
            touched ->
                touched == 0
                    ? Future.succeededFuture(true)
                    : keep(run)
                        .compose(kept -> see(run))
                        .compose(seen -> bring(run, TRIES, false))
                        .map(brought -> touched <= FEW));
  }

  /** The last changes: nothing else can come. */
  Future<Run> last(Run run, Hold hold) {
    return changes
        .last(run, hold)
        .compose(
            touched ->
                touched == 0
                    ? Future.succeededFuture(run)
                    : keep(run).compose(kept -> see(run)).compose(seen -> bring(run, 1, false)));
  }

  private Future<Void> keep(Run run) {
    return items
        .size(run)
        .compose(size -> run.now(findings.carries(run.claim(), run.transfer(), size)))
        .mapEmpty();
  }

  private Future<Void> see(Run run) {
    return look.touched(run, run.destination())
        .compose(
            looked ->
                run.kind().arrives()
                    ? look.takenAway(run, run.destination())
                    : Future.succeededFuture())
        .compose(looked -> received.yieldTheirs(run))
        .recover(Copying::asOccupied);
  }

  private static <T> Future<T> asOccupied(Throwable failure) {
    return Future.failedFuture(
        failure instanceof TransferFailure known && known.reason() == CONCERNS_OTHERS
            ? new TransferFailure(DESTINATION_OCCUPIED, "by another patient's data")
            : failure);
  }

  private static <T> Future<T> occupied(Optional<ResourceKey> by) {
    return Future.failedFuture(
        new TransferFailure(DESTINATION_OCCUPIED, by.orElseThrow().toString()));
  }

  /** Writes what was touched and is not seen at the destination as it should be. */
  private Future<Run> bring(Run run, int tries, boolean whole) {
    return copied
        .own(run)
        .compose(own -> unchanged(run))
        .compose(unchanged -> received.foreign(run))
        .compose(
            foreign -> {
              run.unlessRecalled();
              return foreign.isPresent() ? Copying.<Void>occupied(foreign) : writing.run(run);
            })
        .compose(written -> goneOnPurpose(run))
        .compose(judged -> removal.gone(run))
        .compose(removed -> compare(run, whole))
        .recover(failure -> overtaken(run, tries, whole, failure));
  }

  /** Where a record goes back to somebody may write past the gateway all the time. */
  private Future<Void> unchanged(Run run) {
    return run.transfer().turns() == null ? Future.succeededFuture() : leftovers.unchanged(run);
  }

  private Future<Void> arrived(Run run) {
    return run.transfer().turns() == null ? Future.succeededFuture() : leftovers.arrived(run);
  }

  /** Where a record goes back to there may be what it has lost. */
  private Future<Void> goneOnPurpose(Run run) {
    return run.transfer().turns() == null ? Future.succeededFuture() : leftovers.goneOnPurpose(run);
  }

  private Future<Run> overtaken(Run run, int tries, boolean whole, Throwable failure) {
    if (!(failure instanceof Overtaken overtaken)) {
      return Future.failedFuture(failure);
    }
    return tries > 1
        ? changes
            .overtaken(run, overtaken.keys())
            .compose(read -> see(run))
            .compose(seen -> bring(run, tries - 1, whole))
        : Future.failedFuture(new TransferFailure(RECORD_BUSY, "it changes all the time"));
  }

  /**
   * It keeps nothing from moving: the patient may not be able to wait, and both forms may be wrong.
   */
  private Future<Void> differing(Run run) {
    return findings
        .differing(run.claim(), run.transfer())
        .map(
            some -> {
              if (some > 0) {
                LOG.atWarn()
                    .addKeyValue("transfer", run.transfer().id())
                    .addKeyValue("medications", some)
                    .log("the destination has medications in another form than the source");
              }
              return null;
            });
  }

  private Future<Run> compare(Run run, boolean whole) {
    Future<Optional<ResourceKey>> looked = whole ? look(run) : see(run).map(Optional.empty());
    return looked
        .compose(
            unexpected ->
                unexpected.isPresent()
                    ? Future.failedFuture(
                        new TransferFailure(COPY_DIFFERS, "unexpected " + unexpected.get()))
                    : sightings.amiss(run))
        .compose(
            amiss ->
                amiss.isPresent()
                    ? Future.failedFuture(new TransferFailure(COPY_DIFFERS, amiss.get()))
                    : differing(run)
                        .compose(told -> copied.compared(run))
                        .compose(compared -> arrived(run)))
        .map(run);
  }
}
