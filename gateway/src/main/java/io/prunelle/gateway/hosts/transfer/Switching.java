// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.RECORD_BUSY;

import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes the destination the place where the record lives. Writers wait only while the last changes
 * are carried over, and no longer than a bound; placement, state and journal entry are one commit.
 */
final class Switching {

  /** Where nobody may read or write at the source any more, nobody is kept waiting. */
  private static final Duration NOBODY_WAITS = Duration.ofMinutes(10);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Hosts hosts;
  private final Guards guards;
  private final LateWrites lateWrites;
  private final Copying copying;
  private final TransferQueue queue;
  private final EndedTransfers ended;
  private final TransferStates states;
  private final TransferJournal journal;
  private final Commits commits;
  private final TransferSettings settings;

  Switching(
      Vertx vertx,
      Hosts hosts,
      Guards guards,
      LateWrites lateWrites,
      Copying copying,
      TransferQueue queue,
      EndedTransfers ended,
      TransferStates states,
      TransferJournal journal,
      Commits commits,
      TransferSettings settings) {
    this.vertx = vertx;
    this.hosts = hosts;
    this.guards = guards;
    this.lateWrites = lateWrites;
    this.copying = copying;
    this.queue = queue;
    this.ended = ended;
    this.states = states;
    this.journal = journal;
    this.commits = commits;
    this.settings = settings;
  }

  Future<Run> run(Run run) {
    return attempt(run, settings.holds());
  }

  private Future<Run> attempt(Run run, int left) {
    return caughtUp(run)
        .compose(guards::requestsEnded)
        .compose(lateWrites::noneLasting)
        .compose(caughtUp -> enter(run, State.FROZEN))
        .compose(entered -> inUse(run))
        .compose(used -> freeze(run, used ? settings.longestHold() : NOBODY_WAITS))
        .recover(failure -> again(run, left, failure));
  }

  /** What goes nowhere has nothing to catch up with. */
  private Future<Run> caughtUp(Run run) {
    return run.kind() == Move.Kind.ERASURE
        ? Future.succeededFuture(run)
        : enter(run, State.CATCHING_UP).compose(copying::catchUp);
  }

  /** Another practice has its record in use whatever becomes of this one. */
  private Future<Boolean> inUse(Run run) {
    return run.kind().arrives() ? Future.succeededFuture(true) : guards.sourceInUse(run);
  }

  private Future<Run> again(Run run, int left, Throwable failure) {
    if (!(failure instanceof HeldTooLong)) {
      return Future.failedFuture(failure);
    }
    return left > 1
        ? attempt(run, left - 1)
        : Future.failedFuture(
            new TransferFailure(
                RECORD_BUSY, "not caught up within " + settings.longestHold().toMillis() + " ms"));
  }

  private Future<Run> freeze(Run run, Duration longest) {
    Freeze freeze = new Freeze(longest);
    Set<PatientRecord> records = new HashSet<>(Set.of(run.record()));
    run.transfer().arriving().ifPresent(records::add);
    Duration left = freeze.left().dividedBy(records.size());
    Duration wait = left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
    return hosts
        .exclude(records, wait)
        .recover(Switching::asHeld)
        .compose(
            hold -> {
              freeze.by(hold);
              run.frozen(freeze);
              long end = vertx.setTimer(freeze.left().toMillis(), late -> freeze.giveBack());
              return held(run, hold, freeze)
                  .eventually(
                      () -> {
                        vertx.cancelTimer(end);
                        run.frozen(null);
                        return Future.succeededFuture();
                      })
                  .recover(
                      failure ->
                          freeze
                              .abandon()
                              .transform(
                                  let ->
                                      Future.failedFuture(
                                          freeze.over() ? new HeldTooLong() : failure)));
            });
  }

  private Future<Run> held(Run run, Hold hold, Freeze freeze) {
    return guards
        .placedAtSource(hold.connection(), run)
        .compose(placed -> guards.received(hold.connection(), run))
        .compose(received -> lateWrites.none(run, hold))
        .compose(ended -> last(run, hold))
        .compose(last -> unwritten(hold, run))
        .compose(guards::alone)
        .compose(Twins::none)
        .compose(guards::stillWanted)
        .compose(wanted -> commits.of(run, hold, freeze.commit()));
  }

  /**
   * What is written to a record while its erasure waits to begin, or was brought to it, is not
   * erased with the rest: fails with {@link Recalled}. Whoever may still write has said so in the
   * journal before the hold.
   */
  private Future<Run> unwritten(Hold hold, Run run) {
    return run.kind() != Move.Kind.ERASURE
        ? Future.succeededFuture(run)
        : queue
            .unlessWrittenSince(hold.connection(), run.transfer())
            .compose(
                since ->
                    since.isEmpty()
                        ? Future.succeededFuture(false)
                        : writtenOrBrought(hold, run, since.get()))
            .map(
                written -> {
                  if (written) {
                    throw new Recalled();
                  }
                  return run;
                });
  }

  private Future<Boolean> writtenOrBrought(Hold hold, Run run, Instant since) {
    return journal
        .writtenSince(hold.connection(), run.transfer(), since)
        .compose(
            written ->
                written
                    ? Future.succeededFuture(true)
                    : ended.broughtSince(hold.connection(), run.transfer(), since));
  }

  private Future<Run> last(Run run, Hold hold) {
    return run.kind() == Move.Kind.ERASURE ? Future.succeededFuture(run) : copying.last(run, hold);
  }

  private Future<Run> enter(Run run, State next) {
    return run.now(states.enter(run.claim(), run.transfer(), next));
  }

  private static Future<Hold> asHeld(Throwable cause) {
    return Future.failedFuture(cause instanceof Refused ? new HeldTooLong() : cause);
  }
}
