// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.transfer.DueTransfers.Due;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts what is due, a bounded number at a time, and keeps what has failed for later. Not safe for
 * threads: used from the mover's context alone.
 */
final class Dispatch {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  // More than may run here, because other gateways may have claimed the first ones
  private static final int LOOK_AHEAD = 50;

  private final Vertx vertx;
  private final Pool pool;
  private final DueTransfers dueTransfers;
  private final Standings standings;
  private final TransferStates states;
  private final Claims claims;
  private final HostAccess access;
  private final Carrier carrier;
  private final TransferSettings settings;
  private final Consumer<PatientRecord> ended;
  private final TransferJournal journal;
  private final TransferMetrics metrics;

  private final Map<PatientRecord, Optional<Run>> running = new HashMap<>();
  private final Map<PatientRecord, Due> between = new HashMap<>();
  private boolean looking;
  private boolean failing;
  private boolean lookAgain;
  private boolean stopped;

  /**
   * @param ended told of each record whose transfer has ended, so that it can be looked at anew
   */
  Dispatch(
      Vertx vertx,
      Pool pool,
      DueTransfers dueTransfers,
      Standings standings,
      TransferStates states,
      HostAccess access,
      Carrier carrier,
      TransferSettings settings,
      TransferJournal journal,
      TransferMetrics metrics,
      Consumer<PatientRecord> ended) {
    this.vertx = vertx;
    this.pool = pool;
    this.dueTransfers = dueTransfers;
    this.standings = standings;
    this.states = states;
    this.claims = new Claims(vertx, pool);
    this.access = access;
    this.carrier = carrier;
    this.settings = settings;
    this.ended = ended;
    this.journal = journal;
    this.metrics = metrics;
  }

  /** Starts what is due and has room. */
  void wake() {
    if (looking) {
      lookAgain = true;
      return;
    }
    if (stopped || running.size() >= settings.parallel()) {
      return;
    }
    looking = true;
    int before = running.size();
    dueTransfers
        .due(pool, full(), LOOK_AHEAD + 2 * settings.parallel())
        .compose(due -> InTurn.each(due, this::start))
        .onComplete(
            looked -> {
              // Hosts may have become full that all of these wanted
              lookAgain |= running.size() > before;
              if (looked.failed() && !failing) {
                // Once, however long it lasts
                LOG.warn("cannot look for due transfers: {}", looked.cause().getMessage());
              }
              failing = looked.failed();
              looking = false;
              if (lookAgain) {
                lookAgain = false;
                wake();
              }
            });
  }

  /** Stops a run of this gateway that the decision no longer wants, if it can still be stopped. */
  void recall(PatientRecord record) {
    running
        .getOrDefault(record, Optional.empty())
        .filter(run -> !run.transfer().switched())
        .ifPresent(Run::recall);
  }

  /** Has a run of this gateway go before others: somebody waits for its end. */
  void hurry(PatientRecord record) {
    running.getOrDefault(record, Optional.empty()).ifPresent(run -> run.awaited(true));
  }

  /** What runs here and can still be stopped. */
  List<Transfer> stoppable() {
    return transfers().filter(transfer -> !transfer.switched()).toList();
  }

  /** What runs here, of records that live elsewhere by now. */
  List<Transfer> switched() {
    return transfers().filter(Transfer::switched).toList();
  }

  private Stream<Transfer> transfers() {
    return running.values().stream().flatMap(Optional::stream).map(Run::transfer);
  }

  /** Looks whether people have ordered something of what runs here. */
  Future<Void> heed() {
    Map<UUID, Run> runs = new HashMap<>();
    running.values().forEach(one -> one.ifPresent(run -> runs.put(run.transfer().id(), run)));
    return runs.isEmpty()
        ? Future.succeededFuture()
        : standings
            .held(pool, runs.keySet())
            .map(
                held -> {
                  held.forEach(
                      (id, standing) -> {
                        if (standing == Standings.Standing.PAUSED) {
                          runs.get(id).pause();
                        } else {
                          runs.get(id).recall();
                        }
                      });
                  return null;
                });
  }

  /**
   * Lets what holds the room that a record needs go before all others: of a record that nobody may
   * read until it has left.
   */
  Future<Void> press() {
    return running.isEmpty()
        ? Future.succeededFuture()
        : dueTransfers
            .awaited(pool, LOOK_AHEAD)
            .map(
                awaited -> {
                  running.forEach(
                      (record, one) ->
                          one.ifPresent(
                              run ->
                                  run.pressed(
                                      awaited.stream().anyMatch(due -> keeps(record, due)))));
                  return null;
                });
  }

  /** Whether what runs here has a place without which the other cannot begin. */
  private boolean keeps(PatientRecord record, Due waiting) {
    Due own = between.get(record);
    return running.size() >= settings.parallel()
        || (own != null && waiting.hosts().anyMatch(host -> own.touches(host) && busy(host)));
  }

