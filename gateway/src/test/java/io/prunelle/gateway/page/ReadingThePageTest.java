// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.vertx.core.json.JsonArray;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadingThePageTest {

  private final PageFixture page = new PageFixture("http");

  @AfterEach
  void stop() {
    page.close();
  }

  @Test
  void thePageShowsWhereTheRecordIsTheChoicesAndWhoOpenedIt() {
    page.access("p1", "Dr Lemoine", "search-type", "Observation", true);

    String html = page.signedIn("anne", "p1").get("/my").body();

    assertThat(html)
        .contains("Sur le serveur du cabinet lui-même")
        .contains("Conserver mon dossier chez Nuage Santé")
        .contains("Dr Lemoine", "Recherche et lecture\u00a0: vos mesures et résultats d’analyses")
        .contains("&lt;b&gt;anne&lt;/b&gt;")
        .doesNotContain("<b>anne");
  }

  @Test
  void whoHasLeftAPracticeIsToldSoAndNotAskedWhereTheRecordMayBe() {
    page.departed.add("cabinet-des-lilas");
    page.realm.hosting.put("state", "UNDECIDED").put("ask", true);
    TestBrowser anne = page.signedIn("anne", "p1");

    String html = anne.get("/my").body();

    assertThat(html)
        .contains("Cabinet des Lilas n’a plus de dossier à votre nom.", "Rien pour l’instant.")
        .doesNotContain(
            "Nous ne trouvons pas de cabinet",
            "Votre réponse est attendue",
            "votre dossier reste au cabinet",
            "ou y revient",
            "value=\"PERMIT\"");
    // Nor does a form of before it left
    Map<String, String> form = TestBrowser.form(html, "/my/decisions");
    form.put("decision", "PERMIT");
    assertThat(TestBrowser.location(anne.post("/my/decisions", form))).isEqualTo("/my#message");
    assertThat(page.realm.decisionsMade).isEmpty();
    assertThat(anne.get("/my").body()).contains("Cette réponse n’était plus possible");
    // Refusing stays
    form.put("decision", "DENY");
    anne.post("/my/decisions", form);
    assertThat(page.realm.decisionsMade).hasSize(1);
  }

  @Test
  void whoOpenedItLastIsSaidHoweverOftenThePatientHasSince() {
    page.access("p1", "Dr Lemoine", "read", "Observation", true);
    // An archive alone writes thousands
    for (int i = 0; i < 250; i++) {
      page.journal.add(
          new Line(
              UUID.randomUUID(),
              Instant.now(),
              new Entry(
                  UUID.randomUUID().toString(),
                  new Entry.Agent("anne", "Anne", "patient", "her-application", null, null),
                  new Entry.Act("read", "Observation", "o1", null, "GET", null),
                  new Entry.Where("cabinet-des-lilas", "p1", "nuage-sante", null, null),
                  true,
                  "consent-permit"),
              null));
    }

    assertThat(page.signedIn("anne", "p1").get("/my").body()).contains("Dr Lemoine");
  }

  @Test
  void onePatientNeverSeesAnothersJournal() {
    page.access("p2", "Dr Secret", "read", "Patient", true);
    page.access("p1", "Dr Lemoine", "read", "Patient", true);
    String cursorOfBruno = page.journal.get(0).id().toString();
    TestBrowser anne = page.signedIn("anne", "p1");

    for (String path :
        new String[] {
          "/my",
          "/my?patient=p2",
          "/my/accesses",
          "/my/accesses?patient=p2",
          "/my/accesses?before=" + cursorOfBruno
        }) {
      HttpResponse<String> answer = anne.get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(answer.body()).as(path).doesNotContain("Dr Secret");
    }
    assertThat(
            page.journal.stream()
                .map(line -> line.entry())
                .filter(e -> e.act().interaction().equals("journal-read")))
        .hasSize(5)
        .allSatisfy(entry -> assertThat(entry.where().patient()).isEqualTo("p1"));
  }

  @Test
  void readingTheJournalIsItselfJournalled() {
    HttpResponse<String> answer = page.signedIn("anne", "p1").get("/my");

    Entry entry = page.journal.get(0).entry();
    assertThat(entry.act().interaction()).isEqualTo("journal-read");
    assertThat(entry.agent().subject()).isEqualTo("anne");
    assertThat(entry.requestId()).isEqualTo(header(answer, "X-Request-Id")).isNotEmpty();
    assertThat(entry.agent().client()).isEqualTo("prunelle-page");
    assertThat(entry.where().patient()).isEqualTo("p1");
  }

  @Test
  void oldAccessesAreReachedPageByPage() {
    for (int i = 0; i < 60; i++) {
      page.access("p1", "Dr " + i + " End", "read", "Patient", true);
    }
    TestBrowser browser = page.signedIn("anne", "p1");

    String first = browser.get("/my/accesses").body();
    String second = browser.get(older(first)).body();
    String third = browser.get(older(second)).body();

    assertThat(first).contains("Dr 59 End", "Dr 35 End").doesNotContain("Dr 34 End");
    assertThat(second).contains("Dr 34 End", "Dr 10 End").doesNotContain("Dr 9 End", "Dr 35 End");
    assertThat(third).contains("Dr 9 End", "Dr 0 End");
    assertThat(older(third)).isEmpty();
  }

  @Test
  void aPatientOfNoPracticeIsToldWhomToAsk() {
    page.realm.accessClaims = claims -> claims.put("organization", new JsonArray());
    page.realm.hosting.put("former", true).getJsonObject("practice").put("id", "left");

    assertThat(page.signedIn("anne", "p1").get("/my").body())
        .contains("Nous ne trouvons pas de cabinet rattaché à votre compte")
        .doesNotContain("ne sont pas accessibles d’ici");
  }

  @Test
  void aPracticeThatAnotherGatewayServesIsNeitherDeniedNorLeftOut() {
    page.realm.accessClaims =
        claims -> claims.put("organization", new JsonArray().add("cabinet-b"));
    page.realm.hosting.getJsonObject("practice").put("id", "cabinet-b").put("name", "Cabinet B");
    TestBrowser anne = page.signedIn("anne", "p1");
    String elsewhere =
        "Les dossiers de Cabinet B ne sont pas accessibles d’ici\u00a0: demandez à ce cabinet";

    assertThat(anne.get("/my").body())
        .contains(elsewhere)
        .doesNotContain("Nous ne trouvons pas de cabinet");
    // Beside one that is served here
    page.realm.accessClaims =
        claims ->
            claims.put("organization", new JsonArray().add("cabinet-des-lilas").add("cabinet-b"));
    TestBrowser both = page.signedIn("anne", "p1");
    assertThat(both.get("/my").body())
        .contains("Sur le serveur du cabinet lui-même", elsewhere)
        .doesNotContain("Nous ne trouvons pas de cabinet");
    assertThat(both.get("/my/accesses").body())
        .contains(
            "Chaque consultation de vos dossiers accessibles d’ici",
            "Les consultations de votre dossier chez Cabinet B n’y figurent pas")
        .doesNotContain("Chaque consultation qui passe par Prunelle");
  }

  @Test
  void whoseRecordsAreAllServedHereIsToldThatEachAccessIsThere() {
    assertThat(page.signedIn("anne", "p1").get("/my/accesses").body())
        .contains("Chaque consultation qui passe par Prunelle")
        .doesNotContain("accessibles d’ici");
  }

  @Test
  void withoutTheJournalNothingIsShown() {
    page.journalDown = true;

    HttpResponse<String> answer = page.signedIn("anne", "p1").get("/my");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).doesNotContain("Nuage Santé", "journal-down");
  }

  @Test
  void accessesThatTakeTooLongToCountAreListedWithoutTheirMonths() {
    page.access("p1", "Dr Lemoine", "read", "Observation", true);
    page.countingFails = true;

    HttpResponse<String> answer = page.signedIn("anne", "p1").get("/my/accesses");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("Dr Lemoine").doesNotContain("class=\"months\"");
  }

  @Test
  void withoutTheLedgerThePageExplainsAndReadsNoJournal() {
    TestBrowser browser = page.signedIn("anne", "p1");
    page.realm.ledgerStatus = 500;

    assertThat(browser.get("/my").statusCode()).isEqualTo(503);
    assertThat(page.journal).isEmpty();
  }

  @Test
  void aTokenTheLedgerNoLongerAcceptsEndsTheSessionWithoutGoingRoundInCircles() {
    TestBrowser browser = page.signedIn("anne", "p1");
    page.realm.ledgerStatus = 401;

    HttpResponse<String> answer = browser.get("/my");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("Votre session a pris fin");
    assertThat(browser.cookies).isEmpty();
  }

  @Test
  void theLanguageCanBeSwitchedAndStaysSo() {
    TestBrowser browser = page.signedIn("anne", "p1");

    HttpResponse<String> answer = browser.get("/my?lang=en");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(TestBrowser.location(answer)).isEqualTo("/my");
    assertThat(browser.get("/my").body()).contains("<html lang=\"en\">", "My health record");
  }

  @Test
  void pagesAreNeverStoredAndMayDoNextToNothing() {
    HttpResponse<String> answer = page.signedIn("anne", "p1").get("/my");

    String issuer = page.realm.issuer().replace("/realms/sante", "");
    assertThat(header(answer, "Content-Security-Policy"))
        .isEqualTo(
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' "
                + issuer
                + "; frame-ancestors 'none'; base-uri 'none'");
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(answer, "Referrer-Policy")).isEqualTo("same-origin");
    assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
  }

  @Test
  void stylesAndMarkAreKeptByBrowsersAndFoundUnderTheNamesThePageUses() {
    TestBrowser browser = page.browser();
    String html = browser.get("/my/signed-out").body();
    Matcher asset = Pattern.compile("href=\"(/my/assets/[^\"]+)\"").matcher(html);
    int found = 0;
    while (asset.find()) {
      HttpResponse<String> answer = browser.get(asset.group(1));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(header(answer, "Cache-Control")).contains("immutable");
      found++;
    }
    assertThat(found).isEqualTo(3);
    assertThat(browser.get("/my/assets/page.css").statusCode()).isEqualTo(404);
    assertThat(browser.get("/my/assets/../../page/page.css").statusCode()).isEqualTo(404);
  }

  @Test
  void overHttpsCookiesAndHeadersAreStricter() {
    try (PageFixture https = new PageFixture("https")) {
      TestBrowser browser = https.browser();

      HttpResponse<String> first = browser.get("/my");
      HttpResponse<String> back = https.signIn(browser, "/my", "anne", "p1");

      assertThat(header(first, "Strict-Transport-Security")).contains("max-age=31536000");
      assertThat(header(first, "Set-Cookie"))
          .startsWith("__Host-prunelle-sign-in=")
          .contains("Path=/;", "Secure", "HTTPOnly", "SameSite=Lax")
          .doesNotContain("Domain");
      assertThat(back.headers().allValues("Set-Cookie"))
          .anySatisfy(
              cookie ->
                  assertThat(cookie)
                      .startsWith("__Host-prunelle-session=")
                      .contains("Path=/;", "Secure", "HTTPOnly", "SameSite=Lax")
                      .doesNotContain("Max-Age", "Expires"));
    }
  }

  @Test
  void whatDoesNotExistSaysSoInThePagesOwnWay() {
    HttpResponse<String> answer = page.browser().get("/my/nothing");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("Cette page n’existe pas");
  }

  private static String older(String html) {
    Matcher link =
        Pattern.compile("href=\"(/my/accesses\\?before=[^\"]+)\" rel=\"next\"").matcher(html);
    return link.find() ? link.group(1) : "";
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
