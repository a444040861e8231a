// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A key for one algorithm of RFC 7518, made and used by the JDK alone: a client's, and the proofs
 * it makes (RFC 9449, 4.2), or a realm's.
 */
public final class ProofKey {

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String algorithm;
  private final KeyPair pair;

  /** On P-256. */
  public ProofKey() {
    this("ES256");
  }

  /**
   * A new one.
   *
   * @param algorithm of {@code ES}: other keys take long to make
   */
  public ProofKey(String algorithm) {
    this(algorithm, pair("secp" + algorithm.substring(2) + "r1"));
  }

  /**
   * One that was made before.
   *
   * @param algorithm that the key is for: of {@code ES}, {@code RS} or {@code PS}
   */
  public ProofKey(String algorithm, KeyPair pair) {
    this.algorithm = algorithm;
    this.pair = pair;
  }

  private static KeyPair pair(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private boolean elliptic() {
    return algorithm.startsWith("ES");
  }

  private int size() {
    return Integer.parseInt(algorithm.substring(2));
  }

  /** What RFC 7638, 3.2, takes of it, in that order. */
  public JsonObject jwk() {
    if (pair.getPublic() instanceof ECPublicKey key) {
      return new JsonObject()
          .put("crv", "P-" + size())
          .put("kty", "EC")
          .put("x", number(key.getW().getAffineX(), size() / 8))
          .put("y", number(key.getW().getAffineY(), size() / 8));
    }
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    return new JsonObject()
        .put("e", number(key.getPublicExponent(), 3))
        .put("kty", "RSA")
        .put("n", number(key.getModulus(), 256));
  }

  public String thumbprint() {
    return hash(jwk().encode());
  }

  /** A proof for a request, altered before it is signed. */
  public String proof(
      String method,
      String url,
      String token,
      Consumer<JsonObject> header,
      Consumer<JsonObject> claims) {
    JsonObject says =
        new JsonObject()
            .put("jti", UUID.randomUUID().toString())
            .put("htm", method)
            .put("htu", url)
            .put("iat", Instant.now().getEpochSecond())
            .put("ath", hash(token));
    JsonObject head =
        new JsonObject().put("typ", "dpop+jwt").put("alg", algorithm).put("jwk", jwk());
    header.accept(head);
    claims.accept(says);
    return signed(head, says);
  }

  public String proof(String method, String url, String token) {
    return proof(method, url, token, header -> {}, claims -> {});
  }

  /** Whatever the header says. */
  public String signed(JsonObject header, JsonObject claims) {
    String signed = encoded(header) + "." + encoded(claims);
    try {
      Signature signature = signature();
      signature.initSign(pair.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** RFC 7518, 3.3 to 3.5. */
  private Signature signature() throws GeneralSecurityException {
    if (algorithm.startsWith("PS")) {
      Signature signature = Signature.getInstance("RSASSA-PSS");
      String hash = "SHA-" + size();
      signature.setParameter(
          new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), size() / 8, 1));
      return signature;
    }
    return Signature.getInstance(
        "SHA" + size() + (elliptic() ? "withECDSAinP1363Format" : "withRSA"));
  }

  private static String encoded(JsonObject json) {
    return BASE64.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(String text) {
    try {
      return BASE64.encodeToString(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** In so many bytes, whatever it begins with (RFC 7518, 6.2.1.2 and 6.3.1). */
  private static String number(BigInteger number, int size) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[size];
    int length = Math.min(size, bytes.length);
    System.arraycopy(
        Arrays.copyOfRange(bytes, bytes.length - length, bytes.length),
        0,
        fixed,
        size - length,
        length);
    return BASE64.encodeToString(fixed);
  }
}
