// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prunelle.keycloak.Examples;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** A realm set up as the README says, with two practices at one host. */
final class TestRealm {
  static final String LILAS = "cabinet-des-lilas";
  static final String TILLEULS = "cabinet-des-tilleuls";
  static final String HOSTING = LILAS + "@nuage-sante";
  static final String SAULES = "cabinet-des-saules";
  static final String INFORMING = SAULES + "@nuage-sante";
  static final String PASSWORD = "correct horse";

  /**
   * The key providers that Keycloak gives a realm, with the same RSA keys for all: drawing them
   * anew takes longer than most tests.
   */
  private static final String KEYS =
      json(
          "{'org.keycloak.keys.KeyProvider':["
              + "{'name':'rsa','providerId':'rsa',"
              + "'config':{'priority':['100'],'privateKey':['%s']}},"
              + "{'name':'rsa-enc','providerId':'rsa-enc',"
              + "'config':{'priority':['100'],'algorithm':['RSA-OAEP'],'privateKey':['%s']}},"
              + "{'name':'hmac','providerId':'hmac-generated',"
              + "'config':{'priority':['100'],'algorithm':['HS512']}},"
              + "{'name':'aes','providerId':'aes-generated','config':{'priority':['100']}}]}",
          privateKey(), privateKey());

  /** Of a client that administers the realm. */
  private static final String OPERATIONS = "operations";

  private final RunningKeycloak keycloak;
  private final String name;

  /** Whether the realm has that client. */
  private boolean operated;

  private String operationsToken = "";
  private Instant operationsTokenUntil = Instant.MIN;

  private TestRealm(RunningKeycloak keycloak, String name) {
    this.keycloak = keycloak;
    this.name = name;
  }

  /** The same realm at another node. */
  TestRealm at(RunningKeycloak node) {
    return new TestRealm(node, name);
  }

  static TestRealm create(RunningKeycloak keycloak) {
    TestRealm realm = new TestRealm(keycloak, "realm-" + UUID.randomUUID());
    keycloak
        .call(
            "POST",
            "/admin/realms",
            keycloak.adminToken(),
            json(
                "{'realm':'%s','enabled':true,'organizationsEnabled':true,'eventsEnabled':true,"
                    + "'adminEventsEnabled':true,'internationalizationEnabled':true,"
                    + "'supportedLocales':['fr','en'],'defaultLocale':'fr',"
                    + "'components':%s,"
                    + "'clients':[{'clientId':'%s','secret':'secret',"
                    + "'serviceAccountsEnabled':true,'standardFlowEnabled':false}],"
                    + "'users':[{'username':'service-account-%s','enabled':true,"
                    + "'serviceAccountClientId':'%s',"
                    + "'clientRoles':{'realm-management':['realm-admin']}}],"
                    // a test's passwords need not be hard to guess
                    + "'passwordPolicy':'hashAlgorithm(pbkdf2-sha256) and hashIterations(1)'}",
                realm.name, KEYS, OPERATIONS, OPERATIONS, OPERATIONS))
        .ok();
    realm.operated = true;
    realm.profile("{'name':'patient_id','permissions':{'view':['admin','user'],'edit':['admin']}}");
    realm.post("/roles", "{'name':'consent-feed'}");
    realm.post("/organizations", "{'name':'Cabinet des Lilas','alias':'%s'}", LILAS);
    realm.post("/organizations", "{'name':'Cabinet des Tilleuls','alias':'%s'}", TILLEULS);
    realm.clients();
    realm.post(
        "/authentication/register-required-action",
        "{'providerId':'hosting-consent','name':'Hosting consent'}");
    realm.post(
        "/authentication/register-required-action",
        "{'providerId':'emergency-notice','name':'Emergency notice'}");
    realm.admin("PUT", "/consent/hosts/nuage-sante", Examples.hostDocument()).ok();
    for (String practice : new String[] {LILAS, TILLEULS}) {
      realm
          .admin(
              "PUT",
              "/consent/hostings/" + practice + "@nuage-sante",
              json("{'purposes':['Soins'],'legalBasis':'EXPLICIT_CONSENT','validity':'P2Y'}"))
          .ok();
      realm.publish(practice + "@nuage-sante", "Librement. <b>Vraiment</b>.");
    }
    return realm;
  }

