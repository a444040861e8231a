// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.Readiness;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.ext.web.client.WebClient;

/**
 * The doors of the packages, built once and handed to what stands beside the way of a request: the
 * page, the mover.
 *
 * @param upstream pooled client for hosts; bounded
 * @param web pooled client for the realm
 */
record Doors(
    Vertx vertx,
    Settings settings,
    Consents consents,
    Hosts hosts,
    Journal journal,
    Readiness readiness,
    HttpClientAgent upstream,
    WebClient web) {}
