// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A new version of the notice asks everybody again, so this comes last. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(90)
final class NewNoticeIT {
  private final Http http = new Http();
  private final Demo demo;
  private final Browser browser;
  private final Realm realm;

  NewNoticeIT(Demo demo, Browser browser) {
    this.demo = demo;
    this.browser = browser;
    this.realm = new Realm(demo, http);
  }

  @Test
  void aNewNoticeIsAskedOnceAndAnAnswerToTheOldOneIsRefused() {
    // Given a patient who permitted under the first notice
    Demo.User patient = demo.patient("PERMIT", 0);
    String token = realm.token(patient);
    int old =
        http.get(realm.consent() + "/me", token).json().at("/hostings/0/notice/version").asInt();

    // When the practice publishes another
    Http.Answer published =
        http.post(
            realm.consentAdministration() + "/hostings/" + demo.hosting() + "/notices",
            realm.administrator(),
            """
            {"texts":{"fr":{"title":"Nouvelle notice","body":"Le texte a changé."},
                      "en":{"title":"New notice","body":"The text has changed."}}}
            """);
    assertThat(published.status()).isEqualTo(201);
    assertThat(published.json().get("version").asInt()).isEqualTo(old + 1);

    // Then an answer to the old text does not count
    Http.Answer stale =
        http.post(
            realm.consent() + "/me/decisions",
            token,
            "{\"hosting\":\"%s\",\"decision\":\"PERMIT\",\"notice\":%d}"
                .formatted(demo.hosting(), old));
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.header("content-type")).startsWith("application/problem+json");

    // And the next sign-in asks, showing the new text
    Page page = browser.newPatient("en-GB");
    page.navigate(demo.page());
    Browser.signIn(page, patient);
    assertThat(page.locator("body")).containsText("The text has changed.");
    page.locator("button[value$=PERMIT]").click();
    page.waitForURL(url -> url.startsWith(demo.page()));
    // And only once
    browser.signedIn("en-GB", patient, demo.page());
    JsonNode claim =
        Realm.claims(realm.token(patient)).at("/hosting_consent/hostings").get(demo.hosting());
    assertThat(claim.get("notice").asInt()).isEqualTo(old + 1);
    assertThat(claim.get("decision").asText()).isEqualTo("PERMIT");
  }
}
