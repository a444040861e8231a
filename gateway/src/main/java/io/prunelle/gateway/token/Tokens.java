// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.web.client.WebClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The door of this package: from a request's headers to a verified caller. */
public final class Tokens implements Part {

  /**
   * RFC 6750, 2.1: b64token; here three segments of base64url, as JWS compact serialization has.
   */
  private static final Pattern BEARER =
      Pattern.compile("(?i:bearer) +([\\w-]+\\.[\\w-]+\\.[\\w-]+)");

  private static final int LONGEST = 16 * 1024;
  private static final Refusal NO_KEYS = new Refusal.NotReady("no-keys", Duration.ofSeconds(5));

  private final RealmKeys keys;
  private final ClaimRules rules;
  private final VerifiedTokens verified;
  private final String algorithm;

  public Tokens(Vertx vertx, Settings settings, WebClient client) {
    Clock clock = Clock.systemUTC();
    this.algorithm = settings.token().algorithm();
    this.verified = new VerifiedTokens(clock, settings.token().leeway());
    this.keys = new RealmKeys(vertx, settings.token(), client, verified::forget);
    this.rules = new ClaimRules(settings.token(), clock);
  }

  /** Starts to load the realm's keys. Does not wait for them: the realm may start later. */
  @Override
  public Future<?> start() {
    return keys.start();
  }

  @Override
  public Future<?> stop() {
    return keys.stop();
  }

  /** Succeeds once keys are loaded. */
  public Future<Void> ready() {
    return keys.loaded() ? Future.succeededFuture() : Future.failedFuture("no keys loaded");
  }

  /**
   * Verifies the bearer token of the {@code Authorization} header; tokens elsewhere are not looked
   * for.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}: unauthenticated, or not ready
   *     while there are no keys
   */
  public Future<Caller> verify(MultiMap headers) {
    List<String> values = headers.getAll(HttpHeaders.AUTHORIZATION);
    if (values.isEmpty()) {
      return refuse("no-token", false);
    }
    var bearer = BEARER.matcher(values.get(0));
    if (values.size() > 1 || values.get(0).length() > LONGEST || !bearer.matches()) {
      return refuse("token-malformed", true);
    }
    String token = bearer.group(1);
    return verified.find(token).map(Future::succeededFuture).orElseGet(() -> verifyAnew(token));
  }

  private Future<Caller> verifyAnew(String token) {
    if (!keys.loaded()) {
      return Future.failedFuture(NO_KEYS.refused());
    }
    JoseHeader header = JoseHeader.of(token);
    // RFC 8725, 3.1: the verifier chooses the algorithm, never the token
    if (header == null || !algorithm.equals(header.algorithm())) {
      return refuse("token-algorithm", true);
    }
    return keys.find(header.keyId())
        .compose(
            key -> key.isPresent() ? verify(token, key.get()) : refuse("token-key-unknown", true));
  }

  private Future<Caller> verify(String token, JWTAuth key) {
    // JWTAuth throws on claims of an unexpected type
    return Future.succeededFuture(new TokenCredentials(token))
        .compose(key::authenticate)
        .map(Tokens::claims)
        .recover(broken -> refuse("token-not-valid", true))
        .map(
            claims -> {
              rules.check(claims);
              Caller caller = Claims.caller(claims);
              verified.remember(token, caller, claims.getLong("exp"));
              return caller;
            });
  }

  private static JsonObject claims(User user) {
    return user.attributes().getJsonObject("accessToken");
  }

  private static <T> Future<T> refuse(String reason, boolean presented) {
    return Future.failedFuture(new Refusal.Unauthenticated(reason, presented).refused());
  }
}
