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
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Consumer;

/** A client's key on P-256, made by the JDK alone, and the proofs it makes (RFC 9449, 4.2). */
public final class ProofKey {

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final KeyPair pair;

  public ProofKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      this.pair = generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public JsonObject jwk() {
    ECPublicKey key = (ECPublicKey) pair.getPublic();
    return new JsonObject()
        .put("crv", "P-256")
        .put("kty", "EC")
        .put("x", number(key.getW().getAffineX()))
        .put("y", number(key.getW().getAffineY()));
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
    JsonObject head = new JsonObject().put("typ", "dpop+jwt").put("alg", "ES256").put("jwk", jwk());
    header.accept(head);
    claims.accept(says);
    return signed(head, says);
  }

  public String proof(String method, String url, String token) {
    return proof(method, url, token, header -> {}, claims -> {});
  }

  private String signed(JsonObject header, JsonObject claims) {
    String signed = encoded(header) + "." + encoded(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(pair.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
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

  /** In 32 bytes, whatever it begins with (RFC 7518, 6.2.1.2). */
  private static String number(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[32];
    int length = Math.min(32, bytes.length);
    System.arraycopy(
        Arrays.copyOfRange(bytes, bytes.length - length, bytes.length),
        0,
        fixed,
        32 - length,
        length);
    return BASE64.encodeToString(fixed);
  }
}
