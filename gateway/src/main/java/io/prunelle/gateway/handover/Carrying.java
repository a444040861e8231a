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
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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

  /** What the last attempt of each failed with; of those that do. */
  private final Map<UUID, String> failing = new ConcurrentHashMap<>();

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
    return looked(FIRST).compose(looked -> from(FIRST));
  }

  /**
   * Terms may be longer than the access journal is kept: whether something was written to what is
   * kept is looked at again and again, and remembered.
   */
  private Future<Void> looked(UUID after) {
    return table
        .unlooked(pool, after, PAGE)
        .compose(
            kept ->
                InTurn.each(kept, this::look)
                    .compose(
                        done ->
                            kept.size() < PAGE
                                ? Future.succeededFuture()
                                : looked(kept.get(kept.size() - 1).id())));
  }

  private Future<Void> look(Handover kept) {
    return table
        .clock(pool)
        .compose(
            now ->
                changes
                    .writtenSince(pool, kept, kept.unlessWrittenSince())
                    .compose(written -> table.looked(pool, kept.id(), written, now)));
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
                                : Future.succeededFuture(false)))
        .<Void>map(
            begun -> {
              failing.remove(id);
              if (begun) {
                carrier.committed();
              }
              return null;
            })
        .recover(
            failure -> {
              // Once for each cause, however often it is tried
              if (!failure.toString().equals(failing.put(id, failure.toString()))) {
                LOG.atWarn()
                    .addKeyValue("handover", id)
                    .addKeyValue("cause", failure.toString())
                    .log("A change of doctor cannot be gone on with");
              }
              return Future.succeededFuture();
            });
  }

  private boolean isServed(Handover handover) {
    return served.test(handover.practice())
        && (handover.into() == null || served.test(handover.into()));
  }

  /** Tells whether something has begun that the mover does not know of. */
  private Future<Boolean> step(SqlConnection tx, Handover handover) {
    Due due = handover.due(today());
    return carrier
        .standing(tx, handover.id())
        .compose(
            latest -> {
              if (latest.filter(Move::underWay).isPresent()) {
                return Future.succeededFuture(false);
              }
              boolean carried =
                  latest
                      .filter(move -> move.step() == Move.Step.ENDED && of(move.kind()) == due)
                      .isPresent();
              return carried ? end(tx, handover, due).map(false) : begin(tx, handover, due, latest);
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
        ? carrier
            .copiedAt(tx, handover.id())
            .compose(at -> table.copied(tx, handover.id(), at.orElseThrow()))
        : table.done(tx, handover.id()).compose(done -> entries.within(tx, handover, Step.DONE));
  }

  private Future<Boolean> begin(
      SqlConnection tx, Handover handover, Due due, Optional<Move> latest) {
    return switch (due) {
      case NOTHING -> Future.succeededFuture(false);
      case MOVE, COPY ->
          carrier
              .handOver(
                  tx,
                  handover.id(),
                  handover.record(),
                  Objects.requireNonNull(handover.into()),
                  due == Due.COPY)
              .map(Optional::isPresent);
      case ERASE ->
          handover.archiveBegunAt() == null
              ? termEnded(tx, handover, latest)
              : ordered(tx, handover);
    };
  }

  /** What was written meanwhile is nowhere else: it is a record like any other again. */
  private Future<Boolean> termEnded(SqlConnection tx, Handover handover, Optional<Move> latest) {
    boolean told = latest.filter(move -> move.kind() == Move.Kind.ERASURE).isPresent();
    Instant since = handover.unlessWrittenSince();
    return (handover.writtenAt() != null
            ? Future.succeededFuture(true)
            : changes.writtenSince(tx, handover, since))
        .compose(
            written ->
                written
                    ? table
                        .resume(tx, handover.id())
                        .compose(held -> entries.within(tx, handover, Step.TERM_HELD))
                        .map(false)
                    : erase(tx, handover, since)
                        .compose(
                            begun ->
                                !begun || told
                                    ? Future.succeededFuture(begun)
                                    : entries.within(tx, handover, Step.TERM_ENDED).map(true)));
  }

  /** What was written meanwhile the patient does not have: they are asked once more. */
  private Future<Boolean> ordered(SqlConnection tx, Handover handover) {
    Instant since = Objects.requireNonNull(handover.archiveBegunAt());
    return changes
        .missedBy(tx, handover, since)
        .compose(
            written ->
                written
                    ? table
                        .hold(tx, handover.id())
                        .compose(held -> entries.within(tx, handover, Step.ERASURE_HELD))
                        .map(false)
                    : erase(tx, handover, since));
  }

  /** Looked at once more when it begins, which may be long after this. */
  private Future<Boolean> erase(SqlConnection tx, Handover handover, Instant since) {
    return carrier
        .erase(tx, handover.id(), handover.record(), ChangesOfDoctor.least(since))
        .map(Optional::isPresent);
  }

  private LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }
}
