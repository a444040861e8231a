// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.conformance;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
      List.of("client-public", "client-confidential-symmetric");

  /** By which records are asked for. */
  private static final Pattern SCOPE = Pattern.compile("(patient|user|system)/[A-Za-z*]+\\.(.+)");

  private static final Set<String> V1 = Set.of("read", "write", "*");

  /** What a realm can do as well: it says so by the scope that an application asks for it by. */
  private static final Map<String, List<String>> BY_SCOPE =
      new TreeMap<>(
          Map.of(
              "fhirUser", List.of("sso-openid-connect"),
              "launch/patient", List.of("launch-standalone", "context-standalone-patient"),
              "offline_access", List.of("permission-offline")));

  private SmartConfiguration() {}

  /** Only what the realm gives: who asks it for anything else is refused there. */
  private static Set<String> permissions(JsonObject realm, JsonArray scopes) {
    Set<String> permissions = new TreeSet<>();
    for (Object scope : realm.getJsonArray("scopes_supported", new JsonArray())) {
      Matcher asked = SCOPE.matcher(String.valueOf(scope));
      if (asked.matches()) {
        scopes.add(scope);
        permissions.add(V1.contains(asked.group(2)) ? "permission-v1" : "permission-v2");
        if (!asked.group(1).equals("system")) {
          permissions.add("permission-" + asked.group(1));
        }
      }
    }
    return permissions;
  }

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
    permissions(realm, scopes).forEach(capabilities::add);
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
