// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.FhirHost;
import io.prunelle.gateway.hosts.fhir.HostHistory;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One attempt at a transfer, by the gateway that has claimed it. */
final class Run {

  private final SqlConnection claim;
  private final Future<FhirHost> source;
  private final @Nullable Future<FhirHost> destination;
  private final boolean elsewhere;
  private Transfer transfer;
  private @Nullable Instant read;
  private boolean shifting;
  private boolean shifted;
  private HostHistory.@Nullable Told told;
  private @Nullable SteadyReading steady;
  private boolean keptInVain;
  private boolean readUnderHold;
  private @Nullable Freeze freeze;
  private boolean held;
  private boolean awaited;
  private boolean pressed;
  private volatile boolean recalled;
  private volatile boolean paused;

  /**
   * @param claim the connection on which the claim was made: when it is lost so is the claim
   * @param source completed, with why there is no way to it where there is none
   * @param destination the same; null for an erasure
   * @param elsewhere whether that is another host than the record was brought to: it has moved on
   */
  Run(
      Transfer transfer,
      SqlConnection claim,
      Future<FhirHost> source,
      @Nullable Future<FhirHost> destination,
      boolean elsewhere) {
    this.transfer = transfer;
    this.claim = claim;
    this.source = source;
    this.destination = destination;
    this.elsewhere = elsewhere;
  }

  Transfer transfer() {
    return transfer;
  }

  PatientRecord record() {
    return transfer.record();
  }

  String patient() {
    return transfer.record().patient();
  }

  SqlConnection claim() {
    return claim;
  }

  /** Fails where there is no way to it. */
  FhirHost source() {
    return reached(source);
  }

  /** Fails where the record goes nowhere, or there is no way to it. */
  FhirHost destination() {
    return reached(Objects.requireNonNull(destination));
  }

  /** Fails where there is no way to one of its hosts. */
  Run between() {
    reached(source);
    if (destination != null) {
      reached(destination);
    }
    return this;
  }

  private static FhirHost reached(Future<FhirHost> host) {
    if (host.failed()) {
      throw TransferFailure.of(host.cause());
    }
    return host.result();
  }

  boolean elsewhere() {
    return elsewhere;
  }

  Move.Kind kind() {
    return transfer.kind();
  }

  /**
   * Runs a statement on the connection of the claim.
   *
   * @param others from the second parameter on; the first is the transfer's id
   */
  Future<RowSet<Row>> sql(String statement, @Nullable Object... others) {
    List<@Nullable Object> parameters = new ArrayList<>();
    parameters.add(transfer.id());
    parameters.addAll(Arrays.asList(others));
    return claim.preparedQuery(statement).execute(Tuple.from(parameters));
  }

  /** Takes over what the table says now. */
  Future<Run> now(Future<Transfer> changed) {
    return changed.map(
        current -> {
          transfer = current;
          return this;
        });
  }

  /**
   * The time, by the source's clock, since when its changes have to be looked at; null when it is
   * not known, so that all has to be read again.
   */
  @Nullable Instant read() {
    return read;
  }

  /** No write begun before that time may be under way then. */
  void readAt(@Nullable Instant time) {
    read = time;
  }

  /**
   * Whether pages may have shifted under the last whole reading that came to its end: it is not
   * known yet that nothing was deleted meanwhile.
   */
  boolean shifting() {
    return shifting;
  }

  void shifting(boolean may) {
    shifting = may;
    shifted = false;
  }

  /** Whether it is known already that they may have: something that was shown is gone. */
  boolean hasShifted() {
    return shifted;
  }

  void shifted() {
    shifted = true;
  }

  /** What the source has told of its changes last; null when all was read again instead. */
  HostHistory.@Nullable Told told() {
    return told;
  }

  void told(HostHistory.@Nullable Told last) {
    told = last;
  }

  /**
   * The last reading of the whole during which nothing was deleted; null before there is one, and
   * once the source has told what has changed since.
   */
  @Nullable SteadyReading steady() {
    return steady;
  }

  void steady(@Nullable SteadyReading last) {
    steady = last;
  }

  /** Whether nothing could be deleted from the record for a while, and that was not long enough. */
  boolean keptInVain() {
    return keptInVain;
  }

  void keepsInVain() {
    keptInVain = true;
  }

  /**
   * Whether what the access journal tells of deletions and changes is relied on: the source was
   * read while writers waited, by now or in a hold that was too short, and what is written past the
   * gateway is noticed by who looks at it again before it erases. A copy erases nothing.
   */
  boolean byJournal() {
    return readUnderHold && (kind() == Move.Kind.MOVE || kind() == Move.Kind.HANDOVER);
  }

  void readsUnderHold() {
    readUnderHold = true;
  }

  /** Writers wait from now on, for as long as the freeze lasts; null when they no longer do. */
  void frozen(@Nullable Freeze begun) {
    freeze = begun;
    hurried(begun != null);
  }

  /** Somebody waits for it: be it who may not read the record until it has moved. */
  void awaited(boolean is) {
    awaited = is;
    hurry();
  }

  /** One that somebody waits for has no room while this one goes on. */
  void pressed(boolean is) {
    pressed = is;
    hurry();
  }

  /** Writers wait for what is asked of the two hosts. */
  void hurried(boolean is) {
    held = is;
    hurry();
  }

  private void hurry() {
    boolean hurried = held || awaited || pressed;
    source.onSuccess(host -> host.hurried(hurried));
    if (destination != null) {
      destination.onSuccess(host -> host.hurried(hurried));
    }
  }

  /** Asks the attempt to give up at the next point where it can. */
  void recall() {
    recalled = true;
  }

  /** Asks the attempt to stay as it is from the next point where it can. */
  void pause() {
    paused = true;
  }

  /** To be asked before anything more is sent to the destination, and before each page is kept. */
  void unlessRecalled() {
    if (recalled && !transfer.onward()) {
      throw new Recalled();
    } else if (paused) {
      throw new Paused();
    }
    if (freeze != null) {
      freeze.unlessOver();
    }
  }
}
