// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an administrator of the whole server sees of the demo's hosting. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(21)
final class AdministrationIT {

  private final Demo demo;
  private final Browser browser;

  AdministrationIT(Demo demo, Browser browser) {
    this.demo = demo;
    this.browser = browser;
  }

  @Test
  void anAdministratorFindsTheHostingAndIsPicturedForTheDocumentation() {
    Page page = browser.newPatient("fr-FR");
    page.setViewportSize(1280, 900);
    page.navigate(demo.text("/keycloak") + "/realms/master/consent/administration");
    page.locator("#username").fill(demo.text("/admin/username"));
    page.locator("#password").fill(demo.text("/admin/password"));
    page.locator("#kc-login").click();
    page.locator("main a[href$='/" + demo.text("/realm") + "']").click();
    page.locator("main a[href$='/hostings/" + demo.hosting() + "']").click();

    Locator title = page.locator("h1");
    assertThat(title).containsText("Cabinet des Lilas");
    assertThat(page.locator("main")).containsText("Consentement exprès");
    assertThat(Browser.accessibilityViolations(page)).isEmpty();
    Browser.document(page, "keycloak-consent-spi/docs/administration.png", false);
  }
}
