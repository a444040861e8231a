// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.door;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;

/**
 * What browsers are told with each answer of FHIR, whatever it is (OWASP REST Security Cheat Sheet,
 * "Security Headers"): it is shown in no frame, and where the gateway is reached by TLS, it always
 * is. The pages have stricter ones of their own.
 */
final class BrowserHeaders {

  private static final CharSequence POLICY = HttpHeaders.createOptimized("Content-Security-Policy");
  private static final CharSequence NO_FRAME =
      HttpHeaders.createOptimized("frame-ancestors 'none'");
  private static final CharSequence TRANSPORT =
      HttpHeaders.createOptimized("Strict-Transport-Security");
  private static final CharSequence A_YEAR =
      HttpHeaders.createOptimized("max-age=31536000; includeSubDomains");

  private final boolean https;

  BrowserHeaders(URI publicUrl) {
    this.https = "https".equals(publicUrl.getScheme());
  }

  void tell(HttpServerResponse response) {
    response.putHeader(POLICY, NO_FRAME);
    if (https) {
      response.putHeader(TRANSPORT, A_YEAR);
    }
  }
}
