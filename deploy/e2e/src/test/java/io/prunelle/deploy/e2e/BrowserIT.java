// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the browser is asked of every page, asked of a page with all of it wrong. */
@ExtendWith(RunningBrowser.class)
@Order(1)
final class BrowserIT {

  private static final String BROKEN =
      """
      <html><body><img src="data:,"><p style="color:#ccc;background:#fff">faint</p>
      <div style="width:2900px">wide</div></body></html>
      """;

  private final Browser browser;

  BrowserIT(Browser browser) {
    this.browser = browser;
  }

  @Test
  void whatIsWrongWithAPageIsSeenUnderAStrictPolicyEachTime() {
    Page page = browser.newPatient("en-GB");
    page.route("**/*", BrowserIT::answer);
    page.navigate("https://page.example/");

    assertThat(Browser.overflow(page)).isPositive();
    for (int time = 0; time < 2; time++) {
      assertThat(Browser.accessibilityViolations(page).toString())
          .contains("html-has-lang", "image-alt", "document-title", "color-contrast");
    }
    page.setContent("<p>nothing else</p>");
    assertThat(Browser.accessibilityViolations(page).toString())
        .contains("html-has-lang")
        .doesNotContain("image-alt", "color-contrast");
  }

  private static void answer(Route route) {
    route.fulfill(
        new Route.FulfillOptions()
            .setContentType("text/html")
            .setHeaders(
                Map.of("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"))
            .setBody(BROKEN));
  }
}
