// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.INFORMING;
import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.SAULES;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Information and objection: what patients are told, and what practices answer. */
@ExtendWith(KeycloakExtension.class)
class ObjectionIT {
  private final TestRealm realm;

  ObjectionIT(TestRealm realm) {
    this.realm = realm;
  }

  @BeforeEach
  void aPracticeThatInforms() {
    realm.informing();
    realm.patient("alice", SAULES);
  }

  @Test
  void thePatientIsInformedAndNotAskedToConsent() {
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");

    assertThat(browser.html())
        .contains("Nous vous informons.", "motif légitime", "Je m’oppose")
        .doesNotContain("J’accepte", "Oui, j’accepte", "votre accord", "hostingConsent");
    assertThat(browser.answer("PERMIT").isAsked()).isTrue();
    assertThat(browser.answer("INFORMED").isBack()).isTrue();

    assertThat(decision(browser.token())).isEqualTo("INFORMED");
    assertThat(browser.signIn("alice").isBack()).isTrue();

    // nor when the notice has changed
    realm.publish(INFORMING, "Autrement.");
    assertThat(browser.signIn("alice").html())
        .contains(
            "Vous avez reçu l’information le", "ont changé depuis\u00a0: merci de les relire.")
        .doesNotContain("la question", "hostingConsent");
  }

  @Test
  void anObjectionWithoutAReasonIsShownAgainWithTheErrorAtItsField() {
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");

    for (String nothing : new String[] {"", "  \r\n "}) {
      browser.submit(Map.of("decision", "OBJECT", "reason", nothing));

      assertThat(browser.html())
          .contains("aria-invalid=\"true\"", "pru-reason-error", "écrivez votre motif");
    }
    assertThat(realm.ledger().path("ledger").asLong()).isZero();
  }

  @Test
  void whatNobodySeesInAReasonIsNoReasonToRefuseItAndWhatIsTooLongIsThereAgain() {
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");

    browser.submit(Map.of("decision", "OBJECT", "reason", "a".repeat(4000) + "bc"));
    assertThat(browser.html())
        .contains("pru-reason-error", "trop long", "a".repeat(4000) + "bc</textarea>")
        .doesNotContain("écrivez votre motif");
    assertThat(realm.ledger().path("ledger").asLong()).isZero();

    browser.submit(Map.of("decision", "OBJECT", "reason", "\u2068Mon frère\u2069 y travaille."));
    assertThat(browser.isBack()).isTrue();
    assertThat(objections(officer()).at("/objections/0/reason").asText())
        .isEqualTo("Mon frère y travaille.");
  }

  @Test
  void whatThePatientWroteIsThereAgainWhenTheNoticeHasChangedMeanwhile() {
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    realm.publish(INFORMING, "Autrement.");

    browser.submit(Map.of("decision", "OBJECT", "reason", "Mon frère <i>y</i> travaille."));

    assertThat(browser.html())
        .contains("Autrement.", ">Mon frère &lt;i&gt;y&lt;/i&gt; travaille.</textarea>");
    assertThat(realm.ledger().path("ledger").asLong()).isZero();
  }

  @Test
  void anObjectionCountsThoughSomebodyWasInformedMeanwhile() {
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    new HttpBrowser(realm).signIn("alice").answer("INFORMED");

    browser.submit(Map.of("decision", "OBJECT", "reason", ""));
    assertThat(browser.html()).contains("pru-reason-error");
    browser.submit(Map.of("decision", "OBJECT", "reason", "Mon frère y travaille."));

    assertThat(browser.isBack()).isTrue();
    assertThat(decision(browser.token())).isEqualTo("OBJECT");
  }

