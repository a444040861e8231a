// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.SAULES;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every page of the question, as readers in both languages and on all screens have it. */
@ExtendWith(KeycloakExtension.class)
class PagesIT {
  private final Application application = new Application();
  private final TestRealm realm;
  private final Chromium chromium;

  PagesIT(TestRealm realm, Chromium chromium) {
    this.realm = realm;
    this.chromium = chromium;
  }

  /** A parent who is a patient of two practices and has a daughter at one of them. */
  @BeforeEach
  void family() {
    realm.informing();
    realm.protectedAttributes("guardian_of", "birthdate", "protected_adult");
    realm.user("parent", "'patient_id':['pat-parent'],'guardian_of':['pat-zoe']", LILAS, SAULES);
    realm.user("zoe", "'patient_id':['pat-zoe'],'birthdate':['2018-03-01']", SAULES);
    realm.name("zoe", "Zoé", "Petit");
    realm.redirect("app", application.url() + "*");
  }

  @AfterEach
  void close() {
    application.close();
  }

  @ParameterizedTest
  @CsvSource({"fr,320", "fr,1280", "en,320", "en,1280"})
  void everyPageCanBeReadAndAnswered(String language, int width) {
    String at = "-" + language + "-" + width;
    Page page = signIn(chromium.open(language, width, true), language);
    check(page, "whom" + at);
    Chromium.leave(page, page.locator("button[name=whom][value=pat-parent]")::click);

    check(page, "consent" + at);
    assertThat(size(page.locator("#pru-permit"))).isEqualTo(size(page.locator("#pru-deny")));
    page.locator("details summary").click();
    check(page, "consent-sheet" + at);
    press(page, "#pru-deny");

    check(page, "information" + at);
    assertThat(size(page.locator("#pru-informed"))).isEqualTo(size(page.locator("#pru-object")));
    Chromium.leave(page, page.locator("#pru-object")::click);
    check(page, "information-error" + at);
    assertThat(page.locator("#pru-reason").getAttribute("aria-invalid")).isEqualTo("true");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("pru-reason");
    page.locator("#pru-reason").fill("Mon employeur y travaille.");
    press(page, "#pru-object");

    check(page, "information-ward" + at);
    assertThat(page.locator(".pru-whom").innerText()).contains("Zoé Petit");
    press(page, "#pru-informed");
    assertThat(page.url()).startsWith(application.url());

    upheld();
    signIn(page, language);
    check(page, "answer" + at);
    press(page, "#pru-told");
    assertThat(page.url()).startsWith(application.url());
  }

  @ParameterizedTest
  @CsvSource({"fr,320", "fr,1280", "en,320", "en,1280"})
  void emergenciesCanBeReadAndAnswered(String language, int width) {
    realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "DENY", 1).ok();
    emergency("Dr Anne-Sophie Lemoine", "Patiente retrouvée inconsciente, allergies inconnues.");
    emergency("Dr B.", "<script>alert(1)</script> " + "w".repeat(200));
    String at = "-" + language + "-" + width;

    Page page = chromium.open(language, width, true);
    signIn(page, language, "alice");

