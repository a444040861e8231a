// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.COPY_DIFFERS;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.NO_RECORD;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.REMAINS;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.SOURCE_CHANGED;

import io.prunelle.gateway.chain.SigningKey;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Removes the record from where it was. Refuses unless the destination holds all of it at this very
 * moment, and the source all that was compared and nothing else.
 */
final class Erasing {

  private final Guards guards;
  private final Items items;
  private final OwnItems ownItems;
  private final GoneItems goneItems;
  private final DeletedBefore deletedBefore;
  private final Archiving archiving;
  private final SignedArchive signed;
  private final Listing listing;
  private final Look look;
  private final Homes homes;
  private final Sightings sightings;
  private final LostItems lostItems;
  private final CopiedItems copied;
  private final Restoring restoring;
  private final UnlistedPieces unlisted;
  private final Removal removal;
  private final Traces traces;
  private final Findings findings;
  private final SigningKey key;
  private final InstantSource clock;

  Erasing(
      Guards guards,
      Items items,
      OwnItems ownItems,
      GoneItems goneItems,
      DeletedBefore deletedBefore,
      Archiving archiving,
      SignedArchive signed,
      Listing listing,
      Look look,
      Homes homes,
      Sightings sightings,
      LostItems lostItems,
      CopiedItems copied,
      Restoring restoring,
      UnlistedPieces unlisted,
      Removal removal,
      Traces traces,
      Findings findings,
      SigningKey key,
      InstantSource clock) {
    this.guards = guards;
    this.items = items;
    this.ownItems = ownItems;
    this.goneItems = goneItems;
    this.deletedBefore = deletedBefore;
    this.archiving = archiving;
    this.signed = signed;
    this.listing = listing;
    this.look = look;
    this.homes = homes;
    this.sightings = sightings;
    this.lostItems = lostItems;
    this.copied = copied;
    this.restoring = restoring;
    this.unlisted = unlisted;
    this.removal = removal;
    this.traces = traces;
    this.findings = findings;
    this.key = key;
    this.clock = clock;
  }

  /**
   * What is known of an erasure when nothing of the record was found any more.
   *
   * @param root over all that was erased
   * @param types how many of each
   * @param accepted how many of all these somebody said were deleted on purpose at the destination
   * @param deletedBefore what was found to have been deleted before, and was removed with the rest;
   *     empty where the source does not tell
   * @param homes how many places where somebody lives have stayed, since others may live there too
   */
  record Erased(
      Run run,
      String root,
      SortedMap<String, Long> types,
      boolean expunged,
      long accepted,
      Optional<Long> deletedBefore,
      long homes,
      Traces.Searched searched) {}

  Future<Erased> run(Run run) {
    return guards
        .placedAtDestination(run)
        .compose(guards::alone)
        .compose(alone -> before(run))
        // First, for an archive refers to the Patient
        .compose(found -> unlessRemoved(run))
        .compose(held -> guards.writing(run, () -> archiving.run(run)))
        .compose(archived -> erase(run, archived));
  }

  /** What is erased with the rest is archived with it; later on nothing tells of it any more. */
  private Future<?> before(Run run) {
    return findings
        .removing(run.claim(), run.transfer())
        .compose(begun -> begun ? Future.succeededFuture(true) : deletedBefore.find(run));
  }

  private Future<Erased> erase(Run run, Archived archived) {
    return (archived.digest() == null ? signed.held(run) : stillHeld(run, archived))
        .compose(held -> homes.settle(run))
        .compose(
            staying ->
                sourceUnchanged(run)
                    .compose(unchanged -> copied.root(run))
                    .compose(
                        root ->
                            known(run)
                                .compose(kept -> sign(run, root, archived))
                                .compose(kept -> remove(run))
                                .compose(expunged -> erased(run, root, expunged, staying))));
  }

  private Future<Void> unlessRemoved(Run run) {
    return removed(run).compose(removed -> removed ? Future.succeededFuture() : held(run));
  }

  /** To write an archive may take long: what it has found there need not be there any more. */
  private Future<Void> stillHeld(Run run, Archived archived) {
    return destinationHolds(run).compose(held -> Shelf.holds(run.destination(), archived.papers()));
  }

  /** By an attempt before: then nothing is left that could be lost by going on. */
  private Future<Boolean> removed(Run run) {
    return findings
        .removing(run.claim(), run.transfer())
        .compose(begun -> begun ? copied.allErased(run) : Future.succeededFuture(false));
  }

  private Future<Void> held(Run run) {
    return goesNowhere(run) ? read(run) : destinationHolds(run);
  }

  private static boolean goesNowhere(Run run) {
    return run.kind() == Move.Kind.ERASURE;
  }

  /** Nobody writes any more; what an attempt before has begun to remove is known. */
  private Future<Void> read(Run run) {
    return findings
        .removing(run.claim(), run.transfer())
        .compose(
            begun ->
                begun
                    ? Future.succeededFuture()
                    : listing
                        .whole(run, false)
                        .compose(read -> deletedBefore.find(run))
                        .mapEmpty());
  }

  /** While there is somebody to ask. */
  private Future<Run> known(Run run) {
    return run.kind().departs()
        ? Traces.said(run, run.source())
            .compose(said -> run.now(findings.known(run.claim(), run.transfer(), said)))
        : Future.succeededFuture(run);
  }

