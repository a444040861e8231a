// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A record goes from a FHIR server that offers little to one that offers all of HAPI, and comes
 * back. What each of them shows is compared by nobody's code but this test's.
 */
@EnabledIfSystemProperty(
    named = "e2e.plain",
    matches = "true",
    disabledReason =
        "a HAPI without a system history is not always caught up with within two seconds on two"
            + " cores (-De2e.plain=true)")
@ExtendWith({RunningDemo.class, RunningSecondGateway.class, RunningBrowser.class})
@Order(92)
final class OtherSettingIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Http http = new Http();
  private final SecondGateway gateway;
  private final Demo demo;
  private final SecondHosts hosts;
  private final Realm realm;
  private final SecondTransfers transfers;
  private final Browser browser;

  OtherSettingIT(SecondGateway gateway, Browser browser) {
    this.gateway = gateway;
    this.browser = browser;
    this.demo = gateway.demo();
    this.hosts = gateway.hosts();
    this.realm = new Realm(demo, http);
    this.transfers = new SecondTransfers(demo);
  }

  @Test
  void aRecordIsTheSameAfterEachMoveAndGoneFromWhereItWas(@TempDir Path files) throws Exception {
    // Given a record with a past at the practice's own, plain server
    String id = "second-" + Long.toString(System.nanoTime(), 36) + "-x";
    Demo.User patient =
        new SecondRealm(demo, http).patient(id, "Autrement", List.of(demo.text("/practice")));
    SmallRecord record = new SmallRecord(id);
    record.load(http, hosts.onPremise.fhir());
    write(hosts.onPremise, null, id, record.observation(0), "corrected", 70);
    write(hosts.onPremise, null, id, record.observation(1), "corrected", 71);
    delete(hosts.onPremise, record.observation(5));
    Map<String, String> atFirst = HostContents.of(http, hosts.onPremise.fhir()).record(id);
    assertThat(atFirst).hasSize(SmallRecord.OBSERVATIONS + 11);

    // When the patient permits the cloud host
    realm.decide(patient, demo.hosting(), "PERMIT");
    settled(id, hosts.cloud);

    // Then it is there as it was, with its past, and nowhere else
    HostContents there = HostContents.of(http, hosts.cloud.fhir());
    assertThat(there.recordOfNow(id)).isEqualTo(atFirst);
    assertThat(there.earlierVersions(id)).contains("at-first-0", "at-first-1");
    assertThat(there.resources())
        .containsKeys("Medication/second-medication", "Practitioner/second-practitioner");
    nothingLeft(hosts.onPremise, id, atFirst, 410);

    // When it is written to there, and the patient withdraws
    String fhir = demo.fhir();
    write(null, realm.token(patient), id, record.observation(0), "corrected again", 80);
    assertThat(
            http.post(
                    fhir + "/Observation",
                    realm.token(demo.practitioner(0)),
                    SmallRecord.observation(id, null, "new", 81))
                .status())
        .isEqualTo(201);
    Map<String, String> atTheEnd = HostContents.of(http, hosts.cloud.fhir()).record(id);
    assertThat(atTheEnd).hasSizeGreaterThan(atFirst.size());
    realm.decide(patient, demo.hosting(), "WITHDRAW");
    settled(id, hosts.onPremise);

    // Then it is back as it was when it left, with what it had been before
    HostContents home = HostContents.of(http, hosts.onPremise.fhir());
    Map<String, String> back = new TreeMap<>(home.record(id));
    assertThat(back).containsAllEntriesOf(atTheEnd);
    assertThat(home.recordOfNow(id))
        .isEqualTo(new HostContents(new TreeMap<>(atTheEnd)).recordOfNow(id));
    assertThat(home.earlierVersions(id)).contains("at-first-0", "corrected");
    nothingLeft(hosts.cloud, id, atTheEnd, 404);
    assertThat(http.get(fhir + "/Patient/" + id, realm.token(patient)).status()).isEqualTo(200);

    // And there is a certificate of each erasure, which says what was there, and no more than so
    List<String> certificates = transfers.certificates(id);
    assertThat(certificates).hasSize(2);
    certified(certificates.get(0), hosts.onPremise, atFirst, "may remain");
    certified(certificates.get(1), hosts.cloud, atTheEnd, "removed");
    // And the patient can have it checked
    Path kept = downloaded(patient, files);
    assertThat(Files.readString(kept)).isEqualToIgnoringNewLines(certificates.get(1));
    checked(kept, id, 0);
    checked(kept, id + "y", 1);
  }

  private void certified(
      String certificate, SecondHosts.Server host, Map<String, String> record, String versions)
      throws Exception {
    ErasureCertificate verified = ErasureCertificate.verified(certificate, gateway.publicKey());
    verified.isOf(host.id(), record);
    assertThat(verified.said().at("/verification/earlierVersions").asText()).isEqualTo(versions);
  }

  /** The newest. */
  private Path downloaded(Demo.User patient, Path files) {
    Page page = browser.signedIn("fr-FR", patient, demo.page());
    page.locator("#certificates > summary").click();
    page.locator("a[href^='/my/certificates/']").first().click();
    Download download = page.waitForDownload(() -> page.locator("a[href$='.jws']").click());
    Path kept = files.resolve("erasure.jws");
    download.saveAs(kept);
    return kept;
  }

  private void checked(Path certificate, String patient, int exit) throws Exception {
    DemoScript.Ended checked =
        gateway.run(
            "check-certificate",
            certificate.toString(),
            "--public-key",
            gateway.publicKey().toString(),
            "--patient",
            patient);
    assertThat(checked.exit()).as(checked.output()).isEqualTo(exit);
  }

  private void settled(String patient, SecondHosts.Server host) {
    transfers.settled(Map.of(patient, host.id()), demo.text("/practice"), PATIENCE);
  }

  /** Not by its ids, nor by anything that would name the patient. */
  private void nothingLeft(
      SecondHosts.Server host, String patient, Map<String, String> record, int gone) {
    HostContents contents = HostContents.of(http, host.fhir());
    assertThat(contents.record(patient)).isEmpty();
    assertThat(contents.resources()).doesNotContainKeys(record.keySet().toArray(String[]::new));
    for (String key : record.keySet()) {
      assertThat(http.get(host.fhir() + "/" + key, null).status()).as(key).isEqualTo(gone);
    }
  }

  /** Through the gateway with a token, else past it. */
  private void write(
      SecondHosts.Server past, String token, String patient, String id, String marker, int value) {
    Http.Answer answer =
        http.send(
            "PUT",
            (past == null ? demo.fhir() : past.fhir()) + "/Observation/" + id,
            token,
            "application/fhir+json",
            SmallRecord.observation(patient, id, marker, value));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private void delete(SecondHosts.Server host, String id) {
    assertThat(http.send("DELETE", host.fhir() + "/Observation/" + id, null, null, null).status())
        .isEqualTo(200);
  }
}
