// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.refusal.Refusals;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The door for changes of doctor: what they ask of the mover, and what has come of it. What
 * patients decide about hosts comes first: nothing of this is asked for while a record moves, and
 * what has been is taken back when a record has to leave at once.
 */
public final class Handovers {

  /** For writers, and for a switch. */
  private static final Duration WAIT = Duration.ofSeconds(2);

  private final Pool pool;
  private final Hosts hosts;
  private final TransferJournal entries;
  private final TransferQueue queue = new TransferQueue();
  private final UnderWay underWay = new UnderWay();
  private final Haste haste = new Haste();
  private final EndedTransfers ended = new EndedTransfers();
  private final MoveTable moves = new MoveTable();
  private final OrderTable orders = new OrderTable();
  private final List<Runnable> told = new CopyOnWriteArrayList<>();
  private final List<BiFunction<SqlConnection, PatientRecord, Future<Void>>> arrivals =
      new CopyOnWriteArrayList<>();

  public Handovers(Pool pool, Hosts hosts, Journal journal, InstantSource clock) {
    this.pool = pool;
    this.hosts = hosts;
    this.entries = new TransferJournal(journal, clock);
  }

  /** Told when there may be something to begin. */
  void subscribe(Runnable listener) {
    told.add(listener);
  }

  /**
   * Has somebody told of each record that another practice's becomes a part of, in the transaction
   * that makes it so: it is rolled back if that fails.
   */
  public void onArrival(BiFunction<SqlConnection, PatientRecord, Future<Void>> listener) {
    arrivals.add(listener);
  }

  /** Another practice's record becomes a part of this one. */
  Future<Void> arrived(SqlConnection tx, PatientRecord record) {
    return InTurn.each(arrivals, listener -> listener.apply(tx, record));
  }

  /** To be called once what was asked for is committed, so that it begins without delay. */
  public void committed() {
    told.forEach(Runnable::run);
  }

  /**
   * Copies the record to where the other practice's record of the patient lives: on premise when it
   * has none. Unless it is kept the record then leaves its practice, and is erased there. Asked for
   * within the caller's transaction, and begun once that is committed.
   *
   * @param handover the change of doctor that asks for it
   * @param into id of the practice that receives it
   * @param keep whether the practice keeps its record as well
   * @return id of the transfer; empty when it cannot begin now, because something is under way with
   *     either record: ask again later, also when it has been cancelled. Fails with {@link
   *     io.prunelle.gateway.refusal.Refused} when it is not known where a record lives
   */
  public Future<Optional<UUID>> handOver(
      SqlConnection tx, UUID handover, PatientRecord record, String into, boolean keep) {
    PatientRecord arriving = new PatientRecord(into, record.patient());
    return home(tx, record)
        .compose(
            source ->
                source.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : hosts
                        .receives(tx, arriving)
                        .compose(
                            destination ->
                                queue.queue(
                                    tx,
                                    handover,
                                    keep ? Move.Kind.COPY : Move.Kind.HANDOVER,
                                    record,
                                    source.get().id(),
                                    destination.id(),
                                    into,
                                    null))
                        .compose(begun -> orGivenWay(tx, begun, record.patient(), into)))
        .compose(begun -> orGivenWay(tx, begun, record.patient(), record.practice()));
  }

  /** What a patient only permits may wait for this itself, and would do so without end. */
  private Future<Optional<UUID>> orGivenWay(
      SqlConnection tx, Optional<UUID> begun, String patient, String practice) {
    return begun.isPresent()
        ? Future.succeededFuture(begun)
        : haste
            .end(tx, patient, List.of(practice))
            .compose(ended -> InTurn.each(ended, transfer -> tellEnded(tx, transfer)))
            .compose(told -> haste.giveWay(tx, patient, List.of(practice)))
            .map(begun);
  }

  private Future<Void> tellEnded(SqlConnection tx, Transfer transfer) {
    return entries.within(
        tx, transfer, TransferJournal.Step.CANCELLED, TransferJournal.place(transfer));
  }

