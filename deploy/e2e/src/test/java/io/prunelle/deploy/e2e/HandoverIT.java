// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A patient changes doctor, from one practice of the realm to another one, on FHIR servers that
 * belong to each.
 */
@EnabledIfSystemProperty(
    named = "e2e.plain",
    matches = "true",
    disabledReason =
        "a HAPI without a system history is not always caught up with within two seconds on two"
            + " cores (-De2e.plain=true)")
@ExtendWith({RunningDemo.class, RunningSecondGateway.class, RunningBrowser.class})
@Order(91)
final class HandoverIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String GROUND = "Twenty years from the last visit, as our charter says.";

  private final Http http = new Http();
  private final SecondGateway gateway;
  private final Demo demo;
  private final SecondHosts hosts;
  private final Realm realm;
  private final SecondTransfers transfers;
  private final Browser browser;

  HandoverIT(SecondGateway gateway, Browser browser) {
    this.gateway = gateway;
    this.browser = browser;
    this.demo = gateway.demo();
    this.hosts = gateway.hosts();
    this.realm = new Realm(demo, http);
    this.transfers = new SecondTransfers(demo);
  }

  @Test
  void theRecordIsMovedErasedWhereItWasAndGoesOnToWhereTheNewPracticeMayHaveIt() throws Exception {
    // Given a record on the premises of the practice, whose patient the new doctor has registered
    Demo.User patient = registered("h");
    Map<String, String> record = atOldPractice(patient);

    // When the patient signs in, the new practice's hosting is asked about
    Page page = browser.newPatient("en-GB");
    page.navigate(demo.page());
    Browser.signIn(page, patient);
    assertThat(page.locator("body")).containsText("May we entrust your record to Nuage Santé?");
    page.locator("button[value$=PERMIT]").click();
    page.waitForURL(url -> url.startsWith(demo.page()));
    // And they ask to be a patient there
    asked(page);
    // And the new practice sees that it is to come, and the old one keeps nothing
    Page arriving = office(demo.officer(false), SecondRealm.RECEIVER);
    assertThat(arriving.locator("section[aria-labelledby=arriving]"))
        .containsText(patient.patientId());
    Page office = office(demo.officer(true), demo.text("/practice"));
    Locator row = row(office, patient);
    row.locator("input[value=CONFIRM]").check();
    row.locator("button[type=submit]").click();
    assertThat(office.locator("#message")).isVisible();

    // Then it goes to the new practice, and on to the host that was permitted to it
    settled(patient, demo.text("/practice"), "none");
    settled(patient, SecondRealm.RECEIVER, hosts.cloud.id());
    HostContents there = HostContents.of(http, hosts.cloud.fhir());
    assertThat(there.recordOfNow(patient.patientId())).isEqualTo(record);
    // And it is nowhere else
    nothingAt(hosts.onPremise, patient);
    nothingAt(hosts.receiver, patient);
    assertThat(read(demo.text("/practice"), demo.practitioner(0), patient)).isEqualTo(404);
    assertThat(read(SecondRealm.RECEIVER, demo.practitioner(2), patient)).isEqualTo(200);

    // And the patient has it certified
    page.navigate(demo.page() + "/doctor");
    assertThat(page.locator(".handover a[href^='/my/certificates/']")).hasCount(1);
    Browser.legible(page, "handover-done-en");
    List<String> certificates = transfers.certificates(patient.patientId());
    ErasureCertificate.verified(certificates.get(0), gateway.publicKey())
        .isOf(hosts.onPremise.id(), record);
  }

  @Test
  void aCopyIsKeptAsLongAsThePracticeSaysItMust() throws Exception {
    // Given a patient who permits no host outside to either practice
    Demo.User patient = registered("c");
    Map<String, String> record = atOldPractice(patient);
    realm.decide(patient, SecondRealm.RECEIVER_HOSTING, "DENY");
    Page page = browser.signedIn("en-GB", patient, demo.page());
    asked(page);

    // When the practice has to keep a copy, and says why and until when
    LocalDate until = LocalDate.now(ZoneOffset.UTC).plusYears(20);
    Page office = office(demo.officer(true), demo.text("/practice"));
    Locator row = row(office, patient);
    row.locator("input[value=RETAIN]").check();
    row.locator("textarea[name=ground]").fill(GROUND);
    row.locator("input[name=until]").fill(until.toString());
    row.locator("button[type=submit]").click();
    assertThat(office.locator("#message")).isVisible();

    // Then both have it, as it was
    transfers.copied(patient.patientId(), PATIENCE);
    assertThat(HostContents.of(http, hosts.receiver.fhir()).recordOfNow(patient.patientId()))
        .isEqualTo(record);
    assertThat(HostContents.of(http, hosts.onPremise.fhir()).record(patient.patientId()))
        .isEqualTo(record);
    assertThat(read(demo.text("/practice"), demo.practitioner(0), patient)).isEqualTo(200);
    assertThat(read(SecondRealm.RECEIVER, demo.practitioner(2), patient)).isEqualTo(200);
    // And nothing is certified, but the patient can read why, and until when
    assertThat(transfers.certificates(patient.patientId())).isEmpty();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              page.navigate(demo.page() + "/doctor");
              return page.locator(".handover").innerText().contains(GROUND);
            });
    assertThat(page.locator(".handover")).containsText(String.valueOf(until.getYear()));
    Browser.legible(page, "handover-kept-en");
  }

  private Demo.User registered(String which) {
    return new SecondRealm(demo, http)
        .patient(
            "second-" + Long.toString(System.nanoTime(), 36) + "-" + which,
            "Partant",
            List.of(demo.text("/practice"), SecondRealm.RECEIVER));
  }

  /** Where it stays as long as it is a record of that practice. */
  private Map<String, String> atOldPractice(Demo.User patient) {
    new SmallRecord(patient.patientId()).load(http, hosts.onPremise.fhir());
    realm.decide(patient, demo.hosting(), "DENY");
    return HostContents.of(http, hosts.onPremise.fhir()).record(patient.patientId());
  }

  private void asked(Page page) {
    page.navigate(demo.page() + "/doctor");
    Locator choice =
        page.locator("section[aria-labelledby=at-%s]".formatted(demo.text("/practice")));
    choice.locator("input[name=into][value=%s]".formatted(SecondRealm.RECEIVER)).check();
    choice.locator("button[type=submit]").click();
    page.locator("button[name=confirm][value=yes]").click();
    assertThat(page.locator("#message")).containsText("Your request was sent");
  }

  private Page office(Demo.User officer, String practice) {
    return browser.signedIn(
        "en-GB", officer, demo.gateway() + "/practice/" + practice + "/handovers");
  }

  private static Locator row(Page office, Demo.User patient) {
    return office.locator("li", new Page.LocatorOptions().setHasText(patient.patientId()));
  }

  private void settled(Demo.User patient, String practice, String host) {
    transfers.settled(Map.of(patient.patientId(), host), practice, PATIENCE);
  }

  private void nothingAt(SecondHosts.Server host, Demo.User patient) {
    assertThat(HostContents.of(http, host.fhir()).record(patient.patientId())).isEmpty();
  }

  private int read(String practice, Demo.User reader, Demo.User patient) {
    return http.get(
            demo.gateway() + "/fhir/" + practice + "/Patient/" + patient.patientId(),
            realm.token(reader))
        .status();
  }
}