  /** A practice whose hosting rests on information and objection. */
  void informing() {
    post("/organizations", "{'name':'Cabinet des Saules','alias':'%s'}", SAULES);
    hosting(INFORMING, "{'purposes':['Soins'],'legalBasis':'INFORM_AND_OBJECT'}").ok();
    publish(INFORMING, "Nous vous informons.");
  }

  Answer hosting(String hosting, String document) {
    return consent("PUT", "/hostings/" + hosting, json(document));
  }

  /** Gives a user a role of the realm, made for it if need be. */
  void role(String userId, String role) {
    if (admin("GET", "/roles/" + role, null).status() == 404) {
      post("/roles", "{'name':'%s'}", role);
    }
    admin(
            "POST",
            "/users/" + userId + "/role-mappings/realm",
            "[" + admin("GET", "/roles/" + role, null).body() + "]")
        .ok();
  }

  /** Goes on only where Keycloak has permissions on organizations, as of 26.7. */
  void assumePermissionsOnOrganizations() {
    String roles = "/clients/" + client("realm-management") + "/roles/";
    int status = admin("GET", roles + "manage-organizations", null).status();
    String home = System.getProperty("keycloak.home", "");
    if (home.endsWith("keycloak-" + System.getProperty("keycloak.built-for"))) {
      assertThat(status).isEqualTo(200);
    } else {
      assumeThat(status).isEqualTo(200);
    }
  }

  /** Deletes the realm and creates another one with its name and id. */
  void replaceByAnEmptyOne() {
    String id = admin("GET", "", null).ok().json().path("id").asText();
    admin("DELETE", "", null).ok();
    operated = false;
    keycloak
        .call(
            "POST",
            "/admin/realms",
            keycloak.adminToken(),
            json("{'id':'%s','realm':'%s','enabled':true}", id, name))
        .ok();
  }

  /** Another realm on the same server that knows nothing of the extension. */
  TestRealm bare() {
    TestRealm bare = new TestRealm(keycloak, "realm-" + UUID.randomUUID());
    keycloak
        .call(
            "POST",
            "/admin/realms",
            keycloak.adminToken(),
            json("{'realm':'%s','enabled':true,'organizationsEnabled':true}", bare.name))
        .ok();
    return bare;
  }

  String adminToken() {
    return keycloak.adminToken();
  }

  String url() {
    return keycloak.url() + "/realms/" + name;
  }

  /** Calls the realm's own REST, {@code /realms/{realm}…}. */
  Answer call(
      String method,
      String path,
      @Nullable String token,
      @Nullable String body,
      String... headers) {
    return keycloak.call(method, "/realms/" + name + path, token, body, headers);
  }

  /** Calls something outside the realm without a token. */
  Answer elsewhere(String method, String path) {
    return keycloak.call(method, path, null, null);
  }

  /** Calls the realm's administration, {@code /admin/realms/{realm}…}, as administrator. */
  Answer admin(String method, String path, @Nullable String body) {
    return admin(method, path, operated ? operationsToken() : keycloak.adminToken(), body);
  }

  /**
   * Of who administers this realm alone: for the administrator of all of them each request takes
   * longer the more realms there are.
   */
  private String operationsToken() {
    if (Instant.now().isAfter(operationsTokenUntil)) {
      JsonNode grant =
          token(
                  Map.of(
                      "grant_type", "client_credentials",
                      "client_id", OPERATIONS,
                      "client_secret", "secret"))
              .ok()
              .json();
      operationsToken = grant.path("access_token").asText();
      operationsTokenUntil = Instant.now().plusSeconds(grant.path("expires_in").asLong() / 2);
    }
    return operationsToken;
  }

  Answer admin(String method, String path, String token, @Nullable String body, String... headers) {
    return keycloak.call(method, "/admin/realms/" + name + path, token, body, headers);
  }

