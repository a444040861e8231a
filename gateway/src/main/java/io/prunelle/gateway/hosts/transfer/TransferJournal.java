// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.journal.Dealings;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Entry.Act;
import io.prunelle.gateway.journal.Entry.Agent;
import io.prunelle.gateway.journal.Entry.Where;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The entries that a transfer leaves in the patient's access journal. */
final class TransferJournal {

  /** What is told of, by the code that the entry gives as its reason. */
  enum Step {
    STARTED("transfer-started", "transfer-erasure-started"),
    SWITCHED("transfer-switched"),
    /** Another practice has it from here on, and this one has none. */
    HANDED_OVER("transfer-handed-over"),
    COPIED("transfer-copied"),
    /** Of who receives what another practice has handed over, or copied. */
    RECEIVED("transfer-received"),
    /** It lives nowhere from here on. */
    DEPARTED("transfer-departed"),
    ERASED("transfer-erased"),
    CERTIFIED("transfer-certified"),
    CANCELLED("transfer-cancelled", "transfer-erasure-cancelled"),
    /** It is given up, and what it has written stays with who was to receive the record. */
    LEFT_THERE("transfer-left-there"),
    /** The same, of who was to receive it. */
    PARTLY_RECEIVED("transfer-partly-received"),
    /** It had been switched, and is given up for the way back. */
    TURNED_BACK("transfer-turned-back"),
    FAILED("transfer-failed", "transfer-erasure-failed");

    private final String reason;
    private final String ofErasure;

    Step(String reason) {
      this(reason, reason);
    }

    Step(String reason, String ofErasure) {
      this.reason = reason;
      this.ofErasure = ofErasure;
    }

    /** What goes nowhere is not told of as a move. */
    String reason(Move.Kind kind) {
      return kind == Move.Kind.ERASURE ? ofErasure : reason;
    }
  }

  // Nobody's token stands behind a transfer: the gateway carries out what the patient decided
  private static final Agent GATEWAY = new Agent(null, "gateway", "system", null, null, null);

  private final Journal journal;
  private final InstantSource clock;

