// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import java.time.Duration;

/**
 * A connection that is shared with nobody, and is over for good when it is closed. Something is
 * said on it now and then, so that it is noticed soon when nobody is at its other end any more.
 */
public final class OwnConnection {

  private static final Duration SPEAK = Duration.ofSeconds(3);

  /** Longer than it takes until something is said again, and than a statement takes. */
  static final Duration SILENCE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final PgConnection connection;
  private final Pool only;
  private final long speaking;

  OwnConnection(Vertx vertx, PgConnection connection, Pool only) {
    this.vertx = vertx;
    this.connection = connection;
    this.only = only;
    this.speaking = vertx.setPeriodic(SPEAK.toMillis(), tick -> speak());
  }

  private void speak() {
    connection.query("SELECT 1").execute().onFailure(over -> vertx.cancelTimer(speaking));
  }

  public PgConnection connection() {
    return connection;
  }

  /** Never fails. Who closes it need not wait for it: the server may be out of reach. */
  public Future<Void> close() {
    vertx.cancelTimer(speaking);
    return only.close().otherwiseEmpty();
  }
}
