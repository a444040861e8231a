// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.HOSTING;
import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.TILLEULS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How claims are named, narrowed to practices, and told in the terms of IHE PCF. */
@ExtendWith(KeycloakExtension.class)
class TokensIT {
  private static final String OTHER = TILLEULS + "@nuage-sante";

  private final TestRealm realm;

  TokensIT(TestRealm realm) {
    this.realm = realm;
  }

  @BeforeEach
  void aliceGoesToBothPractices() {
    realm.patient("alice", LILAS, TILLEULS);
    String token = realm.token("alice");
    realm.decide(token, "PERMIT", 1).ok();
    realm
        .call(
            "POST",
            "/consent/me/decisions",
            token,
            json("{'hosting':'%s','decision':'DENY','notice':1}", OTHER))
        .ok();
  }

  @Test
  void aTokenForOnePracticeTellsOfThatPracticeAlone() {
    JsonNode grant = grant("openid organization:" + TILLEULS);
    String access = grant.path("access_token").asText();

    for (JsonNode claims :
        new JsonNode[] {
          TestRealm.claims(access),
          TestRealm.claims(realm.refreshed(grant)),
          realm.introspect(access),
          realm.call("GET", "/protocol/openid-connect/userinfo", access, null).ok().json()
        }) {
      assertThat(hostings(claims).has(OTHER)).isTrue();
      assertThat(hostings(claims).has(HOSTING)).isFalse();
      assertThat(claims.path("patient_id").asText()).isEqualTo("pat-alice");
    }
  }

  @Test
  void aTokenForNoPracticeInParticularTellsOfAll() {
    for (String scope : new String[] {"openid", "openid organization", "openid organization:*"}) {
      JsonNode told = hostings(TestRealm.claims(grant(scope).path("access_token").asText()));

      assertThat(told.has(HOSTING)).as(scope).isTrue();
      assertThat(told.has(OTHER)).as(scope).isTrue();
    }
  }

  @Test
  void theClaimGoesByTheNameItIsGivenAndTakesNoOthers() {
    ObjectNode mapper = mapper("prunelle-hosting-consent-mapper");
    ((ObjectNode) mapper.get("config")).put("claim.name", "care.hosting");
    save(mapper).ok();

    JsonNode claims = TestRealm.claims(realm.token("alice"));

    assertThat(claims.at("/care/hosting/hostings").has(HOSTING)).isTrue();
    assertThat(claims.has("hosting_consent")).isFalse();
    assertThat(claims.path("patient_id").asText()).isEqualTo("pat-alice");
    ((ObjectNode) mapper.get("config")).put("claim.name", "realm_access");
    assertThat(save(mapper).status()).isEqualTo(400);
  }

  @Test
  void theConsentsInForceAreToldAsIhePcf() {
    realm
        .admin(
            "POST",
            "/client-scopes/" + realm.scope("hosting_consent") + "/protocol-mappers/models",
            json(
                "{'name':'pcf','protocol':'openid-connect',"
                    + "'protocolMapper':'prunelle-ihe-pcf-mapper','config':{"
                    + "'access.token.claim':'true','introspection.token.claim':'true',"
                    + "'fhir.base':'https://records.example/fhir'}}"))
        .ok();
    String access = realm.token("alice");

    for (JsonNode claims : new JsonNode[] {TestRealm.claims(access), realm.introspect(access)}) {
      JsonNode pcf = claims.at("/extensions/ihe_pcf");
      assertThat(pcf.path("patient_id").asText())
          .isEqualTo("https://records.example/fhir/Patient/pat-alice");
      assertThat(pcf.path("doc_id"))
          .extracting(JsonNode::asText)
          .containsExactlyInAnyOrder(
              realm.url() + "/consent/fhir/Consent/1", realm.url() + "/consent/fhir/Consent/2");
      assertThat(pcf.has("residual")).isFalse();
    }
  }

