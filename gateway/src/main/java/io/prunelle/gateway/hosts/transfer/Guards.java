// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.DESTINATION_OCCUPIED;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.LEDGER_UNREACHABLE;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.PLACED_ELSEWHERE;

import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.Placement;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.List;

/**
 * What has to hold at the moment a step is taken, whatever held when the transfer was asked for.
 */
final class Guards {

  private final Duration settle;
  private final Hosts hosts;
  private final Whereabouts whereabouts;
  private final TransferTable table;
  private final CopiedItems copied;

  Guards(
      TransferSettings settings,
      Hosts hosts,
      Whereabouts whereabouts,
      TransferTable table,
      CopiedItems copied) {
    this.settle = settings.settle();
    this.hosts = hosts;
    this.whereabouts = whereabouts;
    this.copied = copied;
    this.table = table;
  }

  /**
   * Fails with {@link Paused} if somebody has paused it, and with {@link Recalled} if somebody
   * wants it taken back while it can be.
   */
  Future<Run> notHeld(Run run) {
    return table
        .held(run.claim(), List.of(run.transfer().id()))
        .map(
            held -> {
              TransferTable.Standing standing = held.get(run.transfer().id());
              boolean switched =
                  run.transfer().from() == State.SWITCHED || run.transfer().from() == State.ERASING;
              if (standing == TransferTable.Standing.CANCEL_ASKED && !switched) {
                throw new Recalled();
              } else if (standing == TransferTable.Standing.PAUSED) {
                throw new Paused();
              }
              return run;
            });
  }

  /**
   * Fails with {@link Paused} if somebody wants it or one of its hosts left alone. To be asked
   * before more is removed, of what is taken back as well.
   */
  Future<Run> notPaused(Run run) {
    return table
        .paused(run.claim(), run.transfer())
        .map(
            paused -> {
              if (paused) {
                throw new Paused();
              }
              return run;
            });
  }

  /** Fails with {@link Recalled} if the decision no longer wants the record at the destination. */
  Future<Run> stillWanted(Run run) {
    return whereabouts
        .of(run.record())
        .compose(
            wanted -> {
              if (wanted.isEmpty()) {
                throw new TransferFailure(LEDGER_UNREACHABLE, "decision unknown");
              }
              if (!wanted.get().host().id().equals(run.transfer().destination())) {
                throw new Recalled();
              }
              return notHeld(run);
            });
  }

  /** Whether anybody may still read or write at the source. */
  Future<Boolean> sourceInUse(Run run) {
    return whereabouts.inUse(run.record(), run.transfer().source());
  }

  Future<Run> placedAtSource(Run run) {
    return hosts
        .placement(run.record())
        .compose(placement -> at(run, placement, run.transfer().source()));
  }

  /** Asked within a hold, where the answer cannot change. */
  Future<Run> placedAtSource(SqlClient hold, Run run) {
    return hosts
        .placement(hold, run.record())
        .compose(placement -> at(run, placement, run.transfer().source()));
  }

  /**
   * Fails where another practice has a record of the patient at the destination: the same ids would
   * be those of both.
   */
  Future<Run> destinationFree(Run run) {
    Transfer transfer = run.transfer();
    if (transfer.destination() == null) {
      return Future.succeededFuture(run);
    }
    return Future.all(
            hosts.placedForOthers(run.patient(), transfer.to(), transfer.practices()),
            table.contended(run.claim(), transfer))
        .map(
            there -> {
              if (there.list().contains(true)) {
                throw new TransferFailure(
                    DESTINATION_OCCUPIED, "by another practice's record of the patient");
              }
              return run;
            });
  }

  Future<Run> placedAtDestination(Run run) {
    return hosts
        .placement(run.record())
        .compose(placement -> at(run, placement, run.transfer().to()));
  }

  /**
   * To be asked once it is known here that the record has been placed elsewhere: fails with {@link
   * Settling} until nobody relies any more on where it was. Nobody has to wait for that.
   */
  Future<Run> readersGone(Run run) {
    return table.settling(run.claim(), run.transfer(), settle).map(left -> ended(run, left));
  }

  /**
   * To be asked before anything relies on what the hosts were seen to have: fails with {@link
   * Settling} while one of them may still carry out what it has not answered. Then all has to be
   * looked at again.
   */
  Future<Run> requestsEnded(Run run) {
    return copied
        .open(run)
        .compose(
            left ->
                left.isZero()
                    ? Future.succeededFuture(run)
                    : table.rest(run.claim(), run.transfer(), left).map(kept -> ended(run, left)));
  }

  private static Run ended(Run run, Duration left) {
    if (!left.isZero()) {
      throw new Settling(left);
    }
    return run;
  }

  /** Fails with {@link Recalled} if the record moved by other means before this transfer began. */
  private Future<Run> at(Run run, Placement placement, String expected) {
    if (placement.host().id().equals(expected)) {
      return Future.succeededFuture(run);
    }
    return copied
        .anyWritten(run)
        .compose(
            any ->
                Future.failedFuture(
                    any
                        ? new TransferFailure(PLACED_ELSEWHERE, "at " + placement.host().id())
                        // Nothing has been undertaken yet, so there is nothing to finish either
                        : new Recalled()));
  }
}
