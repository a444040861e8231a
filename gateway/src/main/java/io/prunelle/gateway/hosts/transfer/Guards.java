// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.DESTINATION_OCCUPIED;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.LEDGER_UNREACHABLE;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.PLACED_ELSEWHERE;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.RECORD_BUSY;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.SAME_HOST;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.Placement;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.refusal.Refusals;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What has to hold at the moment a step is taken, whatever held when the transfer was asked for.
 */
final class Guards {

  /** No host's id. */
  private static final String NOWHERE = "";

  private final Duration settle;
  private final Hosts hosts;
  private final Whereabouts whereabouts;
  private final UnderWay underWay;
  private final Standings standings;
  private final Wishes wishes = new Wishes();
  private final TransferStates states;
  private final CopiedItems copied;

  Guards(
      TransferSettings settings,
      Hosts hosts,
      Whereabouts whereabouts,
      UnderWay underWay,
      Standings standings,
      TransferStates states,
      CopiedItems copied) {
    this.settle = settings.settle();
    this.hosts = hosts;
    this.whereabouts = whereabouts;
    this.copied = copied;
    this.underWay = underWay;
    this.standings = standings;
    this.states = states;
  }

  /**
   * Fails with {@link Paused} if somebody has paused it, and with {@link Recalled} if somebody
   * wants it taken back while it can be.
   */
  Future<Run> notHeld(Run run) {
    return standings
        .held(run.claim(), List.of(run.transfer().id()))
        .map(
            held -> {
              Standings.Standing standing = held.get(run.transfer().id());
              if (standing == Standings.Standing.CANCEL_ASKED
                  && !run.transfer().switched()
                  && !run.transfer().onward()) {
                throw new Recalled();
              } else if (standing == Standings.Standing.PAUSED) {
                throw new Paused();
              }
              return run;
            });
  }

  /**
   * Fails with {@link Paused} if somebody wants it or one of its hosts left alone. To be asked
   * before more is removed, of what is taken back as well.
   */
  Future<Run> notPaused(Run run) {
    return standings
        .paused(run.claim(), run.transfer())
        .map(
            paused -> {
              if (paused) {
                throw new Paused();
              }
              return run;
            });
  }

  /**
   * Fails with {@link Recalled} if what is decided does not want it any more. A move is that
   * decision's from then on which wants it now.
   */
  Future<Run> stillWanted(Run run) {
    return whereabouts
        .wants(run.transfer())
        .compose(
            wanted -> {
              if (wanted.isEmpty()) {
                // An order is heeded all the same
                return notHeld(run)
                    .compose(
                        free ->
                            Future.<Run>failedFuture(
                                new TransferFailure(LEDGER_UNREACHABLE, "decision unknown")));
              }
              if (!wanted.get() && !run.transfer().onward()) {
                throw new Recalled();
              }
              return wanted.get() ? by(run) : Future.succeededFuture(run);
            })
        .compose(this::notHeld);
  }

  private Future<Run> by(Run run) {
    return whereabouts
        .by(run.transfer())
        .compose(
            wanted ->
                wanted.isPresent()
                    ? run.now(wishes.by(run.claim(), run.transfer(), wanted.get()))
                    : wishes.still(run.claim(), run.transfer().id()).map(run));
  }

  /** Whether anybody may still read or write at the source. */
  Future<Boolean> sourceInUse(Run run) {
    return whereabouts.inUse(run.record(), run.transfer().source());
  }

  /** Whether anybody may read or write where the record lives once it is switched. */
  Future<Boolean> usedThere(Run run) {
    return whereabouts.usedThere(run.transfer());
  }

  /** Whether the record may stay at the source, as far as is known. */
  Future<Boolean> mayStay(Run run) {
    return whereabouts
        .mayStay(run.record(), run.transfer().source())
        .map(stays -> stays.orElse(true));
  }

  /** Whether the other practice's record may stay where this one arrives, as far as is known. */
  Future<Boolean> arrivingMayStay(Run run) {
    return whereabouts.arrivingMayStay(run.transfer()).map(stays -> stays.orElse(true));
  }

  Future<Run> placedAtSource(Run run) {
    return at(run, hosts.placement(run.record()), run.transfer().source());
  }

  /**
   * Writes to where the record is by now. Where another practice has received it that is a write
   * like any other to its record: it waits for the mover, and the mover for it.
   */
  <T> Future<T> writing(Run run, Supplier<Future<T>> work) {
    Optional<PatientRecord> arriving = run.transfer().arriving();
    return arriving.isEmpty()
        ? work.get()
        : hosts
            .share(arriving.get())
            .compose(
                hold ->
                    livesAtDestination(hold.connection(), run)
                        .compose(lives -> work.get())
                        .eventually(hold::abandon));
  }

