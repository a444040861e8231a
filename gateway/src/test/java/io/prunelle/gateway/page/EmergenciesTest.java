// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.purpose.Emergency;
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

/** Patients are told that their record was opened in an emergency. */
final class EmergenciesTest {

  private static final String TITLE = "Votre dossier a été ouvert en urgence";

  private final PageFixture page = new PageFixture("http");
  private final Emergency emergency =
      new Emergency(
          UUID.randomUUID(), Instant.now(), "cabinet-des-lilas", "Dr Lemoine", "sans connaissance");

  @BeforeEach
  void happened() {
    page.emergencies.put("p1", new ArrayList<>(List.of(emergency)));
  }

  @AfterEach
  void stop() {
    page.close();
  }

  @Test
  void itIsToldAtEachSignInUntilThePatientSaysToHaveReadIt() {
    assertThat(page.signedIn("anne", "p1").get("/my").body())
        .contains(TITLE, "Dr Lemoine", "sans connaissance");
    TestBrowser again = page.signedIn("anne", "p1");
    String html = again.get("/my").body();
    assertThat(html).contains(TITLE);

    assertThat(read(again, csrf(html), emergency.id().toString())).isEqualTo(303);

    assertThat(again.get("/my").body())
        .contains("C’est noté", "Vous avez lu cette information")
        .doesNotContain(TITLE);
    assertThat(page.signedIn("anne", "p1").get("/my").body()).doesNotContain(TITLE);
  }

  @Test
  void theLookOutsNoticeOfItIsSeenWithIt() {
    Notice notice =
        new Notice(
            UUID.randomUUID(),
            emergency.openedAt(),
            emergency.practice(),
            "u-lemoine",
            emergency.name(),
            "practitioner",
            Set.of(Rule.EMERGENCY),
            false);
    page.unusual.put("p1", new ArrayList<>(List.of(notice)));
    TestBrowser anne = page.signedIn("anne", "p1");
    String html = anne.get("/my").body();
    assertThat(html).contains(TITLE).doesNotContain("action=\"/my/unusual\"");

    anne.post("/my/emergencies", TestBrowser.form(html, "/my/emergencies"));

    assertThat(anne.get("/my").body()).doesNotContain(TITLE, "action=\"/my/unusual\"");
  }

  @Test
  void whatAPracticeStatesThatNeverHadThePatientIsNotPutBeforeThem() {
    page.emergencies.put(
        "p1",
        new ArrayList<>(
            List.of(
                new Emergency(
                    UUID.randomUUID(), Instant.now(), "elsewhere", "Dr Durand", "appelez-moi"))));
    assertThat(page.signedIn("anne", "p1").get("/my").body())
        .doesNotContain(TITLE, "Dr Durand", "appelez-moi");

    page.placed.put("p1", Set.of("elsewhere"));
    assertThat(page.signedIn("anne", "p1").get("/my").body()).contains(TITLE, "appelez-moi");
  }

  @Test
  void anotherPatientNeitherSeesItNorTakesItAway() {
    TestBrowser bruno = page.signedIn("bruno", "p2");
    String html = bruno.get("/my").body();
    assertThat(html).doesNotContain(TITLE, "sans connaissance");

    read(bruno, csrf(html), emergency.id().toString());

    assertThat(page.signedIn("anne", "p1").get("/my").body()).contains(TITLE);
  }

  @Test
  void onlyTheSessionsOwnFormIsBelievedAndOnlyWhatItNames() {
    TestBrowser anne = page.signedIn("anne", "p1");
    String csrf = csrf(anne.get("/my").body());

    assertThat(read(anne, csrf.substring(1) + "x", emergency.id().toString())).isEqualTo(403);
    assertThat(read(anne, csrf, "all")).isEqualTo(400);
    read(anne, csrf, UUID.randomUUID().toString());

    assertThat(anne.get("/my").body()).contains(TITLE);
  }

  @Test
  void whatWasReadAtSignInIsNotToldAgainHere() {
    page.realm.emergenciesRead = List.of(emergency.id().toString());

    assertThat(page.signedIn("anne", "p1").get("/my").body()).doesNotContain(TITLE);

    page.realm.emergenciesRead = List.of();
    assertThat(page.signedIn("anne", "p1").get("/my").body()).doesNotContain(TITLE);
  }

  @Test
  void whereTheRealmCannotSayWhatWasReadItIsTold() {
    page.realm.emergenciesRead = null;

    assertThat(page.signedIn("anne", "p1").get("/my").body()).contains(TITLE);
  }

  private static int read(TestBrowser browser, String csrf, String opening) {
    return browser.post("/my/emergencies", Map.of("csrf", csrf, "opening", opening)).statusCode();
  }

  private static String csrf(String html) {
    Matcher matcher = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(html);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
