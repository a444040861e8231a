// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Fetches;
import io.prunelle.gateway.ops.Shared;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The realm's signing keys, one immutable verifier per key id. Each fetch replaces them all, so a
 * key that the realm no longer publishes verifies nothing any more.
 */
final class RealmKeys {

  private static final Logger LOG = LoggerFactory.getLogger(RealmKeys.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration REFRESH = Duration.ofMinutes(5);

  /**
   * An unknown key id is the caller's word: it makes the gateway ask the realm this often at most.
   * Who names one waits for that, since the realm may have begun to sign with it just now: so no
   * longer than a request may well take.
   */
  private static final Duration LEAST_BETWEEN_REFRESHES = Duration.ofSeconds(1);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** Requests that wait for a key at once; each may have a token of 16 KiB. */
  static final int MOST_WAITING = 500;

  private static final Refusal BUSY = new Refusal.NotReady("keys-busy", Duration.ofSeconds(1));
  private static final Refusal NOT_FETCHED =
      new Refusal.NotReady("keys-not-fetched", Duration.ofSeconds(5));

  private final Vertx vertx;
  private final Settings.Token token;
  private final WebClient client;
  private final Runnable changed;
  private final Fetches fetches;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean stopped = new AtomicBoolean();

  private volatile Map<String, JWTAuth> keys = Map.of();
  private volatile JsonArray published = new JsonArray();
  private volatile boolean failing;

  RealmKeys(Vertx vertx, Settings.Token token, WebClient client, Runnable changed) {
    this.vertx = vertx;
    this.token = token;
    this.client = client;
    this.changed = changed;
    this.fetches = new Fetches(vertx, this::refresh, LEAST_BETWEEN_REFRESHES);
  }

  Future<?> start() {
    keepFresh();
    return Future.succeededFuture();
  }

  Future<?> stop() {
    stopped.set(true);
    return Future.succeededFuture();
  }

  boolean loaded() {
    return !keys.isEmpty();
  }

  /**
   * The verifier for a key id; asks the realm again, at a bounded rate, when it is unknown.
   *
   * @return empty for a key that the realm does not publish; fails with {@link
   *     io.prunelle.gateway.refusal.Refused} when that cannot be found out now
   */
  Future<Optional<JWTAuth>> find(String keyId) {
    JWTAuth known = keys.get(keyId);
    if (known != null) {
      return Future.succeededFuture(Optional.of(known));
    }
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return Future.failedFuture(BUSY.refused());
    }
    return Shared.rejoin(
            vertx, fetches.next().timeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS))
        .onComplete(done -> waiting.decrementAndGet())
        .recover(failed -> Future.failedFuture(NOT_FETCHED.refused()))
        .map(done -> Optional.ofNullable(keys.get(keyId)));
  }

  private void keepFresh() {
    if (stopped.get()) {
      return;
    }
    fetches
        .now()
        .onComplete(
            done ->
                vertx.setTimer(
                    (done.succeeded() ? REFRESH : RETRY).toMillis(), timer -> keepFresh()));
  }

  private Future<Void> refresh() {
    return fetch().onSuccess(done -> failing = false).onFailure(this::missed);
  }

  private Future<Void> fetch() {
    String issuer = token.issuer().toString();
    return get(issuer + "/.well-known/openid-configuration")
        .compose(
            metadata ->
                // OpenID Connect Discovery 1.0, 4.3
                issuer.equals(metadata.getString("issuer"))
                    ? get(metadata.getString("jwks_uri"))
                    : Future.failedFuture("the realm names another issuer"))
        .map(
            jwks -> {
              replace(jwks.getJsonArray("keys", new JsonArray()));
              return null;
            });
  }

  private Future<JsonObject> get(String url) {
    return client
        .getAbs(url)
        .timeout(TIMEOUT.toMillis())
        .send()
        .compose(
            answer ->
                answer.statusCode() == 200
                    ? Future.succeededFuture(answer.bodyAsJsonObject())
                    : Future.failedFuture("the realm answers " + answer.statusCode()));
  }

  private void replace(JsonArray fetched) {
    if (!fetched.equals(published)) {
      take(fetched);
    }
    if (keys.isEmpty()) {
      // Better to verify nothing than with keys that the realm has withdrawn
      throw new IllegalStateException("the realm publishes no key for " + token.algorithm());
    }
  }

  private void take(JsonArray fetched) {
    Map<String, JWTAuth> usable = new HashMap<>();
    for (int i = 0; i < fetched.size(); i++) {
      JsonObject key = fetched.getJsonObject(i);
      if (usable(key)) {
        usable.put(key.getString("kid"), verifier(key));
      }
    }
    keys = Map.copyOf(usable);
    published = fetched;
    changed.run();
    if (!usable.isEmpty()) {
      LOG.atInfo().addKeyValue("keys", usable.size()).log("Keys of the realm loaded");
    }
  }

  /** Public signature keys of the pinned algorithm only: never a symmetric one (RFC 8725, 2.1). */
  private boolean usable(JsonObject key) {
    return key.getString("kid") != null
        && token.algorithm().equals(key.getString("alg"))
        && "sig".equals(key.getString("use", "sig"))
        && !"oct".equals(key.getString("kty"));
  }

  private JWTAuth verifier(JsonObject published) {
    JsonObject key = published.copy();
    // The key is the realm's by where it was published; Vert.x takes none whose certificate is over
    key.remove("x5c");
    return JWTAuth.create(
        vertx,
        new JWTAuthOptions()
            .addJwk(key)
            .setJWTOptions(
                new JWTOptions()
                    .setAlgorithm(token.algorithm())
                    .setIssuer(token.issuer().toString())
                    .addAudience(token.audience())
                    .setLeeway((int) token.leeway().toSeconds())));
  }

  /** Once per outage: it is tried again every second. */
  private void missed(Throwable failure) {
    if (failing) {
      return;
    }
    failing = true;
    LOG.atWarn()
        .addKeyValue("cause", failure.getMessage())
        .log("Keys of the realm could not be fetched");
  }
}
