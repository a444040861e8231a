// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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
    option("true");
    JsonNode here = realm.grant("app", "alice").ok().json();
    JsonNode elsewhere = realm.grant("app", "alice").ok().json();
    JsonNode offline = offline();
    JsonNode bob = realm.grant("app", "bob").ok().json();

    realm.decide(here.path("access_token").asText(), "WITHDRAW", null).ok();

    ends(elsewhere);
    ends(offline);
    assertThat(refresh(here).status()).isEqualTo(200);
    assertThat(refresh(bob).status()).isEqualTo(200);
    assertThat(realm.introspect(elsewhere.path("access_token").asText()).path("active").asBoolean())
        .isFalse();
    assertThat(realm.admin("GET", "/events?type=LOGOUT", null).ok().json())
        .anySatisfy(
            event -> {
              assertThat(event.path("sessionId").asText())
                  .isEqualTo(
                      TestRealm.claims(elsewhere.path("access_token").asText())
                          .path("sid")
                          .asText());
              assertThat(event.at("/details/reason").asText()).isEqualTo("hosting_decision");
            });
  }

  @Test
  void aRefusalWhileSigningInEndsTheOthersToo() {
    option("true");
    realm.publish(TestRealm.HOSTING, "Autrement.");
    JsonNode elsewhere = realm.grant("app", "alice").ok().json();

    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    assertThat(browser.isAsked()).isTrue();
    browser.answer("DENY");

    assertThat(browser.isBack()).isTrue();
    assertThat(TestRealm.claims(browser.token()).path("patient_id").asText())
        .isEqualTo("pat-alice");
    ends(elsewhere);
  }

  @Test
  void anApplicationThatHangsKeepsNobodyFromDeciding() throws IOException {
    option("true");
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
      ends(elsewhere);
      assertThat(application.wasCalled()).isTrue();
    }
  }

  @Test
  void aPermissionEndsNothing() {
    option("true");
    realm.publish(TestRealm.HOSTING, "Autrement.");
    JsonNode elsewhere = realm.grant("app", "alice").ok().json();

    realm.decide(realm.token("alice"), "PERMIT", 2).ok();

    assertThat(refresh(elsewhere).status()).isEqualTo(200);
  }

  @Test
  void withoutTheOptionTheOtherSessionsGoOnAndKnow() {
    JsonNode elsewhere = realm.grant("app", "alice").ok().json();

    realm.decide(realm.token("alice"), "WITHDRAW", null).ok();

    String token = refresh(elsewhere).ok().json().path("access_token").asText();
    assertThat(
            TestRealm.claims(token)
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

  /** The answer to the decision does not wait for it. */
  private void ends(JsonNode grant) {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
    while (refresh(grant).status() == 200) {
      assertThat(Instant.now()).as("still goes on").isBefore(deadline);
    }
    assertThat(refresh(grant).status()).isEqualTo(400);
  }

  private Answer refresh(JsonNode grant) {
    return realm.token(
        Map.of(
            "grant_type", "refresh_token",
            "client_id", "app",
            "refresh_token", grant.path("refresh_token").asText()));
  }

  private void option(String value) {
    ObjectNode representation = (ObjectNode) realm.admin("GET", "", null).ok().json();
    ((ObjectNode) representation.get("attributes")).put("prunelle.endSessionsOnWithdrawal", value);
    realm.admin("PUT", "", representation.toString()).ok();
  }
}
