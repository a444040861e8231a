// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the browser is asked of every page, asked of a page with all of it wrong. */
@ExtendWith(KeycloakExtension.class)
class ChromiumIT {

  /** Black on white in light; in the dark a script lets its letters fade. */
  private static final String BROKEN =
      """
      <html><style>
        p { color: #000; background: #fff; transition: color 0.5s }
        .dark p { color: #eee }
      </style>
      <script nonce="page">
        matchMedia('(prefers-color-scheme: dark)').addEventListener('change',
            liked => document.documentElement.classList.toggle('dark', liked.matches));
      </script>
      <body><img src="data:,"><p>faint</p><div style="width:2900px">wide</div></body></html>
      """;

  private final Chromium chromium;

  ChromiumIT(Chromium chromium) {
    this.chromium = chromium;
  }

  @Test
  void whatIsWrongWithAPageIsSeenUnderAStrictPolicyInLightAndDark() {
    Page page = chromium.open("en", 1280, true);
    page.route("**/*", ChromiumIT::answer);
    page.navigate("https://page.example/");

    assertThat(Chromium.overflow(page)).isPositive();
    assertThat(Chromium.violations(page).toString())
        .contains("html-has-lang", "image-alt", "document-title")
        .doesNotContain("color-contrast");
    Chromium.dark(page);
    assertThat(Chromium.violations(page).toString())
        .contains("html-has-lang", "image-alt", "document-title", "color-contrast");
    Chromium.light(page);
    assertThat(Chromium.violations(page).toString()).doesNotContain("color-contrast");
  }

  private static void answer(Route route) {
    route.fulfill(
        new Route.FulfillOptions()
            .setContentType("text/html")
            .setHeaders(
                Map.of(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'nonce-page'; style-src 'unsafe-inline'"))
            .setBody(BROKEN));
  }
}
