// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.consent.Standing;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where records should be: a permission in force sends them to the cloud host, all else on premise.
 */
final class Whereabouts {

  /**
   * Where a record should be.
   *
   * @param hosting the hosting whose decision says so; null when no decision is involved
   * @param urgent whether it may be nowhere else
   */
  record Wanted(Host host, @Nullable String hosting, @Nullable Long decision, boolean urgent) {}

  /** Patients that are looked at together: a practice may have more than there is memory for. */
  private static final int PAGE = 1_000;

  private final Hosts hosts;
  private final Consents consents;
  private final ClosingTable closings = new ClosingTable();
  private final EndedTransfers ended = new EndedTransfers();
  private final Pool pool;
  private final Clock clock;

  Whereabouts(Hosts hosts, Consents consents, Pool pool, Clock clock) {
    this.hosts = hosts;
    this.consents = consents;
    this.pool = pool;
    this.clock = clock;
  }

  /**
   * Empty while the ledger is out of reach, and for practices that are not served: nothing moves.
   */
  Future<Optional<Wanted>> of(PatientRecord record) {
    return hosts
        .practice(record.practice())
        .map(practice -> of(practice, record.patient()))
        .orElse(Future.succeededFuture(Optional.empty()));
  }

  private Future<Optional<Wanted>> of(Practice practice, String patient) {
    Host cloud = practice.cloud();
    String hosting = practice.hosting();
    if (cloud == null || hosting == null) {
      return Future.succeededFuture(
          Optional.of(new Wanted(practice.onPremise(), null, null, true)));
    }
    return closed(practice, cloud)
        .compose(
            closed ->
                closed
                    ? Future.succeededFuture(
                        Optional.of(new Wanted(practice.onPremise(), null, null, true)))
                    : decided(practice, cloud, hosting, patient));
  }

  private Future<Optional<Wanted>> decided(
      Practice practice, Host cloud, String hosting, String patient) {
    return consents
        .standing(patient, hosting, null)
        .compose(
            standing ->
                !standing.fresh()
                    ? Future.succeededFuture(Optional.empty())
                    : !standing.permitted()
                        ? Future.succeededFuture(
                            Optional.of(wanted(practice, cloud, hosting, standing)))
                        : givesWay(new PatientRecord(practice.id(), patient), cloud)
                            .map(
                                gives ->
                                    Optional.of(
                                        gives
                                            ? new Wanted(practice.onPremise(), null, null, false)
                                            : wanted(practice, cloud, hosting, standing))));
  }

  /**
   * Whether a copy that a practice only keeps would take the place of the record itself, which its
   * patient permits to be on the same server: only one of the two can be there.
   */
  private Future<Boolean> givesWay(PatientRecord copy, Host cloud) {
    return ended
        .keptFor(pool, copy)
        .compose(
            practices ->
                any(
                    practices.stream()
                        .flatMap(practice -> hosts.practice(practice).stream())
                        .iterator(),
                    practice -> isPermitted(practice, copy.patient(), cloud)));
  }

  private static <T> Future<Boolean> any(Iterator<T> items, Function<T, Future<Boolean>> is) {
    return items.hasNext()
        ? is.apply(items.next())
            .compose(found -> found ? Future.succeededFuture(true) : any(items, is))
        : Future.succeededFuture(false);
  }

  private Future<Boolean> isPermitted(Practice practice, String patient, Host server) {
    Host cloud = practice.cloud();
    String hosting = practice.hosting();
    return cloud == null || hosting == null || !cloud.isServer(server)
        ? Future.succeededFuture(false)
        : closed(practice, cloud)
            .compose(
                closed ->
                    closed
                        ? Future.succeededFuture(false)
                        : consents.standing(patient, hosting, null).map(Standing::permitted));
  }

  private static Wanted wanted(Practice practice, Host cloud, String hosting, Standing standing) {
    return standing.permitted()
        ? new Wanted(cloud, hosting, standing.entry(), false)
        : new Wanted(practice.onPremise(), hosting, standing.entry(), true);
  }