  private Future<Run> sign(Run run, String root, Archived archived) {
    return copied
        .carried(run)
        .compose(
            carried ->
                Manifest.of(run.transfer(), carried, archived, clock.instant(), key)
                    .compose(
                        manifest ->
                            run.now(
                                findings.compared(
                                    run.claim(),
                                    run.transfer(),
                                    root,
                                    manifest,
                                    archived.told()))));
  }

  /**
   * @return whether the host showed of all that it has no version any more
   */
  private Future<Boolean> remove(Run run) {
    return mayExpunge(run)
        .compose(
            may ->
                unlisted
                    .remove(run, may)
                    .compose(
                        complete ->
                            removal.atSource(run, may).map(expunged -> expunged && complete)));
  }

  /**
   * Of a source that said nothing of itself nobody knows whether it tells its versions: none has
   * been taken along, so they stay, unless the record goes nowhere.
   */
  private Future<Boolean> mayExpunge(Run run) {
    return goesNowhere(run)
        ? Future.succeededFuture(true)
        : findings.versionsTold(run.claim(), run.transfer());
  }

  private Future<Erased> erased(Run run, String root, boolean expunged, long staying) {
    return run.now(findings.expunged(run.claim(), run.transfer(), expunged))
        .compose(this::nothingLeft)
        .compose(nothing -> traces.none(run))
        .compose(
            searched ->
                Future.all(copied.types(run), deletedBefore(run), copied.accepted(run))
                    .map(
                        known ->
                            new Erased(
                                run,
                                root,
                                known.resultAt(0),
                                expunged,
                                known.<Long>resultAt(2),
                                known.resultAt(1),
                                staying,
                                searched)));
  }

  private Future<Optional<Long>> deletedBefore(Run run) {
    return run.source()
        .offer()
        .compose(
            can ->
                can.histories().isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : goneItems.goneBefore(run).map(Optional::of));
  }

  /**
   * Equal to what was compared, or written again since: then the host has given it a new version;
   * or deleted since: then the host says so.
   */
  private Future<Void> destinationHolds(Run run) {
    Future<?> looking =
        run.kind().arrives()
            ? look.named(run, run.destination())
            : look.known(run, run.destination());
    return looking
        .compose(looked -> look.deletions(run, run.destination()))
        .compose(looked -> lostItems.thereAgain(run))
        .compose(looked -> Future.all(sightings.lost(run), lostItems.lostOfAll(run, "", 1)))
        .compose(
            lost ->
                lost.<Optional<String>>resultAt(0).isEmpty()
                        && lost.<List<ResourceKey>>resultAt(1).isEmpty()
                    ? Future.succeededFuture()
                    : restoring.run(run).compose(restored -> nothingLost(run)));
  }

  private Future<Void> nothingLost(Run run) {
    return sightings
        .lost(run)
        .compose(
            lost ->
                lost.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture(new TransferFailure(COPY_DIFFERS, lost.get())));
  }

  /** Parts of it may be gone already, by an attempt before. */
  private Future<Void> sourceUnchanged(Run run) {
    return look.wholeWithGone(run, run.source())
        .compose(
            unexpected ->
                unexpected.isPresent()
                    ? Future.failedFuture(
                        new TransferFailure(SOURCE_CHANGED, "unexpected " + unexpected.get()))
                    : sightings.altered(run))
        .compose(
            altered ->
                altered.isEmpty()
                    ? mayBegin(run)
                    : Future.failedFuture(new TransferFailure(SOURCE_CHANGED, altered.get())));
  }

  /** Once something has been removed, no less is right than to remove the rest. */
  private Future<Void> mayBegin(Run run) {
    return findings
        .removing(run.claim(), run.transfer())
        .compose(
            begun ->
                begun
                    ? Future.succeededFuture()
                    : patientShown(run)
                        .compose(shown -> nothingMissing(run))
                        .compose(
                            whole ->
                                new Others(run, items, ownItems, false, run.source().types())
                                    .none()));
  }

  /** Of what goes nowhere nothing lives on. */
  private Future<Void> nothingMissing(Run run) {
    return goesNowhere(run) ? Future.succeededFuture() : new MissingAtSource(run, sightings).none();
  }

  /** What shows nothing at all need not be the host that has the record. */
  private Future<Void> patientShown(Run run) {
    ResourceKey patient = ResourceKey.patient(run.patient());
    return sightings
        .seenOrErased(run, patient)
        .compose(
            shown ->
                shown
                    ? Future.succeededFuture()
                    : Future.failedFuture(new TransferFailure(NO_RECORD, patient.toString())));
  }

  private Future<Run> nothingLeft(Run run) {
    List<ResourceKey> left = new ArrayList<>();
    Ownership ownership = Ownership.of(run.patient());
    return run.source()
        .record(
            run.patient(),
            page -> {
              page.stream()
                  .filter(resource -> !ownership.shared(resource))
                  .map(Resource::key)
                  .limit(1)
                  .forEach(left::add);
              return Future.succeededFuture();
            })
        .compose(
            looked ->
                left.isEmpty()
                    ? Future.succeededFuture(run)
                    : Future.failedFuture(
                        new TransferFailure(REMAINS, "for instance " + left.get(0))));
  }
}
