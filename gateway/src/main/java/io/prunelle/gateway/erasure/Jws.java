// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.erasure;

import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.Octets;
import io.prunelle.gateway.chain.SigningKey;
import io.prunelle.gateway.chain.StrictJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * A JSON Web Signature in compact form (RFC 7515, 7.1), signed with Ed25519 (RFC 8037, 3.1). What
 * is signed begins with Base64 and so is never what a block of the journal signs with the same key.
 */
record Jws(String signed, Map<String, Object> header, Octets payload, Octets signature) {

  static final String TYPE = "erasure-certificate+jws";

  private static final String ALGORITHM = "EdDSA";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  /** In compact form; fails when the key does not sign. */
  static Future<String> sign(JsonObject payload, SigningKey key) {
    JsonObject header =
        new JsonObject().put("alg", ALGORITHM).put("kid", key.id()).put("typ", TYPE);
    String signed = encoded(header) + "." + encoded(payload);
    return key.sign(ascii(signed))
        .map(signature -> signed + "." + ENCODER.encodeToString(signature));
  }

  private static String encoded(JsonObject json) {
    return ENCODER.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads one, without believing it.
   *
   * @throws IOException when it is none of ours
   */
  static Jws parse(String compact) throws IOException {
    String[] parts = compact.strip().split("\\.", -1);
    if (parts.length != 3) {
      throw new IOException("not three parts with dots between");
    }
    try {
      Map<String, Object> header = StrictJson.object(DECODER.decode(parts[0]));
      // Nothing else is understood, so nothing else is let pass: RFC 7515, 4.1.11 of "crit", too
      if (!header.keySet().equals(Set.of("alg", "kid", "typ"))
          || !ALGORITHM.equals(header.get("alg"))
          || !TYPE.equals(header.get("typ"))) {
        throw new IOException("its header is not that of a certificate of erasure");
      }
      return new Jws(
          parts[0] + "." + parts[1],
          header,
          Octets.of(DECODER.decode(parts[1])),
          Octets.of(DECODER.decode(parts[2])));
    } catch (IllegalArgumentException notBase64) {
      throw new IOException("not Base64 for URLs", notBase64);
    }
  }

  String key() {
    return String.valueOf(header.get("kid"));
  }

  boolean signedBy(Keyring keys) {
    return signature.bytes().length == 64 && keys.signed(key(), ascii(signed), signature.bytes());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
