// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.vertx.core.http.HttpServerRequest;
import java.net.URI;

/**
 * Tells whether the browser says that a form was sent from our own page. It stands before the
 * form's token: neither alone has to hold.
 */
final class SameOrigin {

  private final String own;

  SameOrigin(URI publicUrl) {
    this.own = origin(publicUrl);
  }

  /** Scheme, host and, unless it is the default, port (RFC 6454, 6.2). */
  static String origin(URI url) {
    boolean standard =
        url.getPort() == -1
            || ("https".equalsIgnoreCase(url.getScheme()) && url.getPort() == 443)
            || ("http".equalsIgnoreCase(url.getScheme()) && url.getPort() == 80);
    return url.getScheme() + "://" + url.getHost() + (standard ? "" : ":" + url.getPort());
  }

  /** Whether the request comes from our own page. A browser that says nothing is not believed. */
  boolean holds(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    String site = request.getHeader("Sec-Fetch-Site");
    if (origin == null && site == null) {
      return false;
    }
    return (origin == null || origin.equals(own)) && (site == null || site.equals("same-origin"));
  }
}
