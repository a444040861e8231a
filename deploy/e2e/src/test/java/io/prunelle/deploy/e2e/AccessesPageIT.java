// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A patient looks through the accesses, and reports one that the practice's auditor answers. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(26)
final class AccessesPageIT {

  private final Http http = new Http();
  private final Demo demo;
  private final Realm realm;
  private final Browser browser;

  AccessesPageIT(Demo demo, Browser browser) {
    this.demo = demo;
    this.browser = browser;
    this.realm = new Realm(demo, http);
  }

  @Test
  void anAccessIsFoundReportedAndAnswered() throws Exception {
    // Given a practitioner who read a record
    Demo.User patient = demo.patient("PERMIT", 1);
    http.get(demo.fhir() + "/Patient/" + patient.patientId(), realm.token(demo.practitioner(0)));
    String words = "I was abroad " + UUID.randomUUID();
    String answer = "A substitute " + UUID.randomUUID();

    // When the patient looks for consultations
    Page page = browser.signedIn("en-GB", patient, demo.page() + "/accesses");
    assertThat(page.locator("table.months tbody tr")).hasCount(12);
    Browser.legible(page, "accesses-en");
    page.locator("#kind").selectOption("read");
    page.locator("form.search button").click();

    // Then it is there, and what is wrong is told
    assertThat(page.locator("table.stack")).containsText("Viewed");
    Browser.legible(page, "accesses-found-en");
    String found = page.url();
    page.navigate(demo.page() + "/accesses?from=yesterday");
    assertThat(page.locator("[role=alert]")).isVisible();
    Browser.legible(page, "accesses-wrong-en");

    // When they do not recognise it
    page.navigate(found);
    page.locator("a[href$='/report']").first().click();
    Browser.legible(page, "report-en");
    page.locator("#words").fill(words);
    page.locator("form.report button").click();
    assertThat(page.locator("#reports")).containsText(words);
    Browser.legible(page, "reported-en");

    // Then an auditor of the practice answers, and the patient reads that
    String reports = demo.gateway() + "/practice/" + demo.text("/practice") + "/reports";
    Page audit = browser.signedIn("fr-FR", demo.auditor(), reports);
    Browser.legible(audit, "reports-fr");
    Locator report =
        audit.locator("ul.unusual > li").filter(new Locator.FilterOptions().setHasText(words));
    report.locator("textarea").fill(answer);
    report.locator("button").click();
    assertThat(audit.locator("main")).not().containsText(words);
    page.navigate(demo.page());
    assertThat(page.locator("#reports")).containsText(answer);
  }
}
