// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the realm says about a patient and the patient's decisions, in every token form alike. */
@ExtendWith(RunningDemo.class)
@Order(20)
final class TokenClaimsIT {
  private final Http http = new Http();
  private final Demo demo;
  private final Realm realm;

  TokenClaimsIT(Demo demo) {
    this.demo = demo;
    this.realm = new Realm(demo, http);
  }

  @Test
  void theDecisionStandsInAccessTokenIdTokenUserinfoAndIntrospection() {
    Demo.User patient = demo.patient("PERMIT", 0);
    JsonNode tokens = realm.tokens(patient, "openid");
    String access = tokens.get("access_token").asText();

    JsonNode userinfo =
        http.get(demo.issuer() + "/protocol/openid-connect/userinfo", access).json();
    JsonNode introspection = introspect(access);

    for (JsonNode claims :
        new JsonNode[] {
          Realm.claims(access),
          Realm.claims(tokens.get("id_token").asText()),
          userinfo,
          introspection
        }) {
      assertThat(claims.at("/patient_id").asText()).isEqualTo(patient.patientId());
      JsonNode consent = claims.get("hosting_consent");
      assertThat(consent.get("ledger").asLong()).isPositive();
      JsonNode hosting = consent.get("hostings").get(demo.hosting());
      assertThat(hosting.get("decision").asText()).isEqualTo("PERMIT");
      assertThat(hosting.get("notice").asInt()).isPositive();
      assertThat(hosting.get("entry").asLong()).isPositive();
    }
  }

  @Test
  void aPatientWhoWasNotAskedHasNoDecisionInTheToken() {
    JsonNode claims = Realm.claims(realm.token(demo.patient(null, 2)));

    assertThat(claims.at("/hosting_consent/hostings").isObject()).isTrue();
    assertThat(claims.at("/hosting_consent/hostings")).isEmpty();
  }

  @Test
  void scopesFollowTheRole() {
    assertThat(scopes(demo.patient("PERMIT", 0)))
        .contains("patient/*.cruds")
        .doesNotContain("user/*.cruds");
    assertThat(scopes(demo.practitioner(0)))
        .contains("user/*.cruds")
        .doesNotContain("patient/*.cruds");
  }

  @Test
  void aPatientCannotBecomeSomeoneElseThroughTheAccountApi() {
    Demo.User patient = demo.patient("DENY", 1);
    String other = demo.patient("PERMIT", 0).patientId();
    String account = demo.issuer() + "/account/?userProfileMetadata=false";
    String token =
        http.form(
                demo.text("/tokenEndpoint"),
                Map.of(
                    "grant_type", "password",
                    "client_id", demo.text("/clients/app/id"),
                    "scope", "openid",
                    "username", patient.username(),
                    "password", patient.password()))
            .json()
            .get("access_token")
            .asText();
    JsonNode profile = http.send("GET", account, token, "application/json", null).json();

    Http.Answer answer =
        http.post(
            account,
            token,
            "{\"username\":\"%s\",\"firstName\":\"A\",\"lastName\":\"B\",\"email\":\"%s\",\"attributes\":{\"patient_id\":[\"%s\"]}}"
                .formatted(patient.username(), profile.at("/email").asText(), other));

    assertThat(answer.status()).isBetween(400, 499);
    assertThat(Realm.claims(realm.token(patient)).at("/patient_id").asText())
        .isEqualTo(patient.patientId());
  }

  @Test
  void nobodyElseMayReadTheFeedOrAdministerHosts() {
    String patient = realm.token(demo.patient("PERMIT", 0));
    String practitioner = realm.token(demo.practitioner(0));
    for (String token : new String[] {null, patient, practitioner}) {
      assertThat(http.get(realm.consent() + "/changes?after=0", token).status()).isIn(401, 403);
      assertThat(http.get(realm.consentAdministration() + "/hosts", token).status()).isIn(401, 403);
    }
  }

  private java.util.List<String> scopes(Demo.User user) {
    return java.util.List.of(Realm.claims(realm.token(user)).at("/scope").asText().split(" "));
  }

  /** Introspects as the gateway, which the token is for: Keycloak tells nobody else. */
  private JsonNode introspect(String token) {
    String clients = demo.text("/keycloak") + "/admin/realms/" + demo.text("/realm") + "/clients";
    String administrator = realm.administrator();
    JsonNode gateway =
        http.get(clients + "?clientId=prunelle-gateway", administrator).json().get(0);
    return http.form(
            demo.issuer() + "/protocol/openid-connect/token/introspect",
            Map.of(
                "client_id",
                gateway.get("clientId").asText(),
                "client_secret",
                gateway.get("secret").asText(),
                "token",
                token))
        .json();
  }
}
