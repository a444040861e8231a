// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What a {@link SecondGateway} and its patients need in the demo's realm. */
record SecondRealm(Demo demo, Http http) {

  /** The practice to which patients go. */
  static final String RECEIVER = "cabinet-des-tilleuls";

  /** What that practice asks its patients. */
  static final String RECEIVER_HOSTING = RECEIVER + "@nuage-sante";

  private static final String PASSWORD = "prunelle";

  /** Its page may sign people in, and the receiving practice asks about its cloud host. */
  void opened(Demo gateway) {
    ObjectNode client = (ObjectNode) get("/clients?clientId=prunelle-page").get(0);
    String redirect = gateway.page() + "/*";
    ArrayNode redirects = client.withArrayProperty("redirectUris");
    if (!redirects.toString().contains(redirect)) {
      redirects.add(redirect);
      accepted(put("/clients/" + client.path("id").asText(), client.toString()));
    }
    accepted(
        put(
            "/consent/hostings/" + RECEIVER_HOSTING,
            "{\"purposes\":[\"Dossiers\"],\"legalBasis\":\"EXPLICIT_CONSENT\",\"validity\":\"P2Y\"}"));
    accepted(
        post(
            "/consent/hostings/" + RECEIVER_HOSTING + "/notices",
            """
            {"texts":{"fr":{"title":"Cabinet des Tilleuls","body":"Pouvons-nous confier votre dossier à Nuage Santé ?"},
                      "en":{"title":"Cabinet des Tilleuls","body":"May we entrust your record to Nuage Santé?"}}}
            """));
  }

  /** A patient who can sign in and is registered by these practices. */
  Demo.User patient(String id, String family, List<String> practices) {
    Http.Answer created =
        post(
            "/users",
            """
            {"username":"%1$s","firstName":"Camille","lastName":"%2$s","email":"%1$s@example.org","emailVerified":true,"enabled":true,
             "credentials":[{"type":"password","value":"%3$s","temporary":false}],"attributes":{"patient_id":["%1$s"]}}
            """
                .formatted(id, family, PASSWORD));
    accepted(created);
    String location = created.header("location");
    String user = location.substring(location.lastIndexOf('/') + 1);
    accepted(post("/users/" + user + "/role-mappings/realm", "[" + get("/roles/patient") + "]"));
    for (String practice : practices) {
      registered(user, practice);
    }
    return new Demo.User(id, PASSWORD, "patient", id, null);
  }

  private void registered(String user, String practice) {
    for (JsonNode organization : get("/organizations")) {
      if (organization.path("alias").asText().equals(practice)) {
        accepted(
            post(
                "/organizations/" + organization.path("id").asText() + "/members",
                "\"" + user + "\""));
        return;
      }
    }
    throw new AssertionError("no practice " + practice);
  }

  private JsonNode get(String path) {
    Http.Answer answer = http.get(administration() + path, administrator());
    accepted(answer);
    return answer.json();
  }

  private Http.Answer post(String path, String json) {
    return http.post(administration() + path, administrator(), json);
  }

  private Http.Answer put(String path, String json) {
    return http.send("PUT", administration() + path, administrator(), "application/json", json);
  }

  private static void accepted(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
  }

  private String administrator() {
    return new Realm(demo, http).administrator();
  }

  private String administration() {
    return demo.text("/keycloak") + "/admin/realms/" + demo.text("/realm");
  }
}
