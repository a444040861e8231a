// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What browsers may do with the page: next to nothing. Set on every answer under {@code /my}. */
final class SecurityHeaders implements Handler<RoutingContext> {

  private final String policy;
  private final boolean https;

  /**
   * Headers of one gateway.
   *
   * @param signIn further origins that signing in may lead through
   */
  SecurityHeaders(URI publicUrl, URI issuer, Set<String> signIn) {
    this.policy =
        String.join(
            "; ",
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            // Browsers check where a form's answer redirects to, on each hop: signing out, and in
            // again, leads to the issuer, which may lead on to another identity provider
            "form-action 'self' "
                + Stream.concat(Stream.of(SameOrigin.origin(issuer)), signIn.stream().sorted())
                    .collect(Collectors.joining(" ")),
            "frame-ancestors 'none'",
            "base-uri 'none'");
    this.https = "https".equalsIgnoreCase(publicUrl.getScheme());
  }

  @Override
  public void handle(RoutingContext context) {
    MultiMap headers =
        context
            .response()
            .headers()
            .set("Content-Security-Policy", policy)
            .set("X-Content-Type-Options", "nosniff")
            // same-origin, not no-referrer: that would make browsers send "Origin: null" with forms
            .set("Referrer-Policy", "same-origin")
            .set("Cross-Origin-Opener-Policy", "same-origin")
            .set("Cross-Origin-Resource-Policy", "same-origin")
            .set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
            .set("Cache-Control", "no-store");
    if (https) {
      headers.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
    context.next();
  }
}
