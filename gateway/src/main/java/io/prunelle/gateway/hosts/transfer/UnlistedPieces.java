// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.HOST_REFUSED;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.REMAINS;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.FhirHost;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.transfer.ArchivePapers.File;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.ops.Loop;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Removes pieces of archives that were never completed from the host which the record leaves. What
 * would list them was not written, so no search and no reference shows them: they are asked for by
 * their names, which follow from what brought the record there. Before anything else is removed:
 * they refer to the Patient. Can be repeated.
 */
final class UnlistedPieces {

  private final CopiedItems copied;
  private final Guards guards;

  UnlistedPieces(CopiedItems copied, Guards guards) {
    this.copied = copied;
    this.guards = guards;
  }

  /**
   * What brought the record to its practice.
   *
   * @param complete whether its archive was listed: then pieces are not removed unless they are
   *     elsewhere
   */
  private record Arrival(UUID transfer, boolean complete) {}

  /**
   * A piece that no listing has shown.
   *
   * @param shown false when it is deleted already, and its versions may be there
   */
  private record Piece(ResourceKey key, boolean shown) {}

  /**
   * Of all that may have been begun.
   *
   * @return whether the host showed of each that it has no version any more
   */
  Future<Boolean> remove(Run run) {
    Expunging expunging = new Expunging(run.source());
    return arrivals(run)
        .compose(
            arrivals ->
                InTurn.each(
                    arrivals,
                    arrival ->
                        InTurn.each(
                            List.of(File.values()), file -> remove(run, arrival, file, expunging))))
        .map(removed -> expunging.complete());
  }

  /** What another practice has received may have moved on there before its archive was written. */
  private static Future<List<Arrival>> arrivals(Run run) {
    return run.sql(
            """
            SELECT id, coalesce(manifest, '') LIKE '%"archive":%' AS complete FROM hosts.transfer
            WHERE id <> $1 AND patient = $2 AND coalesce(recipient, practice) = $3
              AND switched_at IS NOT NULL AND (destination = $4 OR recipient IS NOT NULL)
            ORDER BY requested_at""",
            run.patient(), run.record().practice(), run.transfer().source())
        .map(
            rows -> {
              List<Arrival> arrivals = new ArrayList<>();
              for (Row row : rows) {
                arrivals.add(new Arrival(row.getUUID("id"), row.getBoolean("complete")));
              }
              return arrivals;
            });
  }

  /** The last one first: whoever goes on after an attempt that was cut off finds them all. */
  private Future<Void> remove(Run run, Arrival arrival, File file, Expunging expunging) {
    List<Piece> left = new ArrayList<>();
    return Loop.from(
            0,
            number -> {
              ResourceKey key = ArchivePapers.name(arrival.transfer(), file, number);
              return isThere(run, key, arrival, left).map(is -> is ? number + 1 : null);
            })
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

  /** What this transfer has as a part of the record is removed with the rest. */
  private Future<Boolean> isThere(Run run, ResourceKey key, Arrival arrival, List<Piece> left) {
    Set<ResourceKey> one = Set.of(key);
    return copied
        .knows(run, key)
        .compose(
            known ->
                known
                    ? Future.succeededFuture(true)
                    : shown(run, one)
                        .compose(
                            shown ->
                                shown
                                    ? Future.succeededFuture(left.add(new Piece(key, true)))
                                    : versionsLeft(run, key, arrival, left)));
  }

  /** A host without the type may say so in whatever way. */
  private static Future<Boolean> shown(Run run, Set<ResourceKey> one) {
    return Look.any(run.source(), one)
        .map(Optional::isPresent)
        .recover(
            failure ->
                run.source()
                    .offer()
                    .compose(
                        can ->
                            can.lacks(ResourceKey.BINARY)
                                    && failure instanceof TransferFailure known
                                    && known.reason() == HOST_REFUSED
                                ? Future.succeededFuture(false)
                                : Future.failedFuture(failure)));
  }

  /** An attempt before may have been cut off between deleting and expunging it. */
  private static Future<Boolean> versionsLeft(
      Run run, ResourceKey key, Arrival arrival, List<Piece> left) {
    return run.source()
        .offer()
        .compose(
            can ->
                can.expunge() && !arrival.complete()
                    ? run.source().deleted(key)
                    : Future.succeededFuture(false))
        .map(deleted -> deleted && left.add(new Piece(key, false)));
  }

  /** What was listed once may be all that there is of it, if what lists it was lost. */
  private static Future<Void> mayGo(Run run, Piece piece, Arrival arrival) {
    if (!arrival.complete() || run.kind() == Move.Kind.ERASURE) {
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
