// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import io.vertx.core.net.HostAndPort;

/**
 * A request as {@code vertx-http-proxy} is shown it: made to the public URL, and without headers.
 * It would tell the host the authority in {@code X-Forwarded-Host}, where what the client wrote
 * into {@code Host} must not get, and copy headers of which none is sent on.
 */
final class Fronted extends HttpServerRequestWrapper {

  private final MultiMap none = MultiMap.caseInsensitiveMultiMap();
  private final HostAndPort authority;
  private final HttpServerResponse response;

  /**
   * @param alone whether it goes on when its client has gone: a host that is cut off carries out a
   *     change all the same, and then nobody would know when
   */
  Fronted(HttpServerRequestInternal request, HostAndPort authority, boolean alone) {
    super(request);
    this.authority = authority;
    this.response = alone ? Nobody.response() : request.response();
  }

  @Override
  public HttpServerResponse response() {
    return response;
  }

  /** What was read over HTTP/2 to its end cannot be paused any more, and need not be. */
  @Override
  public HttpServerRequest pause() {
    return isEnded() ? this : super.pause();
  }

  @Override
  public MultiMap headers() {
    return none;
  }

  /** Nobody asks for it, and it would be put together for each request. */
  @Override
  public String absoluteURI() {
    return authority.toString();
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
