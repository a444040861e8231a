// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a logout token has to say (OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6). Absent is
 * wrong.
 */
record LogoutTokenRules(String issuer, String clientId) {

  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

  /** Those before the final specification did not say what they are. */
  private static final Set<String> TYPES = Set.of("logout+jwt", "application/logout+jwt", "jwt");

  /** As a database keeps them. */
  private static final int LONGEST = 255;

  /**
   * A token whose signature holds. Throws {@link SignInFailure}.
   *
   * @param header as it is in the token
   */
  LogoutToken check(JsonObject header, JsonObject claims, Instant now) {
    Object type = header.getValue("typ");
    require(
        type == null
            || (type instanceof String text && TYPES.contains(text.toLowerCase(Locale.ROOT))),
        "type");
    require(issuer.equals(claims.getValue("iss")), "iss");
    require(forUs(claims.getValue("aud")), "aud");
    require(
        claims.getValue("iat") instanceof Number iat
            && iat.longValue() <= now.getEpochSecond() + IdTokenRules.LEEWAY,
        "iat");
    require(
        claims.getValue("exp") instanceof Number exp
            && now.getEpochSecond() < exp.longValue() + IdTokenRules.LEEWAY,
        "exp");
    require(
        claims.getValue("events") instanceof JsonObject events
            && events.getValue(EVENT) instanceof JsonObject,
        "events");
    // So that an ID token is never taken for one
    require(!claims.containsKey("nonce"), "nonce");
    // Keycloak's mark
    require(!claims.containsKey("typ") || "Logout".equals(claims.getValue("typ")), "typ");
    String id = text(claims, "jti");
    String session = text(claims, "sid");
    String subject = text(claims, "sub");
    require(id != null, "jti");
    require(session != null || subject != null, "sid");
    return new LogoutToken(
        id == null ? "" : id,
        Instant.ofEpochSecond(claims.getLong("exp") + IdTokenRules.LEEWAY),
        session,
        subject);
  }

  private boolean forUs(@Nullable Object audience) {
    return clientId.equals(audience)
        || (audience instanceof JsonArray among && among.contains(clientId));
  }

  /** Null when absent; one that is there has to say something. */
  private static @Nullable String text(JsonObject claims, String name) {
    if (!claims.containsKey(name)) {
      return null;
    }
    require(
        claims.getValue(name) instanceof String text && !text.isBlank() && text.length() <= LONGEST,
        name);
    return claims.getString(name);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw SignInFailure.rejected("logout token " + what);
    }
  }
}
