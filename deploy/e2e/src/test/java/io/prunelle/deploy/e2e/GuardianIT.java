// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
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
      assertThat(claims.at("/guardian_of")).hasSize(1);
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
}
