// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.client.WebClient;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** The door of this package: begins, completes, renews and ends sign-ins. */
public final class SignIn {

  /** Where the identity provider sends the browser back to. */
  public static final String CALLBACK = "/my/callback";

  /** Where it sends the browser after signing out. */
  public static final String SIGNED_OUT = "/my/signed-out";

  private static final String SESSION = "session";
  private static final String ATTEMPT = "sign-in";

  private final String issuer;
  private final String clientId;
  private final String publicUrl;
  private final ProviderClient provider;
  private final Grants grants;
  private final Sessions sessions;
  private final Cookies cookies;
  private final Seal seal;
  private final Clock clock;

  public SignIn(
      Vertx vertx, Settings settings, WebClient http, AccessTokens accessTokens, Clock clock) {
    this.issuer = settings.token().issuer().toString();
    this.clientId = settings.page().id();
    this.publicUrl = settings.publicUrl().toString();
    this.provider = new ProviderClient(http, issuer, clientId, settings.page().secret());
    this.grants =
        new Grants(
            provider,
            new IdTokens(vertx, provider, settings.token().algorithm()),
            new IdTokenRules(issuer, clientId),
            accessTokens,
            clock);
    this.sessions = new Sessions(SessionLimits.DEFAULT, clock);
    this.cookies = new Cookies(settings.publicUrl());
    this.seal = new Seal(settings.page().secret());
    this.clock = clock;
  }

  /** The session of a request, if it lasts. */
  public Optional<Session> session(HttpServerRequest request) {
    return cookies.read(request, SESSION).flatMap(sessions::find);
  }

  /**
   * Begins a sign-in.
   *
   * @param back path of ours to return to; never taken from a parameter
   * @return where to send the browser
   */
  public Future<String> begin(HttpServerRequest request, String back, String language) {
    Attempt attempt = Attempt.begin(back, clock.instant());
    return provider
        .provider()
        .map(
            known -> {
              cookies.set(request.response(), ATTEMPT, attempt.sealed(seal), Attempt.PATIENCE);
              return new Query(known.authorization())
                  .and("response_type", "code")
                  .and("client_id", clientId)
                  .and("redirect_uri", publicUrl + CALLBACK)
                  .and("scope", "openid")
                  .and("state", attempt.state())
                  .and("nonce", attempt.nonce())
                  .and("code_challenge", attempt.challenge())
                  .and("code_challenge_method", "S256")
                  .and("ui_locales", language)
                  .url();
            });
  }

  /**
   * Completes a sign-in with what came back, and sets the cookie of a session that did not exist
   * before.
   *
   * @return the path that was asked for first
   */
  public Future<String> complete(HttpServerRequest request) {
    Instant now = clock.instant();
    Optional<Attempt> attempt =
        cookies.read(request, ATTEMPT).flatMap(cookie -> Attempt.open(cookie, seal, now));
    // Once only, whatever comes of it
    cookies.clear(request.response(), ATTEMPT);
    return attempt
        .map(begun -> complete(request, begun))
        .orElseGet(() -> rejected("no sign-in was begun here"));
  }

  private Future<String> complete(HttpServerRequest request, Attempt attempt) {
    if (!Secrets.same(attempt.state(), request.getParam("state"))) {
      return rejected("state");
    }
    // RFC 9207: an answer that names another issuer is a mix-up
    String named = request.getParam("iss");
    if (named != null && !named.equals(issuer)) {
      return rejected("iss parameter");
    }
    String code = request.getParam("code");
    if (code == null || code.isBlank()) {
      return rejected("no code");
    }
    return grants
        .complete(attempt, code, publicUrl + CALLBACK)
        .map(
            signedIn -> {
              cookies.read(request, SESSION).ifPresent(sessions::close);
              String id = sessions.open(new Session(signedIn, clock.instant()));
              cookies.set(request.response(), SESSION, id);
              return attempt.back();
            });
  }

  /** The session's access token, renewed where needed. Fails with {@link SignInFailure}. */
  public Future<String> accessToken(Session session) {
    TokenSet tokens = session.tokens();
    if (tokens.usable(clock.instant())) {
      return Future.succeededFuture(tokens.access());
    }
    return session
        .renew(() -> grants.refresh(session.tokens(), session.caller().subject()))
        .map(renewed -> renewed.tokens().access());
  }

  /** Forgets the request's session. */
  public void forget(HttpServerRequest request) {
    cookies.read(request, SESSION).ifPresent(sessions::close);
    cookies.clear(request.response(), SESSION);
  }

  /**
   * Ends the session here.
   *
   * @return where to send the browser so that it ends at the identity provider too (OpenID Connect
   *     RP-Initiated Logout, 2)
   */
  public Future<String> signOut(HttpServerRequest request, Session session) {
    String hint = session.tokens().id();
    forget(request);
    return provider
        .provider()
        .map(
            known ->
                new Query(known.endSession())
                    .and("id_token_hint", hint)
                    .and("client_id", clientId)
                    .and("post_logout_redirect_uri", publicUrl + SIGNED_OUT)
                    .url());
  }

  private static Future<String> rejected(String detail) {
    return Future.failedFuture(SignInFailure.rejected(detail));
  }
}
