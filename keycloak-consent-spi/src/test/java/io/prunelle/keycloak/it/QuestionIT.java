// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.HOSTING;
import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.TILLEULS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prunelle.keycloak.Examples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The question at login, in a real Keycloak. */
@ExtendWith(KeycloakExtension.class)
class QuestionIT {
  private final TestRealm realm;

  QuestionIT(TestRealm realm) {
    this.realm = realm;
  }

  @ParameterizedTest
  @ValueSource(strings = {"PERMIT", "DENY"})
  void thePatientIsAskedOnceAndSignedInWhateverTheAnswer(String decision) {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm);

    assertThat(browser.signIn("alice").isAsked()).isTrue();
    assertThat(browser.answer(decision).isBack()).isTrue();

    assertThat(decision(browser.token())).isEqualTo(decision);
    assertThat(browser.signIn("alice").isBack()).isTrue();
    JsonNode entry = realm.ledger().path("entries").path(0);
    assertThat(entry.path("channel").asText()).isEqualTo("LOGIN");
    assertThat(entry.path("language").asText()).isEqualTo("fr");
    assertThat(entry.path("notice").asInt()).isEqualTo(1);
    assertThat(entry.path("authentication").path("client").asText()).isEqualTo("app");
  }

  @Test
  void onAClosedHostingNothingIsSaidOfAccepting() {
    realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();
    becomes("CLOSED");

    HttpBrowser browser =
        new HttpBrowser(realm).signIn("alice", "kc_action", "hosting-consent", "ui_locales", "en");

    assertThat(browser.html())
        .contains(
            "Nothing new can be accepted at Nuage Santé", "Your care stays the same either way.")
        .doesNotContain("change your mind", "If you accept", "hostingConsent")
        .contains("value=\"WITHDRAW\"");
  }

  @Test
  void thePageShowsTheNoticeEscapedAndTheWholeHostSheet() {
    realm.patient("alice", LILAS);

    String page = new HttpBrowser(realm).signIn("alice", "ui_locales", "fr").html();

    assertThat(page)
        .contains("lang=\"fr\"", "Mon dossier", "Librement. &lt;b&gt;Vraiment&lt;/b&gt;.")
        .contains("Cabinet des Lilas", "Nuage Santé", "HDS-2025-0417", "31 mai 2028")
        .contains("Archivage Atlantique SARL", "dpo@nuage-sante.example")
        .contains("Vous avez 5 minutes pour lire")
        .doesNotContain("hostingConsent");
  }

  @Test
  void thePageAndTheDecisionAreInEnglishForWhoReadsEnglish() {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice", "ui_locales", "en");

    assertThat(browser.html())
        .contains("lang=\"en\"", "My record", "No, I refuse")
        .doesNotContain("hostingConsent");
    browser.answer("DENY");
    assertThat(realm.ledger().at("/entries/0/language").asText()).isEqualTo("en");
  }

  @Test
  void whoReadsNeitherLanguageOfANoticeIsShownTheRealmsAndNotTheAlphabetsFirst() {
    realm.patient("alice", LILAS);
    realm
        .consent(
            "POST",
            "/hostings/" + HOSTING + "/notices",
            TestRealm.json(
                "{'texts':{'de':{'title':'Akte','body':'Frei.'},"
                    + "'fr':{'title':'Dossier','body':'Librement.'}}}"))
        .ok();

    HttpBrowser browser = new HttpBrowser(realm).signIn("alice", "ui_locales", "en");

    assertThat(browser.html()).contains("Librement.").doesNotContain("Frei.");
    browser.answer("DENY");
    assertThat(realm.ledger().at("/entries/0/language").asText()).isEqualTo("fr");
  }

  @Test
  void anAnswerToANoticeThatChangedMeanwhileIsNotRecorded() {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    realm.publish(HOSTING, "Autrement.");

    browser.answer("PERMIT");

    assertThat(browser.isAsked()).isTrue();
    assertThat(browser.html()).contains("Autrement.", "ont changé pendant votre lecture");
    assertThat(realm.ledger().path("ledger").asLong()).isZero();
    assertThat(browser.answer("PERMIT").isBack()).isTrue();
    assertThat(realm.ledger().at("/entries/0/notice").asInt()).isEqualTo(2);
  }

  @Test
  void anAnswerToAHostSheetOrToPurposesThatChangedMeanwhileIsNotRecorded() {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    realm
        .consent(
            "PUT",
            "/hosts/nuage-sante",
            Examples.hostDocument().replace("dpo@nuage-sante.example", "dpo@elsewhere.example"))
        .ok();

    browser.answer("PERMIT");

    assertThat(browser.html())
        .contains("dpo@elsewhere.example", "ont changé pendant votre lecture");
    realm
        .hosting(
            HOSTING,
            "{'purposes':['Soins','Recherche'],'legalBasis':'EXPLICIT_CONSENT','validity':'P2Y'}")
        .ok();
    assertThat(browser.answer("DENY").isAsked()).isTrue();
    assertThat(browser.html()).contains("Recherche");
    assertThat(realm.ledger().path("ledger").asLong()).isZero();
    assertThat(browser.answer("PERMIT").isBack()).isTrue();
    Answer receipt =
        realm
            .call(
                "GET",
                "/consent/me/decisions/1/receipt",
                browser.token(),
                null,
                "Accept",
                "application/json")
            .ok();
    assertThat(TestRealm.claims(receipt.json().path("receipt").asText()).toString())
        .contains("dpo@elsewhere.example", "Recherche");

    // more than was permitted asks again
    realm
        .hosting(
            HOSTING,
            "{'purposes':['Soins','Recherche','Assurance'],'legalBasis':'EXPLICIT_CONSENT',"
                + "'validity':'P2Y'}")
        .ok();
    assertThat(browser.signIn("alice").html()).contains("Assurance", "sert votre dossier");
  }

  @Test
  void aRefusalCountsThoughSomebodyHasPermittedMeanwhile() {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    new HttpBrowser(realm).signIn("alice").answer("PERMIT");

    assertThat(browser.answer("DENY").isBack()).isTrue();

    assertThat(decision(browser.token())).isEqualTo("DENY");
    assertThat(realm.ledger().path("entries"))
        .extracting(entry -> entry.path("decision").asText())
        .containsExactly("PERMIT", "DENY");
  }

  @Test
  void aRefusalOfANoticeThatSomebodyHasPermittedInAnotherVersionIsAskedForAgain() {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    realm.publish(HOSTING, "Autrement.");
    new HttpBrowser(realm).signIn("alice").answer("PERMIT");

    assertThat(browser.answer("DENY").isAsked()).isTrue();

    assertThat(browser.html()).contains("Autrement.", "ont changé pendant votre lecture");
    assertThat(browser.answer("WITHDRAW").isBack()).isTrue();
    assertThat(decision(browser.token())).isEqualTo("WITHDRAW");
  }

  @Test
  void aPermissionAfterSomebodysRefusalIsAskedForOnceMore() {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    HttpBrowser third = new HttpBrowser(realm).signIn("alice");
    new HttpBrowser(realm).signIn("alice").answer("DENY");

    assertThat(browser.answer("PERMIT").isAsked()).isTrue();

    assertThat(browser.html()).contains("ont changé pendant votre lecture");
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(1);
    assertThat(browser.answer("PERMIT").isBack()).isTrue();
    assertThat(decision(browser.token())).isEqualTo("PERMIT");
    // and what says the same is neither asked for nor kept twice
    assertThat(third.answer("PERMIT").isBack()).isTrue();
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(2);
  }

  @Test
  void whatIsClosedWhileThePatientIsAskedAgainIsRefusedAllTheSame() {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice").answer("PERMIT");
    realm.publish(HOSTING, "Autrement.");
    assertThat(browser.signIn("alice").isAsked()).isTrue();
    becomes("CLOSED");

    assertThat(browser.answer("DENY").isBack()).isTrue();

    assertThat(realm.ledger().at("/entries/1/decision").asText()).isEqualTo("DENY");
    assertThat(decision(browser.token())).isEqualTo("DENY");
  }

  @ParameterizedTest
  @CsvSource({"CLOSED,PERMIT", "ENDED,PERMIT", "ENDED,DENY"})
  void whatAHostingTakesNoMoreIsNotRecordedAndTheLoginGoesOn(String status, String decision) {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    becomes(status);

    assertThat(browser.answer(decision).isBack()).isTrue();

    assertThat(realm.ledger().path("ledger").asLong()).isZero();
    assertThat(browser.signIn("alice").isBack()).isTrue();
  }

  @Test
  void ofAHostingThatWasClosedMeanwhileNothingIsSaidAtTheNextOne() {
    realm.patient("alice", LILAS, TILLEULS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    becomes("CLOSED");

    browser.answer("PERMIT");

    assertThat(browser.html())
        .contains("Cabinet des Tilleuls")
        .doesNotContain("Cabinet des Lilas", "ont changé pendant votre lecture");
    assertThat(browser.answer("PERMIT").isBack()).isTrue();
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(1);
  }

  @Test
  void aLoginDecidesOnNothingThatItHasNotShown() {
    realm.patient("alice", LILAS, TILLEULS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    Map<String, String> lilas = browser.fields();
    browser.answer("PERMIT").answer("PERMIT");
    realm.publish(TILLEULS + "@nuage-sante", "Autrement.");
    assertThat(browser.signIn("alice").html()).contains("Cabinet des Tilleuls");

    lilas.put("decision", "DENY");
    browser.submit(lilas);

    assertThat(browser.html()).contains("Cabinet des Tilleuls");
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(2);
  }

  @Test
  void aFormThatWasTamperedWithIsNotRecorded() {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");

    for (Map<String, String> change :
        List.of(
            Map.of("decision", "PERMIT", "digest", Examples.DIGEST),
            Map.of("decision", "PERMIT", "notice", "2"),
            Map.of("decision", "PERMIT", "language", "en"),
            Map.of("decision", "PERMIT", "described", Examples.DIGEST),
            Map.of("decision", "PERMIT", "hosting", TILLEULS + "@nuage-sante"),
            Map.of("decision", "KEEP"),
            Map.of("decision", "WITHDRAW"),
            Map.of("digest", ""))) {
      assertThat(browser.submit(change).isAsked()).as("%s", change).isTrue();
    }
    assertThat(realm.ledger().path("ledger").asLong()).isZero();
    assertThat(realm.admin("GET", "/events?type=UPDATE_CONSENT_ERROR", null).json())
        .extracting(event -> event.path("error").asText())
        .containsExactlyInAnyOrder(
            "text_differs",
            "notice_not_current",
            "text_differs",
            "text_differs",
            "nothing_to_withdraw");
  }

  @Test
  void aNewNoticeAsksAgainAlsoUnderSingleSignOn() {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice").answer("DENY");
    realm.publish(HOSTING, "Autrement.");

    assertThat(browser.signIn("alice", "prompt", "none").returned("error"))
        .isEqualTo("interaction_required");
    assertThat(browser.signIn("alice").isAsked()).isTrue();
    assertThat(browser.html()).doesNotContain("il revient au cabinet");
    assertThat(browser.answer("PERMIT").isBack()).isTrue();
    assertThat(browser.signIn("alice", "prompt", "none").returned("error")).isEmpty();

    // who has permitted is told what saying no does now
    realm.publish(HOSTING, "Encore autrement.");
    assertThat(browser.signIn("alice").html())
        .contains(
            "Si vous dites non et que votre dossier est chez Nuage Santé, il revient au cabinet")
        .doesNotContain("hostingConsent");
  }

  @Test
  void twoPracticesAskOneAfterTheOther() {
    realm.patient("alice", LILAS, TILLEULS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");

    assertThat(browser.html()).contains("Cabinet des Lilas", "Une autre question suit");
    browser.answer("DENY");
    assertThat(browser.html())
        .contains("Cabinet des Tilleuls")
        .doesNotContain("Une autre question");
    browser.answer("PERMIT");

    JsonNode hostings = TestRealm.claims(browser.token()).path("hosting_consent").path("hostings");
    assertThat(hostings.path(HOSTING).path("decision").asText()).isEqualTo("DENY");
    assertThat(hostings.path(TILLEULS + "@nuage-sante").path("decision").asText())
        .isEqualTo("PERMIT");
  }

  @Test
  void onDemandThePatientSeesTheChoiceAndMayChangeIt() {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice").answer("PERMIT");

    browser.signIn("alice", "kc_action", "hosting-consent");
    assertThat(browser.isAsked()).isTrue();
    assertThat(browser.html()).contains("Vous avez accepté le", "Ne rien changer");
    assertThat(browser.answer("KEEP").returned("kc_action_status")).isEqualTo("success");
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(1);

    browser.signIn("alice", "kc_action", "hosting-consent").answer("WITHDRAW");
    assertThat(browser.returned("kc_action_status")).isEqualTo("success");
    assertThat(decision(browser.token())).isEqualTo("WITHDRAW");
  }

  @Test
  void theDirectGrantHasNoScreenAndIsNeitherAskedNorRefused() {
    realm.patient("alice", LILAS);

    String token = realm.token("alice");

    assertThat(TestRealm.claims(token).at("/hosting_consent/hostings")).isEmpty();
    assertThat(new HttpBrowser(realm).signIn("alice").isAsked()).isTrue();
  }

  @Test
  void whoIsNoPatientIsNotAsked() {
    realm.user("doctor", "", LILAS);

    assertThat(new HttpBrowser(realm).signIn("doctor").isBack()).isTrue();
  }

  @Test
  void anAdministratorInThePatientsNameIsNeitherAskedNorTold() {
    String alice = realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).impersonate(alice, realm.adminToken());

    browser.signIn("alice");

    isBackAsNoPatient(browser);
  }

  /** Impersonating leaves the browser the authentication session of a page it had before. */
  @Test
  void norIsOneWhoseBrowserHadALoginPage() {
    String alice = realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).request();
    assertThat(browser.isBack()).isFalse();

    browser.impersonate(alice, realm.adminToken()).request();

    isBackAsNoPatient(browser);
    // on demand too: nobody knows when the user signed in last
    assertThat(browser.request("kc_action", "hosting-consent").asksForPassword()).isTrue();
  }

  /** Keycloak makes a new session then, to which it does not note who has impersonated. */
  @Test
  void norIsOneWhoDidWhatTheUserIsRequiredTo() {
    String alice = realm.patient("alice", LILAS);
    ObjectNode user = (ObjectNode) realm.admin("GET", "/users/" + alice, null).ok().json();
    user.putArray("requiredActions").add("UPDATE_PASSWORD");
    realm.admin("PUT", "/users/" + alice, user.toString()).ok();
    HttpBrowser browser = new HttpBrowser(realm).request().impersonate(alice, realm.adminToken());

    browser.request();
    assertThat(browser.html()).contains("password-new");
    browser.submit(Map.of("password-new", "another", "password-confirm", "another"));

    isBackAsNoPatient(browser);
    isBackAsNoPatient(browser.request());
  }

  private void isBackAsNoPatient(HttpBrowser browser) {
    assertThat(browser.isBack()).isTrue();
    String token = browser.token();
    JsonNode claims = TestRealm.claims(token);
    assertThat(claims.path("preferred_username").asText()).isEqualTo("alice");
    assertThat(claims.has("patient_id")).isFalse();
    assertThat(claims.has("hosting_consent")).isFalse();
    assertThat(realm.decide(token, "PERMIT", 1).problem()).isEqualTo("not-permitted");
    assertThat(realm.ledger().path("ledger").asLong()).isZero();
  }

  private void becomes(String status) {
    realm
        .hosting(
            HOSTING,
            "{'purposes':['Soins'],'legalBasis':'EXPLICIT_CONSENT','validity':'P2Y',"
                + "'status':'"
                + status
                + "'}")
        .ok();
  }

  private static String decision(String token) {
    return TestRealm.claims(token)
        .path("hosting_consent")
        .path("hostings")
        .path(HOSTING)
        .path("decision")
        .asText();
  }
}
