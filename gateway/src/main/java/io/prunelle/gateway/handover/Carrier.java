// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.transfer.Handovers;
import io.prunelle.gateway.hosts.transfer.Handovers.Begun;
import io.prunelle.gateway.hosts.transfer.Move;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Who moves and erases records. */
interface Carrier {

  /**
   * Copies the record to another practice, within the transaction; unless it is to be kept, it then
   * leaves its own.
   *
   * @return empty when that cannot begin now
   */
  Future<Optional<UUID>> handOver(
      SqlConnection tx, UUID handover, PatientRecord record, String into, boolean keep);

  /**
   * Erases it, unless something was written to it since then by the time that begins; empty when it
   * cannot begin now.
   */
  Future<Optional<UUID>> erase(
      SqlConnection tx, UUID handover, PatientRecord record, Instant unlessWrittenSince);

  /** Takes back what was asked for; false when it is too late. */
  Future<Boolean> stop(SqlConnection tx, UUID handover, String by);

  /** The latest transfer of a handover, without its progress. */
  Future<Optional<Move>> standing(SqlConnection tx, UUID handover);

  /** When the other practice had the copy; empty as long as it has not. */
  Future<Optional<Instant>> copiedAt(SqlConnection tx, UUID handover);

  /** Whether anything was brought to where the record lives since then. */
  Future<Boolean> broughtSince(SqlClient client, PatientRecord record, Instant since);

  /** Lets a practice that the record has left have a new one, and writes that down. */
  Future<Begun> reopen(PatientRecord record, Function<SqlConnection, Future<Void>> told);

  /** The latest transfer of a handover. */
  Future<Optional<Move>> of(UUID handover);

  /** Told once what was asked for is committed. */
  void committed();

  /** The gateway's own. */
  static Carrier of(Handovers mover) {
    return new Carrier() {
      @Override
      public Future<Optional<UUID>> handOver(
          SqlConnection tx, UUID handover, PatientRecord record, String into, boolean keep) {
        return mover.handOver(tx, handover, record, into, keep);
      }

      @Override
      public Future<Optional<UUID>> erase(
          SqlConnection tx, UUID handover, PatientRecord record, Instant unlessWrittenSince) {
        return mover.erase(tx, handover, record, unlessWrittenSince);
      }

      @Override
      public Future<Boolean> stop(SqlConnection tx, UUID handover, String by) {
        return mover.stop(tx, handover, by);
      }

      @Override
      public Future<Optional<Move>> standing(SqlConnection tx, UUID handover) {
        return mover.standing(tx, handover);
      }

      @Override
      public Future<Optional<Instant>> copiedAt(SqlConnection tx, UUID handover) {
        return mover.copiedAt(tx, handover);
      }

      @Override
      public Future<Boolean> broughtSince(SqlClient client, PatientRecord record, Instant since) {
        return mover.broughtSince(client, record, since);
      }

      @Override
      public Future<Begun> reopen(
          PatientRecord record, Function<SqlConnection, Future<Void>> told) {
        return mover.reopen(record, told);
      }

      @Override
      public Future<Optional<Move>> of(UUID handover) {
        return mover.of(handover);
      }

      @Override
      public void committed() {
        mover.committed();
      }
    };
  }
}