  TransferJournal(Journal journal, InstantSource clock) {
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * Commits the intent, then does the work, then commits how it ended. No journal, no work. Where
   * another practice receives the record what is done there is told of as well.
   */
  <T> Future<T> around(Transfer transfer, Step step, String host, Supplier<Future<T>> work) {
    Supplier<Future<T>> told =
        step == Step.ERASED
            ? work
            : transfer
                .arriving()
                .<Supplier<Future<T>>>map(
                    record -> () -> around(received(transfer, record, step), work))
                .orElse(work);
    return around(entry(transfer, step, host), told);
  }

  private <T> Future<T> around(Entry intended, Supplier<Future<T>> work) {
    return journal
        .intend(intended)
        .compose(
            entry -> {
              Instant begun = clock.instant();
              return attempt(work)
                  .transform(
                      (done, failure) ->
                          journal
                              .settle(entry, outcome(begun, failure == null))
                              // The work's own failure tells more, and the intent is on record
                              .transform(
                                  (settled, unsettled) ->
                                      failure == null
                                          ? Future.succeededFuture(done)
                                          : Future.failedFuture(failure)));
            });
  }

  /**
   * Tells of the switch within the transaction that makes it: of who receives the record as well,
   * if that is another practice.
   */
  Future<Void> switched(SqlConnection connection, Transfer transfer) {
    return switch (transfer.kind()) {
      case MOVE -> within(connection, transfer, Step.SWITCHED, transfer.to());
      case ERASURE -> within(connection, transfer, Step.DEPARTED, transfer.source());
      case HANDOVER, COPY ->
          within(
                  connection,
                  transfer,
                  transfer.kind() == Move.Kind.COPY ? Step.COPIED : Step.HANDED_OVER,
                  transfer.source())
              .compose(told -> received(connection, transfer, Step.RECEIVED));
    };
  }

  /** Tells both practices that what has arrived stays, within the transaction that makes it so. */
  Future<Void> left(SqlConnection connection, Transfer transfer) {
    return within(connection, transfer, Step.LEFT_THERE, transfer.to())
        .compose(told -> received(connection, transfer, Step.PARTLY_RECEIVED));
  }

  private Future<Void> received(SqlConnection connection, Transfer transfer, Step step) {
    Entry entry = received(transfer, transfer.arriving().orElseThrow(), step);
    return journal.append(connection, entry, outcome(clock.instant(), true)).mapEmpty();
  }

  /** Whether anything was written to the record since then, as the journal has it. */
  Future<Boolean> writtenSince(SqlConnection connection, Transfer transfer, Instant since) {
    return dealings(connection, transfer).written(since);
  }

  /** What the source may not be done with that somebody was let change of the record there. */
  Future<Dealings.Loose> loose(SqlClient sql, Transfer transfer, Instant since, Instant until) {
    return dealings(sql, transfer).loose(transfer.source(), since, until);
  }

  private static Dealings dealings(SqlClient sql, Transfer transfer) {
    return new Dealings(sql, transfer.record().practice(), transfer.record().patient());
  }

  /**
   * What people were let change of the record, and were not done with before a time, as the journal
   * has it; empty where that is not known of each change, or there are too many.
   *
   * @param givenUp the time before which that was given up which a host can carry out no more
   */
  Future<Optional<Set<ResourceKey>>> changed(
      SqlConnection connection,
      Transfer transfer,
      Instant begun,
      Instant ended,
      Instant givenUp,
      int most) {
    return dealings(connection, transfer)
        .changed(begun, ended, givenUp, most)
        .map(changed -> changed.flatMap(TransferJournal::keys));
  }

  /** How much anybody was let delete from the record, wherever it was. */
  Future<Dealings.Deleting> deleting(
      SqlClient sql, Transfer transfer, Instant since, Instant givenUp) {
    return dealings(sql, transfer).deleting(since, givenUp);
  }

  /** Empty where one of them is no resource's. */
  private static Optional<Set<ResourceKey>> keys(Set<String> names) {
    Set<ResourceKey> keys = new TreeSet<>();
    for (String name : names) {
      Optional<ResourceKey> key = ResourceKey.ofReference(name);
      if (key.isEmpty()) {
        return Optional.empty();
      }
      keys.add(key.get());
    }
    return Optional.of(keys);
  }

  /**
   * What somebody was let delete from the record, in the order of names, from one on.
   *
   * @param after as {@link ResourceKey#toString} writes it; empty for the first
   */
  Future<List<ResourceKey>> deleted(
      SqlConnection connection, Transfer transfer, String after, int most) {
    return dealings(connection, transfer)
        .deleted(after, most)
        .map(names -> names.stream().map(ResourceKey::parse).toList());
  }

  /** Which of these somebody was let delete since then where the record lives once switched. */
  Future<List<ResourceKey>> deletedThere(
      SqlConnection connection, Transfer transfer, Instant since, Collection<ResourceKey> keys) {
    PatientRecord there = transfer.livesAs();
    return new Dealings(connection, there.practice(), there.patient())
        .deleted(since, keys.stream().map(ResourceKey::toString).toList())
        .map(names -> names.stream().map(ResourceKey::parse).toList());
  }

  /**
   * Each Binary that somebody was let read or write as a part of the record, in the order of names,
   * from one on.
   *
   * @param after as {@link ResourceKey#toString} writes it; empty for the first
   */
  Future<List<ResourceKey>> binaries(
      SqlConnection connection, Transfer transfer, String after, int most) {
    return dealings(connection, transfer)
        .binaries(after, most)
        .map(names -> names.stream().map(ResourceKey::parse).toList());
  }

  /** Tells that it cannot go on. What keeps it from that is told whether this is written or not. */
  Future<Void> failed(Transfer transfer) {
    return journal
        .record(entry(transfer, Step.FAILED, place(transfer)), outcome(clock.instant(), false))
        .mapEmpty();
  }

  /** Tells of a step within the transaction that takes it. */
  Future<Void> within(SqlConnection connection, Transfer transfer, Step step, String host) {
    Entry entry = entry(transfer, step, host);
    return journal.append(connection, entry, outcome(clock.instant(), true)).mapEmpty();
  }

  private static Entry entry(Transfer transfer, Step step, String host) {
    return entry(
        transfer,
        step,
        new Where(
            transfer.record().practice(),
            transfer.record().patient(),
            host,
            transfer.hosting(),
            transfer.decision()));
  }

  /** No decision about a hosting stands behind what another practice receives. */
  private static Entry received(Transfer transfer, PatientRecord record, Step step) {
    return entry(
        transfer, step, new Where(record.practice(), record.patient(), transfer.to(), null, null));
  }

  private static Entry entry(Transfer transfer, Step step, Where where) {
    return new Entry(
        transfer.id().toString(),
        GATEWAY,
        new Act("transfer", ResourceKey.PATIENT, transfer.record().patient(), null, null, null),
        where,
        true,
        step.reason(transfer.kind()));
  }

  /** The host that it is about, where it is about both or none. */
  static String place(Transfer transfer) {
    return Objects.requireNonNullElse(transfer.destination(), transfer.source());
  }

  private Outcome outcome(Instant begun, boolean good) {
    // Nothing is answered to a caller: the status is the one that a caller would have seen
    return new Outcome(
        good ? 200 : 502,
        0,
        Duration.between(begun, clock.instant()),
        good ? "completed" : "failed");
  }

  private static <T> Future<T> attempt(Supplier<Future<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }
}
