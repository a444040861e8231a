// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.page.login.Sessions.Open;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of this package: begins, completes, renews and ends sign-ins. Futures fail with {@link
 * SignInFailure}, and with {@link Refused} while the database cannot be asked.
 */
public final class SignIn implements Part {

  /** Where the identity provider sends the browser back to. */
  public static final String CALLBACK = "/my/callback";

  /** Where it sends the browser after signing out. */
  public static final String SIGNED_OUT = "/my/signed-out";

  /** Of all practices: of who belongs to several Keycloak names none else, or lets them choose. */
  private static final String SCOPE = "openid organization:*";

  private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);

  private static final Duration PRUNED_EVERY = Duration.ofMinutes(5);

  private static final String SESSION = "session";
  private static final String ATTEMPT = "sign-in";

  private final Vertx vertx;
  private final String issuer;
  private final String clientId;
  private final String publicUrl;
  private final ProviderClient provider;
  private final Grants grants;
  private final SessionTable table;
  private final Sessions sessions;
  private final Admission admission;
  private final BackChannel backChannel;
  private final Cookies cookies;
  private final Seal seal;
  private final Clock clock;
  private volatile long timer = -1;

  /**
   * Signing in to the pages of one gateway.
   *
   * @param pool where sessions are kept
   */
  public SignIn(
      Vertx vertx,
      Settings settings,
      WebClient http,
      Pool pool,
      AccessTokens accessTokens,
      Clock clock) {
    this.vertx = vertx;
    this.issuer = settings.token().issuer().toString();
    this.clientId = settings.page().id();
    this.publicUrl = settings.publicUrl().toString();
    this.provider = new ProviderClient(http, issuer, clientId, settings.page().secret());
    Signatures signatures = new Signatures(vertx, settings.token().algorithm());
    this.grants =
        new Grants(
            provider,
            new IdTokens(provider, signatures),
            new IdTokenRules(issuer, clientId),
            accessTokens,
            clock);
    this.table = new SessionTable(pool, SessionLimits.DEFAULT);
    this.sessions = new Sessions(table, SessionLimits.DEFAULT, settings.page().secrets(), clock);
    this.admission =
        new Admission(new Renewal(vertx, grants, sessions, table, clock), accessTokens, clock);
    this.backChannel =
        new BackChannel(
            new RecentKeys(vertx, provider::keys, clock),
            signatures,
            new LogoutTokenRules(issuer, clientId),
            table,
            clock);
    this.cookies = new Cookies(settings.publicUrl());
    this.seal = Seal.of(settings.page().secrets(), "prunelle page: sign-in attempt");
    this.clock = clock;
  }

  /** Begins to remove what is over. */
  @Override
  public Future<?> start() {
    timer = vertx.setPeriodic(PRUNED_EVERY.toMillis(), due -> table.prune());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  /** The session of a request, if it lasts. */
  public Future<Optional<Session>> session(HttpServerRequest request) {
    return open(request).map(found -> found.map(Open::session));
  }

  /**
   * Begins a sign-in.
   *
   * @param back path of ours to return to; never taken from a parameter
   * @return where to send the browser
   */
  public Future<String> begin(HttpServerRequest request, String back, String language) {
    Attempt attempt = Attempt.begin(back, clock.instant(), null, null);
    return begin(request, attempt, language).map(Query::url);
  }

  /**
   * Begins a sign-in of somebody who is signed in, and has to show in a stronger way who they are:
   * one that does not end so opens no session, and ends none.
   *
   * @param acr of which kind it has to be, in the realm's words
   */
  public Future<String> beginStronger(
      HttpServerRequest request, String back, String language, String acr) {
    return begin(request, Attempt.begin(back, clock.instant(), null, acr), language)
        .map(Query::url);
  }

  /**
   * Begins a sign-in of somebody who is signed in, and has to show again who they are: one that
   * does not end with an authentication of late opens no session, and ends none.
   *
   * @param maxAge how old the authentication may be
   * @param acr of which kind it has to be, in the realm's words; null for any
   */
  public Future<String> beginAgain(
      HttpServerRequest request,
      String back,
      String language,
      Duration maxAge,
      @Nullable String acr) {
    Attempt attempt = Attempt.begin(back, clock.instant(), maxAge, acr);
    // Both: the prompt asks for it, and the age is what the answer is held to (OpenID Connect
    // Core, 3.1.2.1). Whoever has the browser can strip either from the address
    return begin(request, attempt, language)
        .map(
            query ->
                query
                    .and("prompt", "login")
                    .and("max_age", String.valueOf(maxAge.toSeconds()))
                    .url());
  }

  private Future<Query> begin(HttpServerRequest request, Attempt attempt, String language) {
    return provider
        .provider()
        .map(
            known -> {
              cookies.set(request.response(), ATTEMPT, attempt.sealed(seal), Attempt.PATIENCE);
              Query query =
                  new Query(known.authorization())
                      .and("response_type", "code")
                      .and("client_id", clientId)
                      .and("redirect_uri", publicUrl + CALLBACK)
                      .and("scope", SCOPE)
                      .and("state", attempt.state())
                      .and("nonce", attempt.nonce())
                      .and("code_challenge", attempt.challenge())
                      .and("code_challenge_method", "S256")
                      .and("ui_locales", language);
              String acr = attempt.acr();
              // What is only wished for (acr_values) may be left out (OpenID Connect Core, 5.5.1.1)
              return acr == null ? query : query.and("claims", essential(acr));
            });
  }

  private static String essential(String acr) {
    JsonObject wanted =
        new JsonObject().put("essential", true).put("values", new JsonArray().add(acr));
    return new JsonObject().put("id_token", new JsonObject().put("acr", wanted)).encode();
  }

  /**
   * Completes a sign-in with what came back, and sets the cookie of a session that did not exist
   * before.
   *
   * @return the path that was asked for first
   */
  public Future<String> complete(HttpServerRequest request) {
    Instant now = clock.instant();
    return cookies
        .read(request, ATTEMPT)
        .flatMap(cookie -> Attempt.open(cookie, seal, now))
        .map(begun -> complete(request, begun))
        .orElseGet(() -> rejected("no sign-in was begun here"));
  }

  private Future<String> complete(HttpServerRequest request, Attempt attempt) {
    if (!Secrets.same(attempt.state(), request.getParam("state"))) {
      // The attempt stays: any site can send a browser here, and so does one's own second window
      return rejected("state");
    }
    // Once only, whatever comes of it
    cookies.clear(request.response(), ATTEMPT);
    // RFC 9207: an answer that names another issuer is a mix-up
    String named = request.getParam("iss");
    if (named != null && !named.equals(issuer)) {
      return rejected("iss parameter");
    }
    String code = request.getParam("code");
    if (code == null || code.isBlank()) {
      return rejected("no code");
    }
    return table
        .attempt(Secrets.sha256(attempt.state()), attempt.expires())
        .compose(
            first ->
                first
                    ? grants.complete(attempt, code, publicUrl + CALLBACK)
                    : Future.failedFuture(SignInFailure.rejected("the attempt was used before")))
        .compose(signedIn -> close(request).compose(closed -> sessions.open(signedIn)))
        .map(
            id -> {
              cookies.set(request.response(), SESSION, id);
              return attempt.back();
            });
  }

  /** Who acts in the request's session, if it lasts; its tokens are renewed where needed. */
  public Future<Optional<Admitted>> admit(HttpServerRequest request) {
    return admit(request, TokenSet.MOMENT);
  }

  /**
   * The same for what takes longer.
   *
   * @param so how long the access token is to hold, if the realm gives any that does
   */
  public Future<Optional<Admitted>> admit(HttpServerRequest request, Duration so) {
    return open(request)
        .compose(
            found ->
                found.isPresent()
                    ? admission.of(found.get(), so).map(Optional::of)
                    : Future.succeededFuture(Optional.empty()));
  }

  /** Forgets the request's session. */
  public Future<Void> forget(HttpServerRequest request) {
    // Read before it is cleared: request and response share their cookies
    Future<Void> closed = close(request);
    cookies.clear(request.response(), SESSION);
    return closed;
  }

  /**
   * Ends the session here, on all instances, and at the identity provider: from here, so that the
   * browser is given no token, not even as a hint.
   *
   * @return where to send the browser so that its cookies there end too (OpenID Connect
   *     RP-Initiated Logout, 2). Should the provider's session go on, it asks there whether to end
   *     it
   */
  public Future<String> signOut(HttpServerRequest request, Session session) {
    return forget(request)
        .compose(closed -> ended(session))
        .compose(ended -> provider.provider())
        .map(
            known ->
                new Query(known.endSession())
                    .and("client_id", clientId)
                    .and("post_logout_redirect_uri", publicUrl + SIGNED_OUT)
                    .url());
  }

  private Future<Void> ended(Session session) {
    return provider
        .end(session.tokens().refresh())
        .recover(
            failure -> {
              LOG.atWarn()
                  .addKeyValue("cause", failure.getMessage())
                  .log("The provider's session was not ended from here");
              return Future.succeededFuture();
            });
  }

  /** Ends what the provider says is over, by a logout token. */
  public Future<Void> signedOut(String logoutToken) {
    return Future.succeededFuture(logoutToken).compose(backChannel::end);
  }

  private Future<Optional<Open>> open(HttpServerRequest request) {
    return cookies
        .read(request, SESSION)
        .map(sessions::find)
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  private Future<Void> close(HttpServerRequest request) {
    return cookies.read(request, SESSION).map(sessions::close).orElseGet(Future::succeededFuture);
  }

  private static Future<String> rejected(String detail) {
    return Future.failedFuture(SignInFailure.rejected(detail));
  }
}
