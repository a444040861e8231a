// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.server;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.KeycloakSession;

/** Answers with a page of ours under a policy of its own, stricter than the realm's. */
public final class StrictPage {
  private StrictPage() {}

  /**
   * Answers with a page that nobody keeps, frames or finds.
   *
   * @param policy the Content-Security-Policy
   * @param referrerPolicy what other pages learn of its address
   */
  public static Response of(
      KeycloakSession session,
      Response.StatusType status,
      String html,
      String policy,
      String referrerPolicy) {
    // Keycloak would put the realm's policy for its own pages in place of this stricter one
    session.getProvider(SecurityHeadersProvider.class).options().skipHeaders();
    Response.ResponseBuilder response =
        Response.status(status)
            .entity(html)
            .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .header("Content-Security-Policy", policy)
            .header("Referrer-Policy", referrerPolicy)
            .header("X-Content-Type-Options", "nosniff")
            .header("X-Frame-Options", "DENY")
            .header("X-Robots-Tag", "none");
    String transport =
        session.getContext().getRealm().getBrowserSecurityHeaders().get("strictTransportSecurity");
    if (transport != null && !transport.isEmpty()) {
      response.header("Strict-Transport-Security", transport);
    }
    return response.build();
  }
}
