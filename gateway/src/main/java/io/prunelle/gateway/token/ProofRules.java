// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Demonstrating Proof of Possession: what must hold of a proof (RFC 9449, 4.3). */
final class ProofRules {

  private static final Duration OLDEST = Duration.ofSeconds(60);
  private static final int LONGEST = 8 * 1024;
  private static final int LONGEST_ID = 256;
  private static final Pattern JWS = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");

  private final Vertx vertx;
  private final Clock clock;
  private final long leeway;
  private final URI publicUrl;
  private final SeenProofs seen;

  ProofRules(Vertx vertx, Clock clock, Settings settings) {
    this.vertx = vertx;
    this.clock = clock;
    this.leeway = settings.token().leeway().toSeconds();
    this.publicUrl = settings.publicUrl();
    this.seen = new SeenProofs(SeenProofs.MOST, share(settings.clients()));
  }

  /**
   * As many as a caller may send requests while a proof is remembered, but never all there is room
   * for.
   */
  private int share(Settings.Clients clients) {
    return (int)
        Math.min(SeenProofs.MOST / 4, remembered() * clients.perSecond() + clients.burst());
  }

  /** For how long a proof could be used once more, in seconds. */
  private long remembered() {
    return OLDEST.toSeconds() + leeway + 1;
  }

  /**
   * Checks the proof of a request: all that costs no more than a hash first, then whether it is one
   * too many, and its signature last. That takes milliseconds of the event loop, and who sends a
   * proof decides how often. Nothing is remembered of one whose signature does not hold, for
   * whoever signs with another key would use up the owner's ids.
   *
   * @param proofs values of the header {@code DPoP}
   * @param path as it was sent, without the query
   * @param token that is presented with it
   * @param held what the token is worth; bound to a key
   * @param reception counts the request
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}
   */
  Future<Void> check(
      List<String> proofs,
      String method,
      String path,
      String token,
      Held held,
      Reception reception) {
    if (proofs.size() != 1) {
      return refuse("proof-missing");
    }
    String proof = proofs.get(0);
    if (proof.length() > LONGEST || !JWS.matcher(proof).matches()) {
      return refuse("proof-malformed");
    }
    PublicKey key;
    JsonObject claims;
    try {
      String[] segments = proof.split("\\.", -1);
      key = key(Segment.decode(segments[0]), held.confirmation().key());
      claims = Segment.decode(segments[1]);
    } catch (RuntimeException unusable) {
      return refuse("proof-malformed");
    }
    long now = clock.instant().getEpochSecond();
    return Future.succeededFuture()
        .compose(
            read -> {
              check(claims, method, path, token, now);
              String id = id(claims, key);
              require(!seen.contains(id, now), "proof-replayed");
              return reception
                  .admit(held.caller())
                  .compose(admitted -> signed(proof, key))
                  .map(signed -> remember(id, held.caller(), now));
            });
  }

  /** The one that the proof brings along, which must be the token's. */
  private static PublicKey key(JsonObject header, @Nullable String thumbprint) {
    boolean meant = "dpop+jwt".equals(header.getValue("typ")) && !header.containsKey("crit");
    return PublicKey.of(header.getJsonObject("jwk"), header.getString("alg"))
        .filter(brought -> meant && brought.thumbprint().equals(thumbprint))
        .orElseThrow();
  }

  private Future<?> signed(String proof, PublicKey key) {
    // JWTAuth throws on keys that are none, and on claims of an unexpected type
    return Future.succeededFuture(new TokenCredentials(proof))
        .compose(shown -> verifier(key).authenticate(shown))
        .recover(broken -> refuse("proof-not-valid"));
  }

  private JWTAuth verifier(PublicKey key) {
    return JWTAuth.create(
        vertx,
        new JWTAuthOptions()
            .addJwk(key.jwk())
            .setJWTOptions(
                new JWTOptions().setAlgorithm(key.jwk().getString("alg")).setLeeway((int) leeway)));
  }

  private void check(JsonObject claims, String method, String path, String token, long now) {
    require(method.equals(claims.getValue("htm")), "proof-method");
    require(claims.getValue("htu") instanceof String htu && isHere(htu, path), "proof-url");
    require(PublicKey.hash(token).equals(claims.getValue("ath")), "proof-token");
    require(
        claims.getValue("iat") instanceof Number iat
            && iat.longValue() <= now + leeway
            && iat.longValue() >= now - OLDEST.toSeconds(),
        "proof-time");
  }

  /** By which it is told apart from all others: another key's may have the same. */
  private static String id(JsonObject claims, PublicKey key) {
    if (claims.getValue("jti") instanceof String id && !id.isEmpty() && id.length() <= LONGEST_ID) {
      return key.thumbprint() + "." + id;
    }
    throw new Refusal.Unproven("proof-malformed").refused();
  }

  /** The same may have come twice at the same time. */
  private @Nullable Void remember(String id, Caller caller, long now) {
    require(seen.add(caller.subject(), id, now, now + remembered()), "proof-replayed");
    return null;
  }

  /** Without query and fragment; scheme and host in any case (RFC 9449, 4.3). */
  private boolean isHere(String htu, String path) {
    try {
      URI uri = URI.create(htu);
      return uri.getScheme() != null
          && uri.getRawAuthority() != null
          && origin(uri).equals(origin(publicUrl))
          && (publicUrl.getRawPath() + path).equals(uri.getRawPath());
    } catch (IllegalArgumentException notAUri) {
      return false;
    }
  }

  private static String origin(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String authority = uri.getRawAuthority().toLowerCase(Locale.ROOT);
    String usual = scheme.equals("https") ? ":443" : ":80";
    return scheme
        + "://"
        + (authority.endsWith(usual)
            ? authority.substring(0, authority.length() - usual.length())
            : authority);
  }

  private static void require(boolean holds, String reason) {
    if (!holds) {
      throw new Refusal.Unproven(reason).refused();
    }
  }

  private static <T> Future<T> refuse(String reason) {
    return Future.failedFuture(new Refusal.Unproven(reason).refused());
  }
}
