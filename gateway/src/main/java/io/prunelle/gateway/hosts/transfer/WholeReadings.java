// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads all of a record. Where something is deleted, what comes after it on a host's pages may move
 * to one that was read already, and nothing happens to it that would tell. So it is found out
 * whether a reading was free of that; where none is, nothing can be deleted during one.
 */
final class WholeReadings {

  /** For how long nothing can be deleted at most. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Hosts hosts;
  private final Listing listing;
  private final Deletions deletions;
  private final Duration wait;

  /**
   * @param wait how long to wait for deletions in flight
   */
  WholeReadings(Vertx vertx, Hosts hosts, Listing listing, Deletions deletions, Duration wait) {
    this.vertx = vertx;
    this.hosts = hosts;
    this.listing = listing;
    this.deletions = deletions;
    this.wait = wait;
  }

  /** Fails when the host does not have the patient. */
  Future<Void> all(Run run) {
    return lacksSteady(run) ? keepingWhole(run) : asItIs(run);
  }

  /** While writers wait, and nothing is deleted therefore. */
  Future<Void> last(Run run) {
    return unkept(run, true);
  }

  /** Without one the next hold would be too short as well. */
  private static boolean lacksSteady(Run run) {
    return run.byJournal() && run.steady() == null && !run.keptInVain();
  }

  /** What was deleted meanwhile may have been counted, and is not shown: no host is to blame. */
  private Future<Void> asItIs(Run run) {
    return deletions
        .before(run)
        .compose(
            before ->
                read(run, before, false)
                    .<Void>mapEmpty()
                    .recover(
                        failure ->
                            isUnreadable(failure) && !run.keptInVain()
                                ? unlessShifted(run, before, failure)
                                : Future.failedFuture(failure)));
  }

  private static boolean isUnreadable(Throwable failure) {
    return failure instanceof TransferFailure known && known.reason() == UNREADABLE;
  }

  private Future<Void> unlessShifted(Run run, Deletions.Before before, Throwable failure) {
    return deletions
        .noneSince(run, before)
        .compose(none -> none ? Future.failedFuture(failure) : keepingWhole(run));
  }

  private Future<Void> keepingWhole(Run run) {
    return hosts
        .keepWhole(run.record(), wait)
        .map(Optional::of)
        .recover(
            failure ->
                // Somebody deletes something that takes long; or there is no room for another hold
                failure instanceof Refused
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure))
        .compose(hold -> hold.map(kept -> kept(run, kept)).orElseGet(() -> unkept(run, false)));
  }

  private Future<Void> kept(Run run, Hold hold) {
    // Who deletes does not wait any longer; that it was too short is told by the journal
    long end = vertx.setTimer(LONGEST.toMillis(), late -> hold.abandon());
    return deletions
        .beforeKept(run)
        .compose(before -> read(run, before, false))
        .eventually(
            () -> {
              vertx.cancelTimer(end);
              return hold.abandon();
            })
        .map(
            steady -> {
              if (!steady) {
                run.keepsInVain();
              }
              return null;
            });
  }

  private Future<Void> unkept(Run run, boolean last) {
    return deletions.before(run).compose(before -> read(run, before, last)).mapEmpty();
  }

  /**
   * @return whether nothing was deleted meanwhile
   */
  private Future<Boolean> read(Run run, Deletions.Before before, boolean last) {
    return listing
        .whole(run, last)
        .compose(
            number ->
                deletions
                    .noneSince(run, before)
                    .onSuccess(
                        none -> {
                          if (none) {
                            run.steady(new SteadyReading(before.at(), number));
                            // Else the source's own history has the last word
                            run.shifting(!run.byJournal());
                          }
                        }));
  }
}
