// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.vertx.core.http.HttpServerRequest;
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

  /** What was read over HTTP/2 to its end cannot be paused any more, and need not be. */
  @Override
  public HttpServerRequest pause() {
    return isEnded() ? this : super.pause();
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
