// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.vertx.core.json.JsonObject;

/** The identity provider's endpoints, as its metadata names them. */
record Provider(String authorization, String token, String endSession, String keys) {

  /**
   * Reads OpenID Provider metadata.
   *
   * @throws SignInFailure when it speaks for another issuer or lacks an endpoint
   */
  static Provider from(JsonObject metadata, String issuer) {
    // OpenID Connect Discovery, 4.3: the issuer must be the one that was asked
    if (!issuer.equals(metadata.getValue("issuer"))) {
      throw SignInFailure.unavailable("metadata of another issuer");
    }
    return new Provider(
        endpoint(metadata, "authorization_endpoint"),
        endpoint(metadata, "token_endpoint"),
        endpoint(metadata, "end_session_endpoint"),
        endpoint(metadata, "jwks_uri"));
  }

  private static String endpoint(JsonObject metadata, String name) {
    if (metadata.getValue(name) instanceof String url && !url.isBlank()) {
      return url;
    }
    throw SignInFailure.unavailable("metadata without " + name);
  }
}
