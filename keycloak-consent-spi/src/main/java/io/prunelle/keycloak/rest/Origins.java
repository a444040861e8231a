// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.utils.WebOriginsUtils;

/**
 * Lets the pages of an application read the answers: those of its client's web origins, as Keycloak
 * does for its own endpoints (Fetch standard, CORS protocol). Never with credentials: what counts
 * is the token, which a page has to have. Keycloak's own builder is not used, since it changes from
 * minor to minor and reflects any origin together with credentials.
 */
final class Origins {
  private static final String ANY = "*";
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final Set<Integer> OF_NOBODY =
      Set.of(ProblemType.UNAUTHENTICATED.status(), ProblemType.BUSY.status());

  private final KeycloakSession session;
  private final @Nullable String origin;
  private boolean open;

  Origins(KeycloakSession session) {
    this.session = session;
    this.origin = new Incoming(session).header("Origin");
  }

  /**
   * Judges the page that calls, by the client that its token was issued to.
   *
   * @throws Problem when it is none of the client's; a call that is no page's passes
   */
  void check(ClientModel client) {
    if (origin == null || own().equals(origin)) {
      return;
    }
    Set<String> allowed = WebOriginsUtils.resolveValidWebOrigins(session, client);
    if (!allowed.contains(origin) && !allowed.contains(ANY)) {
      throw new Problem(
          ProblemType.ORIGIN_NOT_ALLOWED, "Origin: is not among the client's web origins");
    }
    open = true;
  }

  /**
   * Adds to an answer who may read it. That a token does not hold is nobody's secret, and neither
   * is that a server is busy, which may be found before the token is looked at.
   */
  Response read(Response answer) {
    Response.ResponseBuilder read =
        Response.fromResponse(answer).header(HttpHeaders.VARY, "Origin");
    if (open || (origin != null && OF_NOBODY.contains(answer.getStatus()))) {
      read.header(ALLOW_ORIGIN, origin)
          .header(
              "Access-Control-Expose-Headers",
              "ETag, Link, Location, Retry-After, WWW-Authenticate");
    }
    return read.build();
  }

  /** Whose page it is, the token will tell: a preflight has none. */
  static Response.ResponseBuilder preflight(Response.ResponseBuilder answer, Set<String> methods) {
    return answer
        .header(ALLOW_ORIGIN, ANY)
        .header("Access-Control-Allow-Methods", String.join(", ", methods))
        .header("Access-Control-Allow-Headers", "Authorization, Content-Type, DPoP")
        .header("Access-Control-Max-Age", "600");
  }

  private String own() {
    URI base = session.getContext().getUri().getBaseUri();
    return base.getScheme() + "://" + base.getAuthority();
  }
}
