// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.transfer.Handovers.Begun;
import io.prunelle.gateway.hosts.transfer.Move;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Moves nothing, and says what it is told to. The mover itself has tests of its own. */
final class MadeUpMover implements Carrier {

  /** Whether something can begin. */
  boolean free = true;

  boolean broken;
  final List<String> asked = new ArrayList<>();
  final List<Instant> unlessWritten = new ArrayList<>();

  /** How often it was told to look. */
  int committed;

  private final Map<UUID, Move> latest = new HashMap<>();

  @Override
  public Future<Optional<UUID>> handOver(
      SqlConnection tx, UUID handover, PatientRecord record, String into, boolean keep) {
    return begin(handover, keep ? Move.Kind.COPY : Move.Kind.HANDOVER, record, into);
  }

  @Override
  public Future<Optional<UUID>> erase(
      SqlConnection tx, UUID handover, PatientRecord record, Instant unlessWrittenSince) {
    unlessWritten.add(unlessWrittenSince);
    return begin(handover, Move.Kind.ERASURE, record, null);
  }

  private Future<Optional<UUID>> begin(
      UUID handover, Move.Kind kind, PatientRecord record, @Nullable String into) {
    if (broken) {
      return Future.failedFuture("the mover is broken");
    } else if (!free) {
      return Future.succeededFuture(Optional.empty());
    }
    asked.add(kind + " " + record.practice() + "/" + record.patient() + " " + into);
    Move move = move(kind, record, into, Move.Step.WAITING);
    latest.put(handover, move);
    return Future.succeededFuture(Optional.of(move.id()));
  }

  /** What was begun is so far now. */
  void stands(UUID handover, Move.Step step) {
    Move move = latest.get(handover);
    latest.put(
        handover,
        move(move.kind(), new PatientRecord(move.practice(), move.patient()), move.into(), step));
  }

  private static Move move(
      Move.Kind kind, PatientRecord record, @Nullable String into, Move.Step step) {
    return new Move(
        UUID.randomUUID(),
        kind,
        record.practice(),
        record.patient(),
        "cabinet",
        kind == Move.Kind.ERASURE ? null : "gare",
        into,
        step,
        null,
        false,
        false,
        null,
        false,
        false,
        false,
        1,
        Instant.EPOCH,
        Instant.EPOCH,
        null);
  }

  @Override
  public Future<Optional<Move>> of(UUID handover) {
    return Future.succeededFuture(Optional.ofNullable(latest.get(handover)));
  }

  @Override
  public Future<Begun> reopen(PatientRecord record, Function<SqlConnection, Future<Void>> told) {
    return Future.succeededFuture(free ? Begun.THERE : Begun.LATER);
  }

  @Override
  public Future<Optional<Move>> standing(SqlConnection tx, UUID handover) {
    return of(handover);
  }

  /** Too late once it is switched. */
  @Override
  public Future<Boolean> stop(SqlConnection tx, UUID handover, String by) {
    Move move = latest.get(handover);
    if (move != null
        && move.underWay()
        && move.step() != Move.Step.ARCHIVING
        && move.step() != Move.Step.ERASING) {
      stands(handover, Move.Step.CANCELLED);
    }
    return Future.succeededFuture(
        move == null || latest.get(handover).step() == Move.Step.CANCELLED);
  }

  @Override
  public Future<Optional<Instant>> copiedAt(SqlConnection tx, UUID handover) {
    return Future.succeededFuture(Optional.of(Instant.now()));
  }

  @Override
  public Future<Boolean> broughtSince(SqlClient client, PatientRecord record, Instant since) {
    return Future.succeededFuture(false);
  }

  @Override
  public void committed() {
    committed++;
  }
}
