// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.conformance;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** SMART App Launch 2.2, "Using .well-known". */
final class SmartConfiguration {

  private static final List<String> ENDPOINTS =
      List.of(
          "issuer",
          "authorization_endpoint",
          "token_endpoint",
          "introspection_endpoint",
          "revocation_endpoint",
          "jwks_uri");

  /** No launch, and no context of one: the realm knows none. */
  private static final List<String> CAPABILITIES =
      List.of(
          "client-public",
          "client-confidential-symmetric",
          "sso-openid-connect",
          "permission-patient",
          "permission-user",
          "permission-v1",
          "permission-v2");

  private SmartConfiguration() {}

  static JsonObject of(JsonObject realm) {
    JsonObject configuration = new JsonObject();
    for (String endpoint : ENDPOINTS) {
      if (realm.getValue(endpoint) instanceof String url) {
        configuration.put(endpoint, url);
      }
    }
    return configuration
        .put(
            "grant_types_supported",
            new JsonArray().add("authorization_code").add("client_credentials"))
        .put("response_types_supported", new JsonArray().add("code"))
        .put("code_challenge_methods_supported", new JsonArray().add("S256"))
        .put(
            "scopes_supported",
            new JsonArray(List.of("openid", "patient/*.cruds", "user/*.cruds", "system/*.cruds")))
        .put("capabilities", new JsonArray(CAPABILITIES));
  }
}
