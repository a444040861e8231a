// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who decides on the page has just shown who they are, or does so before anything is recorded. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(28)
final class FreshSignInIT {

  private final Http http = new Http();
  private final Demo demo;
  private final Browser browser;
  private final Realm realm;
  private final Demo.User patient;
  private final SignInTime time;
  private Page page;
  private int before;

  FreshSignInIT(Demo demo, Browser browser) {
    this.demo = demo;
    this.browser = browser;
    this.realm = new Realm(demo, http);
    this.patient = demo.patient("PERMIT", 2);
    this.time = new SignInTime(demo, http);
  }

  /** Longer ago than {@code gateway.page.decision-max-age}, and within the session's life. */
  @BeforeEach
  void aPatientWhoSignedInAnHourAgo() {
    time.shift(Duration.ofHours(1));
    try {
      page = browser.signedIn("en-GB", patient, demo.page());
    } finally {
      time.asItIs();
    }
    before = decisions().size();
  }

  /** Given anew where it was withdrawn. */
  @AfterEach
  void permittedAsBefore() {
    if (!decisions().at("/0/decision").asText().equals("PERMIT")) {
      realm.decide(patient, "PERMIT");
    }
  }

  @Test
  void anAnswerIsRecordedOnceAfterThePasswordWasGivenAgain() {
    // When they withdraw, then the realm asks who they are, and nothing is recorded
    withdraw();
    assertThat(decisions()).hasSize(before);

    // When they have given the password, then they are told what they answered, and still nothing
    Instant shown = Instant.now();
    givePassword(patient.password());
    page.waitForURL(demo.page() + "/decisions/confirm");
    assertThat(page.locator(".confirm")).containsText("Your answer");
    assertThat(page.locator("main")).containsText("Nothing is recorded yet.");
    Browser.legible(page, "confirm-en");
    assertThat(decisions()).hasSize(before);

    // When they confirm, then it is recorded, under the sign-in of just now
    page.locator("button[name=confirm][value=yes]").click();
    assertThat(page.locator("#message[role=status]")).containsText("Noted");
    JsonNode recorded = decisions();
    assertThat(recorded).hasSize(before + 1);
    assertThat(recorded.at("/0/decision").asText()).isEqualTo("WITHDRAW");
    assertThat(Instant.ofEpochSecond(recorded.at("/0/authentication/authTime").asLong()))
        .isAfterOrEqualTo(shown.minusSeconds(1));

    // And confirming the page that the browser still has of it records nothing more
    page.navigate(demo.page() + "/decisions/confirm");
    page.waitForURL(url -> url.startsWith(demo.page() + "#"));
    assertThat(page.locator("#message")).containsText("no answer to confirm");
    assertThat(decisions()).hasSize(before + 1);
  }

  @Test
  void whoGivesUpSigningInHasDecidedNothingAndMayDecideLater() {
    withdraw();

    // When they mistype the password, and go back instead of trying again
    givePassword("no " + patient.password());
    assertThat(page.locator("body")).containsText("Invalid");
    page.navigate(demo.page());

    // Then they are on their page as before, and it still says that the hosting is permitted
    assertThat(page.locator("button[name=decision][value=WITHDRAW]")).isVisible();
    assertThat(decisions()).hasSize(before);

    // And a sign-in for something else later on does not give the answer either
    browser.signedIn("en-GB", patient, demo.page());
    page.reload();
    assertThat(decisions()).hasSize(before);
  }

  private void withdraw() {
    page.locator("button[name=decision][value=WITHDRAW]").first().click();
    page.waitForURL(url -> url.startsWith(demo.issuer()));
    assertThat(page.locator("#password")).isVisible();
  }

  private void givePassword(String password) {
    page.locator("#password").fill(password);
    page.locator("[type=submit]#kc-login").click();
  }

  /** Of the patient, newest first, as the realm has them. */
  private JsonNode decisions() {
    return http.get(realm.consent() + "/me/decisions", realm.token(patient))
        .json()
        .at("/decisions");
  }
}
