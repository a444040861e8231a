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
import io.prunelle.gateway.token.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Clock;

/**
 * The doors of the packages, built once for all that stands on them: the way of a request, the
 * page, the mover.
 *
 * @param upstream pooled client for hosts; bounded
 * @param web pooled client for the realm
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
    HttpClientAgent upstream,
    WebClient web) {

  static Doors open(Vertx vertx, Settings settings, String instance, Clock clock) {
    Pools pools = Pools.of(vertx, settings.database());
    WebClient web =
        WebClient.create(
            vertx,
            new WebClientOptions()
                .setName("realm")
                .setUserAgentEnabled(false)
                .setFollowRedirects(false)
                .setConnectTimeout(3_000)
                .setKeepAliveTimeout(15));
    return new Doors(
        vertx,
        settings,
        pools,
        new Operations(vertx, settings),
        new Tokens(vertx, settings, web),
        new Consents(vertx, settings, pools.lookUps(), web),
        new Hosts(vertx, settings, pools.lookUps(), pools.holds()),
        Journal.reading(vertx, settings, pools.work(), instance, clock, Recollections.CONFIRMED),
        new Openings(pools.work()),
        Proxy.client(vertx, settings),
        web);
  }
}
