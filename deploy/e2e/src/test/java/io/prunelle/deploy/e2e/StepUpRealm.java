// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The realm as {@code install.md} has it set up for a second factor: {@code gold} is level 2, and
 * the page's client signs in by a flow whose second level is a one-time code. As it was before,
 * once it is closed.
 */
final class StepUpRealm implements AutoCloseable {

  /** What the realm is asked for, of which it knows the levels. */
  static final Map<String, String> SETTINGS = Map.of("GATEWAY_PAGE_PRACTICE_ACR", "gold");

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String FLOW = "with a second factor";
  private static final String FORMS = FLOW + " forms";
  private static final String FIRST = FLOW + " password";
  private static final String SECOND = FLOW + " code";
  private static final String LEVELS = "acr.loa.map";
  private static final String OWN_CODE = "/authentication/required-actions/CONFIGURE_TOTP";
  private static final String OVERRIDES = "/authenticationFlowBindingOverrides";

  private final Http http;
  private final Realm realm;
  private final String admin;
  private final String client;
  private final ObjectNode pageBefore;
  private final JsonNode ownCodeBefore;
  private final String levelsBefore;
  private boolean flowMade;

  StepUpRealm(Demo demo, Http http) {
    this.http = http;
    this.realm = new Realm(demo, http);
    this.admin = demo.text("/keycloak") + "/admin/realms/" + demo.text("/realm");
    this.client = "/clients/" + get("/clients?clientId=prunelle-page").at("/0/id").asText();
    this.pageBefore = (ObjectNode) get(client);
    this.ownCodeBefore = get(OWN_CODE);
    this.levelsBefore = levels();
  }

  /** What is set up, as it is now. */
  Map<String, Object> state() {
    JsonNode page = get(client);
    Set<String> addresses = new TreeSet<>();
    page.path("redirectUris").forEach(address -> addresses.add(address.asText()));
    Set<String> flows = new TreeSet<>();
    get("/authentication/flows").forEach(flow -> flows.add(flow.path("alias").asText()));
    return Map.of(
        "addresses", addresses,
        "flow", page.at(OVERRIDES + "/browser").asText(),
        "flows", flows,
        "own code", get(OWN_CODE).path("enabled").asBoolean(),
        "levels", levels());
  }

  /** Which the realm knows; empty for none. */
  private String levels() {
    return get("").path("attributes").path(LEVELS).asText();
  }

  /**
   * Sets it up.
   *
   * @param gateway whose addresses the page's client may lead back to as well
   */
  void setUp(String gateway) {
    change("", realm -> realm.withObject("/attributes").put(LEVELS, "{\"gold\":\"2\"}"));
    post("/authentication/flows", flow(FLOW).put("topLevel", true).put("builtIn", false));
    flowMade = true;
    execution(FLOW, "auth-cookie", "ALTERNATIVE");
    subflow(FLOW, FORMS, "ALTERNATIVE");
    subflow(FORMS, FIRST, "CONDITIONAL");
    level(FIRST, "1", "36000");
    execution(FIRST, "auth-username-password-form", "REQUIRED");
    subflow(FORMS, SECOND, "CONDITIONAL");
    level(SECOND, "2", "0");
    execution(SECOND, "auth-otp-form", "REQUIRED");
    String flow = flowId();
    change(
        client,
        page -> {
          page.withObject(OVERRIDES).put("browser", flow);
          page.withArray("/redirectUris").add(gateway + "/my/*");
        });
    // Nobody sets up their own with a password that they have found
    change(OWN_CODE, action -> action.put("enabled", false));
  }

  /** Somebody has had their second factor set up. */
  void give(Demo.User user, String secret) {
    JsonNode found = get("/users?exact=true&username=" + Http.encode(user.username())).get(0);
    change(
        "/users/" + found.path("id").asText(),
        person ->
            person
                .withArray("/credentials")
                .addObject()
                .put("type", "otp")
                .put("secretData", "{\"value\":\"" + secret + "\"}")
                .put(
                    "credentialData",
                    "{\"subType\":\"totp\",\"digits\":6,\"counter\":0,\"period\":30,"
                        + "\"algorithm\":\"HmacSHA1\"}"));
  }

