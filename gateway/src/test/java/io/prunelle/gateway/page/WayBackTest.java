// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static io.prunelle.gateway.page.OfficeFixture.HOME;
import static io.prunelle.gateway.page.OfficeFixture.PRACTICE;
import static io.prunelle.gateway.page.OfficeFixture.csrf;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A practice's people come back to where they were, and never anywhere else. */
class WayBackTest {

  private final OfficeFixture office = new OfficeFixture();

  @AfterEach
  void stop() {
    office.close();
  }

  @Test
  void whoHasToSignInComesBackToThePageOfThePractice() {
    String entry = "/accesses/00000000-0000-7000-8000-000000000001";
    for (String page :
        List.of(
            "",
            "/objections",
            "/decisions/new",
            "/register",
            "/register.pdf",
            "/risks",
            "/risks.pdf",
            "/reports",
            "/transfers",
            "/handovers",
            "/handovers?kept=all",
            "/handovers?kept=all&after=00000000-0000-7000-8000-000000000001",
            "/accesses",
            "/accesses?patient=p1&search=1",
            "/accesses.csv?patient=p1&search=1",
            "/accesses.json",
            "/accesses.ndjson",
            entry,
            entry + "/proof.json")) {
      assertThat(afterSigningIn(HOME + page)).isEqualTo(HOME + page);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/my/accesses.csv?kind=read, /my/accesses?kind=read",
    "/my/accesses.pdf?kind=read&from=2026-01-02, /my/accesses?kind=read&from=2026-01-02",
    "/my/accesses.json?kind=read, /my/accesses?kind=read",
    "/my/accesses.fhir.json, /my/accesses",
    "/my/accesses/00000000-0000-7000-8000-000000000001/proof.json, /my/accesses",
    "/my/data/00000000-0000-7000-8000-000000000001.zip, /my/data",
    "/my/decisions/1042/receipt.jwt, /my/decisions",
    "/my/certificates/00000000-0000-7000-8000-000000000001.jws,"
        + " /my/certificates/00000000-0000-7000-8000-000000000001",
    "/my/data/x.zip, /my"
  })
  void whoHasToSignInForAFileIsLedToWhereItIsOffered(String file, String offered) {
    TestBrowser anne = office.page.browser();

    assertThat(TestBrowser.location(office.page.signIn(anne, file, "anne", "p1")))
        .isEqualTo(offered);
  }

  @Test
  void whoAnswersForAPracticeAndOpensTheSiteIsShownTheWay() {
    TestBrowser olga = office.officer("olga");

    HttpResponse<String> home = olga.get("/my");

    assertThat(home.statusCode()).isEqualTo(200);
    assertThat(home.body()).contains("href=\"" + HOME + "\"").doesNotContain("cabinet-de-la-gare");
    // What is a patient's stays that
    assertThat(olga.get("/my/accesses").statusCode()).isEqualTo(403);
    // Who is both finds it at the foot of their own page
    TestBrowser both = office.signedIn("ora", "p9", PRACTICE, "patient", "auditor");
    assertThat(both.get("/my").body()).contains("My health record", "href=\"" + HOME + "\"");
    // Who has no role there, or is of another practice, is shown none
    TestBrowser nobody = office.signedIn("dr-lemoine", "", PRACTICE, "practitioner");
    assertThat(nobody.get("/my").statusCode()).isEqualTo(403);
    TestBrowser elsewhere = office.signedIn("ola", "", "another-practice", "consent-officer");
    assertThat(elsewhere.get("/my").body()).doesNotContain("/practice/");
  }

  @Test
  void nothingThatARequestSaysLeadsElsewhere() {
    for (String page :
        List.of(
            "/objections?back=https://evil.example",
            "/objections?lang=xx&return=//evil.example",
            "/decisions/new?next=https://evil.example",
            "/accesses?search=1&back=https://evil.example",
            "/handovers?kept=//evil.example&after=00000000-0000-7000-8000-000000000001",
            "/handovers?kept=all&after=//evil.example",
            "/accesses/..%2f..%2f..%2f%2fevil.example")) {
      assertThat(afterSigningIn(HOME + page))
          .matches(
              "/my|"
                  + HOME
                  + "(/objections|/decisions/new|/accesses\\?search=1|/handovers(\\?kept=all)?)?");
    }
  }

  @Test
  void whoChangesLanguageStaysAtTheFurtherCopiesThatAreKept() {
    String further = "/handovers?kept=all&after=00000000-0000-7000-8000-000000000001";

    assertThat(TestBrowser.location(office.officer("olga").get(HOME + further + "&lang=fr")))
        .isEqualTo(HOME + further);
  }

  private String afterSigningIn(String page) {
    TestBrowser browser = office.page.browser();
    return TestBrowser.location(office.page.signIn(browser, page, "olga", ""));
  }

  @Test
  void aPageThatSaysWhatWentWrongLeadsBackToThePractice() {
    TestBrowser olga = office.officer("olga");
    String csrf = csrf(olga.get(HOME));
    office.realm.ledgerStatus = 500;

    assertThat(olga.get(HOME + "/objections").body())
        .contains("not available", back(HOME), "href=\"" + HOME + "?lang=fr\"")
        .doesNotContain("Your record", "href=\"/my\"");
    assertThat(olga.get(HOME + "/nowhere").body()).contains("does not exist", back(HOME));
    assertThat(olga.post(HOME + "/decisions", Map.of("csrf", "forged")).body())
        .contains("could not verify", back(HOME))
        .doesNotContain("your record");
    olga.cookies.clear();
    assertThat(olga.post(HOME + "/objections/17", Map.of("csrf", csrf)).body())
        .contains("Your session has ended", back(HOME));
  }

  @Test
  void aScanThatIsTooLargeLeadsBackToItsForm() {
    TestBrowser olga = office.officer("olga");
    String form = HOME + "/decisions/new";

    HttpResponse<String> large =
        olga.upload(
            form,
            Map.of("csrf", csrf(olga.get(form))),
            "scan",
            new byte[(int) ScanUpload.LARGEST + 1]);

    assertThat(large.body()).contains(back(form) + "Back to the form");
  }

  @Test
  void whoIsNotLetInIsLedNowhere() {
    TestBrowser eve = office.signedIn("eve", "", PRACTICE, "practitioner");

    assertThat(eve.get(HOME + "/objections").body())
        .contains("This page is reserved")
        .doesNotContain("href=\"" + HOME);
  }

  private static String back(String path) {
    return "<a class=\"action\" href=\"" + path + "\">";
  }
}
