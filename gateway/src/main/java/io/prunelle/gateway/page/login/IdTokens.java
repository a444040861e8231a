// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * Verifies the signatures of ID tokens. Keys are fetched for each token: sign-ins are rare, and
 * only a token that the provider has just handed out gets this far, so there is nothing to cache
 * and nothing to go stale.
 */
final class IdTokens {

  private final ProviderClient provider;
  private final Signatures signatures;

  IdTokens(ProviderClient provider, Signatures signatures) {
    this.provider = provider;
    this.signatures = signatures;
  }

  /** The claims of a token whose signature holds; what they say is not looked at here. */
  Future<JsonObject> claims(String token) {
    return keys().compose(keys -> claims(token, keys));
  }

  /** As the other, with keys that were fetched before the token was asked for. */
  Future<JsonObject> claims(String token, JsonObject keys) {
    return signatures.claims(token, keys);
  }

  /** The provider's keys of now. */
  Future<JsonObject> keys() {
    return provider.keys();
  }
}
