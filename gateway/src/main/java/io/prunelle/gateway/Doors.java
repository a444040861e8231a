// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.Operations;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.proxy.Proxy;
import io.prunelle.gateway.purpose.Openings;
import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.rate.RateLimit;
import io.prunelle.gateway.token.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Clock;

/**
 * The doors of the packages, built once for all that stands on them: the way of a request, the
 * page, the mover.
 *
 * @param upstream pooled client for hosts; bounded
 * @param web pooled client for the realm; bounded
 * @param pageWeb another one for the pages: whoever keeps them busy keeps no token from being
 *     verified, and no decision from being followed
 */
record Doors(
    Vertx vertx,
    Settings settings,
    Pools pools,
    Operations operations,
    Tokens tokens,
    Consents consents,
    Hosts hosts,
    Journal journal,
    Openings openings,
    RateLimit rate,
    Memory memory,
    HttpClientAgent upstream,
    WebClient web,
    WebClient pageWeb) {

  /** Connections to the realm, and who may wait for one. Each call has its own time-out. */
  private static final PoolOptions TO_REALM =
      new PoolOptions().setHttp1MaxSize(5).setMaxWaitQueueSize(500);

  /** As many as are asked about at once. */
  private static final PoolOptions TOKENS_TO_REALM =
      new PoolOptions()
          .setHttp1MaxSize(Tokens.MOST_ASKED_ABOUT)
          .setMaxWaitQueueSize(Tokens.MOST_ASKED_ABOUT);

  private static final PoolOptions PAGES_TO_REALM =
      new PoolOptions().setHttp1MaxSize(16).setMaxWaitQueueSize(64);

  static Doors open(Vertx vertx, Settings settings, String instance, Clock clock) {
    Pools pools = Pools.of(vertx, settings.database());
    WebClient web = realm(vertx, "realm", TO_REALM);
    return new Doors(
        vertx,
        settings,
        pools,
        new Operations(vertx, settings),
        new Tokens(vertx, settings, web, realm(vertx, "realm-for-tokens", TOKENS_TO_REALM)),
        new Consents(vertx, settings, pools.lookUps(), web),
        new Hosts(vertx, settings, pools.lookUps(), pools.holds()),
        Journal.reading(vertx, settings, pools.looks(), instance, clock, Recollections.CONFIRMED),
        new Openings(pools.work()),
        new RateLimit(settings.clients().perSecond(), settings.clients().burst()),
        new Memory(settings.limits().memory(), settings.limits().share()),
        Proxy.client(vertx, settings),
        web,
        realm(vertx, "realm-for-pages", PAGES_TO_REALM));
  }

  private static WebClient realm(Vertx vertx, String name, PoolOptions pool) {
    return WebClient.create(
        vertx,
        new WebClientOptions()
            .setName(name)
            .setUserAgentEnabled(false)
            .setFollowRedirects(false)
            .setConnectTimeout(3_000)
            .setKeepAliveTimeout(15),
        pool);
  }
}
