// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** What an administrator adds to the demo's realm for a test, and takes away again. */
record RealmObjects(Demo demo, Http http) {

  /** Creates one; {@code path} is below the realm's administration. */
  void create(String path, String json) {
    Http.Answer answer = http.post(administration() + path, administrator(), json);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
  }

  /** Deletes those whose member {@code name} has this value. */
  void delete(String path, String name, String value) {
    String token = administrator();
    for (JsonNode one : http.get(administration() + path, token).json()) {
      if (one.path(name).asText().equals(value)) {
        http.send(
            "DELETE", administration() + path + "/" + one.path("id").asText(), token, null, null);
      }
    }
  }

  private String administrator() {
    return new Realm(demo, http).administrator();
  }

  private String administration() {
    return demo.text("/keycloak") + "/admin/realms/" + demo.text("/realm");
  }
}