  @Test
  void anObjectionStopsTheHostingAndThePatientIsToldThatItWasUpheld() {
    HttpBrowser browser = objected();
    assertThat(decision(browser.token())).isEqualTo("OBJECT");
    assertThat(browser.signIn("alice").isBack()).isTrue();

    String officer = officer();
    JsonNode open = objections(officer).path("objections");
    assertThat(open).hasSize(1);
    assertThat(open.at("/0/reason").asText()).isEqualTo("Mon frère <i>y</i> travaille.");
    assertThat(answer(officer, "UPHOLD", "Nous vous comprenons.").status()).isEqualTo(201);
    assertThat(answer(officer, "REJECT", "Finalement non.").status()).isEqualTo(409);
    assertThat(objections(officer).path("objections")).isEmpty();

    browser.signIn("alice");
    assertThat(browser.html())
        .contains("Nous vous comprenons.", "donne raison", "Mon frère &lt;i&gt;y&lt;/i&gt;")
        .contains("Vous n’avez rien à faire.")
        .doesNotContain("hostingConsent", "saisir un tribunal");
    assertThat(browser.answer("TOLD").isBack()).isTrue();
    assertThat(decision(browser.token())).isEqualTo("UPHOLD");
    assertThat(browser.signIn("alice").isBack()).isTrue();

    // a new notice must not talk an upheld objection away
    realm.publish(INFORMING, "Autrement.");
    assertThat(browser.signIn("alice").isBack()).isTrue();
    assertThat(decision(browser.token())).isEqualTo("UPHOLD");
  }

  @Test
  void aRejectedObjectionLetsTheHostingGoOnAndCanBeRaisedAgain() {
    HttpBrowser browser = objected();
    answer(officer(), "REJECT", "Aucun lien avec votre dossier.").ok();

    assertThat(browser.signIn("alice").html())
        .contains("ne vous donne pas raison", "saisir un tribunal");
    assertThat(browser.answer("TOLD").isBack()).isTrue();
    assertThat(decision(browser.token())).isEqualTo("REJECT");

    browser.signIn("alice", "kc_action", "hosting-consent");
    assertThat(browser.html()).contains("Aucun lien avec votre dossier.", "Ne rien changer");
    browser.submit(Map.of("decision", "OBJECT", "reason", "Encore un motif."));
    assertThat(browser.returned("kc_action_status")).isEqualTo("success");
    assertThat(decision(browser.token())).isEqualTo("OBJECT");
  }

  @Test
  void aPatientTakesAnObjectionBack() {
    HttpBrowser browser = objected();

    browser.signIn("alice", "kc_action", "hosting-consent").answer("INFORMED");

    assertThat(decision(browser.token())).isEqualTo("INFORMED");
    String officer = officer();
    assertThat(objections(officer).path("objections")).isEmpty();
    assertThat(answer(officer, "REJECT", "Trop tard.").status()).isEqualTo(409);
  }

  @Test
  void throughRestAnObjectionHasTheSameRules() {
    String token = realm.token("alice");

    assertThat(decide(token, "'decision':'OBJECT'").problem()).isEqualTo("reason-missing");
    assertThat(decide(token, "'decision':'PERMIT','notice':1").problem())
        .isEqualTo("other-legal-basis");
    assertThat(decide(token, "'decision':'UPHOLD','notice':1").problem())
        .isEqualTo("other-legal-basis");
    assertThat(decide(token, "'decision':'INFORMED'").problem()).isEqualTo("notice-not-named");
    assertThat(decide(token, "'decision':'INFORMED','notice':1,'reason':'x'").problem())
        .isEqualTo("invalid-member");
    assertThat(decide(token, "'decision':'OBJECT','reason':'Non.'").status()).isEqualTo(201);
    assertThat(decide(token, "'decision':'OBJECT','reason':'Non.'").problem())
        .isEqualTo("already-objected");
    JsonNode me = realm.call("GET", "/consent/me", token, null).ok().json().at("/hostings/0");
    assertThat(me.path("state").asText()).isEqualTo("OBJECT");
    assertThat(me.at("/objection/reason").asText()).isEqualTo("Non.");
  }

