// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a token that says how to verify it. Believed only to choose among the realm's keys.
 */
record JoseHeader(String algorithm, String keyId) {

  /**
   * RFC 7519, 5.1, and RFC 9068, 2.1: of an access token, whether it says more precisely or not.
   */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  /**
   * Members that change what the rest means: extensions (RFC 7515, 4.1.11; RFC 7797, 3), a token in
   * the token (RFC 7519, 5.2), compression and encryption (RFC 7516, 4.1).
   */
  private static final Set<String> NOT_UNDERSTOOD = Set.of("crit", "b64", "cty", "zip", "enc");

  /** Null when there is none that could be verified. */
  static @Nullable JoseHeader of(String token) {
    try {
      JsonObject header = Segment.decode(token.substring(0, token.indexOf('.')));
      String algorithm = header.getString("alg");
      String keyId = header.getString("kid");
      boolean understood =
          TYPES.contains(header.getString("typ").toLowerCase(Locale.ROOT))
              && NOT_UNDERSTOOD.stream().noneMatch(header::containsKey);
      return algorithm != null && keyId != null && understood
          ? new JoseHeader(algorithm, keyId)
          : null;
    } catch (RuntimeException notAHeader) {
      return null;
    }
  }
}
