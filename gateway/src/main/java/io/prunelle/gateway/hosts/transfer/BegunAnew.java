// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.Optional;

/**
 * Since when a patient who has come back to a practice has a new record there: what became of the
 * one before, which has left, says nothing of it.
 */
final class BegunAnew {

  private final Hosts hosts;
  private final EndedTransfers ended;

  BegunAnew(Hosts hosts, EndedTransfers ended) {
    this.hosts = hosts;
    this.ended = ended;
  }

  /** Empty where there never was another one. */
  Future<Optional<Instant>> at(SqlClient sql, PatientRecord record) {
    return ended
        .left(sql, record)
        .compose(
            left ->
                left
                    ? hosts
                        .placement(sql, record)
                        .map(placement -> Optional.ofNullable(placement.since()))
                    : Future.succeededFuture(Optional.empty()));
  }
}
