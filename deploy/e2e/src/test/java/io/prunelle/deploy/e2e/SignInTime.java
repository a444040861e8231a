// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/**
 * When the realm says that somebody signed in ({@code auth_time}), which its client scope {@code
 * basic} puts into tokens.
 */
final class SignInTime {

  private static final String MAPPER = "auth_time";
  private static final String SHIFTED = "auth_time of another day";

  private final Demo demo;
  private final Http http;

  SignInTime(Demo demo, Http http) {
    this.demo = demo;
    this.http = http;
  }

  /** From now on it says for everybody: that long ago. */
  void shift(Duration ago) {
    claim("auth_time_as_it_is");
    Http.Answer added =
        http.post(
            mappers(),
            administrator(),
            """
            {"name": "%s", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper",
             "config": {"claim.name": "auth_time", "claim.value": "%d", "jsonType.label": "long",
                        "id.token.claim": "true", "access.token.claim": "true"}}
            """
                .formatted(SHIFTED, Instant.now().minus(ago).getEpochSecond()));
    assertThat(added.status()).as(added.body()).isEqualTo(201);
  }

  void asItIs() {
    JsonNode shifted = mapper(SHIFTED);
    if (shifted != null) {
      http.send(
          "DELETE", mappers() + "/" + shifted.path("id").asText(), administrator(), null, null);
    }
    claim("auth_time");
  }

  /** The claim that the true time goes by. */
  private void claim(String name) {
    ObjectNode mapper = (ObjectNode) mapper(MAPPER);
    mapper.withObject("/config").put("claim.name", name);
    Http.Answer changed =
        http.send(
            "PUT",
            mappers() + "/" + mapper.path("id").asText(),
            administrator(),
            "application/json",
            mapper.toString());
    assertThat(changed.status()).as(changed.body()).isEqualTo(204);
  }

  private JsonNode mapper(String name) {
    for (JsonNode mapper : http.get(mappers(), administrator()).json()) {
      if (mapper.path("name").asText().equals(name)) {
        return mapper;
      }
    }
    return null;
  }

  private String mappers() {
    String scopes =
        demo.text("/keycloak") + "/admin/realms/" + demo.text("/realm") + "/client-scopes";
    for (JsonNode scope : http.get(scopes, administrator()).json()) {
      if (scope.path("name").asText().equals("basic")) {
        return scopes + "/" + scope.path("id").asText() + "/protocol-mappers/models";
      }
    }
    throw new AssertionError("no client scope basic");
  }

  private String administrator() {
    return new Realm(demo, http).administrator();
  }
}
