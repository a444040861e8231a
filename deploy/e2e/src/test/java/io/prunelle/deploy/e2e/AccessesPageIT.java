// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A patient looks through the accesses, and reports one that the practice's auditor answers. */
@ExtendWith(RunningDemo.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(26)
final class AccessesPageIT {

  private final Http http = new Http();
  private final Demo demo;
  private final Realm realm;
  private Browser browser;

  AccessesPageIT(Demo demo) {
    this.demo = demo;
    this.realm = new Realm(demo, http);
  }

  @BeforeAll
  void open() {
    browser = new Browser();
  }

  @AfterAll
  void close() {
    browser.close();
  }

  @Test
  void anAccessIsFoundReportedAndAnswered() throws Exception {
    // Given a practitioner who read a record
    Demo.User patient = demo.patient("PERMIT", 1);
    http.get(demo.fhir() + "/Patient/" + patient.patientId(), realm.token(demo.practitioner(0)));
    String words = "I was abroad " + UUID.randomUUID();
    String answer = "A substitute " + UUID.randomUUID();

    // When the patient looks for consultations
    Page page = browser.newPatient("en-GB");
    page.navigate(demo.page() + "/accesses");
    Browser.signIn(page, patient);
    page.waitForURL(url -> url.startsWith(demo.page() + "/accesses"));
    assertThat(page.locator("table.months tbody tr")).hasCount(12);
    everybody(page, "accesses-en");
    page.locator("#kind").selectOption("read");
    page.locator("form.search button").click();

    // Then it is there, and what is wrong is told
    assertThat(page.locator("table.stack")).containsText("Viewed");
    everybody(page, "accesses-found-en");
    String found = page.url();
    page.navigate(demo.page() + "/accesses?from=yesterday");
    assertThat(page.locator("[role=alert]")).isVisible();
    everybody(page, "accesses-wrong-en");

    // When they do not recognise it
    page.navigate(found);
    page.locator("a[href$='/report']").first().click();
    everybody(page, "report-en");
    page.locator("#words").fill(words);
    page.locator("form.report button").click();
    assertThat(page.locator("#reports")).containsText(words);
    everybody(page, "reported-en");

    // Then an auditor of the practice answers, and the patient reads that
    Page audit = browser.newPatient("fr-FR");
    String reports = demo.gateway() + "/practice/" + demo.text("/practice") + "/reports";
    audit.navigate(reports);
    Browser.signIn(audit, demo.auditor());
    audit.waitForURL(url -> url.startsWith(reports));
    everybody(audit, "reports-fr");
    Locator report =
        audit.locator("ul.unusual > li").filter(new Locator.FilterOptions().setHasText(words));
    report.locator("textarea").fill(answer);
    report.locator("button").click();
    assertThat(audit.locator("main")).not().containsText(words);
    page.navigate(demo.page());
    assertThat(page.locator("#reports")).containsText(answer);
  }

  /** It fits, and everybody can read it. */
  private static void everybody(Page page, String name) {
    assertThat(page.locator("script")).hasCount(0);
    assertThat(Browser.accessibilityViolations(page)).isEmpty();
    page.setViewportSize(320, 640);
    assertThat(Browser.overflow(page)).isZero();
    Browser.screenshot(page, name);
    page.setViewportSize(1100, 900);
  }
}
