// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A patient leaves the practice with the record. Nobody else's test needs this patient later. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(86)
final class ChangeOfDoctorIT {

  private final Http http = new Http();
  private final Demo demo;
  private final DemoScript script;
  private final Browser browser;
  private final Realm realm;
  private final Hosts hosts;

  ChangeOfDoctorIT(Demo demo, DemoScript script, Browser browser) {
    this.demo = demo;
    this.script = script;
    this.browser = browser;
    this.realm = new Realm(demo, http);
    this.hosts = new Hosts(demo, http);
  }

  @Test
  void aPatientTakesTheRecordAwayHasItErasedAndKeepsACertificate(@TempDir Path files)
      throws Exception {
    // Given a patient whose record the gateway serves
    Demo.User patient = demo.patient("PERMIT", 2);
    String record = demo.text("/fhir") + "/Patient/" + patient.patientId();
    assertThat(http.get(record, realm.token(patient)).status()).isEqualTo(200);

    // When they ask to take it away, in two steps
    Page page = browser.signedIn("en-GB", patient, demo.page());
    page.navigate(demo.page() + "/doctor");
    Browser.legible(page, "doctor-en");
    page.locator("input[name=into][value=_]").check();
    page.locator("form.report button[type=submit]").click();
    assertThat(page.locator(".confirm")).containsText("nothing is erased before you say so");
    Browser.legible(page, "doctor-confirm-en");
    page.locator("button[name=confirm][value=yes]").click();
    assertThat(page.locator("#message")).containsText("Your request was sent");
    Browser.legible(page, "doctor-asked-en");

    // And the practice keeps nothing
    String handovers = demo.gateway() + "/practice/" + demo.text("/practice") + "/handovers";
    Page office = browser.signedIn("en-GB", demo.officer(true), handovers);
    Locator row = office.locator("li", new Page.LocatorOptions().setHasText(patient.patientId()));
    Browser.legible(office, "handovers-en");
    row.locator("input[value=CONFIRM]").check();
    row.locator("button[type=submit]").click();
    assertThat(office.locator("#message")).containsText("you keep nothing");

    // And they download all of it
    page.navigate(demo.page() + "/data");
    page.locator("#prepare button").click();
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              page.navigate(demo.page() + "/data");
              return page.locator("a[href$='.zip']").count() == 1;
            });
    Download archive = page.waitForDownload(() -> page.locator("a[href$='.zip']").click());
    assertThat(Files.size(archive.path())).isPositive();

    // And have it erased
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              page.navigate(demo.page() + "/doctor");
              return page.locator("input[name=what][value=ERASE]").count() == 1;
            });
    Browser.legible(page, "doctor-turn-en");
    page.locator(".handover form:has(input[value=ERASE]) button").click();
    page.locator("button[name=confirm][value=yes]").click();
    assertThat(page.locator("#message")).containsText("is going to be erased");

    // Then it is nowhere, and a certificate says so
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              page.navigate(demo.page() + "/doctor");
              return page.locator("a[href^='/my/certificates/']").count() == 1;
            });
    Browser.legible(page, "doctor-done-en");
    assertThat(http.get(record, realm.token(patient)).status()).isEqualTo(404);
    assertThat(hosts.read("cloud", patient.patientId())).isNotEqualTo(200);
    assertThat(hosts.read("on-premise", patient.patientId())).isNotEqualTo(200);
    page.locator("a[href^='/my/certificates/']").click();
    Download download = page.waitForDownload(() -> page.locator("a[href$='.jws']").click());
    Path certificate = files.resolve("erasure.jws");
    download.saveAs(certificate);
    DemoScript.Ended checked = script.checkCertificate(certificate, demo, patient);
    assertThat(checked.exit()).as(checked.output()).isZero();
  }
}
