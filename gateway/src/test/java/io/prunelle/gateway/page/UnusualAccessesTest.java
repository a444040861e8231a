// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.unusual.Notice;
import io.prunelle.gateway.unusual.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patients are told what was out of the ordinary, and choose whether by mail as well. */
final class UnusualAccessesTest {

  private static final String WHY = "N’avait pas ouvert votre dossier";

  private final PageFixture page = new PageFixture("http");
  private final UUID entry = UUID.randomUUID();

  @BeforeEach
  void happened() {
    Notice notice =
        new Notice(
            entry,
            Instant.now(),
            "cabinet-des-lilas",
            "u-garnier",
            "Dr Garnier",
            "practitioner",
            Set.of(Rule.NEW_PRACTITIONER),
            false);
    page.unusual.put("p1", new ArrayList<>(List.of(notice)));
  }

  @AfterEach
  void stop() {
    page.close();
  }

  @Test
  void itIsToldUntilThePatientHasSeenIt() {
    TestBrowser anne = page.signedIn("anne", "p1");
    String html = anne.get("/my").body();
    assertThat(html).contains(WHY, "Dr Garnier");

    assertThat(see(anne, csrf(html), entry.toString())).isEqualTo(303);

    assertThat(anne.get("/my").body()).contains("Vous avez vu ces accès").doesNotContain(WHY);
  }

  @Test
  void anotherPatientNeitherReadsItNorMarksIt() {
    TestBrowser bruno = page.signedIn("bruno", "p2");
    String html = bruno.get("/my").body();
    assertThat(html).doesNotContain(WHY, "Garnier");

    see(bruno, csrf(html), entry.toString());

    assertThat(page.signedIn("anne", "p1").get("/my").body()).contains(WHY);
  }

  @Test
  void onlyTheSessionsOwnFormIsBelievedAndOnlyWhatItNames() {
    TestBrowser anne = page.signedIn("anne", "p1");
    String csrf = csrf(anne.get("/my").body());

    assertThat(see(anne, csrf.substring(1) + "x", entry.toString())).isEqualTo(403);
    assertThat(see(anne, csrf, "all")).isEqualTo(400);
    see(anne, csrf, UUID.randomUUID().toString());
    assertThat(want(anne, "forged", "true")).isEqualTo(403);
    assertThat(want(anne, csrf, "perhaps")).isEqualTo(400);

    assertThat(anne.get("/my").body()).contains(WHY);
    assertThat(page.realm.mail).isEqualTo("OFF");
  }

  @Test
  void mailIsOffUntilThePatientSwitchesItOnAndThePageShowsThatItIs() {
    TestBrowser anne = page.signedIn("anne", "p1");
    String html = anne.get("/my").body();
    assertThat(html).contains("Me prévenir aussi par courriel");

    assertThat(want(anne, csrf(html), "true")).isEqualTo(303);

    html = anne.get("/my").body();
    assertThat(html)
        .contains("vous recevez un courriel à anne@example.org", "Vous recevrez un courriel quand");
    assertThat(page.realm.bearers).last().asString().startsWith("Bearer ");
    assertThat(want(anne, csrf(html), "false")).isEqualTo(303);
    assertThat(anne.get("/my").body()).contains("Me prévenir aussi par courriel");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNVERIFIED", "UNAVAILABLE", "no such state"})
  void whereThereCanBeNoMailNoneIsOfferedAndNoneCanBeSwitchedOn(String state) {
    page.realm.mail = state;
    TestBrowser anne = page.signedIn("anne", "p1");
    String html = anne.get("/my").body();
    assertThat(html).contains(WHY).doesNotContain("action=\"/my/mail\"");

    assertThat(want(anne, csrf(html), "true")).isEqualTo(303);

    assertThat(page.realm.mail).isEqualTo(state);
    assertThat(anne.get("/my").body())
        .contains("Le courriel n’a pas pu être activé", "role=\"alert\"")
        .doesNotContain("Réponse non enregistrée", "Cette réponse n’était plus possible");
  }

  @Test
  void aRealmThatDoesNotSayKeepsThePageFromNobody() {
    page.realm.mail = null;

    assertThat(page.signedIn("anne", "p1").get("/my").body())
        .contains(WHY)
        .doesNotContain("id=\"mail\"");
  }

  private static int see(TestBrowser browser, String csrf, String entry) {
    return browser.post("/my/unusual", Map.of("csrf", csrf, "entry", entry)).statusCode();
  }

  private static int want(TestBrowser browser, String csrf, String wanted) {
    return browser.post("/my/mail", Map.of("csrf", csrf, "wanted", wanted)).statusCode();
  }

  private static String csrf(String html) {
    Matcher matcher = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(html);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
