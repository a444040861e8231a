// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.prunelle.gateway.config.Host;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.time.Duration;

/** How a host is reached, by everything in the gateway that reaches it. */
public final class HostConnection {

  /** With the time that a connection takes before, less than one is waited for. */
  static final Duration HANDSHAKE = Duration.ofSeconds(5);

  private HostConnection() {}

  /**
   * Options with the host's address, what it must prove itself by, and the gateway's own
   * credentials at it.
   */
  public static RequestOptions to(Host host) {
    HostAndPort authority = authority(host.url());
    boolean tls = "https".equals(host.url().getScheme());
    RequestOptions options =
        new RequestOptions().setHost(authority.host()).setPort(authority.port()).setSsl(tls);
    String trusted = host.access().trusted();
    if (tls && trusted != null) {
      options.setSslOptions(
          new ClientSSLOptions()
              .setHostnameVerificationAlgorithm("HTTPS")
              .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(trusted)))
              .setSslHandshakeTimeout(HANDSHAKE.toSeconds()));
    }
    String authorization = host.access().authorization();
    if (authorization != null) {
      options.putHeader(HttpHeaders.AUTHORIZATION, authorization);
    }
    return options;
  }

  /**
   * What a host is asked for in a request line.
   *
   * @param below its base URL, path and query: empty, or beginning with a slash or a question mark
   */
  public static String target(Host host, String below) {
    String path = host.url().getRawPath();
    // RFC 9112, 3.2.1: it begins with a slash, be the base a whole server
    return path.isEmpty() && !below.startsWith("/") ? "/" + below : path + below;
  }

  static HostAndPort authority(URI url) {
    int port = url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    return HostAndPort.create(url.getHost(), port);
  }
}
