// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.HOSTING;
import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The administrators' pages, in a real browser. */
@ExtendWith(KeycloakExtension.class)
class ConsoleIT {
  private final TestRealm realm;
  private final Chromium chromium;

  ConsoleIT(TestRealm realm, Chromium chromium) {
    this.realm = realm;
    this.chromium = chromium;
  }

  @BeforeEach
  void administrator() {
    realm.consent("POST", "/setup", json("{}")).ok();
    realm.manager("admin", "manage-realm", "view-realm", "view-users");
  }

  @ParameterizedTest
  @CsvSource({"fr,320", "en,1280"})
  void everyPageCanBeReadOnAnyScreen(String language, int width) {
    realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();
    Page page = signIn(language, width, true, "admin");
    String at = "-" + language + "-" + width;

    Chromium.check(page, "console" + at);
    page.locator("a[href$='/hosts/nuage-sante']").click();
    Chromium.check(page, "console-host" + at);
    page.locator("a[href$='/edit']").click();
    Chromium.check(page, "console-host-form" + at);
    page.navigate(console() + "/hostings/" + HOSTING);
    Chromium.check(page, "console-hosting" + at);
    assertThat(page.locator(".pru-tallies strong").innerText()).isEqualTo("1");
    page.locator("a[href$='/notices/1']").click();
    Chromium.check(page, "console-notice" + at);
    page.navigate(console() + "/hostings/" + HOSTING + "/edit");
    Chromium.check(page, "console-hosting-form" + at);
    page.navigate(console() + "/hostings/" + HOSTING + "/new-notice");
    Chromium.check(page, "console-notice-form" + at);
    page.locator("button[value=preview]").click();
    Chromium.check(page, "console-notice-preview" + at);
    page.navigate(console() + "/ledger");
    page.locator("#f-patient").fill("pat-alice");
    page.locator("button[value=search]").click();
    assertThat(page.locator("tbody tr").count()).isEqualTo(1);
    Chromium.check(page, "console-ledger" + at);
    page.navigate(console() + "/setup");
    page.locator("button[value=run]").click();
    Chromium.check(page, "console-setup" + at);
    page.navigate(console() + "/hosts/nobody");
    Chromium.check(page, "console-no-such-page" + at);
  }

  @Test
  void whatIsDoneHereIsWhatRestDoes() {
    Page page = signIn("en", 1280, false, "admin");

    page.navigate(console() + "/hosts/nuage-sante/edit");
    page.locator("#f-name").fill("Nuage <b>Deux</b>");
    page.locator("#f-sheet-certificate-expires").fill("2031-01-01");
    page.locator(".pf-v5-c-form__actions button[value=save]").click();
    assertThat(page.locator("#e-sheet-certificate-expires").innerText())
        .isEqualTo("A certificate holds at most three years.");
    assertThat(page.locator("#f-sheet-certificate-expires").getAttribute("aria-invalid"))
        .isEqualTo("true");
    page.locator("#f-sheet-certificate-expires").fill("2028-05-30");
    page.locator("button[name=add][value='sheet.sites']").click();
    assertThat(page.locator("#f-sheet-sites-2-name").isVisible()).isTrue();
    page.locator("#f-sheet-sites-2-remove").check();
    page.locator(".pf-v5-c-form__actions button[value=save]").click();
    assertThat(page.locator("h1").innerText()).isEqualTo("Nuage <b>Deux</b>");
    JsonNode host = realm.consent("GET", "/hosts/nuage-sante", null).ok().json();
    assertThat(host.path("name").asText()).isEqualTo("Nuage <b>Deux</b>");
    assertThat(host.at("/sheet/certificate/expires").asText()).isEqualTo("2028-05-30");

    page.navigate(console() + "/hostings/" + HOSTING + "/new-notice");
    page.locator("#f-fr-title").fill("Deux");
    page.locator("button[value=preview]").click();
    page.locator("button[value=publish]").click();
    assertThat(page.locator(".pf-m-success").count()).isEqualTo(1);
    assertThat(
            realm
                .consent("GET", "/hostings/" + HOSTING + "/notices/2", null)
                .ok()
                .json()
                .at("/texts/fr/title")
                .asText())
        .isEqualTo("Deux");

    page.navigate(console() + "/hostings/" + HOSTING + "/edit");
    page.locator("input[name=status][value=CLOSED]").check();
    page.locator("button[value=save]").click();
    assertThat(
            realm.consent("GET", "/hostings/" + HOSTING, null).ok().json().path("status").asText())
        .isEqualTo("CLOSED");

    assertThat(realm.admin("GET", "/admin-events?max=500", null).ok().json())
        .filteredOn(event -> event.path("resourceType").asText().equals("PRUNELLE_NOTICE"))
        .extracting(event -> event.path("resourcePath").asText())
        .filteredOn(path -> path.equals("consent/hostings/" + HOSTING + "/notices"))
        .hasSize(2);
  }

  @Test
  void aHostingOfAPracticeThatIsNoMoreIsEndedByTheForm() {
    // Given a permission, and a practice that is gone
    realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();
    realm.admin("DELETE", "/organizations/" + realm.organization(LILAS), null).ok();
    Page page = signIn("en", 1280, false, "admin");

    choose(page, "CLOSED");
    assertThat(page.locator(".pf-m-success").count()).isEqualTo(1);
    // When it is to open again, the page says why it does not
    choose(page, "OPEN");
    assertThat(page.locator(".pf-m-danger").innerText())
        .contains("Nothing was saved.", "only for a practice that there still is");
    choose(page, "ENDED");

    assertThat(page.locator(".pf-m-success").count()).isEqualTo(1);
    assertThat(realm.ledger().path("ended")).extracting(JsonNode::asText).containsExactly(HOSTING);
  }

