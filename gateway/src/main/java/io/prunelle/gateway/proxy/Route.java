// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.prunelle.gateway.config.Host;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;

/**
 * How a host is reached, put together once: trust and credentials are the same for each request.
 *
 * @param options never written to: requests on all event loops read them
 */
record Route(Host host, RequestOptions options, HostAndPort authority) {

  /** How long a request waits for a connection, be it that all are in use. */
  static final Duration CONNECTION = Duration.ofSeconds(10);

  /**
   * A route.
   *
   * @param silence how long the host may say nothing
   */
  static Route to(Host host, Duration silence) {
    return new Route(
        host,
        HostConnection.to(host)
            .setConnectTimeout(CONNECTION.toMillis())
            .setIdleTimeout(silence.toMillis()),
        HostConnection.authority(host.url()));
  }
}