  /** Calls the extension's own administration, as the administrator of all realms. */
  Answer consent(String method, String path, @Nullable String body, String... headers) {
    return admin(method, "/consent" + path, keycloak.adminToken(), body, headers);
  }

  int publish(String hosting, String french) {
    return admin(
            "POST",
            "/consent/hostings/" + hosting + "/notices",
            json(
                "{'texts':{'fr':{'title':'Mon dossier','body':'%s'},"
                    + "'en':{'title':'My record','body':'Freely.'}}}",
                french))
        .ok()
        .json()
        .path("version")
        .asInt();
  }

  /** Declares {@code attribute} for {@code patient_id} in the user profile; null for none. */
  void profile(@Nullable String attribute) {
    ObjectNode profile = (ObjectNode) admin("GET", "/users/profile", null).json();
    ArrayNode attributes = (ArrayNode) profile.get("attributes");
    for (int i = attributes.size() - 1; i >= 0; i--) {
      if (attributes.get(i).path("name").asText().equals("patient_id")) {
        attributes.remove(i);
      }
    }
    if (attribute == null) {
      profile.put("unmanagedAttributePolicy", "ENABLED");
    } else {
      profile.remove("unmanagedAttributePolicy");
      attributes.add(parse(json(attribute)));
    }
    admin("PUT", "/users/profile", profile.toString()).ok();
  }

  /** Declares more attributes that administrators alone may edit. */
  void protectedAttributes(String... names) {
    ObjectNode profile = (ObjectNode) admin("GET", "/users/profile", null).json();
    for (String attribute : names) {
      ((ArrayNode) profile.get("attributes"))
          .add(
              parse(
                  json(
                      "{'name':'%s','multivalued':true,"
                          + "'permissions':{'view':['admin'],'edit':['admin']}}",
                      attribute)));
    }
    admin("PUT", "/users/profile", profile.toString()).ok();
  }

  /** Creates a patient with the FHIR id {@code pat-username}, member of the practices. */
  String patient(String username, String... practices) {
    return user(username, "'patient_id':['pat-" + username + "']", practices);
  }

  String user(String username, String attributes, String... practices) {
    post(
        "/users",
        "{'username':'%s','enabled':true,'email':'%s@example.org','firstName':'A','lastName':'B',"
            + "'attributes':{%s},'credentials':[{'type':'password','value':'%s'}]}",
        username,
        username,
        attributes,
        PASSWORD);
    String id =
        admin("GET", "/users?exact=true&username=" + username, null).json().at("/0/id").asText();
    for (String practice : practices) {
      admin("POST", "/organizations/" + organization(practice) + "/members", id).ok();
    }
    return id;
  }

  String name() {
    return name;
  }

  /** A user who administers the realm with some of Keycloak's roles. */
  void manager(String username, String... roles) {
    String id = user(username, "");
    for (String role : roles) {
      administers(id, role);
    }
  }

  /** Gives a user one of the realm's admin roles. */
  void administers(String userId, String role) {
    String management = client("realm-management");
    JsonNode found = admin("GET", "/clients/" + management + "/roles/" + role, null).ok().json();
    admin("POST", "/users/" + userId + "/role-mappings/clients/" + management, "[" + found + "]")
        .ok();
  }

  /** Has a client's pages be of one origin. */
  void origins(String clientId, String origin) {
    String id = client(clientId);
    ObjectNode client = (ObjectNode) admin("GET", "/clients/" + id, null).ok().json();
    client.putArray("webOrigins").add(origin);
    admin("PUT", "/clients/" + id, client.toString()).ok();
  }

  /** Lets a client be come back to at one more address. */
  void redirect(String clientId, String address) {
    ObjectNode client =
        (ObjectNode) admin("GET", "/clients?clientId=" + clientId, null).ok().json().get(0);
    ((ArrayNode) client.get("redirectUris")).add(address);
    admin("PUT", "/clients/" + client.path("id").asText(), client.toString()).ok();
  }

  /** Replaces one attribute of a user. */
  void attribute(String username, String name, String value) {
    ObjectNode user = representation(username);
    user.withObject("/attributes").putArray(name).add(value);
    admin("PUT", "/users/" + user.path("id").asText(), user.toString()).ok();
  }

