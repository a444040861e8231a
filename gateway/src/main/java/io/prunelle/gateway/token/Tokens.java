// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.web.client.WebClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The door of this package: from a request's headers to a verified caller. */
public final class Tokens implements Part {

  /** About how many tokens the realm is asked at the same time. */
  public static final int MOST_ASKED_ABOUT = Introspection.MOST;

  private static final int LONGEST = 16 * 1024;
  private static final Refusal NO_KEYS = new Refusal.NotReady("no-keys", Duration.ofSeconds(5));

  private final RealmKeys keys;
  private final ClaimRules rules;
  private final VerifiedTokens verified;
  private final ProofRules proofs;
  private final Introspection introspection;
  private final ClientCertificates certificates;
  private final String algorithm;

  /** With one client of the realm for all. */
  public Tokens(Vertx vertx, Settings settings, WebClient client) {
    this(vertx, settings, client, client);
  }

  /**
   * With clients of the realm.
   *
   * @param introspecting another one to ask about tokens by: whoever makes the gateway ask much
   *     keeps nobody's keys from being fetched
   */
  public Tokens(Vertx vertx, Settings settings, WebClient client, WebClient introspecting) {
    Clock clock = Clock.systemUTC();
    this.algorithm = settings.token().algorithm();
    this.verified = new VerifiedTokens(clock, settings.token().leeway());
    this.keys = new RealmKeys(vertx, settings.token(), client, verified::forget);
    this.rules = new ClaimRules(settings.token(), settings.page().id(), clock);
    this.certificates = new ClientCertificates(settings.clients().trustedProxies());
    this.introspection = new Introspection(settings, introspecting);
    this.proofs = new ProofRules(vertx, clock, settings);
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
   * Verifies the token of a request, and that who shows it may use it.
   *
   * @param reception told of what becomes known; counts the request before what takes long
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}: unauthenticated, too many, or
   *     not ready while there are no keys
   */
  public Future<Caller> verify(HttpServerRequest request, Reception reception) {
    return verify(
        request.headers(),
        request.method().name(),
        request.path(),
        certificates.thumbprint(request),
        reception);
  }

  /**
   * Verifies the token of the {@code Authorization} header; tokens elsewhere are not looked for.
   * One that is bound to a key needs a proof of its possession, for this very request.
   *
   * @param path as it was sent, without the query
   * @param shown thumbprint of the certificate that the client has; null for none
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}: unauthenticated, too many, or
   *     not ready while there are no keys
   */
  Future<Caller> verify(
      MultiMap headers,
      String method,
      @Nullable String path,
      @Nullable String shown,
      Reception reception) {
    List<String> values = headers.getAll(HttpHeaders.AUTHORIZATION);
    if (values.isEmpty()) {
      return refuse("no-token", false);
    }
    boolean readable = values.size() == 1 && values.get(0).length() <= LONGEST;
    Presented presented = readable ? Presented.claimed(values.get(0)) : null;
    if (presented == null) {
      // RFC 6750, 3.1: credentials of another scheme are no bearer token that does not hold
      return refuse("token-malformed", values.stream().anyMatch(Presented::isOfAScheme));
    }
    String token = presented.token();
    return verified
        .find(token)
        .map(Future::succeededFuture)
        .orElseGet(() -> presented.isJws() ? verifyAnew(token) : refuse("token-malformed", true))
        .compose(
            held -> {
              reception.shows(held.caller());
              String certificate = held.confirmation().certificate();
              // RFC 9449, 7.2: the scheme must be that of the token
              if (presented.proven() != (held.confirmation().key() != null)) {
                return presented.proven()
                    ? refuse("token-not-bound", true)
                    : Future.failedFuture(new Refusal.Bound("token-bound").refused());
              }
              if (certificate != null && !certificate.equals(shown)) {
                return refuse("token-certificate", true);
              }
              return presented.proven()
                  ? proofs
                      .check(
                          headers.getAll("DPoP"),
                          method,
                          path == null ? "" : path,
                          token,
                          held,
                          reception)
                      .map(
                          proven -> {
                            reception.by(held.caller());
                            return held.caller();
                          })
                  : admit(held.caller(), reception);
            });
  }

  /** Who is known by then: it stands in the journal who asked too much. */
  private static Future<Caller> admit(Caller caller, Reception reception) {
    reception.by(caller);
    return reception.admit(caller).map(caller);
  }

  /**
   * Asks the realm whether a token that was {@linkplain #verify verified} has been revoked since it
   * was issued, where the settings say so. Not that of a client which acts by itself: there is no
   * session that could have ended, and Keycloak 26.7 answers the question with an error.
   *
   * @param caller whose token it is
   * @param writes whether it is used to change something
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}: revoked, or not to be found out
   */
  public Future<Void> confirm(MultiMap headers, Caller caller, boolean writes) {
    if (caller.service() || !introspection.wanted(writes)) {
      return Future.succeededFuture();
    }
    Presented presented = Presented.in(headers.get(HttpHeaders.AUTHORIZATION));
    return presented != null
        ? introspection.check(presented.token(), caller.subject())
        : refuse("token-malformed", true);
  }

  /**
   * Verifies a token that came by itself, from the realm.
   *
   * @return fails as the other does, and for a token that is bound to a key
   */
  public Future<Caller> verify(String token) {
    return verify(
        MultiMap.caseInsensitiveMultiMap().add(HttpHeaders.AUTHORIZATION, "Bearer " + token),
        "GET",
        null,
        null,
        Reception.NONE);
  }

  /** Whether a token is shown with a proof that who shows it may: by the scheme {@code DPoP}. */
  public static boolean isProven(MultiMap headers) {
    String shown = headers.get(HttpHeaders.AUTHORIZATION);
    return shown != null && shown.regionMatches(true, 0, "DPoP ", 0, 5);
  }

  private Future<Held> verifyAnew(String token) {
    JoseHeader header = JoseHeader.of(token);
    // RFC 8725, 3.1: the verifier chooses the algorithm, never the token
    if (header == null || !algorithm.equals(header.algorithm())) {
      return refuse("token-algorithm", true);
    }
    long generation = verified.generation();
    return keys.find(header.keyId())
        // Asked for although there is none: the realm may have one by now
        .recover(failure -> Future.failedFuture(keys.loaded() ? failure : NO_KEYS.refused()))
        .compose(
            key ->
                key.isPresent()
                    ? verified(token, key.get(), generation)
                    : refuse("token-key-unknown", true));
  }

  private Future<Held> verified(String token, JWTAuth key, long generation) {
    // JWTAuth throws on claims of an unexpected type
    return Future.succeededFuture(new TokenCredentials(token))
        .compose(key::authenticate)
        .map(verifiedUser -> Segment.decode(token.split("\\.", -1)[1]))
        .recover(broken -> refuse("token-not-valid", true))
        .map(
            claims -> {
              rules.check(claims);
              Held held = new Held(Claims.caller(claims), Confirmation.of(claims));
              verified.remember(token, held, claims.getLong("exp"), generation);
              return held;
            });
  }

  private static <T> Future<T> refuse(String reason, boolean presented) {
    return Future.failedFuture(new Refusal.Unauthenticated(reason, presented).refused());
  }
}