  /**
   * Asked within a hold, where the answer cannot change: fails where it has moved on from there.
   */
  Future<Run> livesAtDestination(SqlClient hold, Run run) {
    return hosts
        .receives(hold, run.transfer().livesAs())
        .map(
            host -> {
              if (!(host.url() + "/").equals(run.destination().base())) {
                throw new TransferFailure(RECORD_BUSY, "it has moved on");
              }
              return run;
            });
  }

  /** Asked within a hold, where the answer cannot change. */
  Future<Run> placedAtSource(SqlClient hold, Run run) {
    return at(run, hosts.placement(hold, run.record()), run.transfer().source());
  }

  /**
   * Fails where another practice has a record of the patient at the destination: the same ids would
   * be those of both.
   */
  Future<Run> destinationFree(Run run) {
    Transfer transfer = run.transfer();
    if (transfer.destination() == null) {
      return Future.succeededFuture(run);
    }
    Set<String> there = sameServers(transfer.to());
    return Future.all(
            hosts.placedForOthers(run.patient(), there, transfer.practices()),
            underWay.contended(run.claim(), transfer, there))
        .map(
            found -> {
              if (found.list().contains(true)) {
                throw new TransferFailure(
                    DESTINATION_OCCUPIED, "by another practice's record of the patient");
              }
              return run;
            });
  }

  /** Ids of all hosts that are the same server as this one, as far as their addresses say so. */
  private Set<String> sameServers(String id) {
    Set<String> ids = new TreeSet<>(Set.of(id));
    hosts
        .host(id)
        .ifPresent(
            one ->
                hosts.practices().stream()
                    .flatMap(practice -> practice.hosts().stream())
                    .filter(other -> one.isServer(other))
                    .map(Host::id)
                    .forEach(ids::add));
    return ids;
  }

  /** Or nowhere, if the record leaves its practice. */
  Future<Run> placedAtDestination(Run run) {
    return at(
        run, hosts.placement(run.record()), run.kind().departs() ? NOWHERE : run.transfer().to());
  }

  /**
   * Fails with {@link Recalled} if another practice would receive the record somewhere else by now.
   *
   * @param hold of the record that it becomes a part of
   */
  Future<Run> received(SqlClient hold, Run run) {
    Optional<PatientRecord> arriving = run.transfer().arriving();
    return arriving.isEmpty()
        ? Future.succeededFuture(run)
        : hosts
            .receives(hold, arriving.get())
            .map(
                host -> {
                  if (!host.id().equals(run.transfer().to())) {
                    throw new Recalled();
                  }
                  return run;
                });
  }

  /**
   * Fails with {@link TransferFailure} if another practice has its record of the patient on the
   * server where this one is: there one cannot be told from the other, and what erases one erases
   * both.
   */
  Future<Run> alone(Run run) {
    Optional<Host> source = hosts.host(run.transfer().source());
    if (run.kind() == Move.Kind.MOVE || source.isEmpty()) {
      return Future.succeededFuture(run);
    }
    return hosts
        .receivers(run.claim(), run.patient())
        .map(
            receivers -> {
              receivers.forEach(
                  (practice, host) -> {
                    if (!practice.equals(run.record().practice()) && host.isServer(source.get())) {
                      throw new TransferFailure(SAME_HOST, practice);
                    }
                  });
              return run;
            });
  }

  /**
   * To be asked once it is known here that the record has been placed elsewhere: fails with {@link
   * Settling} until nobody relies any more on where it was. Nobody has to wait for that.
   */
  Future<Run> readersGone(Run run) {
    return states.settling(run.claim(), run.transfer(), settle).map(left -> ended(run, left));
  }

  /**
   * To be asked before anything relies on what the hosts were seen to have: fails with {@link
   * Settling} while one of them may still carry out what it has not answered. Then all has to be
   * looked at again.
   */
  Future<Run> requestsEnded(Run run) {
    return copied
        .open(run)
        .compose(
            left ->
                left.isZero()
                    ? Future.succeededFuture(run)
                    : states.rest(run.claim(), run.transfer(), left).map(kept -> ended(run, left)));
  }

  private static Run ended(Run run, Duration left) {
    if (!left.isZero()) {
      throw new Settling(left);
    }
    return run;
  }

  /** Fails with {@link Recalled} if the record moved by other means before this transfer began. */
  private Future<Run> at(Run run, Future<Placement> placement, String expected) {
    return placement
        .map(found -> found.host().id())
        .recover(
            failure ->
                Refusals.departed(failure)
                    ? Future.succeededFuture(NOWHERE)
                    : Future.failedFuture(failure))
        .compose(host -> at(run, host, expected));
  }

  private Future<Run> at(Run run, String host, String expected) {
    if (host.equals(expected)) {
      return Future.succeededFuture(run);
    }
    return copied
        .anyWritten(run)
        .compose(
            any ->
                Future.failedFuture(
                    any || run.transfer().switched()
                        ? new TransferFailure(PLACED_ELSEWHERE, "at " + host)
                        // Nothing has been undertaken yet, so there is nothing to finish either
                        : new Recalled()));
  }
}
