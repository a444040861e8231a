// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a patient's sessions elsewhere when the patient withdraws. */
@ExtendWith(KeycloakExtension.class)
class OtherSessionsIT {
  private final TestRealm realm;

  OtherSessionsIT(TestRealm realm) {
    this.realm = realm;
  }

  @BeforeEach
  void aliceAndBobHavePermitted() {
    for (String patient : new String[] {"alice", "bob"}) {
      realm.patient(patient, LILAS);
      realm.decide(realm.token(patient), "PERMIT", 1).ok();
    }
  }

  @Test
  void aWithdrawalEndsThePatientsOtherSessionsWhereTheRealmWantsIt() {
    realm.endsOtherSessions(true);
    JsonNode here = realm.grant("app", "alice").ok().json();
    JsonNode elsewhere = realm.grant("app", "alice").ok().json();
    JsonNode offline = offline();
    JsonNode bob = realm.grant("app", "bob").ok().json();

    realm.decide(here.path("access_token").asText(), "WITHDRAW", null).ok();

    realm.ends(elsewhere);
    realm.ends(offline);
    assertThat(realm.refresh(here).status()).isEqualTo(200);
    assertThat(realm.refresh(bob).status()).isEqualTo(200);
    assertThat(realm.introspect(elsewhere.path("access_token").asText()).path("active").asBoolean())
        .isFalse();
    assertThat(realm.logouts())
        .anySatisfy(
            event -> {
              assertThat(event.path("sessionId").asText()).isEqualTo(TestRealm.session(elsewhere));
              assertThat(event.at("/details/reason").asText()).isEqualTo("hosting_decision");
            });
  }

  @Test
  void aRefusalWhileSigningInEndsTheOthersToo() {
    realm.endsOtherSessions(true);
    realm.publish(TestRealm.HOSTING, "Autrement.");
    JsonNode elsewhere = realm.grant("app", "alice").ok().json();

    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    assertThat(browser.isAsked()).isTrue();
    browser.answer("DENY");

    assertThat(browser.isBack()).isTrue();
    assertThat(TestRealm.claims(browser.token()).path("patient_id").asText())
        .isEqualTo("pat-alice");
    realm.ends(elsewhere);
  }

  @Test
  void anApplicationThatHangsKeepsNobodyFromDeciding() throws IOException {
    realm.endsOtherSessions(true);
    try (HangingApplication application = new HangingApplication()) {
      ObjectNode client =
          (ObjectNode) realm.admin("GET", "/clients?clientId=app", null).ok().json().get(0);
      ((ObjectNode) client.get("attributes")).put("backchannel.logout.url", application.url());
      realm.admin("PUT", "/clients/" + client.path("id").asText(), client.toString()).ok();
      JsonNode here = realm.grant("app", "alice").ok().json();
      JsonNode elsewhere = realm.grant("app", "alice").ok().json();

      realm.decide(here.path("access_token").asText(), "WITHDRAW", null).ok();

      // Then the patient has the answer before the application is done
      assertThat(application.isDone()).isFalse();
      application.goOn();
      realm.ends(elsewhere);
      assertThat(application.wasCalled()).isTrue();
    }
  }

  @Test
  void aPermissionEndsNothing() {
    realm.endsOtherSessions(true);
    realm.publish(TestRealm.HOSTING, "Autrement.");
    JsonNode elsewhere = realm.grant("app", "alice").ok().json();

    realm.decide(realm.token("alice"), "PERMIT", 2).ok();

    assertThat(realm.refresh(elsewhere).status()).isEqualTo(200);
  }

  @Test
  void withoutTheOptionTheOtherSessionsGoOnAndKnow() {
    JsonNode elsewhere = realm.grant("app", "alice").ok().json();

    realm.decide(realm.token("alice"), "WITHDRAW", null).ok();

    assertThat(
            TestRealm.claims(realm.refreshed(elsewhere))
                .path("hosting_consent")
                .path("hostings")
                .path(TestRealm.HOSTING)
                .path("decision")
                .asText())
        .isEqualTo("WITHDRAW");
  }

  private JsonNode offline() {
    return realm
        .token(
            Map.of(
                "grant_type", "password",
                "client_id", "app",
                "scope", "openid offline_access",
                "username", "alice",
                "password", TestRealm.PASSWORD))
        .ok()
        .json();
  }
}
