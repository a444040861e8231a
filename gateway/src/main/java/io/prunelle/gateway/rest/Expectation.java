// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * A client that sends its body only once it is asked to (RFC 9110, 10.1.1). It is asked when the
 * head has been judged, and not at all when that is refused.
 */
public final class Expectation {

  private static final String CONTINUE = "100-continue";

  private Expectation() {}

  /** Whether the client waits. Anything else that it may expect has no meaning, as in RFC 9110. */
  public static boolean of(HttpServerRequest request) {
    return request.version() != HttpVersion.HTTP_1_0
        && request.headers().contains(HttpHeaders.EXPECT, CONTINUE, true);
  }

  /**
   * Whether it is not known if the body of a request that waits will ever come. Behind the answer
   * to such a one nothing must be read as a further request, nor a further request as its body.
   */
  public static boolean isOpen(HttpServerRequest request) {
    return of(request) && !request.isEnded();
  }

  /** Asks for the body, if the client waits to be asked. */
  static void meet(HttpServerRequest request) {
    if (of(request)) {
      request.response().writeContinue();
    }
  }
}
