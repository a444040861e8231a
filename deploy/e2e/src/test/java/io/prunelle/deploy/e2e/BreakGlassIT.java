// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A practitioner states an emergency, and the patient is told at the next sign-in. */
@ExtendWith(RunningDemo.class)
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
  private final Realm realm;

  BreakGlassIT(Demo demo) {
    this.demo = demo;
    this.realm = new Realm(demo, http);
  }

  @Test
  void thePatientIsToldByWhomWhenAndWhyAndTheJournalHasIt() {
    Demo.User patient = demo.patient("DENY", 1);
    String url = demo.fhir() + "/Patient/" + patient.patientId();

    Http.Answer read =
        http.send("GET", url, realm.token(demo.practitioner(0)), null, null, EMERGENCY);

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

    try (Browser browser = new Browser()) {
      for (Page page :
          new Page[] {browser.newPatientOnAnOldPhone("fr-FR"), browser.newPatient("en-GB")}) {
        page.navigate(demo.page());
        Browser.signIn(page, patient);
        page.waitForURL(at -> at.startsWith(demo.page()));
        Locator told = page.locator(".emergencies");
        assertThat(told).containsText(REASON);
        assertThat(told)
            .containsText(Realm.claims(realm.token(demo.practitioner(0))).at("/name").asText());
        assertThat(page.locator("#accesses")).containsText(REASON);
        Browser.screenshot(page, "emergency-" + page.locator("html").getAttribute("lang"));
      }
      Page page = browser.newPatient("fr-FR");
      page.navigate(demo.page());
      Browser.signIn(page, patient);
      page.waitForURL(at -> at.startsWith(demo.page()));
      assertThat(Browser.accessibilityViolations(page)).isEmpty();
      page.setViewportSize(320, 640);
      assertThat(Browser.overflow(page)).isZero();

      page.locator(".emergencies button").click();
      page.waitForURL(at -> at.startsWith(demo.page()));

      assertThat(page.locator(".emergencies")).hasCount(0);
      assertThat(page.locator("#accesses")).containsText(REASON);
    }
  }
}
