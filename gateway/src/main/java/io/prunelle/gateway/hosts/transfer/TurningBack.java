// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.config.HostKind;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/**
 * Has a record go back to where it could not be erased, if it has to be there by now: else that
 * erasure would keep it where nobody may use it.
 */
final class TurningBack {

  /** So often something fails that will not end by itself: for half a minute at least. */
  static final int LASTING = 5;

  private final Pool pool;
  private final Whereabouts whereabouts;
  private final TurnedTransfers turned;
  private final TransferJournal journal;

  TurningBack(Pool pool, Whereabouts whereabouts, TurnedTransfers turned, TransferJournal journal) {
    this.pool = pool;
    this.whereabouts = whereabouts;
    this.turned = turned;
    this.journal = journal;
  }

  /** Neither of the two: what was begun is undone. */
  private static final class Unturned extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unturned() {
      super("not turned back", null, false, false);
    }
  }

  /**
   * Of one that is switched: on premise alone, from where no decision has to call it back at once.
   *
   * @return whether another transfer has taken its place
   */
  Future<Boolean> of(Transfer transfer) {
    if (transfer.kind() != Move.Kind.MOVE
        || transfer.state() != State.FAILED
        || transfer.failures() < LASTING) {
      return Future.succeededFuture(false);
    }
    return whereabouts
        .of(transfer.record())
        .compose(
            wanted ->
                wanted
                    .filter(Whereabouts.Wanted::urgent)
                    .filter(there -> there.host().kind() == HostKind.ON_PREMISE)
                    .filter(there -> there.host().id().equals(transfer.source()))
                    .map(there -> turn(transfer, there))
                    .orElse(Future.succeededFuture(false)));
  }

  private Future<Boolean> turn(Transfer transfer, Whereabouts.Wanted wanted) {
    return pool.withTransaction(
            connection ->
                turned
                    .turn(connection, transfer, wanted, LASTING)
                    .compose(
                        turned ->
                            turned
                                ? journal.within(
                                    connection,
                                    transfer,
                                    TransferJournal.Step.TURNED_BACK,
                                    transfer.source())
                                // The database takes no other for the record now: this one stays
                                : Future.failedFuture(new Unturned())))
        .map(true)
        .recover(
            failure ->
                failure instanceof Unturned
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(failure));
  }
}
