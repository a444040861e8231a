// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Optional;

/** The door of this package: hosts and practices, where each record lives, and holds on records. */
public final class Hosts {

  /**
   * @param pool for look-ups
   * @param holds a pool of its own: a hold keeps a connection for as long as it lasts
   */
  public Hosts(Settings settings, Pool pool, Pool holds) {}

  public Optional<Practice> practice(String id) {
    return Optional.empty();
  }

  public Optional<Host> host(String id) {
    return Optional.empty();
  }

  public List<Practice> practices() {
    return List.of();
  }

  /**
   * Where the record lives, as committed now. Without a placement: the practice's on-premise host.
   */
  public Future<Placement> placement(PatientRecord record) {
    return Future.failedFuture("not yet");
  }

  /** The same, read within a hold, where it cannot change. */
  public Future<Placement> placement(SqlClient connection, PatientRecord record) {
    return Future.failedFuture("not yet");
  }

  /** Records of a practice that are placed on the host by a row. For sweeps, not for requests. */
  public Future<List<PatientRecord>> placed(String practice, Host host) {
    return Future.succeededFuture(List.of());
  }

  /**
   * Places a record on a host, within the transaction of the connection.
   *
   * @param connection of an exclusive hold on this record
   */
  public Future<Void> place(SqlConnection connection, PatientRecord record, Host host) {
    return Future.failedFuture("not yet");
  }

  /**
   * Holds the record as it is, together with other writers, against its mover.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when the record is being moved
   *     and stays so for about ten seconds
   */
  public Future<Hold> share(PatientRecord record) {
    return Future.failedFuture("not yet");
  }

  /**
   * Holds the record alone: waits for writers in flight, keeps new ones waiting. Takes one
   * connection of a small pool, so hold few records at a time.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when it could not be had in time
   */
  public Future<Hold> exclude(PatientRecord record) {
    return Future.failedFuture("not yet");
  }
}