    check(page, "emergency" + at);
    assertThat(page.locator(".pru-quote").allInnerTexts())
        .contains("Patiente retrouvée inconsciente, allergies inconnues.")
        .anyMatch(reason -> reason.startsWith("<script>alert(1)</script>"));
    assertThat(page.locator(".pru-quote script").count()).isZero();
    size(page.locator("#pru-read"));
    size(page.locator("#pru-later"));
    press(page, "#pru-read");
    assertThat(page.url()).startsWith(application.url());
    signIn(page, language, "alice");
    assertThat(page.url()).startsWith(application.url());
  }

  @Test
  void nothingNeedsJavaScript() {
    Page page = signIn(chromium.open("fr", 320, false), "fr");
    page.locator("button[name=whom][value=pat-zoe]").click();
    page.locator("#pru-informed").click();
    page.locator("#pru-deny").click();
    page.locator("#pru-reason").fill("Non.");
    page.locator("#pru-object").click();

    page.waitForURL(application.url() + "**");
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"fr,320", "en,1280"})
  void theThemeThatComesAlongIsLegible(String language, int width) {
    realm.admin("PUT", "", json("{'loginTheme':'prunelle'}")).ok();
    String at = "-" + language + "-" + width;
    Page page = chromium.open(language, width, true);
    authorize(page, language);
    Chromium.check(page, "prunelle-login" + at);
    assertThat(page.locator("#username").evaluate("e => getComputedStyle(e).outlineColor"))
        .isEqualTo("rgb(92, 42, 85)");
    page.locator("#username").fill("parent");
    // Keycloak asks for the name alone first where there are organizations
    Chromium.leave(page, page.locator("#kc-login")::click);
    Chromium.check(page, "prunelle-login-password" + at);
    page.locator("#password").fill("wrong");
    Chromium.leave(page, page.locator("#kc-login")::click);
    Chromium.check(page, "prunelle-login-error" + at);

    page.locator("#password").fill(TestRealm.PASSWORD);
    Chromium.leave(page, page.locator("#kc-login")::click);
    check(page, "prunelle-whom" + at);
    assertThat(page.locator(".pf-v5-c-login__main").evaluate("e => getComputedStyle(e).boxShadow"))
        .isEqualTo("none");
    Chromium.leave(page, page.locator("button[name=whom][value=pat-zoe]")::click);
    check(page, "prunelle-information" + at);
    visible(page.locator("#pru-reason"));
  }

  @ParameterizedTest
  @CsvSource({"keycloak", "base", "prunelle"})
  void thePagesWorkInsideAnotherLoginTheme(String theme) {
    realm.admin("PUT", "", json("{'loginTheme':'%s'}", theme)).ok();
    Page page = signIn(chromium.open("fr", 320, true), "fr");
    Chromium.leave(page, page.locator("button[name=whom][value=pat-parent]")::click);
    Chromium.screenshot(page, "consent-theme-" + theme);

    assertThat(Chromium.overflow(page)).isZero();
    Chromium.leave(page, page.locator("#pru-deny")::click);
    Chromium.leave(page, page.locator("#pru-informed")::click);
    Chromium.leave(page, page.locator("#pru-informed")::click);
    assertThat(page.url()).startsWith(application.url());
  }

  @ParameterizedTest
  @CsvSource({
    "fr, Où votre dossier de santé peut\u2011il être conservé\u00a0?, Où votre dossier de santé est conservé",
    "en, Where may your health record be kept?, Where your health record is kept"
  })
  void theTitleSaysWhatIsAsked(String language, String asked, String told) {
    Page page = signIn(chromium.open(language, 1280, true), language);
    Chromium.leave(page, page.locator("button[name=whom][value=pat-parent]")::click);
    assertThat(page.title()).startsWith(asked + " – ");
    Chromium.leave(page, page.locator("#pru-deny")::click);
    assertThat(page.title()).startsWith(told + " – ");
  }

  @Test
  void whatForReadsInThePatientsLanguageAndWhatDoesNotIsMarked() {
    realm
        .hosting(
            LILAS + "@nuage-sante",
            "{'purposes':[{'fr':'Conserver le dossier','en':'Keeping the record'},"
                + "{'en':'Research'}],'legalBasis':'EXPLICIT_CONSENT','validity':'P2Y'}")
        .ok();
    Page page = signIn(chromium.open("fr", 320, true), "fr");
    Chromium.leave(page, page.locator("button[name=whom][value=pat-parent]")::click);

    Locator purposes = page.locator(".pru-purposes li");
    assertThat(purposes.allInnerTexts()).containsExactly("Conserver le dossier", "Research");
    assertThat(purposes.nth(0).getAttribute("lang")).isNull();
    assertThat(purposes.nth(1).getAttribute("lang")).isEqualTo("en");
    Chromium.leave(page, page.locator("#pru-permit")::click);
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(1);
  }

  /** In the light and in the dark, before a mistake and after it. */
  @Test
  void whereAnObjectionIsWrittenIsSeen() {
    Page page = signIn(chromium.open("fr", 320, true), "fr");
    Chromium.leave(page, page.locator("button[name=whom][value=pat-zoe]")::click);
    visible(page.locator("#pru-reason"));
    assertThat(page.locator("#pru-reason-hint").innerText()).contains("serait perdu");
    Chromium.leave(page, page.locator("#pru-object")::click);
    visible(page.locator("#pru-reason"));
  }

  private static void visible(Locator field) {
    Chromium.light(field.page());
    assertThat(Chromium.borderContrast(field)).as("light").isGreaterThanOrEqualTo(3);
    Chromium.dark(field.page());
    assertThat(Chromium.borderContrast(field)).as("dark").isGreaterThanOrEqualTo(3);
  }

  /** And the title of the window is that of the page (WCAG 2.4.2). */
  private static void check(Page page, String name) {
    Chromium.check(page, name);
    assertThat(page.title()).startsWith(page.locator("#kc-page-title").innerText().strip() + " – ");
  }

  private void emergency(String practitioner, String reason) {
    if (realm.admin("GET", "/roles/emergency-report", null).status() == 404) {
      realm.service("reporter", "emergency-report");
    }
    Instant from = Instant.now().minusSeconds(60);
    realm
        .call(
            "PUT",
            "/consent/practices/" + LILAS + "/patients/pat-alice/emergencies/" + UUID.randomUUID(),
            realm.serviceToken("reporter"),
            json(
                "{'practitioner':'%s','reason':'%s','from':'%s','until':'%s'}",
                practitioner, reason, from, from.plusSeconds(3_600)))
        .ok();
  }

  private Page signIn(Page page, String language) {
    return signIn(page, language, "parent");
  }

  private void authorize(Page page, String language) {
    page.navigate(
        realm.url()
            + "/protocol/openid-connect/auth?client_id=app&response_type=code&scope=openid"
            + "&redirect_uri="
            + application.url()
            + "&ui_locales="
            + language);
  }

  private Page signIn(Page page, String language, String username) {
    authorize(page, language);
    if (page.locator("#username").count() > 0) {
      page.locator("#username").fill(username);
      if (page.locator("#password").count() == 0) {
        page.locator("#kc-login").click();
      }
      page.locator("#password").fill(TestRealm.PASSWORD);
      page.locator("#kc-login").click();
    }
    return page;
  }

  /** Reaches a button by the tabulator key alone, sees that it is marked, and presses it. */
  private static void press(Page page, String button) {
    for (int i = 0; i < 80 && !has(page, button); i++) {
      page.keyboard().press("Tab");
    }
    assertThat(has(page, button)).as("%s has the focus", button).isTrue();
    assertThat(page.locator(button).evaluate("e => getComputedStyle(e).outlineStyle"))
        .isNotEqualTo("none");
    Chromium.leave(page, () -> page.keyboard().press("Enter"));
  }

  private static boolean has(Page page, String button) {
    return (boolean)
        page.evaluate("s => document.activeElement === document.querySelector(s)", button);
  }

  private static String size(Locator button) {
    BoundingBox box = button.boundingBox();
    // WCAG 2.2 2.5.8 asks for 24 CSS pixels; older hands for more
    assertThat(box.height).isGreaterThanOrEqualTo(44);
    return Math.round(box.width) + " wide";
  }

  private void upheld() {
    realm.role(realm.user("officer", "", SAULES), "consent-officer");
    realm
        .call(
            "POST",
            "/consent/practices/" + SAULES + "/objections/2/answer",
            realm.token("officer"),
            json("{'decision':'UPHOLD','reason':'Nous vous comprenons.'}"))
        .ok();
  }
}
