// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.keycloak;

import io.prunelle.deploy.demo.http.Rest;
import java.io.IOException;
import java.util.Map;

/** Access tokens, for users who have told their password and for service accounts. */
final class TokenEndpoint {

  private final Rest rest;

  TokenEndpoint(String keycloak, String realm) {
    this.rest = Rest.at(keycloak + "/realms/" + realm + "/protocol/openid-connect/token");
  }

  String password(String client, String user, String password)
      throws IOException, InterruptedException {
    return token(
        Map.of(
            "grant_type", "password",
            "client_id", client,
            "username", user,
            "password", password));
  }

  String serviceAccount(String client, String secret) throws IOException, InterruptedException {
    return token(
        Map.of("grant_type", "client_credentials", "client_id", client, "client_secret", secret));
  }

  private String token(Map<String, String> fields) throws IOException, InterruptedException {
    return rest.postForm("", fields).path("access_token").asText();
  }
}