  String userId(String username) {
    return representation(username).path("id").asText();
  }

  void name(String username, String first, String last) {
    ObjectNode user = representation(username);
    user.put("firstName", first).put("lastName", last);
    admin("PUT", "/users/" + user.path("id").asText(), user.toString()).ok();
  }

  /** Lets users edit an attribute that is declared already. */
  void openAttribute(String name) {
    ObjectNode profile = (ObjectNode) admin("GET", "/users/profile", null).json();
    for (JsonNode attribute : profile.get("attributes")) {
      if (attribute.path("name").asText().equals(name)) {
        ((ArrayNode) attribute.at("/permissions/edit")).add("user");
      }
    }
    admin("PUT", "/users/profile", profile.toString()).ok();
  }

  private ObjectNode representation(String username) {
    JsonNode found = admin("GET", "/users?exact=true&username=" + username, null).json().get(0);
    return (ObjectNode) admin("GET", "/users/" + found.path("id").asText(), null).ok().json();
  }

  String organization(String alias) {
    for (JsonNode organization : admin("GET", "/organizations", null).json()) {
      if (organization.path("alias").asText().equals(alias)) {
        return organization.path("id").asText();
      }
    }
    throw new AssertionError("no organization " + alias);
  }

  /** Puts a practice's organization out of use. */
  void disable(String practice) {
    ObjectNode organization =
        (ObjectNode) admin("GET", "/organizations/" + organization(practice), null).ok().json();
    organization.put("enabled", false);
    admin("PUT", "/organizations/" + organization.path("id").asText(), organization.toString())
        .ok();
  }

  /** The direct grant's answer, for the client {@code app} or {@code plain}. */
  Answer grant(String client, String username) {
    return token(
        Map.of(
            "grant_type", "password",
            "client_id", client,
            "scope", "openid",
            "username", username,
            "password", PASSWORD));
  }

  String token(String username) {
    return grant("app", username).ok().json().path("access_token").asText();
  }

  String serviceToken() {
    return serviceToken("gateway");
  }

  /** Of a client whose secret is {@code secret}. */
  String serviceToken(String client) {
    return token(
            Map.of(
                "grant_type", "client_credentials",
                "client_id", client,
                "client_secret", "secret"))
        .ok()
        .json()
        .path("access_token")
        .asText();
  }

  Answer token(Map<String, String> fields) {
    return keycloak.form("/realms/" + name + "/protocol/openid-connect/token", fields);
  }

  /** The access token of a grant, refreshed. */
  String refreshed(JsonNode grant) {
    return refresh(grant).ok().json().path("access_token").asText();
  }

  Answer refresh(JsonNode grant) {
    return token(
        Map.of(
            "grant_type", "refresh_token",
            "client_id", "app",
            "refresh_token", grant.path("refresh_token").asText()));
  }

  /** Whether a refusal, a withdrawal or an objection ends the patient's other sessions. */
  void endsOtherSessions(boolean wanted) {
    ObjectNode representation = (ObjectNode) admin("GET", "", null).ok().json();
    ((ObjectNode) representation.get("attributes"))
        .put("prunelle.endSessionsOnWithdrawal", Boolean.toString(wanted));
    admin("PUT", "", representation.toString()).ok();
  }

  /** Waits for a session to end: the answer to the decision does not. */
  void ends(JsonNode grant) {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
    while (refresh(grant).status() == 200) {
      assertThat(Instant.now())
          .as(() -> "session %s still goes on; what ended: %s".formatted(session(grant), logouts()))
          .isBefore(deadline);
    }
    assertThat(refresh(grant).status()).isEqualTo(400);
  }

  JsonNode logouts() {
    return admin("GET", "/events?type=LOGOUT", null).ok().json();
  }

  /** The id of a grant's session. */
  static String session(JsonNode grant) {
    return claims(grant.path("access_token").asText()).path("sid").asText();
  }