  /**
   * Whether a transfer that can still be stopped is wanted as it was asked for: a move by the
   * decision there is now; anything else as long as neither of the records has to leave the host
   * where it is. Empty while that is not known; of one that has to leave, it does not matter that
   * it is not known of the other.
   */
  Future<Optional<Boolean>> wants(Transfer transfer) {
    return transfer.kind() == Move.Kind.MOVE
        ? of(transfer.record())
            .map(wanted -> wanted.map(there -> there.host().id().equals(transfer.destination())))
        : mayStay(transfer.record(), transfer.source())
            .compose(
                own ->
                    own.orElse(true)
                        ? arrivingMayStay(transfer)
                            .map(other -> other.orElse(true) ? own.flatMap(stays -> other) : other)
                        : Future.succeededFuture(own));
  }

  /**
   * Whether the record that a transfer becomes a part of may be where that arrives; empty while
   * that is not known.
   */
  Future<Optional<Boolean>> arrivingMayStay(Transfer transfer) {
    return transfer
        .arriving()
        .map(arriving -> mayStay(arriving, transfer.to()))
        .orElse(Future.succeededFuture(Optional.of(true)));
  }

  /**
   * By what a move is wanted now; empty for any other transfer, for one that is not, and while that
   * is not known.
   */
  Future<Optional<Wanted>> by(Transfer transfer) {
    return transfer.kind() == Move.Kind.MOVE
        ? of(transfer.record())
            .map(wanted -> wanted.filter(there -> there.host().id().equals(transfer.destination())))
        : Future.succeededFuture(Optional.empty());
  }

  /** Whether a record may be where that host has it; empty while that is not known. */
  Future<Optional<Boolean>> mayStay(PatientRecord record, String host) {
    return of(record)
        .map(wanted -> wanted.map(there -> !there.urgent() || there.host().id().equals(host)));
  }

  /**
   * Whether anybody may still use the record where a host has it, be it that it has to leave. So it
   * is as long as that is not known.
   */
  Future<Boolean> inUse(PatientRecord record, String host) {
    Optional<Practice> practice = hosts.practice(record.practice());
    if (practice.isEmpty() || practice.get().onPremise().id().equals(host)) {
      return Future.succeededFuture(true);
    }
    Host cloud = practice.get().cloud();
    String hosting = practice.get().hosting();
    return cloud == null
            || hosting == null
            || !cloud.id().equals(host)
            || cloud.lapsed(LocalDate.now(clock))
        ? Future.succeededFuture(false)
        : consents
            .standing(record.patient(), hosting, null)
            .map(standing -> standing.permitted() || !standing.fresh());
  }

  /** The same of where a transfer brings the record; so it is of one that goes nowhere. */
  Future<Boolean> usedThere(Transfer transfer) {
    return transfer.destination() == null
        ? Future.succeededFuture(true)
        : inUse(transfer.livesAs(), transfer.to());
  }

  /**
   * Tells of records that are not where they should be, by a first look that {@link #of} has to
   * confirm.
   *
   * @param told of one after the other; the next when what it answers has succeeded
   */
  Future<Void> misplaced(Practice practice, Function<PatientRecord, Future<?>> told) {
    Host cloud = practice.cloud();
    String hosting = practice.hosting();
    if (cloud == null || hosting == null) {
      return Future.succeededFuture();
    }
    return closed(practice, cloud)
        .compose(
            closed ->
                new Sweep(
                        closed
                            ? (after, limit) -> Future.succeededFuture(List.of())
                            : (after, limit) -> consents.permitted(hosting, after, limit),
                        (after, limit) -> hosts.placed(practice.id(), cloud, after, limit),
                        PAGE)
                    .differing(patient -> told.apply(new PatientRecord(practice.id(), patient))));
  }

  /** Whether no record of the practice may be there: by its certificate, or by order. */
  private Future<Boolean> closed(Practice practice, Host host) {
    return host.lapsed(LocalDate.now(clock))
        ? Future.succeededFuture(true)
        : closings.closed(
            pool, practice.id(), host.id(), LocalDate.now(clock.withZone(ZoneOffset.UTC)));
  }
}
