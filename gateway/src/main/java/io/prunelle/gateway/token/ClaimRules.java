// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Set;

/** What must hold of a token's claims once its signature does. Absent is as bad as wrong. */
final class ClaimRules {

  private final String issuer;
  private final String audience;
  private final Set<String> clients;
  private final String page;
  private final long leeway;
  private final Clock clock;

  /**
   * Rules.
   *
   * @param page client of the gateway's own page, whose tokens are always taken
   */
  ClaimRules(Settings.Token token, String page, Clock clock) {
    this.issuer = token.issuer().toString();
    this.audience = token.audience();
    this.clients = token.clients();
    this.page = page;
    this.leeway = token.leeway().toSeconds();
    this.clock = clock;
  }

  /** Throws the refusal. */
  void check(JsonObject claims) {
    long now = clock.instant().getEpochSecond();
    require(claims.getValue("iss") instanceof String iss && iss.equals(issuer), "token-issuer");
    require(names(claims.getValue("aud")), "token-audience");
    require(
        claims.getValue("exp") instanceof Number exp && now < exp.longValue() + leeway,
        "token-expired");
    require(started(claims.getValue("nbf"), now), "token-not-yet");
    require(started(claims.getValue("iat"), now), "token-not-yet");
    // Keycloak marks access tokens "Bearer", or "DPoP"; ID and refresh tokens of the realm are none
    String type = Confirmation.of(claims).key() == null ? "Bearer" : "DPoP";
    require(type.equals(claims.getValue("typ")), "token-type");
    require(mayUse(claims.getValue("azp")), "token-client");
    require(claims.getValue("sub") instanceof String sub && !sub.isBlank(), "token-subject");
  }

  /** OpenID Connect Core 1.0, 2: for whom the token was made. */
  private boolean mayUse(Object client) {
    return clients.isEmpty()
        || (client instanceof String id && (clients.contains(id) || id.equals(page)));
  }

  private boolean names(Object aud) {
    return audience.equals(aud) || (aud instanceof JsonArray many && many.contains(audience));
  }

  private boolean started(Object moment, long now) {
    return moment == null || (moment instanceof Number start && start.longValue() <= now + leeway);
  }

  private static void require(boolean holds, String reason) {
    if (!holds) {
      throw new Refusal.Unauthenticated(reason, true).refused();
    }
  }
}
