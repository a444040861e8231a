// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.transfer.Handovers;
import io.prunelle.gateway.hosts.transfer.Move;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Optional;
import java.util.UUID;

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

  /** Erases it; empty when that cannot begin now. */
  Future<Optional<UUID>> erase(SqlConnection tx, UUID handover, PatientRecord record);

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
      public Future<Optional<UUID>> erase(SqlConnection tx, UUID handover, PatientRecord record) {
        return mover.erase(tx, handover, record);
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
