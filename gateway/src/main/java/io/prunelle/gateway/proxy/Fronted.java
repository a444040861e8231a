// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import io.vertx.core.net.HostAndPort;

/**
 * A request as it was made to the public URL. {@code vertx-http-proxy} tells the host the authority
 * in {@code X-Forwarded-Host}; what the client wrote into {@code Host} must not get there.
 */
final class Fronted extends HttpServerRequestWrapper {

  private final HostAndPort authority;

  Fronted(HttpServerRequestInternal request, HostAndPort authority) {
    super(request);
    this.authority = authority;
  }

  @Override
  public HostAndPort authority() {
    return authority;
  }

  @Override
  public HostAndPort authority(boolean real) {
    return authority;
  }
}
