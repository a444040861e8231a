// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who looks after accesses, and the patient who keeps the proof of one, in a real browser. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(22)
final class AuditorPageIT {

  private final Http http = new Http();
  private final Demo demo;
  private final DemoScript script;
  private final Realm realm;
  private final Browser browser;

  AuditorPageIT(Demo demo, DemoScript script, Browser browser) {
    this.demo = demo;
    this.browser = browser;
    this.script = script;
    this.realm = new Realm(demo, http);
  }

  @Test
  void anAuditorFindsAnAccessItsProofAndLeavesATraceThatThePatientSees(@TempDir Path files)
      throws Exception {
    // Given a practitioner who read a record
    Demo.User patient = demo.patient("PERMIT", 0);
    Http.Answer read =
        http.get(
            demo.fhir() + "/Patient/" + patient.patientId(), realm.token(demo.practitioner(0)));
    String request = read.header("x-request-id");

    // When the auditor looks for that request, with scripts switched off
    Page page = browser.newPatientOnAnOldPhone("fr-FR");
    page.setViewportSize(1100, 900);
    Browser.signedIn(page, demo.auditor(), accesses());
    page.locator("#request").fill(request);
    page.locator("button[name=search]").click();

    // Then it is there, on a page that fits and that everybody can read
    assertThat(page.locator("table tbody tr")).hasCount(1);
    assertThat(page.locator("table")).containsText(" (" + patient.patientId() + ")");
    Browser.screenshot(page, "auditor-search-fr");
    page.locator("td.time a").click();
    assertThat(page.locator("dl")).containsText(request);
    Browser.screenshot(page, "auditor-entry-fr");

    // And its proof holds for who has nothing but the public key
    Download download = page.waitForDownload(() -> page.locator("a[href$='/proof.json']").click());
    Path proof = files.resolve("proof.json");
    download.saveAs(proof);
    DemoScript.Ended checked =
        script.run(
            "gateway",
            "check-proof",
            proof.toString(),
            "--public-key",
            demo.text("/journal/publicKey"));
    assertThat(checked.exit()).as(checked.output()).isZero();

    // And the patient sees who looked, and keeps a proof of that as well
    Page own = browser.signedIn("en-GB", patient, demo.page());
    assertThat(own.locator("#accesses")).containsText("Paul Renard");
    own.navigate(demo.page() + "/accesses");
    own.locator(".more-of summary").first().click();
    Download kept = own.waitForDownload(() -> own.locator(".more-of a.proof").first().click());
    kept.saveAs(files.resolve("kept.json"));
    assertThat(Files.readString(files.resolve("kept.json"))).contains("prunelle-journal-proof/1");
  }

  @Test
  void thePagesAreForEverybodysEyesAndEars() {
    for (String language : List.of("fr-FR", "en-GB")) {
      Page page = browser.signedIn(language, demo.auditor(), accesses() + "?search=1&name=P");
      assertThat(page.locator("html")).hasAttribute("lang", language.substring(0, 2));
      assertThat(page.locator("script")).hasCount(0);
      assertThat(Browser.accessibilityViolations(page)).isEmpty();
      page.setViewportSize(320, 640);
      assertThat(Browser.overflow(page)).isZero();
      Browser.screenshot(page, "auditor-320-" + language);
      page.setViewportSize(1100, 900);
      page.locator("td.time a").first().click();
      assertThat(Browser.accessibilityViolations(page)).isEmpty();
      page.navigate(accesses() + "?search=1&patient=a+b");
      assertThat(page.locator("[role=alert]")).isVisible();
      assertThat(Browser.accessibilityViolations(page)).isEmpty();
    }
  }

  @Test
  void aPractitionerIsToldThatItIsForAuditors() {
    Page page = browser.signedIn("en-GB", demo.practitioner(0), accesses() + "?search=1");
    assertThat(page.locator("h1")).containsText("auditors");
    assertThat(page.locator("table")).hasCount(0);
    assertThat(Browser.accessibilityViolations(page)).isEmpty();
  }

  private String accesses() {
    return demo.gateway() + "/practice/" + demo.text("/practice") + "/accesses";
  }
}
