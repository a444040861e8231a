// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.PLACED_ELSEWHERE;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;

/**
 * What a switch is: from here on the record lives elsewhere, nowhere in its practice, or in another
 * one as well. State, journal entries and placements are one commit.
 */
final class Commits {

  private final Hosts hosts;
  private final TransferStates states;
  private final TransferJournal journal;
  private final Handovers handovers;

  Commits(Hosts hosts, TransferStates states, TransferJournal journal, Handovers handovers) {
    this.hosts = hosts;
    this.states = states;
    this.journal = journal;
    this.handovers = handovers;
  }

  /**
   * The transfer's row first, as whoever orders something has it before the journal; what is kept
   * of changes of doctor next, for the same reason. The placement last: all other switches wait for
   * who has written one.
   *
   * @param hold of each of the records
   * @param held how long writers have been kept waiting
   */
  Future<Run> of(Run run, Hold hold, Duration held) {
    SqlConnection connection = hold.connection();
    Transfer transfer = run.transfer();
    return states
        .switched(connection, transfer, next(transfer), held)
        .compose(
            changed ->
                arrived(transfer, connection)
                    .compose(known -> journal.switched(connection, transfer))
                    .compose(told -> place(transfer, connection))
                    .compose(placed -> run.now(hold.commit().map(changed))));
  }

  private static State next(Transfer transfer) {
    return transfer.kind() == Move.Kind.COPY ? State.ARCHIVING : State.SWITCHED;
  }

  private Future<Void> arrived(Transfer transfer, SqlConnection connection) {
    return transfer
        .arriving()
        .map(record -> handovers.arrived(connection, record))
        .orElse(Future.succeededFuture());
  }

  private Future<Void> place(Transfer transfer, SqlConnection connection) {
    if (transfer.kind() == Move.Kind.MOVE) {
      return destination(transfer)
          .compose(host -> hosts.place(connection, transfer.record(), host));
    }
    Future<Void> departed =
        transfer.kind().departs()
            ? hosts.depart(connection, transfer.record())
            : Future.succeededFuture();
    return departed.compose(
        gone ->
            transfer
                .arriving()
                .map(record -> hosts.receive(connection, record))
                .orElse(Future.succeededFuture()));
  }

  private Future<Host> destination(Transfer transfer) {
    return hosts
        .host(transfer.to())
        .map(Future::succeededFuture)
        .orElse(Future.failedFuture(new TransferFailure(PLACED_ELSEWHERE, "unknown host")));
  }
}
