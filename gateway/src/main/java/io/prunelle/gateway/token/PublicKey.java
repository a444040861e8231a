// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A client's key, as it brings it along (RFC 7517).
 *
 * @param jwk nothing but what the key is made of, and the one algorithm it is used with
 * @param thumbprint RFC 7638, SHA-256
 */
record PublicKey(JsonObject jwk, String thumbprint) {

  /** Asymmetric ones (RFC 9449, 4.3), and the curve or kind of key each goes with. */
  private static final Map<String, String> ALGORITHMS =
      Map.of("ES256", "P-256", "ES384", "P-384", "PS256", "RSA", "RS256", "RSA");

  private static final Pattern NUMBER = Pattern.compile("[A-Za-z0-9_-]{1,1400}");
  private static final Set<String> SECRET = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  /** 2,048 bits in Base64. */
  private static final int SHORTEST_MODULUS = 341;

  /** 4,096 bits. */
  private static final int LONGEST_MODULUS = 683;

  /**
   * 32 bits; nearly all have 17. Each bit is another squaring for who verifies, and the key is of
   * whoever asks.
   */
  private static final int LONGEST_EXPONENT = 6;

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** Empty for what is no public key for the algorithm. */
  static Optional<PublicKey> of(JsonObject jwk, String algorithm) {
    String kind = ALGORITHMS.get(algorithm);
    if (kind == null || SECRET.stream().anyMatch(jwk::containsKey)) {
      return Optional.empty();
    }
    boolean rsa = kind.equals("RSA");
    // RFC 7638, 3.2: the members required, in lexicographic order
    List<String> members = rsa ? List.of("e", "kty", "n") : List.of("crv", "kty", "x", "y");
    boolean fits =
        (rsa ? "RSA" : "EC").equals(jwk.getValue("kty"))
            && (rsa || kind.equals(jwk.getValue("crv")))
            && members.stream().allMatch(member -> isNumber(jwk.getValue(member)))
            && (!rsa || isBounded(jwk.getString("n"), jwk.getString("e")));
    if (!fits) {
      return Optional.empty();
    }
    JsonObject bare = new JsonObject();
    members.forEach(member -> bare.put(member, jwk.getString(member)));
    String thumbprint = hash(bare.encode());
    return Optional.of(new PublicKey(bare.put("alg", algorithm), thumbprint));
  }

  private static boolean isBounded(String modulus, String exponent) {
    return modulus.length() >= SHORTEST_MODULUS
        && modulus.length() <= LONGEST_MODULUS
        && exponent.length() <= LONGEST_EXPONENT;
  }

  private static boolean isNumber(Object value) {
    return value instanceof String text && NUMBER.matcher(text).matches();
  }

  /** SHA-256 of ASCII, in Base64url. */
  static String hash(String text) {
    try {
      return BASE64.encodeToString(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
