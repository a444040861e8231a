// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.door;

import io.prunelle.gateway.ops.CutOff;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * Over HTTP/2 browsers send each cookie in a field of its own, which are one to whoever reads them
 * (RFC 9113, 8.2.3). Vert.x reads the first.
 */
public final class Crumbs {

  private Crumbs() {}

  public static void join(HttpServerRequest request) {
    List<String> cookies = request.headers().getAll(HttpHeaders.COOKIE);
    if (CutOff.isStream(request) && cookies.size() > 1) {
      request.headers().set(HttpHeaders.COOKIE, String.join("; ", cookies));
    }
  }
}
