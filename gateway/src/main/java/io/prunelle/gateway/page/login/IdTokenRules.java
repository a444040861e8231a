// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

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

  /**
   * When the person showed who they are ({@code auth_time}). The epoch where the token does not say
   * so, or says what cannot be: that is no authentication of late.
   */
  Instant authenticatedAt(JsonObject claims, Instant now) {
    return claims.getValue("auth_time") instanceof Number time
            && time.longValue() > 0
            && time.longValue() <= now.getEpochSecond() + LEEWAY
        ? Instant.ofEpochSecond(time.longValue())
        : Instant.EPOCH;
  }

  /**
   * After a sign-in that was asked for with {@code max_age}: the identity provider has to have done
   * as it was asked (OpenID Connect Core, 3.1.3.7, 13), whatever became of the request on its way.
   */
  void checkAge(JsonObject claims, Duration maxAge, Instant now) {
    require(
        !now.isAfter(authenticatedAt(claims, now).plus(maxAge).plusSeconds(LEEWAY)), "auth_time");
  }

  /**
   * How the person showed who they are ({@code acr}), in the realm's words; null where the token
   * does not say.
   */
  static @Nullable String authenticatedAs(JsonObject claims) {
    return claims.getValue("acr") instanceof String acr ? acr : null;
  }

  /**
   * After a sign-in that had to be of this kind: whoever has the browser can strip from the request
   * what asks for it.
   *
   * @param back the path that was asked for
   */
  void checkAcr(JsonObject claims, String acr, String back) {
    if (!acr.equals(authenticatedAs(claims))) {
      throw SignInFailure.tooWeak(back);
    }
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
