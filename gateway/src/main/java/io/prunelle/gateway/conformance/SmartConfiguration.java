// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.conformance;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** SMART App Launch 2.2, "Using .well-known". */
final class SmartConfiguration {

  private static final List<String> ENDPOINTS =
      List.of(
          "issuer",
          "authorization_endpoint",
          "token_endpoint",
          "introspection_endpoint",
          "revocation_endpoint",
          "registration_endpoint",
          "jwks_uri");

  /** Lists that the realm's own document has: how a client proves who it is, and that it may. */
  private static final List<String> LISTS =
      List.of(
          "token_endpoint_auth_methods_supported",
          "token_endpoint_auth_signing_alg_values_supported",
          "dpop_signing_alg_values_supported");

  /** SMART Backend Services: a client that signs with a key of its own. */
  private static final String BY_KEY = "private_key_jwt";

  private static final List<String> CAPABILITIES =
      List.of(
          "client-public",
          "client-confidential-symmetric",
          "permission-patient",
          "permission-user",
          "permission-v1",
          "permission-v2");

  private static final List<String> SCOPES =
      List.of("patient/*.cruds", "user/*.cruds", "system/*.cruds");

  /** What a realm can do as well: it says so by the scope that an application asks for it by. */
  private static final Map<String, List<String>> BY_SCOPE =
      new TreeMap<>(
          Map.of(
              "fhirUser", List.of("sso-openid-connect"),
              "launch/patient", List.of("launch-standalone", "context-standalone-patient"),
              "offline_access", List.of("permission-offline")));

  private SmartConfiguration() {}

  static JsonObject of(JsonObject realm) {
    JsonArray capabilities = new JsonArray(new ArrayList<>(CAPABILITIES));
    JsonArray scopes = new JsonArray().add("openid");
    BY_SCOPE.forEach(
        (scope, able) -> {
          if (realm.getValue("scopes_supported") instanceof JsonArray known
              && known.contains(scope)) {
            scopes.add(scope);
            able.forEach(capabilities::add);
          }
        });
    SCOPES.forEach(scopes::add);
    JsonObject configuration = new JsonObject();
    for (String endpoint : ENDPOINTS) {
      if (realm.getValue(endpoint) instanceof String url) {
        configuration.put(endpoint, url);
      }
    }
    for (String list : LISTS) {
      if (realm.getValue(list) instanceof JsonArray values) {
        configuration.put(list, values);
      }
    }
    if (realm.getValue(LISTS.get(0)) instanceof JsonArray methods && methods.contains(BY_KEY)) {
      capabilities.add("client-confidential-asymmetric");
    }
    return configuration
        .put(
            "grant_types_supported",
            new JsonArray().add("authorization_code").add("client_credentials"))
        .put("response_types_supported", new JsonArray().add("code"))
        .put("code_challenge_methods_supported", new JsonArray().add("S256"))
        .put("scopes_supported", scopes)
        .put("capabilities", capabilities);
  }
}
