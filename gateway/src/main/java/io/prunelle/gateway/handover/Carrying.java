// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

import io.prunelle.gateway.handover.Handover.Due;
import io.prunelle.gateway.handover.HandoverJournal.Step;
import io.prunelle.gateway.hosts.transfer.Handovers;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.ops.Rounds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has moved and erased what is due: records whose practice has answered, those that patients have
 * taken away and ordered to be erased, copies whose term has ended. Any instance does, each of them
 * one at a time: its row is locked meanwhile, and who finds it locked passes on. What it cannot
 * begin now it finds again in the next round.
 */
public final class Carrying implements Part {

  private static final Logger LOG = LoggerFactory.getLogger(Carrying.class);
  private static final long PAUSE = Duration.ofSeconds(10).toMillis();
  private static final int PAGE = 100;
  private static final UUID FIRST = new UUID(0, 0);

  private final Pool pool;
  private final HandoverJournal entries;
  private final Carrier carrier;
  private final ChangesOfDoctor changes;
  private final Predicate<String> served;
  private final Clock clock;
  private final HandoverTable table = new HandoverTable();
  private final Rounds rounds;

  /**
   * Those of a database.
   *
   * @param served whether a practice is one of this gateway's: what is about another one waits
   */
  public Carrying(
      Vertx vertx,
      Pool pool,
      Journal journal,
      Handovers mover,
      ChangesOfDoctor changes,
      Predicate<String> served,
      Clock clock) {
    this(vertx, pool, journal, Carrier.of(mover), changes, served, clock);
  }

  Carrying(
      Vertx vertx,
      Pool pool,
      Journal journal,
      Carrier carrier,
      ChangesOfDoctor changes,
      Predicate<String> served,
      Clock clock) {
    this.pool = pool;
    this.entries = new HandoverJournal(journal);
    this.carrier = carrier;
    this.changes = changes;
    this.served = served;
    this.clock = clock;
    this.rounds =
        new Rounds(
            vertx,
            () -> round().map(PAUSE),
            failure ->
                LOG.atWarn()
                    .addKeyValue("cause", failure.toString())
                    .log("Changes of doctor cannot be gone on with"));
  }

  @Override
  public Future<?> start() {
    rounds.start();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return rounds.stop();
  }

  /** Looks at all that is due, once. Fails when that cannot be read. */
  Future<Void> round() {
    return from(FIRST);
  }

  private Future<Void> from(UUID after) {
    return table
        .due(pool, after, today(), PAGE)
        .compose(
            due ->
                InTurn.each(due, this::one)
                    .compose(
                        done ->
                            due.size() < PAGE
                                ? Future.succeededFuture()
                                : from(due.get(due.size() - 1))));
  }

  /** One that fails keeps no other from going on. */
  private Future<Void> one(UUID id) {
    return pool.withTransaction(
            tx ->
                table
                    .claim(tx, id, today())
                    .compose(
                        found ->
                            found.filter(this::isServed).isPresent()
                                ? step(tx, found.get())
                                : Future.<Void>succeededFuture()))
        .onSuccess(done -> carrier.committed())
        .recover(
            failure -> {
              LOG.atWarn()
                  .addKeyValue("handover", id)
                  .addKeyValue("cause", failure.toString())
                  .log("A change of doctor cannot be gone on with");
              return Future.succeededFuture();
            });
  }

  private boolean isServed(Handover handover) {
    return served.test(handover.practice())
        && (handover.into() == null || served.test(handover.into()));
  }

  private Future<Void> step(SqlConnection tx, Handover handover) {
    Due due = handover.due(today());
    return carrier
        .of(handover.id())
        .compose(
            latest -> {
              if (latest.filter(Move::underWay).isPresent()) {
                return Future.succeededFuture();
              }
              boolean carried =
                  latest
                      .filter(move -> move.step() == Move.Step.ENDED && of(move.kind()) == due)
                      .isPresent();
              return carried ? end(tx, handover, due) : begin(tx, handover, due, latest);
            });
  }

  private static Due of(Move.Kind kind) {
    return switch (kind) {
      case HANDOVER -> Due.MOVE;
      case COPY -> Due.COPY;
      case ERASURE -> Due.ERASE;
      case MOVE -> Due.NOTHING;
    };
  }

  private Future<Void> end(SqlConnection tx, Handover handover, Due due) {
    return due == Due.COPY
        ? table.copied(tx, handover.id())
        : table.done(tx, handover.id()).compose(done -> entries.within(tx, handover, Step.DONE));
  }

  private Future<Void> begin(SqlConnection tx, Handover handover, Due due, Optional<Move> latest) {
    return switch (due) {
      case NOTHING -> Future.succeededFuture();
      case MOVE, COPY ->
          carrier
              .handOver(
                  tx,
                  handover.id(),
                  handover.record(),
                  Objects.requireNonNull(handover.into()),
                  due == Due.COPY)
              .mapEmpty();
      case ERASE ->
          handover.archiveBegunAt() == null
              ? termEnded(tx, handover, latest)
              : ordered(tx, handover);
    };
  }

  private Future<Void> termEnded(SqlConnection tx, Handover handover, Optional<Move> latest) {
    boolean told = latest.filter(move -> move.kind() == Move.Kind.ERASURE).isPresent();
    return carrier
        .erase(tx, handover.id(), handover.record())
        .compose(
            begun ->
                begun.isEmpty() || told
                    ? Future.succeededFuture()
                    : entries.within(tx, handover, Step.TERM_ENDED));
  }

  /** What was written meanwhile the patient does not have: they are asked once more. */
  private Future<Void> ordered(SqlConnection tx, Handover handover) {
    return changes
        .writtenSince(tx, handover, Objects.requireNonNull(handover.archiveBegunAt()))
        .compose(
            written ->
                written
                    ? table
                        .hold(tx, handover.id())
                        .compose(held -> entries.within(tx, handover, Step.ERASURE_HELD))
                    : carrier.erase(tx, handover.id(), handover.record()).mapEmpty());
  }

  private LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }
}
