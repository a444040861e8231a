// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.witness;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Connections;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Another PostgreSQL, whose table {@code docs/witness.sql} makes. It is connected to anew each
 * time: it is told something once a minute.
 */
final class SecondDatabase implements Destination {

  /** All lines or none; a line that was told twice stands there twice, and does no harm. */
  private static final String TELL =
      "INSERT INTO prunelle_witness.line (line) SELECT unnest($1::text[])";

  private final Vertx vertx;
  private final PgConnectOptions options;

  SecondDatabase(Vertx vertx, Settings.WitnessDatabase settings) {
    this.vertx = vertx;
    this.options =
        Connections.options(
            new Settings.Database(
                settings.host(),
                settings.port(),
                settings.name(),
                settings.credentials(),
                1,
                1,
                settings.authority()),
            "prunelle-gateway",
            Map.of("statement_timeout", SECONDS + "s"));
  }

  @Override
  public Future<Void> keep(Buffer lines) {
    Tuple told = Tuple.of(lines.toString().lines().toArray(String[]::new));
    return Connections.open(vertx, options)
        .compose(own -> tell(own.connection(), told).eventually(own::close))
        .timeout(SECONDS, TimeUnit.SECONDS);
  }

  private static Future<Void> tell(PgConnection connection, Tuple told) {
    return connection.preparedQuery(TELL).execute(told).mapEmpty();
  }
}
