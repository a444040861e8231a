// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.HOSTING;
import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.TILLEULS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The claims that a real Keycloak puts into tokens. */
@ExtendWith(KeycloakExtension.class)
class ClaimsIT {
  private final TestRealm realm;

  ClaimsIT(TestRealm realm) {
    this.realm = realm;
  }

  @Test
  void everyFormOfTheTokenKnowsTheDecision() {
    realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();

    JsonNode grant = realm.grant("app", "alice").json();
    String access = grant.path("access_token").asText();

    for (JsonNode claims :
        new JsonNode[] {
          TestRealm.claims(access),
          TestRealm.claims(grant.path("id_token").asText()),
          realm.call("GET", "/protocol/openid-connect/userinfo", access, null).json(),
          realm.introspect(access)
        }) {
      assertThat(claims.path("patient_id").asText()).isEqualTo("pat-alice");
      JsonNode decision = claims.path("hosting_consent").path("hostings").path(HOSTING);
      assertThat(decision.path("decision").asText()).isEqualTo("PERMIT");
      assertThat(decision.path("notice").asInt()).isEqualTo(1);
      assertThat(decision.path("entry").asLong()).isEqualTo(1);
      assertThat(decision.path("until").asLong()).isPositive();
      assertThat(claims.path("hosting_consent").path("ledger").asLong()).isEqualTo(1);
    }
  }

  @Test
  void aRefreshAndAnIntrospectionKnowTheLatestDecision() {
    realm.patient("alice", LILAS);
    JsonNode grant = realm.grant("app", "alice").json();
    String before = grant.path("access_token").asText();
    realm.decide(before, "PERMIT", 1).ok();
    realm.decide(before, "WITHDRAW", null).ok();

    String after =
        realm
            .token(
                Map.of(
                    "grant_type", "refresh_token",
                    "client_id", "app",
                    "refresh_token", grant.path("refresh_token").asText()))
            .ok()
            .json()
            .path("access_token")
            .asText();

    for (JsonNode claims : new JsonNode[] {TestRealm.claims(after), realm.introspect(before)}) {
      assertThat(
              claims
                  .path("hosting_consent")
                  .path("hostings")
                  .path(HOSTING)
                  .path("decision")
                  .asText())
          .isEqualTo("WITHDRAW");
    }
  }

  @Test
  void onlyHostingsOfThePatientsPracticesAreTold() {
    realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();

    realm.disable(LILAS);

    JsonNode claims = TestRealm.claims(realm.token("alice"));
    assertThat(claims.path("patient_id").asText()).isEqualTo("pat-alice");
    assertThat(claims.at("/hosting_consent/hostings")).isEmpty();
    assertThat(claims.at("/hosting_consent/ledger").asLong()).isEqualTo(1);
  }

  @Test
  void lightweightTokensCarryTheClaimsToo() {
    realm.patient("alice", TILLEULS);
    String id = realm.client("app");
    ObjectNode app = (ObjectNode) realm.admin("GET", "/clients/" + id, null).json();
    ((ObjectNode) app.get("attributes")).put("client.use.lightweight.access.token.enabled", "true");
    realm.admin("PUT", "/clients/" + id, app.toString()).ok();

    String token = realm.token("alice");

    assertThat(TestRealm.claims(token).has("sub")).isFalse();
    assertThat(TestRealm.claims(token).path("patient_id").asText()).isEqualTo("pat-alice");
    assertThat(realm.call("GET", "/consent/me", token, null).status()).isEqualTo(200);
  }

  @Test
  void aPatientCannotChooseWhoseRecordIsTheirs() {
    realm.patient("alice", LILAS);
    String token = realm.grant("plain", "alice").ok().json().path("access_token").asText();
    ObjectNode account = (ObjectNode) realm.call("GET", "/account/", token, null).ok().json();
    account.putObject("attributes").putArray("patient_id").add("pat-bob");

    assertThat(realm.call("POST", "/account/", token, account.toString()).status()).isEqualTo(400);

    assertThat(TestRealm.claims(realm.token("alice")).path("patient_id").asText())
        .isEqualTo("pat-alice");
  }

  @Test
  void nobodyIsAPatientWhereUsersMayEditTheAttribute() {
    realm.patient("alice", LILAS);
    String before = realm.token("alice");

    for (String profile :
        new String[] {
          "{'name':'patient_id','permissions':{'view':['user'],'edit':['admin','user']}}", null
        }) {
      realm.profile(profile);

      JsonNode claims = TestRealm.claims(realm.token("alice"));
      assertThat(claims.has("patient_id")).isFalse();
      assertThat(claims.has("hosting_consent")).isFalse();
      assertThat(realm.call("GET", "/consent/me", before, null).status()).isEqualTo(403);
      assertThat(realm.decide(before, "PERMIT", 1).status()).isEqualTo(403);
      assertThat(new HttpBrowser(realm).signIn("alice").isBack()).isTrue();
    }
  }
}