  /** The person has their password alone again. */
  void take(Demo.User user) {
    String person =
        "/users/"
            + get("/users?exact=true&username=" + Http.encode(user.username())).at("/0/id").asText()
            + "/credentials";
    for (JsonNode credential : get(person)) {
      if (credential.path("type").asText().equals("otp")) {
        send("DELETE", person + "/" + credential.path("id").asText(), null);
      }
    }
  }

  /** However far it was set up, and whatever of it cannot be put back. */
  @Override
  public void close() {
    try {
      ObjectNode overrides = pageBefore.withObject(OVERRIDES);
      if (!overrides.has("browser")) {
        // What is not named stays
        overrides.put("browser", "");
      }
      send("PUT", client, pageBefore);
    } finally {
      try {
        if (flowMade) {
          send("DELETE", "/authentication/flows/" + flowId(), null);
        }
      } finally {
        try {
          send("PUT", OWN_CODE, ownCodeBefore);
        } finally {
          change("", realm -> putBackLevels(realm.withObject("/attributes")));
        }
      }
    }
  }

  private void putBackLevels(ObjectNode attributes) {
    if (levelsBefore.isEmpty()) {
      attributes.remove(LEVELS);
    } else {
      attributes.put(LEVELS, levelsBefore);
    }
  }

  private String flowId() {
    for (JsonNode flow : get("/authentication/flows")) {
      if (flow.path("alias").asText().equals(FLOW)) {
        return flow.path("id").asText();
      }
    }
    throw new AssertionError("no flow");
  }

  private static ObjectNode flow(String alias) {
    return JSON.createObjectNode()
        .put("alias", alias)
        .put("description", "")
        .put("providerId", "basic-flow");
  }

  private void subflow(String parent, String alias, String requirement) {
    ObjectNode flow = flow(alias).put("type", "basic-flow").put("provider", "");
    post(executions(parent) + "/flow", flow);
    require(parent, "displayName", alias, requirement);
  }

  private String execution(String flow, String provider, String requirement) {
    post(executions(flow) + "/execution", JSON.createObjectNode().put("provider", provider));
    return require(flow, "providerId", provider, requirement);
  }

  private void level(String flow, String level, String age) {
    String id = execution(flow, "conditional-level-of-authentication", "REQUIRED");
    ObjectNode configuration = JSON.createObjectNode().put("alias", flow + " level");
    configuration.putObject("config").put("loa-condition-level", level).put("loa-max-age", age);
    post("/authentication/executions/" + id + "/config", configuration);
  }

  private String require(String flow, String field, String name, String requirement) {
    for (JsonNode execution : get(executions(flow))) {
      if (execution.path("level").asInt() == 0 && execution.path(field).asText().equals(name)) {
        send("PUT", executions(flow), ((ObjectNode) execution).put("requirement", requirement));
        return execution.path("id").asText();
      }
    }
    throw new AssertionError("no " + name + " in " + flow);
  }

  private static String executions(String flow) {
    return "/authentication/flows/" + Http.encode(flow).replace("+", "%20") + "/executions";
  }

  private void change(String path, Consumer<ObjectNode> how) {
    ObjectNode there = (ObjectNode) get(path);
    how.accept(there);
    send("PUT", path, there);
  }

  private JsonNode get(String path) {
    Http.Answer answer = http.get(admin + path, realm.administrator());
    assertThat(answer.status()).as("%s %s", path, answer.body()).isEqualTo(200);
    return answer.json();
  }

  private void post(String path, JsonNode body) {
    send("POST", path, body);
  }

  private void send(String method, String path, JsonNode body) {
    Http.Answer answer =
        http.send(
            method,
            admin + path,
            realm.administrator(),
            body == null ? null : "application/json",
            body == null ? null : body.toString());
    assertThat(answer.status()).as("%s %s: %s", method, path, answer.body()).isBetween(200, 204);
  }
}
