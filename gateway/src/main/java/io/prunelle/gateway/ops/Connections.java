// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.prunelle.gateway.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How the database is connected to, by pools and by who needs a connection of its own. */
public final class Connections {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /**
   * By these the server notices within a minute that a gateway is gone of which no packet tells it
   * so, and lets go of what its sessions have locked.
   */
  private static final Map<String, String> NOTICE =
      Map.of(
          "tcp_keepalives_idle", "15",
          "tcp_keepalives_interval", "5",
          "tcp_keepalives_count", "3",
          "tcp_user_timeout", "30s");

  /**
   * Not left to how the server is set up: what was committed is on the disk. Transactions of pools
   * append to the journal as well.
   */
  private static final Map<String, String> DURABLE = Map.of("synchronous_commit", "on");

  /**
   * Nor is what a function or an operator means: a database can be set up to look for both among
   * its owner's first, and what a page or a list compares by those is what the owner likes. All
   * tables are named with their schema. Nor is a partition left out because a constraint says that
   * it has nothing of what is asked for: the owner adds it, and says afterwards what it means.
   */
  private static final Map<String, String> UNAMBIGUOUS =
      Map.of("search_path", "pg_catalog", "constraint_exclusion", "off");

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
    NOTICE.forEach(options::addProperty);
    DURABLE.forEach(options::addProperty);
    UNAMBIGUOUS.forEach(options::addProperty);
    session.forEach(options::addProperty);
    if (database.authority() != null) {
      options
          .setSslMode(SslMode.VERIFY_FULL)
          .setSslOptions(
              new ClientSSLOptions()
                  .setHostnameVerificationAlgorithm("HTTPS")
                  .setTrustOptions(
                      new PemTrustOptions().addCertPath(database.authority().toString())));
    }
    return options;
  }

  /** The same server and database for programs that wait for it, without a role. */
  public static String jdbcUrl(Settings.Database database) {
    String url =
        "jdbc:postgresql://%s:%d/%s?sslmode="
            .formatted(database.host(), database.port(), database.name());
    return database.authority() == null
        ? url + "disable"
        : url
            + "verify-full&sslrootcert="
            + URLEncoder.encode(database.authority().toString(), StandardCharsets.UTF_8);
  }

  /**
   * A pool.
   *
   * @param silence how long nothing may come from a connection before it is taken for dead and
   *     closed, whoever waits for it: longer than any statement takes
   */
  static Pool pool(
      Vertx vertx,
      PgConnectOptions options,
      PoolOptions bounds,
      Duration connecting,
      Duration silence) {
    Knock knock = new Knock(vertx, options, connecting);
    return PgBuilder.pool()
        .with(bounds)
        .with(
            new NetClientOptions()
                .setTcpKeepAlive(true)
                .setConnectTimeout((int) connecting.toMillis()))
        .withConnectHandler(
            connection -> {
              Silence.bound(connection, silence);
              // gives it to the pool
              connection.close();
            })
        .connectingTo(() -> knock.answered().map(SqlConnectOptions.class::cast))
        .using(vertx)
        .build();
  }

  /** A connection outside of the pools, within a bounded time; whoever asks for it closes it. */
  public static Future<OwnConnection> open(Vertx vertx, PgConnectOptions options) {
    return open(vertx, options, OwnConnection.SILENCE);
  }

  /**
   * The same for statements that take long.
   *
   * @param silence how long nothing may come from it before it is taken for dead and closed: longer
   *     than any of them takes
   */
  public static Future<OwnConnection> open(
      Vertx vertx, PgConnectOptions options, Duration silence) {
    Pool only = pool(vertx, options, new PoolOptions().setMaxSize(1), CONNECT, silence);
    return only.getConnection()
        .timeout(CONNECT.toMillis(), TimeUnit.MILLISECONDS)
        // Whoever uses it is told what fails; without this the client prints it, too
        .map(connection -> connection.exceptionHandler(told -> {}))
        .map(connection -> new OwnConnection(vertx, PgConnection.cast(connection), only))
        .onFailure(failed -> only.close());
  }
}
