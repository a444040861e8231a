// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/** One attempt at a transfer, by the gateway that has claimed it. */
final class Run {

  private final SqlConnection claim;
  private final FhirHost source;
  private final FhirHost destination;
  private Transfer transfer;
  private volatile boolean recalled;
  private volatile boolean paused;

  /**
   * @param claim the connection on which the claim was made: when it is lost so is the claim
   */
  Run(Transfer transfer, SqlConnection claim, FhirHost source, FhirHost destination) {
    this.transfer = transfer;
    this.claim = claim;
    this.source = source;
    this.destination = destination;
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

  FhirHost source() {
    return source;
  }

  FhirHost destination() {
    return destination;
  }

  /** Takes over what the table says now. */
  Future<Run> now(Future<Transfer> changed) {
    return changed.map(
        current -> {
          transfer = current;
          return this;
        });
  }

  /** Asks the attempt to give up at the next point where it can. */
  void recall() {
    recalled = true;
  }

  /** Asks the attempt to stay as it is from the next point where it can. */
  void pause() {
    paused = true;
  }

  /** To be asked before anything more is sent to the destination. */
  void unlessRecalled() {
    if (recalled) {
      throw new Recalled();
    } else if (paused) {
      throw new Paused();
    }
  }
}
