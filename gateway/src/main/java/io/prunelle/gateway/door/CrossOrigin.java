// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.door;

import io.prunelle.gateway.conformance.Conformance;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Set;

/**
 * Which applications that run in a browser may read what FHIR answers them (Fetch standard, "CORS
 * protocol"). Without credentials: such an application shows a token, never a cookie. The handler
 * of {@code vertx-web} belongs to a router, and FHIR requests meet none.
 */
final class CrossOrigin {

  /** For anybody; in the settings it allows nobody who could not read the same without it. */
  private static final String ANY = "*";

  private static final String ALLOWED = "Access-Control-Allow-Origin";

  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
  private static final String REQUEST_HEADERS =
      "Accept, Authorization, Cache-Control, Content-Encoding, Content-Type, DPoP, If-Match,"
          + " If-Modified-Since, If-None-Exist, If-None-Match, Prefer, X-Purpose-Of-Use,"
          + " X-Request-Id, X-Security-Context, traceparent, tracestate";
  private static final String RESPONSE_HEADERS =
      "Content-Location, ETag, Last-Modified, Location, Retry-After, WWW-Authenticate,"
          + " X-Correlation-Id, X-Request-Id";

  /** Ten minutes: a list of the settings that is made shorter binds soon. */
  private static final String MAX_AGE = "600";

  private final Set<String> origins;

  /**
   * @param origins as browsers write them
   */
  CrossOrigin(Set<String> origins) {
    this.origins = origins;
  }

  /**
   * Tells the browser that the application may read the answer, whatever the answer will be, if it
   * may. Whether it was a question of the browser's own, which is answered by now.
   *
   * @param request to a URL of FHIR
   */
  boolean handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (Conformance.holds(request.path())) {
      return open(request);
    } else if (origins.isEmpty()) {
      return false;
    }
    // Even without: a cache must not give this answer to who would have had another
    response.putHeader("Vary", "Origin");
    List<String> named = request.headers().getAll("Origin");
    boolean allowed =
        named.size() == 1 && !named.get(0).equals(ANY) && origins.contains(named.get(0));
    if (!allowed) {
      return false;
    }
    response.putHeader(ALLOWED, named.get(0));
    return told(request);
  }

  /**
   * What an application has to read before anybody can have allowed it (SMART App Launch 2.2,
   * "Using .well-known"), and which holds nothing personal: the same to whoever asks, so that a
   * cache may give it to anybody.
   */
  private static boolean open(HttpServerRequest request) {
    request.response().putHeader(ALLOWED, ANY);
    return told(request);
  }

  private static boolean told(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (isPreflight(request)) {
      response
          .setStatusCode(204)
          .putHeader("Access-Control-Allow-Methods", METHODS)
          .putHeader("Access-Control-Allow-Headers", REQUEST_HEADERS)
          .putHeader("Access-Control-Max-Age", MAX_AGE)
          .end();
      return true;
    }
    response.putHeader("Access-Control-Expose-Headers", RESPONSE_HEADERS);
    return false;
  }

  private static boolean isPreflight(HttpServerRequest request) {
    return request.method().equals(HttpMethod.OPTIONS)
        && request.headers().contains("Access-Control-Request-Method");
  }
}
