// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Turns a code or a refresh token into tokens that have been verified, every one of them. */
final class Grants {

  private final ProviderClient provider;
  private final IdTokens idTokens;
  private final IdTokenRules rules;
  private final AccessTokens accessTokens;
  private final Clock clock;

  Grants(
      ProviderClient provider,
      IdTokens idTokens,
      IdTokenRules rules,
      AccessTokens accessTokens,
      Clock clock) {
    this.provider = provider;
    this.idTokens = idTokens;
    this.rules = rules;
    this.accessTokens = accessTokens;
    this.clock = clock;
  }

  /** Completes an attempt with the code that came back. */
  Future<SignedIn> complete(Attempt attempt, String code, String redirectUri) {
    return provider
        .exchange(code, attempt.verifier(), redirectUri)
        .map(this::tokens)
        .compose(
            tokens ->
                idTokens
                    .claims(tokens.id())
                    .map(claims -> checked(claims, attempt))
                    .compose(claims -> signedIn(tokens, claims.getString("sub"), claims)));
  }

  /**
   * Newer tokens for the same person. A refresh token may count once: it is not shown before what
   * comes back can be verified.
   */
  Future<SignedIn> refresh(TokenSet old, String subject) {
    return ready(old)
        .compose(ready -> idTokens.keys())
        .compose(
            keys ->
                provider
                    .refresh(old.refresh())
                    .map(this::tokens)
                    .compose(
                        tokens ->
                            idTokens
                                .claims(tokens.id(), keys)
                                .map(claims -> checked(claims, subject))
                                .compose(claims -> signedIn(tokens, subject, claims))));
  }

  /** Whatever there is to say against the old token, as long as it can be said. */
  private Future<Void> ready(TokenSet old) {
    return accessTokens
        .verify(old.access())
        .<Void>mapEmpty()
        .recover(
            failure ->
                notReady(failure)
                    ? Future.failedFuture(unavailable(failure))
                    : Future.succeededFuture());
  }

  private TokenSet tokens(JsonObject response) {
    return TokenSet.from(response, clock.instant());
  }

  private JsonObject checked(JsonObject claims, Attempt attempt) {
    rules.check(claims, attempt.nonce(), clock.instant());
    Duration maxAge = attempt.maxAge();
    if (maxAge != null) {
      rules.checkAge(claims, maxAge, clock.instant());
    }
    String acr = attempt.acr();
    if (acr != null) {
      rules.checkAcr(claims, acr, attempt.back());
    }
    return claims;
  }

  private JsonObject checked(JsonObject claims, String subject) {
    rules.checkRefreshed(claims, subject, clock.instant());
    return claims;
  }

  // OpenID Connect Back-Channel Logout 1.0, 2.1
  private static @Nullable String session(JsonObject claims) {
    return claims.getValue("sid") instanceof String sid && !sid.isBlank() ? sid : null;
  }

  private Future<SignedIn> signedIn(TokenSet tokens, String subject, JsonObject claims) {
    return accessTokens
        .verify(tokens.access())
        .recover(Grants::refused)
        .map(
            caller ->
                new SignedIn(
                    tokens,
                    same(caller, subject),
                    session(claims),
                    rules.authenticatedAt(claims, clock.instant()),
                    IdTokenRules.authenticatedAs(claims)));
  }

  // OpenID Connect Core, 5.3.2 asks this of userinfo; it holds for the access token all the more
  private static Caller same(Caller caller, String subject) {
    if (!caller.subject().equals(subject)) {
      throw SignInFailure.rejected("access token of another subject");
    }
    return caller;
  }

  private static Future<Caller> refused(Throwable cause) {
    return Future.failedFuture(
        notReady(cause)
            ? unavailable(cause)
            : SignInFailure.rejected("access token: " + cause.getMessage()));
  }

  private static boolean notReady(Throwable failure) {
    return failure instanceof Refused refused && refused.refusal() instanceof Refusal.NotReady;
  }

  private static SignInFailure unavailable(Throwable cause) {
    return SignInFailure.unavailable("access token: " + cause.getMessage());
  }
}
