// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The whole way of a patient, in a real browser: asked, answering, seeing it enforced, and changing
 * the answer.
 */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(20)
final class PatientJourneyIT {

  /** A token's first part and the dot behind it: a random value may happen to begin like one. */
  private static final String TOKEN = "eyJ[A-Za-z0-9_-]{10,}\\.";

  /** More than the question has places where the keyboard stops. */
  private static final int STOPS = 250;

  private final Http http = new Http();
  private final Demo demo;
  private final Realm realm;
  private final Hosts hosts;
  private final Browser browser;

  PatientJourneyIT(Demo demo, Browser browser) {
    this.demo = demo;
    this.browser = browser;
    this.realm = new Realm(demo, http);
    this.hosts = new Hosts(demo, http);
  }

  @Test
  void aPatientPermitsSeesTheAccessAndWithdraws() {
    // Given a patient who was never asked
    Demo.User patient = demo.patient(null, 0);
    Page page = browser.newPatient("fr-FR");
    page.navigate(demo.page());
    Browser.signIn(page, patient);

    // Then sign-in shows the question, with two buttons of the same size
    Locator permit = page.locator("button[value$=PERMIT]");
    Locator refuse = page.locator("button[value$=DENY]");
    assertThat(permit).hasCount(1);
    assertThat(page.locator("html")).hasAttribute("lang", "fr");
    assertThat(permit.boundingBox().width).isEqualTo(refuse.boundingBox().width);
    assertThat(permit.boundingBox().height).isEqualTo(refuse.boundingBox().height);
    assertThat(Browser.accessibilityViolations(page)).isEmpty();
    Browser.document(page, "keycloak-consent-spi/docs/question.png", true);

    // When the patient permits, the sign-in goes on to the page
    permit.click();
    page.waitForURL(url -> url.startsWith(demo.page()));
    assertThat(page.locator("h1")).isVisible();

    // And the record moves to the cloud host
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(250))
        .until(() -> hosts.read("on-premise", patient.patientId()) != 200);
    assertThat(hosts.read("cloud", patient.patientId())).isEqualTo(200);

    // When a practitioner reads it through the gateway
    Demo.User practitioner = demo.practitioner(0);
    String practitionerToken = realm.token(practitioner);
    Http.Answer read = http.get(demo.fhir() + "/Patient/" + patient.patientId(), practitionerToken);
    assertThat(read.status()).isEqualTo(200);
    hosts.awaitAccess("cloud", read.header("x-request-id"));

    // Then the patient sees who it was
    page.navigate(demo.page());
    String name = Realm.claims(practitionerToken).at("/name").asText();
    assertThat(page.locator("#accesses")).containsText(name);
    assertThat(Browser.accessibilityViolations(page)).isEmpty();
    Browser.screenshot(page, "my-fr");

    // When the patient withdraws
    page.locator("button[name=decision][value=WITHDRAW]").click();
    assertThat(page.locator("#message")).isVisible();
    Browser.screenshot(page, "my-withdrawn-fr");

    // Then the cloud host is closed at once, for the token the practitioner already had
    Http.Answer closed =
        http.get(demo.fhir() + "/Patient/" + patient.patientId(), practitionerToken);
    assertThat(hosts.accesses("cloud", closed.header("x-request-id"))).isEmpty();
    // And the record comes home
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(250))
        .until(() -> hosts.read("cloud", patient.patientId()) != 200);
    Http.Answer home = http.get(demo.fhir() + "/Patient/" + patient.patientId(), practitionerToken);
    assertThat(home.status()).isEqualTo(200);
    hosts.awaitAccess("on-premise", home.header("x-request-id"));
  }

  @Test
  void aPatientRefusesAndTheSignInGoesOnAllTheSame() {
    Demo.User patient = demo.patient(null, 1);
    Page page = browser.newPatientOnAnOldPhone("en-GB");
    page.navigate(demo.page());
    Browser.signIn(page, patient);
    assertThat(page.locator("html")).hasAttribute("lang", "en");
    Browser.screenshot(page, "question-en-320");

    // By keyboard alone, too
    Locator refuse = page.locator("button[value$=DENY]");
    Locator reached = page.locator("button[value$=DENY]:focus");
    for (int stop = 0; stop < STOPS && reached.count() == 0; stop++) {
      page.keyboard().press("Tab");
    }
    assertThat(refuse).isFocused();
    page.keyboard().press("Enter");

    page.waitForURL(url -> url.startsWith(demo.page()));
    assertThat(page.locator("h1")).isVisible();
    Browser.screenshot(page, "my-en-320");
    String token = realm.token(patient);
    assertThat(
            Realm.claims(token)
                .at("/hosting_consent/hostings")
                .get(demo.hosting())
                .get("decision")
                .asText())
        .isEqualTo("DENY");
    Http.Answer read = http.get(demo.fhir() + "/Patient/" + patient.patientId(), token);
    assertThat(read.status()).isEqualTo(200);
    hosts.awaitAccess("on-premise", read.header("x-request-id"));
    assertThat(hosts.read("cloud", patient.patientId())).isNotEqualTo(200);
  }

  @Test
  void whoeverHasAnsweredIsNotAskedAgain() {
    for (String decision : new String[] {"PERMIT", "DENY"}) {
      Page page = browser.signedIn("fr-FR", demo.patient(decision, 0), demo.page());
      assertThat(page.locator("h1")).isVisible();
    }
  }

  @Test
  void theQuestionAndThePageWorkWithoutScriptsOnASmallScreenInBothLanguages() {
    for (String language : new String[] {"fr-FR", "en-GB"}) {
      Page page = browser.newPatient(language);
      page.setViewportSize(320, 640);
      Browser.signedIn(page, demo.patient("PERMIT", 0), demo.page());
      assertThat(page.locator("html")).hasAttribute("lang", language.substring(0, 2));
      assertThat(Browser.overflow(page)).isZero();
      assertThat(Browser.accessibilityViolations(page)).isEmpty();
      assertThat(page.locator("script")).hasCount(0);
      Browser.screenshot(page, "my-320-" + language);
    }
  }

  @Test
  void aPractitionerWhoOpensThePageIsToldThatItIsForPatients() {
    Page page = browser.signedIn("fr-FR", demo.practitioner(0), demo.page());
    assertThat(page.locator("h1")).isVisible();
    assertThat(page.locator("button[name=decision]")).hasCount(0);
    assertThat(Browser.accessibilityViolations(page)).isEmpty();
    Browser.screenshot(page, "my-practitioner-fr");
  }

  @Test
  void tokensStayOnTheServer() {
    Page page = browser.signedIn("en-GB", demo.patient("PERMIT", 0), demo.page());

    assertThat(page.content()).doesNotContainPattern(TOKEN);
    assertThat(page.url()).doesNotContain("code=");
    assertThat(page.context().cookies(demo.page()))
        .isNotEmpty()
        .allSatisfy(
            cookie -> {
              assertThat(cookie.httpOnly).isTrue();
              assertThat(cookie.value).doesNotContainPattern(TOKEN);
            });
  }
}
