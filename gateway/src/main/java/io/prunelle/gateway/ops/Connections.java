// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.prunelle.gateway.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How the database is connected to, by pools and by who needs a connection of its own. */
public final class Connections {

  private static final int CONNECT_SECONDS = 5;

  private Connections() {}

  /**
   * As the gateway's role.
   *
   * @param name by which the database's administrator sees it
   * @param session settings of each session
   */
  public static PgConnectOptions options(
      Settings.Database database, String name, Map<String, String> session) {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(database.host())
            .setPort(database.port())
            .setDatabase(database.name())
            .setUser(database.credentials().id())
            .setPassword(database.credentials().secret())
            .setCachePreparedStatements(true)
            .setPipeliningLimit(1);
    options.addProperty("application_name", name);
    session.forEach(options::addProperty);
    return options;
  }

  /** A connection outside of the pools, within a bounded time; whoever asks for it closes it. */
  public static Future<PgConnection> open(Vertx vertx, PgConnectOptions options) {
    Future<PgConnection> connecting = PgConnection.connect(vertx, options);
    return connecting
        .timeout(CONNECT_SECONDS, TimeUnit.SECONDS)
        // One that comes too late is nobody's
        .onFailure(late -> connecting.onSuccess(PgConnection::close));
  }
}
