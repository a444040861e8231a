// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.prunelle.gateway.rest.Upstream;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.URI;

/**
 * The headers a host is sent. Written from nothing, so that credentials, cookies, forwarding
 * headers, what {@code Connection} names and whatever comes up next stay behind. Whose browser it
 * is a host need not know: {@code Forwarded} has no {@code for}.
 */
final class RequestHeaders {

  /** RFC 9110, 7.6.3; a pseudonym, since names of machines are nobody's business. */
  private static final String VIA = "1.1 prunelle";

  private final String forwarded;

  /**
   * @param publicUrl what clients reach the gateway by, told to hosts (RFC 7239)
   */
  RequestHeaders(URI publicUrl) {
    this.forwarded = "host=\"" + publicUrl.getRawAuthority() + "\";proto=" + publicUrl.getScheme();
  }

  void write(MultiMap sent, Upstream upstream, String requestId, TraceContext trace) {
    sent.clear();
    sent.set(HttpHeaders.ACCEPT, "application/fhir+json");
    sent.set(HttpHeaders.ACCEPT_ENCODING, "gzip");
    // HAPI answers a search again with what it found a minute ago unless it is told not to. What is
    // decided on, or shown, is what is there now
    sent.set(HttpHeaders.CACHE_CONTROL, "no-cache");
    sent.set("X-Request-Id", requestId);
    sent.set("Forwarded", forwarded);
    sent.set("Via", VIA);
    sent.set("traceparent", trace.ofChild());
    upstream.headers().forEach(sent::set);
  }
}
