// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.NO_RECORD;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import java.util.Set;

/** Removes from the destination what a transfer wrote there and no longer may. */
final class Cancelling {

  private final Guards guards;
  private final Look look;
  private final ReceivedItems received;
  private final CopiedItems copied;
  private final Homes homes;
  private final Removal removal;

  Cancelling(
      Guards guards,
      Look look,
      ReceivedItems received,
      CopiedItems copied,
      Homes homes,
      Removal removal) {
    this.guards = guards;
    this.look = look;
    this.received = received;
    this.copied = copied;
    this.homes = homes;
    this.removal = removal;
  }

  /** Without a word to the destination if nothing was written yet. Can be repeated. */
  Future<Run> run(Run run) {
    return copied
        .anyWritten(run)
        .compose(
            any ->
                any
                    ? guards
                        .notPaused(run)
                        .compose(this::sourceHasIt)
                        .compose(has -> look.written(run, run.destination()))
                        .compose(
                            looked ->
                                run.kind().arrives()
                                    ? received.yieldChanged(run)
                                    : Future.succeededFuture())
                        .compose(yielded -> homes.takeBack(run))
                        .compose(settled -> removal.atDestination(run))
                    : Future.succeededFuture(false))
        .map(run);
  }

  /** Or what is at the destination may be all that there is of the record. */
  Future<Void> sourceHasIt(Run run) {
    ResourceKey patient = ResourceKey.patient(run.patient());
    return guards
        .placedAtSource(run)
        .compose(placed -> Look.any(run.source(), Set.of(patient)))
        .compose(
            shown -> shown.isPresent() ? Future.succeededFuture(true) : copied.gone(run, patient))
        .compose(
            has ->
                has
                    ? Future.succeededFuture()
                    : Future.failedFuture(new TransferFailure(NO_RECORD, patient.toString())));
  }

  /** Once nothing can come to the destination any more, and has been looked for since. */
  Future<Run> end(Run run) {
    return copied.forget(run).map(run);
  }
}
