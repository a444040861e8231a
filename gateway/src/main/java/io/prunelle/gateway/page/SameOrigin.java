// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Locale;

/**
 * Tells whether the browser says that a form was sent from our own page. It stands before the
 * form's token: neither alone has to hold.
 */
final class SameOrigin {

  private final String own;

  SameOrigin(URI publicUrl) {
    this.own = origin(publicUrl);
  }

  /**
   * Scheme and host in lower case, as browsers write them, and unless it is the default, port (RFC
   * 6454, 6.2).
   */
  static String origin(URI url) {
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    boolean standard =
        url.getPort() == -1
            || (scheme.equals("https") && url.getPort() == 443)
            || (scheme.equals("http") && url.getPort() == 80);
    return scheme
        + "://"
        + url.getHost().toLowerCase(Locale.ROOT)
        + (standard ? "" : ":" + url.getPort());
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
