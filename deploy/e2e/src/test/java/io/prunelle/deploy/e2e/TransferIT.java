// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A record on its way, as its patient and its practice see it, and what is left behind. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(31)
final class TransferIT {

  private final Http http = new Http();
  private final Demo demo;
  private final DemoScript script;
  private final Realm realm;
  private final Hosts hosts;
  private final Browser browser;

  TransferIT(Demo demo, DemoScript script, Browser browser) {
    this.demo = demo;
    this.browser = browser;
    this.script = script;
    this.realm = new Realm(demo, http);
    this.hosts = new Hosts(demo, http);
  }

  @Test
  void aPatientWithdrawsSeesTheRecordComeHomeAndKeepsACertificateThatItWasErased(
      @TempDir Path files) throws Exception {
    // Given a permitted patient, and a cloud host that is being maintained
    Demo.User patient = demo.patient("PERMIT", 0);
    List<String> identifiers = identifiers(patient.patientId());
    assertThat(identifiers).isNotEmpty();
    String cloud = demo.host("cloud").at("/id").asText();
    ordered("pause", "--host", cloud);

    // When the patient withdraws on the page
    Page page = browser.signedIn("fr-FR", patient, demo.page());
    page.locator("button[name=decision][value=WITHDRAW]").first().click();
    assertThat(page.locator("#message")).isVisible();

    // Then the page says that the record is on its way, and what keeps it
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              page.navigate(demo.page());
              return page.locator(".moving").count() == 1
                  && page.locator(".moving").innerText().contains("en pause");
            });
    accessible(page, "moving-fr");

    // And who runs the practice sees it too, in both languages, and lets it go on
    theAdministratorResumes(patient, cloud);
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              page.navigate(demo.page());
              return page.locator("a[href^='/my/certificates/']").count() > 0
                  && page.locator(".moving").count() == 0;
            });
    assertThat(hosts.read("on-premise", patient.patientId())).isEqualTo(200);
    accessible(page, "moved-fr");

    // And the certificate is there to read and to keep
    page.locator("#certificates > summary").click();
    page.locator("a[href^='/my/certificates/']").first().click();
    assertThat(page.locator("dl")).containsText("Nuage Santé SAS");
    accessible(page, "certificate-fr");
    Download download = page.waitForDownload(() -> page.locator("a[href$='.jws']").click());
    Path certificate = files.resolve("erasure.jws");
    download.saveAs(certificate);
    page.navigate(page.url() + "?lang=en");
    accessible(page, "certificate-en");

    // And it holds for who has nothing but the public key
    independentlyVerified(certificate);
    DemoScript.Ended checked = script.checkCertificate(certificate, demo, patient);
    assertThat(checked.exit()).as(checked.output()).isZero();
    assertThat(checked.output()).contains("Certified: ", "the one with the id that was given");

    // And the host that it left has no trace of it
    nothingLeft(patient.patientId(), identifiers);

    // But what it had kept of the record's past came home with it, to be read like the rest
    earlierVersionsCameHome(patient);

    // Then everything as it was, for who comes after
    realm.decide(patient, "PERMIT");
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(250))
        .until(() -> hosts.read("on-premise", patient.patientId()) != 200);
    ordered("list");
  }

  private void theAdministratorResumes(Demo.User patient, String cloud) {
    String transfers = demo.gateway() + "/practice/" + demo.text("/practice") + "/transfers";
    Demo.User administrator = demo.administrator();
    Page page = browser.signedIn("en-GB", administrator, transfers);
    // By the name that the realm tells, with the id beside it
    assertThat(page.locator("main"))
        .containsText(Pattern.compile("Record of patient \\S.* \\(" + patient.patientId() + "\\)"));
    accessible(page, "transfers-en");
    page.navigate(transfers + "?lang=fr");
    accessible(page, "transfers-fr");
    page.navigate(transfers + "?lang=en");

    page.locator("form[action$='/hosts/" + cloud + "/resume'] button").click();
    assertThat(page.locator("form[action$='/hosts/" + cloud + "/resume']")).isVisible();
    accessible(page, "order-en");
    page.locator("form[action$='/hosts/" + cloud + "/resume'] button").click();
    page.waitForURL(url -> url.startsWith(transfers));
    assertThat(page.locator("form[action$='/hosts/" + cloud + "/pause']")).isVisible();
  }

  private void ordered(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("gateway", "transfers"));
    command.addAll(List.of(arguments));
    DemoScript.Ended ended = script.run(command.toArray(String[]::new));
    assertThat(ended.exit()).as(ended.output()).isZero();
  }

  /** Its tables are another on a small screen, which has to be heard as well. */
  private static void accessible(Page page, String name) {
    Browser.legible(page, name);
    page.setViewportSize(320, 640);
    assertThat(Browser.accessibilityViolations(page)).as(name).isEmpty();
    page.setViewportSize(1100, 900);
  }

  private void independentlyVerified(Path certificate) throws Exception {
    JsonNode said =
        ErasureCertificate.verified(
                Files.readString(certificate), Path.of(demo.text("/journal/publicKey")))
            .said();
    assertThat(said.at("/verification/earlierVersions").asText()).isEqualTo("removed");
  }

  private List<String> identifiers(String patient) {
    JsonNode resource = http.get(cloud() + "/Patient/" + patient, null).json();
    List<String> identifiers = new ArrayList<>();
    for (JsonNode identifier : resource.at("/identifier")) {
      identifiers.add(identifier.at("/system").asText() + "|" + identifier.at("/value").asText());
    }
    return identifiers;
  }

  private void nothingLeft(String patient, List<String> identifiers) {
    assertThat(http.get(cloud() + "/Patient/" + patient, null).status()).isIn(404, 410);
    for (String search :
        List.of(
            "Observation?subject=",
            "Condition?subject=",
            "Encounter?subject=",
            "Procedure?subject=",
            "MedicationRequest?subject=",
            "DiagnosticReport?subject=",
            "DocumentReference?subject=",
            "ExplanationOfBenefit?patient=",
            "Claim?patient=",
            "Immunization?patient=",
            "CarePlan?subject=",
            "Provenance?target=",
            "Group?member=")) {
      assertThat(total(search + "Patient/" + patient)).as(search).isZero();
    }
    identifiers.forEach(
        identifier ->
            assertThat(
                    total(
                        "Patient?identifier="
                            + URLEncoder.encode(identifier, StandardCharsets.UTF_8)))
                .as(identifier)
                .isZero());
  }

  private void earlierVersionsCameHome(Demo.User patient) {
    String token = realm.token(patient);
    String search =
        "/DocumentReference?patient=%s&date=ge%s"
            .formatted(patient.patientId(), LocalDate.now(ZoneOffset.UTC).minusDays(1));
    Http.Answer found = http.get(demo.fhir() + search, token);
    assertThat(found.status()).as(found.body()).isEqualTo(200);
    List<String> files = new ArrayList<>();
    for (JsonNode entry : found.json().at("/entry")) {
      if (entry.at("/resource/type/text").asText().contains("Earlier versions")) {
        entry
            .at("/resource/content")
            .forEach(content -> files.add(content.at("/attachment/url").asText()));
      }
    }
    assertThat(files).as(found.body()).isNotEmpty();
    for (String file : files) {
      String id = file.substring(file.lastIndexOf('/') + 1);
      JsonNode binary = http.get(demo.fhir() + "/Binary/" + id, token).json();
      assertThat(binary.at("/contentType").asText()).endsWith("ndjson");
      assertThat(binary.at("/data").asText()).isNotEmpty();
    }
  }

  private int total(String search) {
    Http.Answer answer = http.get(cloud() + "/" + search + "&_summary=count", null);
    assertThat(answer.status()).as(search).isEqualTo(200);
    return answer.json().at("/total").asInt();
  }

  private String cloud() {
    return demo.host("cloud").at("/fhir").asText();
  }
}
