// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.prunelle.gateway.rest.Upstream;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/**
 * The headers a host is sent. Written from nothing, so that credentials, cookies, forwarding
 * headers, what {@code Connection} names and whatever comes up next stay behind.
 */
final class RequestHeaders {

  private RequestHeaders() {}

  static void write(MultiMap sent, Upstream upstream, String requestId) {
    sent.clear();
    sent.set(HttpHeaders.ACCEPT, "application/fhir+json");
    sent.set("X-Request-Id", requestId);
    upstream.headers().forEach(sent::set);
  }
}
