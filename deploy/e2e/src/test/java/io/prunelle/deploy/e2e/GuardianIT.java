// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The guardian of an adult under protection, who is no patient, with real Keycloak and hosts. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(19)
final class GuardianIT {

  private final Http http = new Http();
  private final Demo demo;
  private final Browser browser;
  private final Realm realm;
  private final Demo.User ward;

  GuardianIT(Demo demo, Browser browser) {
    this.demo = demo;
    this.browser = browser;
    this.realm = new Realm(demo, http);
    this.ward = demo.patient("DENY", 0);
  }

  private Demo.User guardian() {
    return demo.users().stream()
        .filter(user -> user.role().equals("guardian"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyTokenNamesTheWardAndThePracticeThatTheWardIsAPatientOf() {
    JsonNode tokens = realm.tokens(guardian(), "openid");
    String access = tokens.get("access_token").asText();

    for (JsonNode claims :
        new JsonNode[] {
          Realm.claims(access),
          Realm.claims(tokens.get("id_token").asText()),
          http.get(demo.issuer() + "/protocol/openid-connect/userinfo", access).json()
        }) {
      assertThat(claims.at("/guardian_of/" + ward.patientId() + "/practices/0").asText())
          .isEqualTo(demo.text("/practice"));
      assertThat(claims.at("/guardian_of")).hasSize(2);
    }
    assertThat(Realm.claims(realm.token(ward)).has("guardian_of")).isFalse();
  }

  @Test
  void aGuardianReadsTheWardsRecordAndNobodyElsesAndStandsInTheJournalAsOne() {
    String token = realm.token(guardian());
    String other = demo.patient("PERMIT", 0).patientId();
    String record = demo.fhir() + "/Observation?_count=1&patient=";

    Http.Answer patient = http.get(demo.fhir() + "/Patient/" + ward.patientId(), token);
    Http.Answer found = http.get(record + ward.patientId(), token);
    String own = found.json().at("/entry/0/resource/id").asText();
    Http.Answer byId = http.get(demo.fhir() + "/Observation/" + own, token);
    String others =
        http.get(record + other, realm.token(demo.patient("PERMIT", 0)))
            .json()
            .at("/entry/0/resource/id")
            .asText();

    assertThat(patient.status()).isEqualTo(200);
    assertThat(found.status()).isEqualTo(200);
    assertThat(byId.status()).isEqualTo(200);
    assertThat(http.get(record + other, token).status()).isEqualTo(403);
    Http.Answer absent = http.get(demo.fhir() + "/Observation/no-such", token);
    Http.Answer stranger = http.get(demo.fhir() + "/Observation/" + others, token);
    assertThat(stranger.status()).isEqualTo(404);
    assertThat(stranger.body()).isEqualTo(absent.body());
    assertThat(new AccessJournal(demo).ofRequest(patient.header("x-request-id")))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry)
                    .containsEntry("role", "guardian")
                    .containsEntry("patient", ward.patientId())
                    .containsEntry("name", "Odile Garnier"));
  }

  @Test
  void aGuardianLooksAtTheWardsPageWhichSaysWhoseItIs() {
    Page page = browser.newPatientOnAnOldPhone("fr-FR");
    Browser.signedIn(page, guardian(), demo.page());
    turn(page, ward);

    assertThat(page.locator(".acting").textContent())
        .contains("Vous regardez le dossier de", "comme représentant légal");
    assertThat(page.url()).doesNotContain(ward.patientId());
    assertThat(page.content()).doesNotContain(demo.patient("PERMIT", 0).patientId());
    Browser.screenshot(page, "my-guardian-320");
    page.navigate(demo.page() + "/accesses");
    assertThat(page.locator(".acting").textContent()).contains("comme représentant légal");
    assertThat(new AccessJournal(demo).ofPatient(ward.patientId()))
        .anySatisfy(
            entry ->
                assertThat(entry)
                    .containsEntry("role", "guardian")
                    .containsEntry("interaction", "journal-read")
                    .containsEntry("name", "Odile Garnier"));
  }

  @Test
  void aGuardianTurnsToTheOtherWardAndSignsOutFromAWindowThatStillShowsTheFirst() {
    Demo.User other = demo.patient("DENY", 1);
    Page page = browser.signedIn("en-GB", guardian(), demo.page());
    turn(page, ward);
    String first = page.locator(".acting strong").textContent();
    Page window = page.context().newPage();
    window.navigate(demo.page());

    turn(window, other);

    assertThat(window.locator(".acting strong").textContent())
        .startsWith("You are looking at the record of")
        .isNotEqualTo(first);
    assertThat(window.locator("h1").count()).isEqualTo(1);
    Browser.legible(window, "my-guardian-turned-en");
    assertThat(page.locator(".acting strong").textContent()).isEqualTo(first);

    page.locator("form[action='/my/logout'] button").click();
    page.waitForURL(url -> !url.startsWith(demo.page()) || url.endsWith("/signed-out"));
    window.navigate(demo.page());
    window.locator("#username").waitFor();
  }

  /** Shows a ward, unless that is the one who is shown. */
  private void turn(Page page, Demo.User to) {
    Locator button = page.locator(".acting button[value='" + to.patientId() + "']");
    if (button.count() > 0) {
      button.click();
      button.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
    }
  }
}