  /** Whose records run here. */
  Set<String> patients() {
    return running.keySet().stream().map(PatientRecord::patient).collect(Collectors.toSet());
  }

  void stop() {
    stopped = true;
  }

  /** Completes when it is clear whether the transfer runs here, not when it has ended. */
  private Future<Void> start(Due due) {
    PatientRecord record = due.record();
    if (stopped
        || running.size() >= settings.parallel()
        || running.keySet().stream().anyMatch(one -> one.patient().equals(record.patient()))
        || due.hosts().anyMatch(this::busy)) {
      return Future.succeededFuture();
    }
    running.put(record, Optional.empty());
    between.put(record, due);
    return claims
        .claim(record)
        .onFailure(failure -> remove(record))
        .map(
            claim -> {
              claim.ifPresentOrElse(mine -> run(due.id(), record, mine), () -> remove(record));
              return null;
            });
  }

  /** One that does not answer has one at a time: it would hold up the records of all others. */
  private boolean busy(String host) {
    int most = access.silent(host) ? 1 : settings.perHost();
    return between.values().stream().filter(due -> due.touches(host)).count() >= most;
  }

  private Set<String> full() {
    return between.values().stream()
        .flatMap(Due::hosts)
        .filter(this::busy)
        .collect(Collectors.toSet());
  }

  private void remove(PatientRecord record) {
    running.remove(record);
    between.remove(record);
  }

  private void run(UUID id, PatientRecord record, Claims.Claim claim) {
    dueTransfers
        .load(claim.connection(), id)
        .compose(
            found ->
                found.filter(transfer -> !transfer.state().ended()).isPresent()
                    ? attempt(found.orElseThrow(), claim)
                    : Future.succeededFuture(Duration.ZERO))
        .onFailure(failure -> LOG.warn("transfer {} interrupted: {}", id, failure.getMessage()))
        .eventually(claim::release)
        .onComplete(pause -> leave(record, pause), lost -> lose(record));
  }

  /** Nothing has been kept of when it is due again: looked at now, it would be begun at once. */
  private void lose(PatientRecord record) {
    remove(record);
    if (!stopped) {
      vertx.setTimer(settings.shortestPause().toMillis(), due -> wake());
    }
  }

  private void leave(PatientRecord record, Duration pause) {
    Due due = between.get(record);
    remove(record);
    if (stopped) {
      return;
    }
    if (pause.isZero() && due != null) {
      // What follows for the record may be more urgent than what waits: first it is looked at
      due.records().forEach(ended);
    } else {
      vertx.setTimer(Math.max(1, pause.toMillis()), later -> wake());
      wake();
    }
  }

  /** Gives the pause before the next attempt; none when the transfer has ended. */
  private Future<Duration> attempt(Transfer transfer, Claims.Claim claim) {
    return states
        .attempt(claim.connection(), transfer)
        .compose(
            begun ->
                access
                    .run(begun, claim.connection())
                    .transform(
                        (run, unknown) ->
                            run == null ? fail(begun, claim.connection(), unknown) : carry(run)));
  }

  private Future<Duration> carry(Run run) {
    running.put(run.record(), Optional.of(run));
    return carrier
        .carry(run)
        .onSuccess(done -> ended(done.transfer()))
        .map(Duration.ZERO)
        .recover(
            failure ->
                failure instanceof Settling settling
                    ? Future.succeededFuture(settling.left())
                    : failure instanceof Paused
                        ? Future.succeededFuture(Duration.ZERO)
                        : fail(run.transfer(), run.claim(), failure));
  }

  private Future<Duration> fail(Transfer transfer, SqlConnection claim, Throwable cause) {
    TransferFailure failure = TransferFailure.of(cause);
    Duration pause = settings.pause(transfer.failures() + 1, failure.reason());
    // The detail names resources: it stays in the table
    LOG.atWarn()
        .addKeyValue("transfer", transfer.id())
        .addKeyValue("state", transfer.state().column())
        .addKeyValue("reason", failure.reason().code())
        .addKeyValue("retryIn", pause)
        .setCause(failure.getCause())
        .log("transfer failed");
    metrics.failed(failure.reason());
    return states
        .failure(claim, transfer)
        .compose(
            before ->
                states
                    .fail(claim, transfer, String.valueOf(failure.getMessage()), pause)
                    .compose(
                        kept ->
                            // Once, however often it is tried
                            before.equals(failure.reason().code())
                                ? Future.succeededFuture()
                                : journal.failed(transfer).otherwiseEmpty()))
        .map(pause);
  }

  private void ended(Transfer transfer) {
    metrics.ended(transfer);
    LOG.atInfo()
        .addKeyValue("transfer", transfer.id())
        .addKeyValue("state", transfer.state().column())
        .addKeyValue("source", transfer.source())
        .addKeyValue("destination", transfer.destination())
        .log("transfer ended");
  }
}
