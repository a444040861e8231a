// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.HOSTING;
import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.Media;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page that prints a receipt, in a real browser. */
@ExtendWith(KeycloakExtension.class)
class ReceiptPageIT {
  private static final String RECEIPT = "https://page.example/my/decisions/1/receipt.html";
  private static final String HOSTILE = "</style><script>document.title='taken'</script>";

  private final TestRealm realm;
  private final Chromium chromium;
  private final Receiver receiver;

  ReceiptPageIT(TestRealm realm, Chromium chromium) {
    this.realm = realm;
    this.chromium = chromium;
    this.receiver = new Receiver(realm);
  }

  @BeforeEach
  void everyTextIsHostile() throws Exception {
    realm.patient("alice", LILAS);
    ObjectNode host = (ObjectNode) realm.consent("GET", "/hosts/nuage-sante", null).ok().json();
    host.remove("id");
    host.remove("certificateStatus");
    host.put("name", HOSTILE);
    ((ObjectNode) host.at("/sheet/sites/0")).put("name", HOSTILE);
    realm.consent("PUT", "/hosts/nuage-sante", host.toString()).ok();
    realm
        .consent(
            "PUT",
            "/hostings/" + HOSTING,
            json("{'purposes':['%s'],'legalBasis':'EXPLICIT_CONSENT'}", "Soins <b onclick=x>"))
        .ok();
    int version = realm.publish(HOSTING, "<img src=x onerror=alert(1)>${7*7}");
    realm.decide(realm.token("alice"), "PERMIT", version).ok();
  }

  @Test
  void everyValueIsEscapedAndThePolicyLetsNothingIn() {
    Answer page = receiver.ask(realm.token("alice"), 1, "text/html,*/*;q=0.8", "fr");

    assertThat(page.ok().header("Content-Type")).isEqualToIgnoringCase("text/html;charset=UTF-8");
    assertThat(page.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .startsWith("default-src 'none'; style-src 'sha256-")
        .endsWith("frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.body())
        .contains("&lt;script&gt;", "&lt;img src=x", "&lt;b onclick", "${7*7}")
        .doesNotContain("<script", "<img", "<b onclick", ">49<");
  }

  @Test
  void aReaderInEachLanguageAndOnAnyScreenCanReadIt() {
    for (String language : new String[] {"fr", "en"}) {
      for (int width : new int[] {320, 1280}) {
        List<String> refused = new ArrayList<>();
        Page page = open(language, width, refused);

        assertThat(page.locator("html").getAttribute("lang")).isEqualTo(language);
        assertThat(page.title())
            .startsWith(language.equals("fr") ? "Reçu de décision 1" : "Receipt for a decision 1");
        assertThat(page.locator("body").innerText())
            .contains(language.equals("fr") ? "(heure de Paris)" : "(Paris time)")
            .doesNotContain("hostingReceipt.", "{0}");
        assertThat(Chromium.overflow(page)).isZero();
        // the style came through the policy
        assertThat(page.locator(".jws").evaluate("e => getComputedStyle(e).wordBreak"))
            .isEqualTo("break-all");
        assertThat(refused).isEmpty();
        assertThat(Chromium.violations(page)).isEmpty();
        Chromium.dark(page);
        assertThat(page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor"))
            .isEqualTo("rgb(22, 22, 22)");
        assertThat(Chromium.violations(page)).isEmpty();
      }
    }
  }

  @Test
  void whoReadsItElsewhereFindsTheWayBackAndTheOtherLanguageButNotOnPaper() {
    for (int width : new int[] {320, 1280}) {
      Page page = chromium.open("fr", width, true);
      List<String> refused = new ArrayList<>();
      page.onConsoleMessage(message -> refused.add(message.text()));
      page.route("**/*", route -> show(route, ""));
      page.navigate(RECEIPT);
      Chromium.screenshot(page, "receipt-shown-fr-" + width);

      assertThat(Chromium.overflow(page)).isZero();
      assertThat(Chromium.violations(page)).isEmpty();
      for (Locator link : page.locator("a").all()) {
        assertThat(link.boundingBox().height).as(link.innerText()).isGreaterThanOrEqualTo(24);
        assertThat(link.boundingBox().width).as(link.innerText()).isGreaterThanOrEqualTo(24);
      }
      Chromium.dark(page);
      assertThat(Chromium.violations(page)).isEmpty();
      page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
      assertThat(page.locator("body").innerText())
          .contains("L’hébergement est autorisé")
          .doesNotContain("Revenir", "English");
      assertThat(refused).isEmpty();
    }
  }

  @Test
  void theWayBackAndTheOtherLanguageAreOpenFromASandboxToo() {
    Page page = chromium.open("fr", 320, false);
    page.route("**/*", route -> show(route, "; sandbox"));
    page.navigate(RECEIPT);

    page.locator("a[hreflang=en]").click();
    page.waitForURL(RECEIPT + "?lang=en");
    assertThat(page.locator("html").getAttribute("lang")).isEqualTo("en");
    assertThat(page.locator("a[aria-current]").innerText()).isEqualTo("English");

    page.locator("text=Back to my decisions").click();
    page.waitForURL("https://page.example/my");
  }

  @Test
  void aPageToKeepLeadsNowhere() {
    assertThat(receiver.ask(realm.token("alice"), 1, "text/html", "fr").ok().body())
        .doesNotContain("<a ", "<nav");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "/my%22%3E%3Cscript%3E",
        "/my%5Cevil",
        "/my?x=1",
        "%20/my"
      })
  void whatIsNoPathIsNoWayBack(String back) {
    Answer answer = receiver.page(realm.token("alice"), 1, "fr", back);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("detail").asText()).startsWith("back: must be a path");
  }

  /** As a server does that shows the page under its own address. */
  private void show(Route route, String further) {
    if (!route.request().url().startsWith(RECEIPT)) {
      route.fulfill(new Route.FulfillOptions().setBody("the way back"));
      return;
    }
    String language = route.request().url().endsWith("?lang=en") ? "en" : "fr";
    Answer answer = receiver.page(realm.token("alice"), 1, language, "/my");
    fulfill(route, answer, further);
  }

  private static void fulfill(Route route, Answer answer, String further) {
    route.fulfill(
        new Route.FulfillOptions()
            .setStatus(answer.status())
            .setHeaders(
                Map.of(
                    "Content-Type",
                    answer.header("Content-Type"),
                    "Content-Security-Policy",
                    answer.header("Content-Security-Policy") + further))
            .setBody(answer.body()));
  }

  private Page open(String language, int width, List<String> refused) {
    Answer answer = receiver.ask(realm.token("alice"), 1, "text/html", language);
    Page page = chromium.open(language, width, true);
    page.onConsoleMessage(message -> refused.add(message.text()));
    page.route("**/*", route -> fulfill(route, answer, ""));
    page.navigate("https://sso.example/receipt");
    Chromium.screenshot(page, "receipt-" + language + "-" + width);
    return page;
  }
}
