// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prunelle.deploy.demo.http.Rest;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The realm {@code sante}: everything in it that is not a user, a host or a hosting. */
public final class Realm {

  /** Its name. */
  public static final String NAME = "sante";

  private static final Set<String> NAMES = Set.of("username", "firstName", "lastName");

  private final Rest master;
  private final Rest realm;
  private final Templates templates;

  /**
   * The realm of a running Keycloak; it may not exist yet.
   *
   * @param values {@code gateway} and {@code smart.app} (their addresses), {@code client.gateway}
   *     and {@code client.page} (their secrets)
   */
  public Realm(Keycloak.Settings settings, Map<String, String> values) {
    this.master = Rest.at(settings.url() + "/admin/realms").with(new AdminToken(settings));
    this.realm = master.below("/" + NAME);
    this.templates = new Templates(values);
  }

  /** Creates all of it; the realm must not exist. */
  public void create() throws IOException, InterruptedException {
    master.post("", templates.read("realm"));
    realm.post("/consent/setup", JsonNodeFactory.instance.objectNode());
    // the demo's administrator is one of Keycloak's own realm, and signs in to the pages there
    master.post("/master/consent/setup", JsonNodeFactory.instance.objectNode());
    askForNameAndPasswordOnOnePage();
    keepNamesFromUsers();
    createScopes();
    for (JsonNode client : templates.read("clients")) {
      realm.create("/clients", client);
    }
    giveTheGatewayItsRoles();
    for (JsonNode organization : templates.read("organizations")) {
      realm.create("/organizations", organization);
    }
  }

  /**
   * Tells the clients where the gateway is now: its port may be another than last time. Creates
   * what there was not last time, and gives clients the scopes that they had not.
   */
  public void align() throws IOException, InterruptedException {
    realm.post("/consent/setup", JsonNodeFactory.instance.objectNode());
    ObjectNode itself = realm.get("").deepCopy();
    itself.withObject("/attributes").setAll((ObjectNode) templates.read("realm").at("/attributes"));
    realm.put("", itself);
    keepNamesFromUsers();
    createScopes();
    Map<String, String> scopes = new HashMap<>();
    for (JsonNode scope : realm.get("/client-scopes")) {
      scopes.put(scope.path("name").asText(), scope.path("id").asText());
    }
    for (JsonNode wanted : templates.read("clients")) {
      JsonNode client = client(wanted.path("clientId").asText());
      if (client.isMissingNode()) {
        realm.create("/clients", wanted);
        continue;
      }
      ObjectNode update = client.deepCopy();
      for (String field : new String[] {"baseUrl", "redirectUris", "webOrigins", "attributes"}) {
        if (wanted.has(field)) {
          update.set(field, wanted.path(field));
        }
      }
      String path = "/clients/" + client.path("id").asText();
      realm.put(path, update);
      for (JsonNode scope : wanted.path("defaultClientScopes")) {
        realm.put(
            path + "/default-client-scopes/" + scopes.get(scope.asText()),
            JsonNodeFactory.instance.objectNode());
      }
    }
    giveTheGatewayItsRoles();
  }

  Rest rest() {
    return realm;
  }

  JsonNode role(String name) throws IOException, InterruptedException {
    return realm.get("/roles/" + name);
  }

  private JsonNode client(String clientId) throws IOException, InterruptedException {
    return realm.get("/clients?clientId=" + clientId).path(0);
  }

  // The journal and the patient's page call people by them
  private void keepNamesFromUsers() throws IOException, InterruptedException {
    ObjectNode profile = realm.get("/users/profile").deepCopy();
    for (JsonNode attribute : profile.path("attributes")) {
      if (NAMES.contains(attribute.path("name").asText())) {
        ((ObjectNode) attribute.path("permissions")).putArray("edit").add("admin");
      }
    }
    realm.put("/users/profile", profile);
  }

  // With organizations the browser flow first asks for the name alone, to find an identity provider
  // of the organization. There is none here.
  private void askForNameAndPasswordOnOnePage() throws IOException, InterruptedException {
    for (JsonNode execution : realm.get("/authentication/flows/browser/executions")) {
      if (execution.path("displayName").asText().equals("Organization")) {
        ObjectNode disabled = execution.deepCopy();
        realm.put(
            "/authentication/flows/browser/executions", disabled.put("requirement", "DISABLED"));
      }
    }
  }

  private void createScopes() throws IOException, InterruptedException {
    Set<String> there = new HashSet<>();
    for (JsonNode scope : realm.get("/client-scopes")) {
      there.add(scope.path("name").asText());
    }
    for (JsonNode scope : templates.read("client-scopes")) {
      String name = scope.path("name").asText();
      if (!there.contains(name)) {
        restrict(realm.create("/client-scopes", scope), name);
      }
    }
  }

  private void restrict(String id, String scope) throws IOException, InterruptedException {
    List<String> roles =
        scope.startsWith("patient/")
            ? List.of("patient", "guardian")
            : scope.equals("launch/patient")
                ? List.of("patient")
                : scope.equals("user/AuditEvent.rs")
                    ? List.of("auditor")
                    : scope.startsWith("user/") ? List.of("practitioner") : List.of();
    for (String role : roles) {
      realm.post("/client-scopes/" + id + "/scope-mappings/realm", arrayOf(role(role)));
    }
  }

  private void giveTheGatewayItsRoles() throws IOException, InterruptedException {
    String gateway = client("prunelle-gateway").path("id").asText();
    String account = realm.get("/clients/" + gateway + "/service-account-user").path("id").asText();
    for (String role : List.of("consent-feed", "emergency-report", "unusual-report")) {
      realm.post("/users/" + account + "/role-mappings/realm", arrayOf(role(role)));
    }
  }

  static ArrayNode arrayOf(JsonNode element) {
    return JsonNodeFactory.instance.arrayNode().add(element);
  }
}