  /** Whoever could leave out of the token that they are a patient would have staff's roles. */
  @Test
  void noChoiceOfScopesLeavesOutWhereAPatientWorks() {
    realm.consent("POST", "/setup", "{}").ok();
    realm.attribute("alice", "staff_of", LILAS);
    realm.role(realm.userId("alice"), "practitioner");
    String plain = realm.client("plain");
    realm
        .admin(
            "PUT",
            "/clients/" + plain + "/optional-client-scopes/" + realm.scope("hosting_consent"),
            null)
        .ok();
    List<String> optional =
        List.of(
            "organization",
            "organization:" + TILLEULS,
            "organization:*",
            "hosting_consent",
            "offline_access",
            "profile");

    int members = 0;
    for (int chosen = 0; chosen < 1 << optional.size(); chosen++) {
      StringBuilder scopes = new StringBuilder("openid");
      for (int i = 0; i < optional.size(); i++) {
        scopes.append((chosen & 1 << i) == 0 ? "" : " " + optional.get(i));
      }
      Answer answer = grant("plain", scopes.toString());
      if (answer.status() != 200) {
        continue;
      }
      String access = answer.json().path("access_token").asText();
      for (JsonNode claims : new JsonNode[] {TestRealm.claims(access), realm.introspect(access)}) {
        if (claims.has("organization")) {
          members++;
          assertThat(claims.path("staff_of").toString())
              .as("%s", scopes)
              .isEqualTo("[\"" + LILAS + "\"]");
        }
      }
    }
    assertThat(members).isGreaterThanOrEqualTo(24);
  }

  @Test
  void whoIsNoPatientWorksWhereverTheyAreAMember() {
    realm.consent("POST", "/setup", "{}").ok();
    realm.user("doctor", "", LILAS, TILLEULS);
    realm.user("twice", "'patient_id':['pat-alice']", LILAS);

    // who is not taken for the patient they are said to be is no more staff for that
    assertThat(organization("twice").path("staff_of").toString()).isEqualTo("[]");
    assertThat(organization("twice").has("patient_id")).isFalse();
    assertThat(organization("doctor").has("organization")).isTrue();
    assertThat(organization("doctor").has("staff_of")).isFalse();
  }

  private JsonNode organization(String username) {
    return TestRealm.claims(
        realm
            .token(
                Map.of(
                    "grant_type", "password",
                    "client_id", "app",
                    "scope", "openid organization:*",
                    "username", username,
                    "password", TestRealm.PASSWORD))
            .ok()
            .json()
            .path("access_token")
            .asText());
  }

  @Test
  void aLightweightTokenThatCarriesNothingIsToldWhenItIsIntrospected() {
    ObjectNode mapper = mapper("prunelle-hosting-consent-mapper");
    ((ObjectNode) mapper.get("config")).put("lightweight.claim", "false");
    save(mapper).ok();
    String id = realm.client("app");
    ObjectNode app = (ObjectNode) realm.admin("GET", "/clients/" + id, null).json();
    ((ObjectNode) app.get("attributes")).put("client.use.lightweight.access.token.enabled", "true");
    realm.admin("PUT", "/clients/" + id, app.toString()).ok();

    String token = realm.token("alice");

    assertThat(TestRealm.claims(token).has("hosting_consent")).isFalse();
    assertThat(hostings(realm.introspect(token)).has(HOSTING)).isTrue();
  }

  private JsonNode grant(String scope) {
    return grant("app", scope).ok().json();
  }

  private Answer grant(String client, String scope) {
    return realm.token(
        Map.of(
            "grant_type",
            "password",
            "client_id",
            client,
            "scope",
            scope,
            "username",
            "alice",
            "password",
            TestRealm.PASSWORD));
  }

  private static JsonNode hostings(JsonNode claims) {
    return claims.at("/hosting_consent/hostings");
  }

  private ObjectNode mapper(String provider) {
    for (JsonNode each :
        realm
            .admin(
                "GET",
                "/client-scopes/" + realm.scope("hosting_consent") + "/protocol-mappers/models",
                null)
            .json()) {
      if (each.path("protocolMapper").asText().equals(provider)) {
        return (ObjectNode) each;
      }
    }
    throw new AssertionError("no mapper");
  }

  private Answer save(ObjectNode mapper) {
    return realm.admin(
        "PUT",
        "/client-scopes/"
            + realm.scope("hosting_consent")
            + "/protocol-mappers/models/"
            + mapper.path("id").asText(),
        mapper.toString());
  }
}
