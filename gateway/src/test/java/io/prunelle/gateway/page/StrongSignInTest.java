// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static io.prunelle.gateway.page.OfficeFixture.HOME;
import static io.prunelle.gateway.page.OfficeFixture.PRACTICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who answers for a practice signs in as strongly as its pages ask for. */
class StrongSignInTest {

  private final OfficeFixture office = new OfficeFixture(", practice-acr: gold");
  private final PageFixture page = office.page;

  @AfterEach
  void stop() {
    office.close();
  }

  /** Signed in by a password alone, and let in nowhere yet. */
  private TestBrowser member(String... roles) {
    page.realm.stepsUp = false;
    TestBrowser olga = office.signedIn("olga", "", PRACTICE, roles);
    page.realm.stepsUp = true;
    return olga;
  }

  @ParameterizedTest
  @CsvSource({
    "consent-officer, ''",
    "auditor, ''",
    "practice-administrator, ''",
    "consent-officer, /objections",
    "consent-officer, /handovers",
    "consent-officer, /decisions/new",
    "consent-officer, /register.pdf",
    "auditor, /accesses",
    "auditor, /accesses.csv",
    "auditor, /reports",
    "practice-administrator, /transfers"
  })
  void eachPageAsksForItAndIsShownToWhoHasDoneSo(String role, String path) {
    TestBrowser olga = member(role);

    HttpResponse<String> asked = olga.get(HOME + path);

    assertThat(asked.statusCode()).isEqualTo(303);
    assertThat(new JsonObject(TestBrowser.query(TestBrowser.location(asked)).get("claims")))
        .isEqualTo(
            new JsonObject("{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"gold\"]}}}"));
    HttpResponse<String> back = page.signIn(olga, asked, "olga", "");
    assertThat(TestBrowser.location(back)).isEqualTo(HOME + path);
    assertThat(olga.get(HOME + path).statusCode()).isEqualTo(200);
  }

  @Test
  void whereTheRealmAsksForNothingMoreAPageSaysSoAndLeadsRoundInNoCircle() {
    TestBrowser olga = member("consent-officer");
    page.realm.stepsUp = false;

    HttpResponse<String> answer = page.signIn(olga, olga.get(HOME), "olga", "");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("This page needs a safer sign-in", "href=\"" + HOME + "\"");
    // The session there was goes on as it was
    assertThat(olga.get("/my").body()).contains("href=\"" + HOME);
    assertThat(olga.get(HOME).statusCode()).isEqualTo(303);
  }

  @Test
  void whoStripsTheWishFromTheAddressComesInNowhere() {
    TestBrowser olga = member("consent-officer");
    Map<String, String> query = TestBrowser.query(TestBrowser.location(olga.get(HOME)));
    query.remove("claims");
    String code = page.realm.login("olga", "", query);

    HttpResponse<String> answer =
        olga.get("/my/callback?state=" + query.get("state") + "&code=" + code);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(olga.get(HOME).statusCode()).isEqualTo(303);
  }

  @Test
  void nothingThatIsSentIsDone() {
    page.realm.objections =
        new JsonArray()
            .add(
                new JsonObject()
                    .put("entry", 17)
                    .put("patient", "p1")
                    .put("hosting", PRACTICE + "@nuage-sante")
                    .put("raisedAt", "2026-11-20T10:00:00Z")
                    .put("reason", "I do not trust them."));
    TestBrowser olga = member("consent-officer");
    String csrf = OfficeFixture.csrf(olga.get("/my"));

    HttpResponse<String> answer =
        olga.post(
            HOME + "/objections/17",
            Map.of("csrf", csrf, "decision", "UPHOLD", "reason", "Agreed."));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("This page needs a safer sign-in", "href=\"" + HOME);
    assertThat(page.realm.office).isEmpty();
  }

  @Test
  void whoHasToSignInAgainDoesSoNoLessStrongly() {
    TestBrowser olga = member("practice-administrator");
    page.realm.authenticatedAgo = Duration.ofHours(1);
    page.signIn(olga, olga.get(HOME), "olga", "");
    String csrf = OfficeFixture.csrf(olga.get(HOME));

    HttpResponse<String> asked = olga.post(HOME + "/hosts/nuage-sante/pause", Map.of("csrf", csrf));

    assertThat(TestBrowser.query(TestBrowser.location(asked)))
        .containsEntry("prompt", "login")
        .containsKey("claims");
  }

  @Test
  void renewedTokensTakeNothingAway() {
    page.realm.tokenLifetime = 1;
    TestBrowser olga = member("consent-officer");
    page.signIn(olga, olga.get(HOME), "olga", "");
    page.realm.idClaims = claims -> claims.put("acr", "1");

    assertThat(olga.get(HOME).statusCode()).isEqualTo(200);
    assertThat(page.realm.refreshes).isPositive();
  }

  @Test
  void whoMayNotIsToldSoAndAskedForNothing() {
    TestBrowser nobody = member("practitioner");

    assertThat(nobody.get(HOME).statusCode()).isEqualTo(403);
    assertThat(nobody.get(HOME + "/accesses").statusCode()).isEqualTo(403);
    assertThat(nobody.get(HOME + "/transfers").statusCode()).isEqualTo(403);
  }

  @Test
  void patientsAreAskedForNothingMore() {
    page.realm.accessClaims = claims -> claims;
    TestBrowser anne = page.signedIn("anne", "p1");

    assertThat(anne.get("/my").statusCode()).isEqualTo(200);
  }
}