  private void choose(Page page, String status) {
    page.navigate(console() + "/hostings/" + HOSTING + "/edit");
    page.locator("input[name=status][value=" + status + "]").check();
    page.locator("button[value=save]").click();
  }

  @Test
  void aLongSheetIsSavedWhole() {
    ObjectNode host = (ObjectNode) realm.consent("GET", "/hosts/nuage-sante", null).ok().json();
    ArrayNode processors = (ArrayNode) host.at("/sheet/subProcessors");
    while (processors.size() < 30) {
      processors.add(processors.get(0).deepCopy());
    }
    realm.consent("PUT", "/hosts/nuage-sante", host.toString()).ok();
    Page page = signIn("fr", 1280, false, "admin");

    page.navigate(console() + "/hosts/nuage-sante/edit");
    page.locator("#f-name").fill("Un autre nom");
    page.locator(".pf-v5-c-form__actions button[value=save]").click();

    assertThat(page.locator("h1").innerText()).isEqualTo("Un autre nom");
    JsonNode saved = realm.consent("GET", "/hosts/nuage-sante", null).ok().json();
    assertThat(saved.path("sheet")).isEqualTo(host.path("sheet"));
  }

  @Test
  void whoeverAdministersNothingSeesNothing() {
    realm.user("nobody", "");
    Page page = signIn("en", 1280, false, "nobody");

    assertThat(page.locator("h1").innerText()).isEqualTo("There is nothing here");
    assertThat(page.locator("body").innerText()).doesNotContain("Nuage");
    page.navigate(top());
    assertThat(page.locator("h1").innerText()).isEqualTo("You may not see this");
  }

  @Test
  void whoeverMayOnlyReadChangesNothing() {
    realm.manager("viewer", "view-realm");
    Page page = signIn("en", 1280, false, "viewer");

    assertThat(page.locator("a[href$='/new-host']").count()).isZero();
    for (String form : new String[] {"/new-host", "/hosts/nuage-sante/edit", "/setup"}) {
      assertThat(page.navigate(console() + form).status()).as(form).isEqualTo(403);
    }
    page.navigate(console() + "/ledger");
    page.locator("#f-patient").fill("pat-alice");
    page.locator("button[value=search]").click();
    assertThat(page.locator("h1").innerText()).isEqualTo("You may not see this");
    page.navigate(console() + "/ledger");
    page.locator("button[value=verify]").click();
    assertThat(page.locator(".pf-m-success").count()).isEqualTo(1);
  }

  @Test
  void aFormThatWasNotGivenOutHereChangesNothing() {
    Page page = signIn("en", 1280, true, "admin");
    String before = realm.consent("GET", "/hostings/" + HOSTING, null).ok().body();

    for (String forged :
        new String[] {"token.value = 'guess'", "token.value = ''", "token.remove()"}) {
      page.navigate(console() + "/hostings/" + HOSTING + "/edit");
      page.locator("input[name=status][value=ENDED]").check();
      page.evaluate(
          "() => { const token = document.querySelector('[name=token]'); " + forged + " }");
      Chromium.leave(page, page.locator("button[value=save]")::click);
      assertThat(page.locator("h1").innerText()).as(forged).isEqualTo("The form has expired");
    }

    assertThat(realm.consent("GET", "/hostings/" + HOSTING, null).ok().body()).isEqualTo(before);
  }

  @Test
  void anAdministratorOfOneRealmDoesNotReachAnother() {
    TestRealm other = realm.bare();
    Page page = signIn("en", 1280, false, "admin");

    assertThat(page.navigate(top() + "/realms/" + other.name()).status()).isEqualTo(404);
    assertThat(page.navigate(top() + "/realms/master").status()).isEqualTo(404);
    assertThat(page.navigate(other.url() + "/consent/administration").status()).isEqualTo(503);
    assertThat(page.locator("h1").innerText()).isEqualTo("Not set up yet");
  }

  @Test
  void nothingOfAnAddressIsRepeatedAndNothingRuns() {
    Page page = signIn("en", 1280, true, "admin");

    Response answer =
        page.navigate(console() + "?done=%3Cscript%3E&lang=%22%3E%3Cscript%3E&x=%3Cscript%3E");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).doesNotContain("<script");
    assertThat(answer.headerValue("Content-Security-Policy"))
        .startsWith("default-src 'none'")
        .contains("form-action 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "script-src");
    assertThat(answer.headerValue("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void signingOutEndsIt() {
    Page page = signIn("en", 1280, false, "admin");
    page.locator("a[href*='/logout']").click();
    page.locator("#kc-logout").click();

    page.navigate(console());

    assertThat(page.locator("#username").count()).isEqualTo(1);
  }

  private String top() {
    return realm.url() + "/consent/administration";
  }

  private String console() {
    return top() + "/realms/" + realm.name();
  }

  private Page signIn(String language, int width, boolean javaScript, String user) {
    Page page = chromium.open(language, width, javaScript);
    page.navigate(console());
    page.locator("#username").fill(user);
    if (page.locator("#password").count() == 0) {
      page.locator("#kc-login").click();
    }
    page.locator("#password").fill(TestRealm.PASSWORD);
    page.locator("#kc-login").click();
    return page;
  }
}
