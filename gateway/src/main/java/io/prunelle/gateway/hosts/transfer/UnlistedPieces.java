// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.HOST_REFUSED;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.REMAINS;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Capabilities;
import io.prunelle.gateway.hosts.fhir.FhirHost;
import io.prunelle.gateway.hosts.fhir.HostPages.Each;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.transfer.ArchivePapers.File;
import io.prunelle.gateway.hosts.transfer.NamedPieces.Kept;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Removes pieces of archives that were never completed from the host which the record leaves, and
 * what else is left of any that is not in the record. What would list them was not written, so no
 * search and no reference shows them: they are asked for by their names, which follow from what
 * brought the record there. Before anything else is removed: they refer to the Patient. Can be
 * repeated.
 */
final class UnlistedPieces {

  private final CopiedItems copied;
  private final Guards guards;

  UnlistedPieces(CopiedItems copied, Guards guards) {
    this.copied = copied;
    this.guards = guards;
  }

  /**
   * A piece that no listing has shown.
   *
   * @param shown false when it is deleted already, and its versions may be there
   */
  private record Piece(ResourceKey key, boolean shown) {}

  /**
   * Of all that may have been begun.
   *
   * @param expunges whether versions may be removed of what was listed, and deleted since
   * @return whether the host showed of each that it has no version any more
   */
  Future<Boolean> remove(Run run, boolean expunges) {
    Expunging expunging = new Expunging(run.source());
    return Arrival.all(run)
        .compose(
            arrivals ->
                InTurn.each(
                    arrivals,
                    arrival ->
                        InTurn.each(
                            List.of(File.values()),
                            file -> remove(run, arrival, file, expunging, expunges))))
        .map(removed -> expunging.complete());
  }

  /** The last one first: whoever goes on after an attempt that was cut off finds them all. */
  private Future<Void> remove(
      Run run, Arrival arrival, File file, Expunging expunging, boolean expunges) {
    boolean versions = expunges || !arrival.complete();
    List<Piece> left = new ArrayList<>();
    return NamedPieces.each(
            List.of(new Kept(arrival.transfer(), file, false)),
            names -> there(run, names, versions, left))
        .compose(
            found -> {
              Collections.reverse(left);
              return InTurn.each(
                  left,
                  piece ->
                      guards
                          .notPaused(run)
                          .compose(free -> mayGo(run, piece, arrival))
                          .compose(may -> remove(run, piece, expunging)));
            });
  }

  /**
   * What this transfer has as a part of the record is removed with the rest.
   *
   * @param versions whether what is deleted already is removed: an attempt before may have been cut
   *     off between deleting and expunging it; or what brought it there needed it no more
   */
  private Future<Set<ResourceKey>> there(
      Run run, List<ResourceKey> names, boolean versions, List<Piece> left) {
    return Future.all(run.source().offer(), copied.known(run, names))
        .compose(
            all -> {
              Capabilities can = all.resultAt(0);
              Set<ResourceKey> there = new TreeSet<>(all.<List<ResourceKey>>resultAt(1));
              List<ResourceKey> others =
                  names.stream().filter(name -> !there.contains(name)).toList();
              Set<ResourceKey> shown = new TreeSet<>();
              return had(run, can, others, shown)
                  .map(
                      had -> {
                        others.stream()
                            .filter(had::contains)
                            .filter(key -> shown.contains(key) || (versions && can.expunge()))
                            .forEach(key -> left.add(new Piece(key, shown.contains(key))));
                        there.addAll(had);
                        return there;
                      });
            });
  }

  /**
   * Which of them the source has, or had. One without the type may say so in whatever way.
   *
   * @param shown is given those that it has
   */
  private static Future<Set<ResourceKey>> had(
      Run run, Capabilities can, List<ResourceKey> names, Set<ResourceKey> shown) {
    Each noting =
        page -> {
          page.stream().map(Resource::key).forEach(shown::add);
          return Future.succeededFuture();
        };
    if (!can.lacks(ResourceKey.BINARY)) {
      return run.source().had(names, noting);
    }
    Set<ResourceKey> had = new TreeSet<>();
    return InTurn.each(
            names,
            name ->
                run.source()
                    .had(List.of(name), noting)
                    .recover(
                        failure ->
                            failure instanceof TransferFailure known
                                    && known.reason() == HOST_REFUSED
                                ? Future.succeededFuture(Set.of())
                                : Future.failedFuture(failure))
                    .onSuccess(had::addAll))
        .map(had);
  }

  /**
   * What was listed once may be all that there is of it, if what lists it was lost. What is deleted
   * already was let go before.
   */
  private static Future<Void> mayGo(Run run, Piece piece, Arrival arrival) {
    if (!piece.shown() || !arrival.complete() || run.kind() == Move.Kind.ERASURE) {
      return Future.succeededFuture();
    }
    return Future.all(digest(run.source(), piece.key()), digest(run.destination(), piece.key()))
        .compose(
            digests ->
                digests.<List<String>>resultAt(0).equals(digests.<List<String>>resultAt(1))
                    ? Future.succeededFuture()
                    : remains(piece.key()));
  }

  private static Future<List<String>> digest(FhirHost host, ResourceKey key) {
    List<String> digests = new ArrayList<>();
    return host.fetch(
            List.of(key),
            page -> {
              page.stream().map(Resource::digest).forEach(digests::add);
              return Future.succeededFuture();
            })
        .map(digests);
  }

  private Future<Void> remove(Run run, Piece piece, Expunging expunging) {
    List<ResourceKey> one = List.of(piece.key());
    return (piece.shown() ? delete(run, one) : Future.<Void>succeededFuture())
        .compose(deleted -> expunging.all(one))
        .compose(expunged -> expunging.unlessFailed())
        .compose(expunged -> Look.any(run.source(), Set.of(piece.key())))
        .compose(left -> left.isEmpty() ? Future.succeededFuture() : remains(piece.key()));
  }

  /** Booked on the Patient's row, as it was written: the piece has none. */
  private Future<Void> delete(Run run, List<ResourceKey> keys) {
    List<ResourceKey> patient = List.of(ResourceKey.patient(run.patient()));
    return copied
        .asking(run, patient, () -> run.source().writing().delete(keys))
        .compose(answered -> copied.answered(run, patient));
  }

  private static Future<Void> remains(ResourceKey key) {
    return Future.failedFuture(new TransferFailure(REMAINS, "for instance " + key));
  }
}
