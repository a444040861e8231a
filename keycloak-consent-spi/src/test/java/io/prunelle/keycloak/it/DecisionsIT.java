// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.HOSTING;
import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.TILLEULS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.prunelle.keycloak.Examples;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The REST of patients and of the feed, in a real Keycloak. */
@ExtendWith(KeycloakExtension.class)
class DecisionsIT {
  private final TestRealm realm;

  DecisionsIT(TestRealm realm) {
    this.realm = realm;
  }

  @Test
  void thePatientSeesWhatIsAskedAndAnswersIt() {
    realm.patient("alice", LILAS);
    String token = realm.token("alice");

    JsonNode asked = realm.call("GET", "/consent/me?lang=en", token, null).ok().json();
    JsonNode hosting = asked.path("hostings").path(0);
    JsonNode notice = hosting.path("notice");
    Answer answer =
        realm.call(
            "POST",
            "/consent/me/decisions",
            token,
            json(
                "{'hosting':'%s','decision':'PERMIT','notice':%d,'language':'en','digest':'%s'}",
                HOSTING, notice.path("version").asInt(), notice.path("digest").asText()));

    assertThat(asked.path("patient").asText()).isEqualTo("pat-alice");
    assertThat(asked.path("hostings")).hasSize(1);
    assertThat(hosting.at("/practice/name").asText()).isEqualTo("Cabinet des Lilas");
    assertThat(hosting.at("/practice/address").isNull()).isTrue();
    assertThat(hosting.at("/host/sheet/certificate/expires").asText()).isEqualTo("2028-05-31");
    assertThat(hosting.path("state").asText()).isEqualTo("UNDECIDED");
    assertThat(hosting.path("ask").asBoolean()).isTrue();
    assertThat(hosting.has("decision")).isTrue();
    assertThat(notice.path("title").asText()).isEqualTo("My record");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("Location")).endsWith("/consent/me/decisions/1");
    assertThat(answer.json().path("textDigest")).isEqualTo(notice.path("digest"));
    JsonNode after = realm.call("GET", "/consent/me", token, null).json().at("/hostings/0");
    assertThat(after.path("state").asText()).isEqualTo("PERMIT");
    assertThat(after.path("ask").asBoolean()).isFalse();
    assertThat(after.path("decision")).isEqualTo(answer.json());
    assertThat(realm.call("GET", "/consent/me/decisions/1", token, null).json())
        .isEqualTo(answer.json());
  }

  @Test
  void whoIsNoLongerAPatientOfThePracticeTakesBackWhatTheyPermittedAndPermitsNothing() {
    String alice = realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();

    // Given she has left the practice
    realm
        .admin("DELETE", "/organizations/" + realm.organization(LILAS) + "/members/" + alice, null)
        .ok();
    String token = realm.token("alice");

    JsonNode seen = realm.call("GET", "/consent/me", token, null).ok().json().path("hostings");
    assertThat(seen).hasSize(1);
    assertThat(seen.at("/0/hosting").asText()).isEqualTo(HOSTING);
    assertThat(seen.at("/0/former").asBoolean()).isTrue();
    assertThat(seen.at("/0/mayPermit").asBoolean(true)).isFalse();
    assertThat(seen.at("/0/ask").asBoolean(true)).isFalse();
    assertThat(TestRealm.claims(token).at("/hosting_consent/hostings")).isEmpty();
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    assertThat(browser.isBack()).isTrue();
    browser.signIn("alice", "kc_action", "hosting-consent");
    assertThat(browser.html())
        .contains(
            "Vous ne faites plus partie des patients de Cabinet des Lilas", "value=\"WITHDRAW\"")
        .doesNotContain("value=\"PERMIT\"");
    assertThat(browser.answer("KEEP").returned("kc_action_status")).isEqualTo("success");
    assertThat(realm.decide(token, "PERMIT", 1).problem()).isEqualTo("unknown-hosting");
    assertThat(realm.decide(token, "WITHDRAW", null).ok().json().path("decision").asText())
        .isEqualTo("WITHDRAW");

    assertThat(realm.call("GET", "/consent/me", token, null).json().path("hostings")).isEmpty();

    // And who never was one decides nothing
    realm.patient("bob", TILLEULS);
    assertThat(realm.decide(realm.token("bob"), "DENY", 1).problem()).isEqualTo("unknown-hosting");
  }

  @Test
  void twoUsersWithOnePatientIdAreNeitherOfThemThatPatient() {
    realm.patient("alice", LILAS);
    realm.patient("bob", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();

    realm.attribute("bob", "patient_id", "pat-alice");

    for (String user : new String[] {"alice", "bob"}) {
      String token = realm.token(user);
      assertThat(TestRealm.claims(token).has("patient_id")).isFalse();
      assertThat(realm.decide(token, "WITHDRAW", null).status()).isEqualTo(403);
    }
    // and what was permitted stays in force until the practice takes it back for the patient
    assertThat(realm.ledger().at("/entries/0/decision").asText()).isEqualTo("PERMIT");
    realm.role(realm.user("officer", "", LILAS), "consent-officer");
    assertThat(
            realm
                .call(
                    "POST",
                    "/consent/practices/" + LILAS + "/patients/pat-alice/decisions",
                    realm.token("officer"),
                    json(
                        "{'hosting':'%s','decision':'WITHDRAW','notice':1,'language':'fr',"
                            + "'paper':{'digest':'%s','date':'%s'}}",
                        HOSTING, Examples.DIGEST, LocalDate.now(ZoneOffset.UTC)))
                .status())
        .isEqualTo(201);
  }

  @Test
  void anAnswerThatChangesNothingIsTheEntryThatIsInForce() {
    realm.patient("alice", LILAS);
    String token = realm.token("alice");
    Answer first = realm.decide(token, "PERMIT", 1);

    Answer again = realm.decide(token, "PERMIT", 1);

    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(1);
    assertThat(realm.admin("GET", "/events?type=UPDATE_CONSENT", null).json()).hasSize(1);
  }

  @Test
  void anAnswerThatCannotBeTakenIsRefusedAsAProblem() {
    realm.patient("alice", LILAS);
    String token = realm.token("alice");

    refused(realm.decide(token, "PERMIT", null), 400, "the current one is 1");
    refused(realm.decide(token, "PERMIT", 2), 409, "the current version is 1");
    refused(realm.decide(token, "WITHDRAW", null), 409, "no permission in force");
    for (String other : new String[] {TILLEULS + "@nuage-sante", "no@where"}) {
      refused(
          realm.call(
              "POST",
              "/consent/me/decisions",
              token,
              json("{'hosting':'%s','decision':'DENY'}", other)),
          404,
          "no such hosting");
    }
    refused(realm.call("POST", "/consent/me/decisions", token, "x".repeat(40_000)), 413, "32768");
    assertThat(realm.ledger().path("ledger").asLong()).isZero();
  }

  @Test
  void onlyThePatientThroughAnApplicationWithTheScopeMayCall() {
    realm.patient("alice", LILAS);
    realm.user("doctor", "", LILAS);
    String token = realm.token("alice");
    String plain = realm.grant("plain", "alice").json().path("access_token").asText();

    Answer without = realm.call("GET", "/consent/me", null, null);
    refused(without, 401, "access token");
    assertThat(without.header("WWW-Authenticate")).isEqualTo("Bearer");
    Answer tampered =
        realm.call("GET", "/consent/me", token.substring(0, token.length() - 5), null);
    refused(tampered, 401, "access token");
    assertThat(tampered.header("WWW-Authenticate")).contains("invalid_token");
    Answer narrow = realm.decide(plain, "DENY", 1);
    refused(narrow, 403, "scope hosting_decisions");
    assertThat(narrow.header("WWW-Authenticate")).contains("insufficient_scope");
    refused(realm.call("GET", "/consent/me", realm.token("doctor"), null), 403, "not a patient");
    refused(realm.decide(realm.serviceToken(), "DENY", 1), 403, "");
  }

  @Test
  void aPatientReadsNobodyElsesDecisions() {
    realm.patient("alice", LILAS);
    realm.patient("bob", LILAS);
    realm.decide(realm.token("alice"), "DENY", 1).ok();
    String bob = realm.token("bob");

    assertThat(realm.call("GET", "/consent/me/decisions", bob, null).json().path("decisions"))
        .isEmpty();
    refused(realm.call("GET", "/consent/me/decisions/1", bob, null), 404, "no such decision");
  }

  @Test
  void theFeedIsForServiceAccountsWithTheRoleAlone() {
    realm.patient("alice", LILAS);
    String alice = realm.token("alice");
    realm.decide(alice, "PERMIT", 1).ok();
    realm.decide(alice, "WITHDRAW", null).ok();
    realm.decide(alice, "DENY", null).ok();
    String feed = realm.serviceToken();

    JsonNode stretch = realm.call("GET", "/consent/changes?after=1&limit=1", feed, null).json();

    assertThat(stretch.path("ledger").asLong()).isEqualTo(3);
    assertThat(stretch.path("entries")).hasSize(1);
    assertThat(stretch.at("/entries/0/decision").asText()).isEqualTo("WITHDRAW");
    refused(realm.call("GET", "/consent/changes", alice, null), 403, "consent-feed");
    refused(realm.call("GET", "/consent/changes?after=-1", feed, null), 400, "after: ");
    refused(realm.call("GET", "/consent/changes?limit=1001", feed, null), 400, "limit: ");
  }

  @Test
  void deletingTheUserLeavesTheDecisions() {
    String alice = realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();

    realm.admin("DELETE", "/users/" + alice, null).ok();

    assertThat(realm.ledger().at("/entries/0/patient").asText()).isEqualTo("pat-alice");
    assertThat(realm.ledger().at("/entries/0/by/subject").asText()).isEqualTo(alice);
  }

  @Test
  void keycloaksEventsTellOfTheDecision() {
    realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "DENY", 1).ok();

    JsonNode event = realm.admin("GET", "/events?type=UPDATE_CONSENT", null).json().path(0);

    assertThat(event.at("/details/hosting").asText()).isEqualTo(HOSTING);
    assertThat(event.at("/details/hosting_decision").asText()).isEqualTo("DENY");
    assertThat(event.at("/details/ledger_position").asText()).isEqualTo("1");
  }

  private static void refused(Answer answer, int status, String detail) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    assertThat(answer.detail()).contains(detail);
  }
}
