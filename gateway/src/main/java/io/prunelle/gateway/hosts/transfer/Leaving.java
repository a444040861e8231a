// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up what cannot be taken back from another practice: a record that has to leave its host
 * does not wait for a host of the other practice that cannot be asked. What has arrived stays
 * there, as a part of what that practice has of the patient, and both are told so. Nothing is
 * erased.
 */
final class Leaving {

  private static final Logger LOG = LoggerFactory.getLogger(Leaving.class);

  private final Pool pool;
  private final Guards guards;
  private final Cancelling cancelling;
  private final TransferStates states;
  private final CopiedItems copied;
  private final TransferJournal journal;

  Leaving(
      Pool pool,
      Guards guards,
      Cancelling cancelling,
      TransferStates states,
      CopiedItems copied,
      TransferJournal journal) {
    this.pool = pool;
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
            .compose(any -> any ? cannotWait(run) : Future.succeededFuture(false))
            .compose(cannot -> cannot ? leave(run) : Future.failedFuture(failure))
        : Future.failedFuture(failure);
  }

  private Future<Boolean> cannotWait(Run run) {
    return Future.all(guards.mayStay(run), guards.arrivingMayStay(run))
        .compose(
            stay -> {
              Future<Boolean> waitsForSource =
                  stay.<Boolean>resultAt(1)
                      ? Future.succeededFuture(false)
                      : fails(() -> cancelling.sourceHasIt(run));
              Future<Boolean> waitsForDestination =
                  stay.<Boolean>resultAt(0)
                      ? Future.succeededFuture(false)
                      : fails(() -> destinationAnswers(run));
              return Future.all(waitsForSource, waitsForDestination);
            })
        .map(waits -> waits.<Boolean>list().contains(true));
  }

  private static Future<?> destinationAnswers(Run run) {
    return Look.any(run.destination(), Set.of(ResourceKey.patient(run.patient())));
  }

  private static Future<Boolean> fails(Supplier<Future<?>> asking) {
    return Future.succeededFuture()
        .compose(ask -> asking.get().<Object>mapEmpty())
        .map(false)
        .otherwise(true);
  }

  private Future<Run> leave(Run run) {
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
                                            // Last: no other entry is written until this ends
                                            .compose(left -> journal.left(connection, cancelled))
                                            .map(cancelled)))))
        .onSuccess(
            left ->
                LOG.atWarn()
                    .addKeyValue("transfer", left.transfer().id())
                    .log("what had arrived stays with the other practice"));
  }
}