  @Test
  void onlyAnOfficerOfThePracticeReadsAndAnswersObjections() {
    objected();
    realm.user("doctor", "", SAULES);
    String elsewhere = realm.user("elsewhere", "", LILAS);
    realm.role(elsewhere, "consent-officer");
    String oneself = realm.admin("GET", "/users?username=alice", null).json().at("/0/id").asText();
    realm.role(oneself, "consent-officer");
    realm.protectedAttributes("staff_of");
    realm.attribute("alice", "staff_of", SAULES);
    assertThat(call("GET", "/objections", realm.token("alice"), null).status()).isEqualTo(200);

    for (String other : new String[] {"doctor", "elsewhere"}) {
      String token = realm.token(other);
      assertThat(call("GET", "/objections", token, null).problem()).isEqualTo("not-permitted");
      assertThat(answer(token, "REJECT", "Non.").problem()).isEqualTo("not-permitted");
    }
    assertThat(answer(realm.token("alice"), "UPHOLD", "Oui.").problem()).isEqualTo("not-permitted");
    assertThat(call("GET", "/objections", null, null).status()).isEqualTo(401);
    assertThat(call("GET", "/objections", realm.serviceToken(), null).status()).isEqualTo(403);
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(1);
  }

  @Test
  void whoIsAnOfficerElsewhereIsNoneWhereTheyAreAPatient() {
    objected();
    realm.protectedAttributes("staff_of");
    // Given an officer of Lilas who is a patient of Saules
    realm.role(realm.patient("moreau", LILAS, SAULES), "consent-officer");
    isNoOfficer(realm.token("moreau"));

    // When it is said where they work, then it is there and nowhere else
    realm.attribute("moreau", "staff_of", LILAS);
    isNoOfficer(realm.token("moreau"));
    assertThat(
            realm.call("GET", "/consent/practices/" + LILAS, realm.token("moreau"), null).status())
        .isEqualTo(200);
    realm.attribute("moreau", "staff_of", SAULES);
    assertThat(call("GET", "/objections", realm.token("moreau"), null).status()).isEqualTo(200);

    // And not where users could say it of themselves
    realm.openAttribute("staff_of");
    isNoOfficer(realm.token("moreau"));
  }

  @Test
  void nobodyBecomesStaffByTakingTheirPatientsIdOff() {
    objected();
    officer();
    realm.openAttribute("patient_id");

    isNoOfficer(realm.token("officer"));
  }

  private void isNoOfficer(String token) {
    assertThat(call("GET", "", token, null).problem()).isEqualTo("not-permitted");
    assertThat(call("GET", "/objections", token, null).problem()).isEqualTo("not-permitted");
    assertThat(answer(token, "REJECT", "Non.").problem()).isEqualTo("not-permitted");
    assertThat(call("GET", "/patients/pat-alice", token, null).problem())
        .isEqualTo("not-permitted");
    assertThat(call("POST", "/patients/pat-alice/decisions", token, "{}").problem())
        .isEqualTo("not-permitted");
    assertThat(
            call("POST", "/fhir/Consent", token, "{'resourceType':'Consent'}".replace('\'', '"'))
                .status())
        .isEqualTo(403);
  }

  private HttpBrowser objected() {
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    browser.submit(Map.of("decision", "OBJECT", "reason", "Mon frère <i>y</i> travaille."));
    assertThat(browser.isBack()).isTrue();
    return browser;
  }

  private String officer() {
    realm.role(realm.user("officer", "", SAULES), "consent-officer");
    return realm.token("officer");
  }

  private JsonNode objections(String token) {
    return call("GET", "/objections", token, null).ok().json();
  }

  private Answer answer(String token, String decision, String reason) {
    return call(
        "POST",
        "/objections/1/answer",
        token,
        json("{'decision':'%s','reason':'%s'}", decision, reason));
  }

  private Answer call(String method, String path, String token, String body) {
    return realm.call(method, "/consent/practices/" + SAULES + path, token, body);
  }

  private Answer decide(String token, String members) {
    return realm.call(
        "POST",
        "/consent/me/decisions",
        token,
        json("{'hosting':'" + INFORMING + "'," + members + "}"));
  }

  private static String decision(String token) {
    return TestRealm.claims(token)
        .path("hosting_consent")
        .path("hostings")
        .path(INFORMING)
        .path("decision")
        .asText();
  }
}