  JsonNode introspect(String token) {
    return keycloak
        .form(
            "/realms/" + name + "/protocol/openid-connect/token/introspect",
            Map.of("token", token, "client_id", "gateway", "client_secret", "secret"))
        .ok()
        .json();
  }

  /** Asks with the token in a form, RFC 6750 2.2. */
  Answer userinfo(String token) {
    return keycloak.form(
        "/realms/" + name + "/protocol/openid-connect/userinfo", Map.of("access_token", token));
  }

  Answer decide(String token, String decision, @Nullable Integer notice, String... headers) {
    return call(
        "POST",
        "/consent/me/decisions",
        token,
        json("{'hosting':'%s','decision':'%s','notice':%s}", HOSTING, decision, notice),
        headers);
  }

  JsonNode ledger() {
    return call("GET", "/consent/changes?limit=1000", serviceToken(), null).ok().json();
  }

  static JsonNode claims(String token) {
    String payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
    return parse(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));
  }

  /** JSON with single quotes for double ones, and arguments in place of %s and %d. */
  static String json(String text, @Nullable Object... arguments) {
    String filled = text;
    for (Object argument : arguments) {
      filled = filled.replaceFirst("%[sd]", Matcher.quoteReplacement(String.valueOf(argument)));
    }
    return filled.replace('\'', '"');
  }

  private static String privateKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return Base64.getEncoder()
          .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static JsonNode parse(String text) {
    try {
      return Answer.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private void post(String path, String text, @Nullable Object... arguments) {
    admin("POST", path, json(text, arguments)).ok();
  }

  private void clients() {
    post(
        "/client-scopes",
        "{'name':'hosting_consent','protocol':'openid-connect',"
            + "'attributes':{'include.in.token.scope':'true'},'protocolMappers':["
            + "{'name':'consent','protocol':'openid-connect',"
            + "'protocolMapper':'prunelle-hosting-consent-mapper','config':{"
            + "'access.token.claim':'true','id.token.claim':'true','userinfo.token.claim':'true',"
            + "'introspection.token.claim':'true','lightweight.claim':'true'}},"
            + "{'name':'guardian of','protocol':'openid-connect',"
            + "'protocolMapper':'prunelle-guardian-mapper','config':{"
            + "'access.token.claim':'true','id.token.claim':'true','userinfo.token.claim':'true',"
            + "'introspection.token.claim':'true','lightweight.claim':'true'}},"
            + "{'name':'audience','protocol':'openid-connect',"
            + "'protocolMapper':'oidc-audience-mapper',"
            + "'config':{'included.custom.audience':'gateway','access.token.claim':'true'}}]}");
    post(
        "/client-scopes",
        "{'name':'hosting_decisions','protocol':'openid-connect',"
            + "'attributes':{'include.in.token.scope':'true'}}");
    for (String client : new String[] {"app", "plain"}) {
      post(
          "/clients",
          "{'clientId':'%s','publicClient':true,'directAccessGrantsEnabled':true,"
              + "'redirectUris':['http://127.0.0.1:9/*']}",
          client);
    }
    service("gateway", "consent-feed");
    String app = client("app");
    for (String scope : new String[] {"hosting_consent", "hosting_decisions"}) {
      admin("PUT", "/clients/" + app + "/default-client-scopes/" + scope(scope), null).ok();
    }
  }

  /** The id of a client scope. */
  String scope(String name) {
    for (JsonNode each : admin("GET", "/client-scopes", null).json()) {
      if (each.path("name").asText().equals(name)) {
        return each.path("id").asText();
      }
    }
    throw new AssertionError("no scope " + name);
  }

  /** A client with a service account that has these roles of the realm. */
  void service(String client, String... roles) {
    post(
        "/clients",
        "{'clientId':'%s','secret':'secret','serviceAccountsEnabled':true,"
            + "'standardFlowEnabled':false}",
        client);
    String account =
        admin("GET", "/clients/" + client(client) + "/service-account-user", null)
            .json()
            .path("id")
            .asText();
    for (String role : roles) {
      role(account, role);
    }
  }

  String client(String clientId) {
    return admin("GET", "/clients?clientId=" + clientId, null).json().at("/0/id").asText();
  }
}
