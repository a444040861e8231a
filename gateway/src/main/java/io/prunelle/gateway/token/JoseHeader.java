// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The part of a token that says how to verify it. Believed only to choose among the realm's keys.
 */
record JoseHeader(String algorithm, String keyId) {

  /** Null when there is none that could be verified. */
  static @Nullable JoseHeader of(String token) {
    try {
      JsonObject header =
          new JsonObject(
              Buffer.buffer(Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')))));
      String algorithm = header.getString("alg");
      String keyId = header.getString("kid");
      // RFC 7515, 4.1.11: what is critical and not understood makes the token invalid
      boolean understood = !header.containsKey("crit");
      return algorithm != null && keyId != null && understood
          ? new JoseHeader(algorithm, keyId)
          : null;
    } catch (RuntimeException notAHeader) {
      return null;
    }
  }
}
