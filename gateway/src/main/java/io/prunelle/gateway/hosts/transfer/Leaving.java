// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.HOST_REFUSED;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.HOST_UNREACHABLE;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.PLACED_ELSEWHERE;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.REMAINS;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up what cannot be taken back from another practice: a record that has to leave its host
 * does not wait for a host of the other practice that cannot be asked, or does not delete. What has
 * arrived stays there, as a part of what that practice has of the patient, and both are told so.
 * Nothing is erased.
 */
final class Leaving {

  private static final Logger LOG = LoggerFactory.getLogger(Leaving.class);

  /** What one that cannot be asked, or does not do what it is asked to, fails with. */
  private static final Set<TransferFailure.Reason> OF_THE_HOST =
      Set.of(HOST_UNREACHABLE, HOST_REFUSED, UNREADABLE, REMAINS, PLACED_ELSEWHERE);

  private final Pool pool;
  private final Hosts hosts;
  private final Guards guards;
  private final Cancelling cancelling;
  private final TransferStates states;
  private final CopiedItems copied;
  private final TransferJournal journal;

  Leaving(
      Pool pool,
      Hosts hosts,
      Guards guards,
      Cancelling cancelling,
      TransferStates states,
      CopiedItems copied,
      TransferJournal journal) {
    this.pool = pool;
    this.hosts = hosts;
    this.guards = guards;
    this.cancelling = cancelling;
    this.states = states;
    this.copied = copied;
    this.journal = journal;
  }

  /** Of one that could not be taken back: ends it, or fails with what that failed with. */
  Future<Run> unlessItCanWait(Run run, Throwable failure) {
    return run.kind().arrives()
            && (failure instanceof TransferFailure || failure instanceof Refused)
            && run.transfer().failures() >= TurningBack.LASTING
        ? copied
            .anyWritten(run)
            .compose(any -> any ? cannotWait(run, failure) : Future.succeededFuture(false))
            .compose(cannot -> cannot ? giveUp(run) : Future.failedFuture(failure))
        : Future.failedFuture(failure);
  }

  /** Where the source has the record, it is the destination that does not let go of it. */
  private Future<Boolean> cannotWait(Run run, Throwable failure) {
    return fails(() -> cancelling.sourceHasIt(run))
        .compose(
            waitsForSource ->
                waitsForSource
                    ? guards.arrivingMayStay(run)
                    : ofTheHost(failure) ? guards.mayStay(run) : Future.succeededFuture(true))
        .map(stays -> !stays);
  }

  private static boolean ofTheHost(Throwable failure) {
    return failure instanceof TransferFailure known && OF_THE_HOST.contains(known.reason());
  }

  private static Future<Boolean> fails(Supplier<Future<?>> asking) {
    return Future.succeededFuture()
        .compose(ask -> asking.get().<Object>mapEmpty())
        .map(false)
        .otherwise(true);
  }

  /** Else what the host is asked next would have this wait for its answer once more. */
  private Future<Run> giveUp(Run run) {
    return run.now(states.giveUp(run.claim(), run.transfer())).compose(this::leave);
  }

  /** Fails with {@link Settling} while a host may still carry out what it has not answered. */
  Future<Run> leave(Run run) {
    return guards
        .requestsEnded(run)
        .compose(
            ended ->
                run.now(
                    pool.withTransaction(
                        connection ->
                            states
                                .enter(connection, run.transfer(), State.CANCELLED)
                                .compose(
                                    cancelled ->
                                        copied
                                            .leave(connection, cancelled)
                                            // Late: no other entry is written until this ends
                                            .compose(left -> journal.left(connection, cancelled))
                                            .compose(told -> receive(connection, cancelled))
                                            .map(cancelled)))))
        .onSuccess(
            left ->
                LOG.atWarn()
                    .addKeyValue("transfer", left.transfer().id())
                    .log("what had arrived stays with the other practice"));
  }

  /**
   * Who had the record no more has one again: else what stays would be nowhere, and nobody could
   * have it erased. It needs no hold, for nobody reads or writes what a practice does not have.
   */
  private Future<Void> receive(SqlConnection connection, Transfer transfer) {
    PatientRecord record = transfer.livesAs();
    return hosts.practice(record.practice()).isEmpty()
        ? Future.succeededFuture()
        : hosts
            .placement(connection, record)
            .transform(
                (placed, failure) ->
                    failure != null && Refusals.departed(failure)
                        ? hosts.receive(connection, record)
                        : Future.succeededFuture());
  }
}
