// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** What an ID token has to say (OpenID Connect Core, 3.1.3.7 and 12.2). Absent is wrong. */
record IdTokenRules(String issuer, String clientId) {

  /** Seconds by which clocks may differ. */
  static final int LEEWAY = 5;

  /** After a sign-in. Throws {@link SignInFailure}. */
  void check(JsonObject claims, String nonce, Instant now) {
    require(
        claims.getValue("nonce") instanceof String given && Secrets.same(nonce, given), "nonce");
    checkCommon(claims, now);
  }

  /** After a refresh: the same person still. A nonce is not repeated there. */
  void checkRefreshed(JsonObject claims, String subject, Instant now) {
    checkCommon(claims, now);
    require(subject.equals(claims.getValue("sub")), "sub");
  }

  private void checkCommon(JsonObject claims, Instant now) {
    require(issuer.equals(claims.getValue("iss")), "iss");
    require(forUs(claims), "aud");
    require(
        claims.getValue("exp") instanceof Number exp
            && now.getEpochSecond() < exp.longValue() + LEEWAY,
        "exp");
    require(
        claims.getValue("iat") instanceof Number iat
            && iat.longValue() <= now.getEpochSecond() + LEEWAY,
        "iat");
    // Keycloak's mark: an access or refresh token of the same realm is no ID token
    require("ID".equals(claims.getValue("typ")), "typ");
    require(claims.getValue("sub") instanceof String sub && !sub.isBlank(), "sub");
  }

  private boolean forUs(JsonObject claims) {
    Object audience = claims.getValue("aud");
    Object party = claims.getValue("azp");
    boolean alone =
        clientId.equals(audience)
            || (audience instanceof JsonArray one && one.size() == 1 && one.contains(clientId));
    boolean among = audience instanceof JsonArray many && many.contains(clientId);
    return (alone && (party == null || clientId.equals(party)))
        || (among && clientId.equals(party));
  }

  private static void require(boolean holds, String claim) {
    if (!holds) {
      throw SignInFailure.rejected("ID token " + claim);
    }
  }
}
