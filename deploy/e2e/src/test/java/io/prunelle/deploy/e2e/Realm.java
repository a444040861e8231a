// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.awaitility.Awaitility;

/** The demo's Keycloak realm, as its clients and its administrator reach it. */
record Realm(Demo demo, Http http) {

  /** An access token got by the password grant of the demo's public client. */
  String token(Demo.User user) {
    return tokens(user, "openid").get("access_token").asText();
  }

  /** The whole token answer. */
  JsonNode tokens(Demo.User user, String scope) {
    return granted(
        demo.text("/tokenEndpoint"),
        Map.of(
            "grant_type", "password",
            "client_id", demo.text("/clients/app/id"),
            "scope", scope,
            "username", user.username(),
            "password", user.password()));
  }

  /** An administrator's access token. */
  String administrator() {
    return granted(
            demo.text("/keycloak") + "/realms/master/protocol/openid-connect/token",
            Map.of(
                "grant_type",
                "password",
                "client_id",
                "admin-cli",
                "username",
                demo.text("/admin/username"),
                "password",
                demo.text("/admin/password")))
        .get("access_token")
        .asText();
  }

  /** The claims of a token, unverified. */
  static JsonNode claims(String token) {
    try {
      return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  String consent() {
    return demo.issuer() + "/consent";
  }

  String consentAdministration() {
    return demo.text("/keycloak") + "/admin/realms/" + demo.text("/realm") + "/consent";
  }

  /** Decides as the patient about the first hosting, over REST, with the notice now in force. */
  JsonNode decide(Demo.User patient, String decision) {
    String token = token(patient);
    return decide(token, decision, http.get(consent() + "/me", token).json().at("/hostings/0"));
  }

  /** The same about one of several hostings. */
  JsonNode decide(Demo.User patient, String hosting, String decision) {
    String token = token(patient);
    for (JsonNode asked : http.get(consent() + "/me", token).json().at("/hostings")) {
      if (asked.at("/hosting").asText().equals(hosting)) {
        return decide(token, decision, asked);
      }
    }
    throw new AssertionError(patient.username() + " is not asked about " + hosting);
  }

  private JsonNode decide(String token, String decision, JsonNode hosting) {
    Http.Answer answer =
        http.post(
            consent() + "/me/decisions",
            token,
            "{\"hosting\":\"%s\",\"decision\":\"%s\",\"notice\":%d}"
                .formatted(
                    hosting.at("/hosting").asText(),
                    decision,
                    hosting.at("/notice/version").asInt()));
    if (answer.status() != 201) {
      throw new AssertionError("decision refused: " + answer);
    }
    return answer.json();
  }

  /**
   * Keycloak takes one sign-in of a person at a time, and notes its end a moment after it has
   * answered: who comes meanwhile is told that the password is wrong.
   */
  private JsonNode granted(String endpoint, Map<String, String> form) {
    Http.Answer answer =
        Awaitility.await()
            .atMost(Duration.ofSeconds(10))
            .until(
                () -> http.form(endpoint, form),
                given -> !given.body().contains("Invalid user credentials"));
    if (answer.status() != 200) {
      throw new AssertionError("no token: " + answer);
    }
    return answer.json();
  }
}
