// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Verifies signatures of the provider's tokens, by one algorithm and keys for signatures alone. */
final class Signatures {

  private final Vertx vertx;
  private final String algorithm;

  Signatures(Vertx vertx, String algorithm) {
    this.vertx = vertx;
    this.algorithm = algorithm;
  }

  /** The claims of a token whose signature holds; what they say is not looked at here. */
  Future<JsonObject> claims(String token, JsonObject keys) {
    JsonObject header = header(token);
    if (!mayHold(header)) {
      return Future.failedFuture(SignInFailure.rejected("token algorithm"));
    }
    return key(keys, header.getValue("kid"))
        .map(key -> verifier(key).authenticate(new TokenCredentials(token)))
        .orElseGet(() -> Future.failedFuture(SignInFailure.rejected("token key")))
        .map(user -> user.attributes().getJsonObject("accessToken"))
        .recover(broken -> Future.failedFuture(SignInFailure.rejected("token signature")));
  }

  /** Whether a token may hold with some key. */
  boolean mayHold(JsonObject header) {
    // RFC 8725, 3.1: the algorithm is pinned by us, not chosen by the token
    // RFC 7515, 4.1.11: extensions that are critical and not understood make it invalid
    return algorithm.equals(header.getValue("alg")) && !header.containsKey("crit");
  }

  /** The header of a token, unverified. Throws {@link SignInFailure}. */
  static JsonObject header(String token) {
    try {
      String header = token.substring(0, token.indexOf('.'));
      return new JsonObject(
          new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8));
    } catch (RuntimeException malformed) {
      throw SignInFailure.rejected("token is malformed");
    }
  }

  Optional<JsonObject> key(JsonObject keys, @Nullable Object id) {
    return keys.getJsonArray("keys", new JsonArray()).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .filter(key -> id != null && id.equals(key.getValue("kid")))
        .filter(key -> algorithm.equals(key.getValue("alg")))
        .filter(key -> "sig".equals(key.getString("use", "sig")))
        .filter(key -> !"oct".equals(key.getValue("kty")))
        .findFirst();
  }

  private JWTAuth verifier(JsonObject key) {
    return JWTAuth.create(
        vertx,
        new JWTAuthOptions()
            .addJwk(key)
            .setJWTOptions(
                new JWTOptions().setAlgorithm(algorithm).setLeeway(IdTokenRules.LEEWAY)));
  }
}
