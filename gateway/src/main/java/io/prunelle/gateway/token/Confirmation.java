// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must be proven with a token (RFC 7800, 3.1): at most one of the two, and nothing otherwise
 * for whoever bears it.
 *
 * @param key thumbprint of a key ({@code jkt}, RFC 9449, 6)
 * @param certificate thumbprint of a certificate ({@code x5t#S256}, RFC 8705, 3.1)
 */
record Confirmation(@Nullable String key, @Nullable String certificate) {

  private static final Confirmation NONE = new Confirmation(null, null);
  private static final String KEY = "jkt";
  private static final String CERTIFICATE = "x5t#S256";

  /** Ways to bind a token that are not looked at here. */
  private static final Set<String> OTHERS = Set.of("jwk", "jwe", "jku", "kid");

  /** Throws the refusal of a token that is bound in another way, or in two. */
  static Confirmation of(JsonObject claims) {
    if (!claims.containsKey("cnf")) {
      return NONE;
    }
    // RFC 7800, 3.1: members not understood are ignored, and Keycloak has one of its own
    if (claims.getValue("cnf") instanceof JsonObject confirmation
        && OTHERS.stream().noneMatch(confirmation::containsKey)
        && confirmation.containsKey(KEY) != confirmation.containsKey(CERTIFICATE)) {
      if (confirmation.getValue(KEY) instanceof String key) {
        return new Confirmation(key, null);
      } else if (confirmation.getValue(CERTIFICATE) instanceof String certificate) {
        return new Confirmation(null, certificate);
      }
    }
    throw new Refusal.Unauthenticated("token-confirmation", true).refused();
  }
}
