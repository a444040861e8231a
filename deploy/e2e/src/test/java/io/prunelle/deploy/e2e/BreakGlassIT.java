// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A practitioner states an emergency, and the patient is told at the next sign-in. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(19)
final class BreakGlassIT {

  private static final String REASON = "patient retrouvé inconscient";
  private static final String[] EMERGENCY = {
    "X-Purpose-Of-Use",
    "http://terminology.hl7.org/CodeSystem/v3-ActReason|BTG;"
        + " reason*=UTF-8''patient%20retrouv%C3%A9%20inconscient"
  };

  private final Http http = new Http();
  private final Demo demo;
  private final Browser browser;
  private final Realm realm;

  BreakGlassIT(Demo demo, Browser browser) {
    this.demo = demo;
    this.browser = browser;
    this.realm = new Realm(demo, http);
  }

  @Test
  void aPractitionerReadsInAnEmergencyAndTheJournalHasIt() {
    Demo.User patient = demo.patient("DENY", 1);
    String url = demo.fhir() + "/Patient/" + patient.patientId();

    Http.Answer read = open(patient);

    assertThat(read.status()).as(read.body()).isEqualTo(200);
    assertThat(new AccessJournal(demo).ofRequest(read.header("x-request-id")))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry)
                    .containsEntry("purpose", "BTG")
                    .containsEntry("stated_reason", REASON));
    // nobody but a practitioner of the practice, and nothing but a read
    assertThat(http.send("GET", url, realm.token(patient), null, null, EMERGENCY).status())
        .isEqualTo(403);
  }

  @Test
  void thePatientIsToldAtTheNextSignInOnceAndNotKeptFromIt() {
    Demo.User patient = demo.patient("DENY", 1);
    open(patient);
    AccessJournal journal = new AccessJournal(demo);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> journal.untold(patient.patientId()) == 0);

    for (Page page :
        new Page[] {browser.newPatientOnAnOldPhone("fr-FR"), browser.newPatient("en-GB")}) {
      page.navigate(demo.page());
      Browser.signIn(page, patient);
      assertThat(page.locator("#hosting-consent")).containsText(REASON);
      assertThat(page.locator("#hosting-consent")).containsText(practitioner());
      Browser.screenshot(page, "emergency-" + page.locator("html").getAttribute("lang"));
      // another time, and the page of the record tells it meanwhile
      page.locator("#pru-later").click();
      page.waitForURL(at -> at.startsWith(demo.page()));
      assertThat(page.locator(".emergencies")).containsText(REASON);
      assertThat(page.locator(".emergencies")).containsText(practitioner());
      assertThat(page.locator("#accesses")).containsText(REASON);
      Browser.screenshot(page, "emergency-my-" + page.locator("html").getAttribute("lang"));
    }
    Page page = browser.newPatient("fr-FR");
    page.navigate(demo.page());
    Browser.signIn(page, patient);
    clean(page, "#hosting-consent");
    page.locator("#pru-later").click();
    page.waitForURL(at -> at.startsWith(demo.page()));
    clean(page, ".emergencies");

    Page reading = browser.newPatient("en-GB");
    reading.navigate(demo.page());
    Browser.signIn(reading, patient);
    clean(reading, "#hosting-consent");
    reading.locator("#pru-read").click();
    reading.waitForURL(at -> at.startsWith(demo.page()));

    // what was read at sign-in is over on the page as well, and stays in the list of accesses
    assertThat(reading.locator(".emergencies")).hasCount(0);
    assertThat(reading.locator("#accesses")).containsText(REASON);
    Page next = browser.signedIn("fr-FR", patient, demo.page());
    assertThat(next.locator(".emergencies")).hasCount(0);
  }

  private static void clean(Page page, String part) {
    assertThat(page.locator(part)).containsText(REASON);
    assertThat(Browser.accessibilityViolations(page)).isEmpty();
    page.setViewportSize(320, 640);
    assertThat(Browser.overflow(page)).isZero();
  }

  private String practitioner() {
    return Realm.claims(realm.token(demo.practitioner(0))).at("/name").asText();
  }

  private Http.Answer open(Demo.User patient) {
    return http.send(
        "GET",
        demo.fhir() + "/Patient/" + patient.patientId(),
        realm.token(demo.practitioner(0)),
        null,
        null,
        EMERGENCY);
  }
}
