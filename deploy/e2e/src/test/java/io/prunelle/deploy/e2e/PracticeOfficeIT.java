// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who answers for a practice's hostings, in a real browser. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(88)
final class PracticeOfficeIT {

  private static final String BASIS =
      "{\"purposes\":[\"Archives\"],\"legalBasis\":\"INFORM_AND_OBJECT\",\"status\":\"%s\"}";

  private final Http http = new Http();
  private final Demo demo;
  private final Realm realm;
  private final Browser browser;

  PracticeOfficeIT(Demo demo, Browser browser) {
    this.demo = demo;
    this.browser = browser;
    this.realm = new Realm(demo, http);
  }

  @Test
  void anOfficerSeesThePracticeAndTakesItsRegisterAlong(@TempDir Path files) throws Exception {
    for (String language : List.of("fr-FR", "en-GB")) {
      Page page = signedIn(language, demo.officer(true));
      assertThat(page.locator("html")).hasAttribute("lang", language.substring(0, 2));
      assertThat(page.locator("main")).containsText("Nuage Santé");
      assertThat(page.locator("script")).hasCount(0);
      Browser.legible(page, "practice-" + language);

      page.navigate(practice() + "/decisions/new");
      Browser.legible(page, "practice-paper-" + language);
      page.navigate(practice() + "/risks");
      Browser.legible(page, "practice-risks-" + language);
      page.navigate(practice() + "/register");
      Browser.legible(page, "practice-register-" + language);
      Download download =
          page.waitForDownload(() -> page.locator("a[href$='/register.pdf']").click());
      Path pdf = files.resolve(language + ".pdf");
      download.saveAs(pdf);
      assertThat(Files.readString(pdf, StandardCharsets.ISO_8859_1))
          .startsWith("%PDF-")
          .contains("/MarkInfo", "/StructTreeRoot");
    }
  }

  @Test
  void anOfficerAnswersAnObjectionOnceAndThePatientIsToldWhoReadIt() {
    // Given a patient who objects to a hosting that rests on information
    Demo.User patient = demo.patient("PERMIT", 1);
    String token = realm.token(patient);
    String hosting = annexe();
    hosting(hosting, "OPEN");
    try {
      http.post(
          realm.consentAdministration() + "/hostings/" + hosting + "/notices",
          realm.administrator(),
          """
          {"texts":{"fr":{"title":"Archives","body":"Nous vous informons."},
                    "en":{"title":"Archives","body":"We inform you."}}}
          """);
      Http.Answer objected =
          http.post(
              realm.consent() + "/me/decisions",
              token,
              "{\"hosting\":\"%s\",\"decision\":\"OBJECT\",\"reason\":\"My brother works there.\"}"
                  .formatted(hosting));
      assertThat(objected.status()).as(objected.toString()).isEqualTo(201);

      // When the officer answers it
      Page page = signedIn("en-GB", demo.officer(true));
      page.navigate(practice() + "/objections");
      assertThat(page.locator("main")).containsText("My brother works there.");
      Browser.legible(page, "practice-objections-en");
      page.locator("input[value=UPHOLD]").check();
      page.locator("textarea[name=reason]").fill("We understand.");
      page.locator("form.report button[type=submit]").click();

      // Then it is in the ledger, and waits no longer
      assertThat(page.locator("#message")).containsText("It is recorded");
      assertThat(page.locator("textarea")).hasCount(0);
      JsonNode me = http.get(realm.consent() + "/me", token).json();
      assertThat(me.toString()).contains("UPHOLD", "We understand.");
    } finally {
      hosting(hosting, "ENDED");
    }
  }

  @Test
  void anOfficerRecordsAPaperAndOnlyItsDigestIsKept() {
    Demo.User patient = demo.patient("DENY", 0);
    int version = notice(patient);
    String scan = "a scan " + UUID.randomUUID();

    Page page = signedIn("fr-FR", demo.officer(true));
    page.navigate(practice() + "/decisions/new");
    page.locator("#patient").fill(patient.patientId());
    page.locator("#hosting").selectOption(demo.hosting());
    page.locator("input[value=DENY]").check();
    page.locator("#notice").fill(String.valueOf(version));
    page.locator("#language").selectOption("fr");
    page.locator("#signed").fill(LocalDate.now(ZoneOffset.UTC).toString());
    page.locator("#scan")
        .setInputFiles(
            new FilePayload("scan.pdf", "application/pdf", scan.getBytes(StandardCharsets.UTF_8)));
    page.locator("form.paper button[type=submit]").click();
    assertThat(page.locator("main")).containsText("sha-256:");
    Browser.legible(page, "practice-confirm-fr");
    page.locator("button[name=confirm][value=yes]").click();

    assertThat(page.locator("#message")).containsText("C’est enregistré");
    JsonNode last =
        http.get(realm.consent() + "/me/decisions?limit=1", realm.token(patient))
            .json()
            .at("/decisions/0");
    assertThat(last.at("/channel").asText()).isEqualTo("PAPER");
    assertThat(last.at("/by/role").asText()).isEqualTo("PRACTITIONER");
    assertThat(last.toString()).doesNotContain(scan);
  }

  @Test
  void nobodyElseIsLetInWhetherThePracticeIsThereOrNot() {
    for (Demo.User other : List.of(demo.practitioner(0), demo.officer(false))) {
      Page page = signedIn("en-GB", other);
      assertThat(page.locator("h1")).containsText("reserved");
      String there = page.locator("main").innerText();
      page.navigate(demo.gateway() + "/practice/no-such-practice");
      assertThat(page.locator("main")).hasText(there);
      assertThat(Browser.accessibilityViolations(page)).isEmpty();
    }
    Page auditor = signedIn("en-GB", demo.auditor());
    assertThat(auditor.locator("main")).not().containsText("Nuage");
    auditor.navigate(practice() + "/objections");
    assertThat(auditor.locator("h1")).containsText("reserved");
  }

  /** The practice's own server under another name, which stands behind the other by id. */
  private String annexe() {
    String hosts = realm.consentAdministration() + "/hosts/";
    ObjectNode host =
        (ObjectNode)
            http.get(hosts + demo.host("on-premise").at("/id").asText(), realm.administrator())
                .json();
    host.remove(List.of("id", "assessment"));
    put(hosts + "server-annexe", host.toString());
    return demo.text("/practice") + "@server-annexe";
  }

  private void hosting(String hosting, String status) {
    put(realm.consentAdministration() + "/hostings/" + hosting, BASIS.formatted(status));
  }

  private void put(String url, String document) {
    Http.Answer put = http.send("PUT", url, realm.administrator(), "application/json", document);
    assertThat(put.status()).as(put.toString()).isLessThan(300);
  }

  private int notice(Demo.User patient) {
    JsonNode hostings =
        http.get(realm.consent() + "/me", realm.token(patient)).json().at("/hostings");
    for (JsonNode hosting : hostings) {
      if (hosting.at("/hosting").asText().equals(demo.hosting())) {
        return hosting.at("/notice/version").asInt();
      }
    }
    throw new AssertionError("no hosting " + demo.hosting());
  }

  private Page signedIn(String language, Demo.User user) {
    return browser.signedIn(language, user, practice());
  }

  private String practice() {
    return demo.gateway() + "/practice/" + demo.text("/practice");
  }
}