  /**
   * Erases the record where it lives, so that its practice has none of the patient any more. The
   * same as for {@link #handOver}.
   *
   * @param unlessWrittenSince the erasure is taken back, with nothing done, if anything was written
   *     to the record since then, at whatever moment it begins; null to erase it whatever was
   */
  public Future<Optional<UUID>> erase(
      SqlConnection tx, UUID handover, PatientRecord record, @Nullable Instant unlessWrittenSince) {
    return home(tx, record)
        .compose(
            source ->
                source.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : queue.queue(
                        tx,
                        handover,
                        Move.Kind.ERASURE,
                        record,
                        source.get().id(),
                        null,
                        null,
                        unlessWrittenSince))
        .compose(begun -> orGivenWay(tx, begun, record.patient(), record.practice()));
  }

  /**
   * Has what a change of doctor has asked for taken back, within the caller's transaction.
   *
   * @param by who wants that
   * @return false when it is too late: the record has left its practice, or the other one has it
   */
  public Future<Boolean> stop(SqlConnection tx, UUID handover, String by) {
    return moves
        .standing(tx, handover)
        .compose(
            latest ->
                latest.isEmpty()
                    ? Future.succeededFuture(true)
                    : orders
                        .lock(tx, latest.get().id(), null)
                        .compose(locked -> stop(tx, locked.orElseThrow(), by)));
  }

  private Future<Boolean> stop(SqlConnection tx, OrderTable.Locked transfer, String by) {
    return switch (transfer.would(Order.CANCEL)) {
      case DONE -> orders.carryOut(tx, transfer, Order.CANCEL, Set.of(), by).map(true);
      case ALREADY -> Future.succeededFuture(true);
      case ENDED -> Future.succeededFuture(transfer.state() == State.CANCELLED);
      case SWITCHED, NOT_THERE -> Future.succeededFuture(false);
    };
  }

  /** What became of a record that was to be begun anew. */
  public enum Begun {
    DONE,
    /** The practice has one. */
    THERE,
    /** What was there is being erased, or another one is on its way. */
    LATER
  }

  /**
   * Lets a practice that the patient's record has left have a new one, on premise. Nothing of what
   * it had comes back.
   *
   * @param told what is written down of it, in the same commit
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when that cannot be known
   */
  public Future<Begun> reopen(PatientRecord record, Function<SqlConnection, Future<Void>> told) {
    return hosts
        .exclude(record, WAIT)
        .compose(
            hold ->
                reopen(record, hold, told)
                    .compose(
                        begun -> (begun == Begun.DONE ? hold.commit() : hold.abandon()).map(begun))
                    .recover(
                        failure -> hold.abandon().compose(let -> Future.failedFuture(failure))));
  }

  private Future<Begun> reopen(
      PatientRecord record, Hold hold, Function<SqlConnection, Future<Void>> told) {
    SqlConnection connection = hold.connection();
    return home(connection, record)
        .compose(
            home ->
                home.isPresent()
                    ? Future.succeededFuture(Begun.THERE)
                    : underWay
                        .concerning(connection, record)
                        .compose(
                            underWay ->
                                underWay.isEmpty()
                                    // The placement last: switches wait for who has written one
                                    ? told.apply(connection)
                                        .compose(entry -> hosts.receive(connection, record))
                                        .map(Begun.DONE)
                                    : Future.succeededFuture(Begun.LATER)));
  }

  /** The latest transfer of a change of doctor without how far it has come. */
  public Future<Optional<Move>> standing(SqlConnection tx, UUID handover) {
    return moves.standing(tx, handover);
  }

  /** When the other practice had the record that was copied to it; empty as long as it has not. */
  public Future<Optional<Instant>> copiedAt(SqlConnection tx, UUID handover) {
    return ended.copiedAt(tx, handover);
  }

  /**
   * Whether anything was brought to where the record lives since then, be it of what it had been
   * before: from another host of its practice, or another practice.
   *
   * @param since by the database's clock
   */
  public Future<Boolean> broughtSince(SqlClient client, PatientRecord record, Instant since) {
    return ended.broughtSince(client, record, since);
  }

  /** The latest transfer of a change of doctor, ended or not; empty while there was none. */
  public Future<Optional<Move>> of(UUID handover) {
    return moves.latest(pool, handover);
  }

  /** Where a record lives; empty once it has left the practice. */
  private Future<Optional<Host>> home(SqlConnection tx, PatientRecord record) {
    return hosts
        .placement(tx, record)
        .map(placement -> Optional.of(placement.host()))
        .recover(
            failure ->
                Refusals.departed(failure)
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure));
  }
}
