// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.LEDGER_UNREACHABLE;

import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.refusal.Refusals;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a record that is looked at: whether it has to be carried, and whether what
 * carries it by now is wanted still, makes way, or is waited for. On the mover's context alone, as
 * the {@link Dispatch} is; who has looked wakes that.
 */
final class Considering {

  private final Pool pool;
  private final Hosts hosts;
  private final Whereabouts whereabouts;
  private final UnderWay underWay;
  private final NotYetThere notYetThere;
  private final TurningBack turningBack;
  private final Dispatch dispatch;
  private final TransferQueue queue = new TransferQueue();
  private final EndedTransfers ended = new EndedTransfers();
  private final Haste haste = new Haste();
  private final Wishes wishes = new Wishes();

  Considering(
      Pool pool,
      Hosts hosts,
      Whereabouts whereabouts,
      UnderWay underWay,
      NotYetThere notYetThere,
      TurningBack turningBack,
      Dispatch dispatch) {
    this.pool = pool;
    this.hosts = hosts;
    this.whereabouts = whereabouts;
    this.underWay = underWay;
    this.notYetThere = notYetThere;
    this.turningBack = turningBack;
    this.dispatch = dispatch;
  }

  /** Fails where it cannot be told, be it for this record alone. */
  Future<Void> of(PatientRecord record) {
    return whereabouts
        .of(record)
        .compose(
            wanted ->
                wanted.isEmpty()
                    ? Future.failedFuture(new TransferFailure(LEDGER_UNREACHABLE, "not followed"))
                    : underWay
                        .concerning(pool, record)
                        .compose(
                            transfers ->
                                transfers.isEmpty()
                                    ? ask(record, wanted.get())
                                    : InTurn.each(transfers, this::redirect)));
  }

  private Future<Void> ask(PatientRecord record, Whereabouts.Wanted wanted) {
    return hosts
        .placement(record)
        .compose(
            placement ->
                placement.host().id().equals(wanted.host().id())
                    ? Future.<Void>succeededFuture()
                    : unlessDeclined(record, placement.host().id(), wanted))
        .recover(
            failure ->
                // No decision brings it back
                Refusals.departed(failure)
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  /** Where a record may stay it stays, once somebody had the same move taken back. */
  private Future<Void> unlessDeclined(
      PatientRecord record, String source, Whereabouts.Wanted wanted) {
    return (wanted.urgent() ? Future.succeededFuture(false) : declined(record, source, wanted))
        .compose(
            declined ->
                declined
                    ? Future.succeededFuture()
                    : queue.queue(pool, record, source, wanted).mapEmpty());
  }

  private Future<Boolean> declined(PatientRecord record, String source, Whereabouts.Wanted wanted) {
    return ended
        .declined(pool, record, wanted)
        .compose(
            declined ->
                declined ? Future.succeededFuture(true) : notYetThere.is(record, source, wanted));
  }

  /**
   * One that goes elsewhere ends first, and quickly as long as it can be taken back; then the
   * record is looked at anew.
   */
  private Future<Void> redirect(Transfer transfer) {
    if (transfer.from() == State.ARCHIVING) {
      // The copy is there; its past is given up, for the record itself cannot leave before
      return whereabouts
          .mayStay(transfer.record(), transfer.source())
          .compose(
              stays ->
                  stays.orElse(true)
                      ? Future.succeededFuture()
                      : haste.hasten(pool, transfer.id()));
    }
    return transfer.switched()
        ? turningBack
            .of(transfer)
            .compose(turned -> turned ? Future.succeededFuture() : hurryIfAwaited(transfer))
        : whereabouts
            .wants(transfer)
            .compose(
                wanted -> {
                  if (wanted.orElse(true)) {
                    return keepTo(transfer, wanted.isPresent()).compose(kept -> makeRoom(transfer));
                  }
                  dispatch.recall(transfer.record());
                  return haste.hasten(pool, transfer.id());
                });
  }

  /** What it was asked for by may have been followed by another decision that wants the same. */
  private Future<?> keepTo(Transfer transfer, boolean known) {
    return known
        ? whereabouts
            .by(transfer)
            .<Object>compose(
                wanted ->
                    wanted.isPresent()
                        ? wishes.by(pool, transfer, wanted.get()).mapEmpty()
                        : wishes.still(pool, transfer.id()).mapEmpty())
        : Future.succeededFuture();
  }

  /** What keeps it from where it goes may be a copy that another practice only keeps. */
  private Future<Void> makeRoom(Transfer transfer) {
    return transfer.kind() == Move.Kind.MOVE && transfer.state() == State.FAILED
        ? ended
            .keepers(pool, transfer.record())
            .compose(
                practices ->
                    InTurn.each(
                        practices,
                        practice ->
                            giveWay(new PatientRecord(practice, transfer.record().patient()))))
        : Future.succeededFuture();
  }

  private Future<Void> giveWay(PatientRecord copy) {
    return Future.all(whereabouts.of(copy), underWay.concerning(pool, copy))
        .compose(
            known -> {
              Optional<Whereabouts.Wanted> wanted = known.resultAt(0);
              List<Transfer> transfers = known.resultAt(1);
              return wanted.isPresent() && transfers.isEmpty()
                  ? ask(copy, wanted.get())
                  : Future.succeededFuture();
            });
  }

  /** One that can still be taken back. */
  Future<Void> stopUnlessWanted(Transfer transfer) {
    return whereabouts
        .wants(transfer)
        .map(
            wanted -> {
              if (!wanted.orElse(true)) {
                dispatch.recall(transfer.record());
              }
              return null;
            });
  }

  /** Before it has ended the record goes nowhere else, though nobody may use it where it is. */
  Future<Void> hurryIfAwaited(Transfer transfer) {
    return whereabouts
        .usedThere(transfer)
        .compose(
            used -> {
              if (used) {
                return Future.succeededFuture();
              }
              dispatch.hurry(transfer.record());
              return haste.hurry(pool, transfer.id(), TurningBack.LASTING);
            });
  }
}
