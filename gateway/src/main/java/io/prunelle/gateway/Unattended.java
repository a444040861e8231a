// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.proxy.Nobody;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Carries on, when the request is over by which it was asked for, what is done in the background:
 * from the same address, with no headers of its own, and nobody who waits. What it stands for does
 * not end with the connection.
 */
final class Unattended extends HttpServerRequestWrapper {

  private final String path;
  private final @Nullable SocketAddress from;
  private final ContextInternal context;
  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
  private final HttpServerResponse nobody;

  /** To be made while the request lasts, on its context. */
  Unattended(HttpServerRequest request) {
    super((HttpServerRequestInternal) request);
    this.path = request.path();
    this.from = request.remoteAddress();
    this.context = ((HttpServerRequestInternal) request).context();
    this.nobody = Nobody.response();
  }

  @Override
  public HttpServerResponse response() {
    return nobody;
  }

  @Override
  public ContextInternal context() {
    return context;
  }

  @Override
  public HttpMethod method() {
    return HttpMethod.GET;
  }

  @Override
  public HttpVersion version() {
    return HttpVersion.HTTP_1_1;
  }

  @Override
  public String uri() {
    return path;
  }

  @Override
  public String absoluteURI() {
    return path;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public @Nullable String query() {
    return null;
  }

  @Override
  public MultiMap headers() {
    return headers;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return null;
  }

  @Override
  public @Nullable String getHeader(CharSequence name) {
    return null;
  }

  @Override
  public @Nullable SocketAddress remoteAddress() {
    return from;
  }

  @Override
  public @Nullable HostAndPort authority() {
    return null;
  }

  @Override
  public @Nullable HostAndPort authority(boolean real) {
    return null;
  }

  @Override
  public boolean isEnded() {
    return true;
  }

  @Override
  public HttpServerRequest pause() {
    return this;
  }
}
