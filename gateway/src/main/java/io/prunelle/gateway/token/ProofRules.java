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
   * Checks the proof of a request.
   *
   * @param proofs values of the header {@code DPoP}
   * @param path as it was sent, without the query
   * @param token that is presented with it
   * @param thumbprint of the key that the token is bound to
   * @param caller whose token it is
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}
   */
  Future<Void> check(
      List<String> proofs,
      String method,
      String path,
      String token,
      String thumbprint,
      Caller caller) {
    if (proofs.size() != 1) {
      return refuse("proof-missing");
    }
    String proof = proofs.get(0);
    if (proof.length() > LONGEST || !JWS.matcher(proof).matches()) {
      return refuse("proof-malformed");
    }
    try {
      return verifier(proof, thumbprint)
          .authenticate(new TokenCredentials(proof))
          .map(verified -> Segment.decode(proof.split("\\.", -1)[1]))
          .recover(broken -> refuse("proof-not-valid"))
          .map(
              claims -> {
                check(claims, method, path, token);
                remember(claims, thumbprint, caller);
                return null;
              });
    } catch (RuntimeException unusable) {
      return refuse("proof-malformed");
    }
  }

  /** Verifies with the key that the proof brings along, which must be the token's. */
  private JWTAuth verifier(String proof, String thumbprint) {
    JsonObject header = Segment.decode(proof.substring(0, proof.indexOf('.')));
    boolean meant = "dpop+jwt".equals(header.getValue("typ")) && !header.containsKey("crit");
    String algorithm = header.getString("alg");
    PublicKey key =
        PublicKey.of(header.getJsonObject("jwk"), algorithm)
            .filter(brought -> meant && brought.thumbprint().equals(thumbprint))
            .orElseThrow();
    return JWTAuth.create(
        vertx,
        new JWTAuthOptions()
            .addJwk(key.jwk())
            .setJWTOptions(new JWTOptions().setAlgorithm(algorithm).setLeeway((int) leeway)));
  }

  private void check(JsonObject claims, String method, String path, String token) {
    long now = clock.instant().getEpochSecond();
    require(method.equals(claims.getValue("htm")), "proof-method");
    require(claims.getValue("htu") instanceof String htu && isHere(htu, path), "proof-url");
    require(PublicKey.hash(token).equals(claims.getValue("ath")), "proof-token");
    require(
        claims.getValue("iat") instanceof Number iat
            && iat.longValue() <= now + leeway
            && iat.longValue() >= now - OLDEST.toSeconds(),
        "proof-time");
  }

  private void remember(JsonObject claims, String thumbprint, Caller caller) {
    long now = clock.instant().getEpochSecond();
    require(
        claims.getValue("jti") instanceof String id
            && !id.isEmpty()
            && id.length() <= LONGEST_ID
            && seen.add(caller.subject(), thumbprint + "." + id, now, now + remembered()),
        "proof-replayed");
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
