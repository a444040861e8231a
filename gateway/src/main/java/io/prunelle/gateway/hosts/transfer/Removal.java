// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.REMAINS;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.FhirHost;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import java.util.List;
import java.util.TreeSet;

/**
 * Removes resources from a host, by name: a host that checks references refuses to delete what
 * something else still needs, where a cascading delete would take that along uncompared.
 */
final class Removal {

  private static final int TOGETHER = 100;
  private static final int EXPUNGED_TOGETHER = 40;

  private final CopiedItems copied;
  private final Places places;
  private final Batches batches;
  private final Guards guards;

  Removal(Guards guards, CopiedItems copied, Places places, Batches batches) {
    this.guards = guards;
    this.copied = copied;
    this.places = places;
    this.batches = batches;
  }

  /** Takes back from the destination what is gone from the source, as far as it was seen there. */
  Future<Void> gone(Run run) {
    return delete(run, run.destination(), Places.Of.TAKING_BACK, false);
  }

  /**
   * Deletes what was seen at the source, those that refer to others first, then the versions of
   * all, and looks whether any is left.
   *
   * @param expunges whether any version may be removed
   * @return whether the host showed of each that it has no version any more
   */
  Future<Boolean> atSource(Run run, boolean expunges) {
    return delete(run, run.source(), Places.Of.ERASING, false)
        .compose(deleted -> end(run, run.source(), false, expunges));
  }

  /** The same for what the transfer wrote to the destination. */
  Future<Boolean> atDestination(Run run) {
    return delete(run, run.destination(), Places.Of.TAKING_BACK, true)
        .compose(deleted -> end(run, run.destination(), true, true));
  }

  private Future<Void> delete(Run run, FhirHost host, Places.Of which, boolean all) {
    return places
        .order(run, which, all)
        .compose(
            ordered ->
                Batches.each(
                    Integer.MAX_VALUE,
                    place ->
                        places
                            .before(run, place, batches.ask())
                            .compose(next -> batches.first(next, at -> places.at(run, at))),
                    batch -> {
                      List<ResourceKey> keys = batch.stream().map(Item::key).toList();
                      return guards
                          .notPaused(run)
                          .compose(free -> host.writing().portions(keys))
                          .compose(
                              portions ->
                                  InTurn.each(
                                      portions, portion -> remove(run, host, which, portion)));
                    }));
  }

  private Future<Void> remove(Run run, FhirHost host, Places.Of which, List<ResourceKey> keys) {
    if (which == Places.Of.ERASING) {
      return copied
          .asking(run, keys, () -> host.writing().delete(keys))
          .compose(deleted -> copied.erased(run, keys));
    }
    Future<Void> removed =
        copied
            .asking(run, keys, () -> host.writing().delete(keys))
            .compose(deleted -> copied.answered(run, keys));
    return run.kind().arrives()
        ? removed.recover(failure -> leave(run, host, which, keys, failure))
        : removed;
  }

  /** What the new practice refers to already stays there: it was to have it. */
  private Future<Void> leave(
      Run run, FhirHost host, Places.Of which, List<ResourceKey> keys, Throwable failure) {
    if (!(failure instanceof TransferFailure known && known.conflict())) {
      return Future.failedFuture(failure);
    }
    return keys.size() == 1
        ? copied.left(run, keys)
        : InTurn.each(keys, key -> remove(run, host, which, List.of(key)));
  }

  private Future<Boolean> end(Run run, FhirHost host, boolean written, boolean expunges) {
    Expunging expunging = new Expunging(host, expunges);
    return KeyPages.each(
            after -> copied.unexpunged(run, written, after, EXPUNGED_TOGETHER),
            keys ->
                guards
                    .notPaused(run)
                    .compose(free -> expunging.all(keys))
                    .compose(removed -> copied.expunged(run, removed))
                    .compose(kept -> expunging.unlessFailed()))
        .compose(
            expunged ->
                KeyPages.each(
                    after -> copied.named(run, written, after, TOGETHER),
                    keys -> guards.notPaused(run).compose(free -> nothingLeft(host, keys))))
        .map(looked -> expunging.complete());
  }

  private static Future<Void> nothingLeft(FhirHost host, List<ResourceKey> keys) {
    return Look.any(host, new TreeSet<>(keys))
        .compose(
            left ->
                left.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new TransferFailure(REMAINS, "for instance " + left.get())));
  }
}
