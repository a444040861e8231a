// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who belongs to two practices sees all of theirs, without having to choose one. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(60)
final class SeveralPracticesIT {

  private final Demo demo;
  private final Browser browser;

  SeveralPracticesIT(Demo demo, Browser browser) {
    this.demo = demo;
    this.browser = browser;
  }

  @Test
  void whoWorksAtOnePracticeAndIsAPatientOfAnotherSeesWhereTheirRecordIs() {
    Page page = browser.newPatient("en-GB");
    page.navigate(demo.page());
    Browser.signIn(page, demo.working());
    page.locator("button[value$=DENY]").click();
    page.waitForURL(demo.page());

    assertThat(page.locator("main")).containsText("Cabinet des Lilas");
    assertThat(page.locator("main")).containsText("On the practice’s own server");
  }
}
