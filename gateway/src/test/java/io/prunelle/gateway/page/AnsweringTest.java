// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnsweringTest {

  private final PageFixture page = new PageFixture("http");
  private TestBrowser browser;
  private Map<String, String> form;

  @BeforeEach
  void seeThePage() {
    browser = page.signedIn("anne", "p1");
    form = new LinkedHashMap<>(TestBrowser.form(browser.get("/my").body(), "/my/decisions"));
    form.put("decision", "PERMIT");
  }

  @AfterEach
  void stop() {
    page.close();
  }

  @Test
  void anAnswerReachesTheLedgerWithTheNoticeShownAndIsConfirmedOnce() {
    HttpResponse<String> answer = browser.post("/my/decisions", form);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(TestBrowser.location(answer)).isEqualTo("/my#message");
    assertThat(new JsonObject(page.realm.decisionsMade.get(0)))
        .isEqualTo(
            new JsonObject()
                .put("hosting", "cabinet-des-lilas@nuage-sante")
                .put("decision", "PERMIT")
                .put("notice", 3)
                .put("language", "fr")
                .put("digest", LedgerSamples.json().getJsonObject("notice").getString("digest")));
    assertThat(browser.get("/my").body()).contains("C’est noté", "id=\"message\"");
    assertThat(browser.get("/my").body()).doesNotContain("id=\"message\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DENY", "WITHDRAW", "OBJECT"})
  void whatTakesAPermissionAwayIsSaidOnceItBinds(String decision) {
    Promise<Void> binds = Promise.promise();
    page.binding = binds.future();
    form.put("decision", decision);
    form.put("reason", "Mon motif.");

    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(() -> browser.post("/my/decisions", form));
    Awaitility.await().until(() -> !page.bound.isEmpty());
    assertThat(page.bound)
        .containsExactly("p1 cabinet-des-lilas@nuage-sante " + StandInRealm.RECORDED_AT);
    assertThat(answer).isNotDone();
    binds.complete();

    assertThat(TestBrowser.location(answer.join())).isEqualTo("/my#message");
  }

  /** Neither has the ledger been followed so far, nor is it noted that it is to be. */
  @ParameterizedTest
  @ValueSource(strings = {"DENY", "WITHDRAW", "OBJECT"})
  void whatMayNotBindIsNotSaidTo(String decision) {
    page.binding = Future.failedFuture("the database is down");
    form.put("decision", decision);
    form.put("reason", "Mon motif.");

    HttpResponse<String> answer = browser.post("/my/decisions", form);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("Nous ne savons pas si votre réponse");
    assertThat(browser.get("/my").body()).doesNotContain("C’est noté");
  }

  @ParameterizedTest
  @CsvSource({"already-objected, OBJECT", "nothing-to-withdraw, WITHDRAW"})
  void whatWasRecordedBeforeIsNotSaidBeforeItBinds(String problem, String decision) {
    page.following = Future.failedFuture("the ledger is not followed");
    page.binding = Future.failedFuture("the database is down");
    stands(decision);
    overtaken(problem, decision);

    assertThat(browser.post("/my/decisions", form).statusCode()).isEqualTo(503);

    page.binding = Future.succeededFuture();
    assertThat(browser.post("/my/decisions", form).statusCode()).isEqualTo(303);
    String noted = "p1 cabinet-des-lilas@nuage-sante " + StandInRealm.RECORDED_AT;
    assertThat(page.bound).containsExactly(noted, noted);
  }

  /** While the ledger cannot be followed: both times it is noted. */
  @ParameterizedTest
  @CsvSource({
    "already-objected, OBJECT, vous vous opposez",
    "nothing-to-withdraw, WITHDRAW, accord à retirer"
  })
  void whoClicksTwiceIsToldWhatStandsAsTheyWereTheFirstTime(
      String problem, String decision, String told) {
    page.following = Future.failedFuture("the ledger is not followed");
    form.put("decision", decision);
    form.put("reason", "Mon motif.");
    assertThat(browser.post("/my/decisions", form).statusCode()).isEqualTo(303);
    stands(decision);
    overtaken(problem, decision);

    assertThat(browser.post("/my/decisions", form).statusCode()).isEqualTo(303);

    String noted = "p1 cabinet-des-lilas@nuage-sante " + StandInRealm.RECORDED_AT;
    assertThat(page.bound).containsExactly(noted, noted);
    assertThat(browser.get("/my").body()).contains(told);
  }

  /** As when there is nothing to withdraw from a hosting that asks nobody for consent. */
  @ParameterizedTest
  @ValueSource(strings = {"UNDECIDED", "INFORMED"})
  void whatStandsNowhereIsNotSaidBeforeTheLedgerIsFollowed(String state) {
    page.following = Future.failedFuture("the ledger is not followed");
    if (!state.equals("UNDECIDED")) {
      stands(state);
    }
    overtaken("nothing-to-withdraw", "WITHDRAW");

    assertThat(browser.post("/my/decisions", form).statusCode()).isEqualTo(503);

    page.following = Future.succeededFuture();
    assertThat(browser.post("/my/decisions", form).statusCode()).isEqualTo(303);
    assertThat(page.bound).containsExactly("", "");
  }

  private void stands(String decision) {
    page.realm
        .hosting
        .put("state", decision)
        .put("ask", false)
        .put(
            "decision", LedgerSamples.decision(decision).put("position", StandInRealm.RECORDED_AT));
  }

  private void overtaken(String problem, String decision) {
    page.realm.ledgerStatus = 409;
    page.realm.ledgerProblem = problem;
    form.put("decision", decision);
    form.put("reason", "Mon motif.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PERMIT", "INFORMED"})
  void aPermissionIsSaidWhetherOrNotItIsFollowedYet(String decision) {
    page.following = Future.failedFuture("the ledger is not followed");
    form.put("decision", decision);

    assertThat(browser.post("/my/decisions", form).statusCode()).isEqualTo(303);

    assertThat(page.bound).containsExactly("");
    assertThat(browser.get("/my").body()).contains("C’est noté");
  }

  @Test
  void anAnswerSaysWhichPurposesAndHostSheetWereShown() {
    page.realm.hosting.put("described", "sha-256:0d");
    form.putAll(TestBrowser.form(browser.get("/my").body(), "/my/decisions"));
    form.put("decision", "PERMIT");

    browser.post("/my/decisions", form);

    assertThat(new JsonObject(page.realm.decisionsMade.get(0)).getString("described"))
        .isEqualTo("sha-256:0d");
  }

  @Test
  void anObjectionReachesTheLedgerWithItsReasonAndIsNotSentWithoutOne() {
    form.put("decision", "OBJECT");
    form.put("reason", " \r\n ");
    browser.post("/my/decisions", form);
    assertThat(page.realm.decisionsMade).isEmpty();
    page.realm.hosting.put("legalBasis", "INFORM_AND_OBJECT");
    assertThat(browser.get("/my").body())
        .contains("écrivez votre motif")
        // At its field as well
        .containsPattern("<textarea[^>]* aria-invalid=\"true\"[^>]*hosting-1-wrong")
        .contains("id=\"hosting-1-wrong\"");

    form.put("reason", "Mon frère <i>y</i> travaille.");
    browser.post("/my/decisions", form);

    assertThat(new JsonObject(page.realm.decisionsMade.get(0)).getString("reason"))
        .isEqualTo("Mon frère <i>y</i> travaille.");
  }

  @Test
  void aReasonIsAsLongAsItWasWrittenAndSentAsTheLedgerTakesIt() {
    page.realm.hosting.put("legalBasis", "INFORM_AND_OBJECT");
    form.put("decision", "OBJECT");
    String lines = "x\n".repeat(1_999);
    form.put("reason", lines.replace("\n", "\r\n") + "\u202ey");

    browser.post("/my/decisions", form);

    assertThat(new JsonObject(page.realm.decisionsMade.get(0)).getString("reason"))
        .isEqualTo(lines + " y");
  }

  @Test
  void whoObjectsNoMoreIsToldSoHoweverMuchTheyDecidedElsewhereMeanwhile() {
    page.realm.hosting.put("legalBasis", "INFORM_AND_OBJECT");
    page.realm.decisions =
        new JsonArray().add(LedgerSamples.decision("INFORMED").put("position", 100));
    for (int position = 99; position > 60; position--) {
      page.realm.decisions.add(
          LedgerSamples.decision("DENY")
              .put("position", position)
              .put("hosting", "cabinet-du-port@nuage-sante"));
    }
    page.realm.decisions.add(LedgerSamples.decision("OBJECT").put("position", 60));
    form.put("decision", "INFORMED");

    browser.post("/my/decisions", form);

    assertThat(browser.get("/my").body()).contains("vous ne vous opposez plus");
  }

  @Test
  void aReasonThatIsTooLongIsToldAndStaysInTheForm() {
    page.realm.hosting.put("legalBasis", "INFORM_AND_OBJECT");
    form.put("decision", "OBJECT");
    form.put("reason", "<b>" + "é".repeat(4_000));

    HttpResponse<String> answer = browser.post("/my/decisions", form);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("Votre motif est trop long", "role=\"alert\"", "id=\"hosting-1-wrong\"")
        .contains(">&lt;b&gt;" + "é".repeat(4_000) + "</textarea>")
        .doesNotContain("<b>é");
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void aReasonIsNotSentAlongWithAnythingButAnObjection() {
    form.put("reason", "Laissé dans le champ.");
    browser.post("/my/decisions", form);

    assertThat(new JsonObject(page.realm.decisionsMade.get(0)).containsKey("reason")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://evil.example|cross-site",
        "https://evil.example|",
        "null|",
        "|cross-site",
        "|same-site",
        "|none",
        "|"
      })
  void aFormFromElsewhereIsNotBelievedEvenWithTheRightToken(String origin, String site) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (origin != null) {
      headers.put("Origin", origin);
    }
    if (site != null) {
      headers.put("Sec-Fetch-Site", site);
    }

    HttpResponse<String> answer = browser.post("/my/decisions", form, headers);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void aFormWithoutTheSessionsTokenIsNotBelieved() {
    String token = form.remove("csrf");
    form.remove("who");
    assertThat(browser.post("/my/decisions", form).statusCode()).isEqualTo(403);

    form.put("csrf", token.substring(1) + "x");
    assertThat(browser.post("/my/decisions", form).statusCode()).isEqualTo(403);

    TestBrowser other = page.signedIn("bruno", "p2");
    form.put("csrf", TestBrowser.form(other.get("/my").body(), "/my/logout").get("csrf"));
    assertThat(browser.post("/my/decisions", form).statusCode()).isEqualTo(403);

    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void signingOutNeedsAFormOfOursToo() {
    HttpResponse<String> answer =
        browser.post("/my/logout", form, Map.of("Origin", "https://evil.example"));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(browser.get("/my").statusCode()).isEqualTo(200);
    assertThat(browser.get("/my/logout").statusCode()).isEqualTo(404);
  }

  @Test
  void anAnswerAfterTheSessionEndedIsNotRecordedButLeadsToSigningIn() {
    browser.cookies.clear();

    HttpResponse<String> answer = browser.post("/my/decisions", form);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location").orElseThrow())
        .startsWith(page.realm.issuer().toString());
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void oneOfWhichItCannotBeToldWhoseItIsSaysThatTheSessionHasEnded() {
    browser.cookies.clear();
    form.remove("who");

    HttpResponse<String> answer = browser.post("/my/decisions", form);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("Votre session a pris fin");
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "decision,UPHOLD",
    "decision,''",
    "hosting,../../admin",
    "notice,three",
    "notice,99999999999",
    "digest,''",
    "language,<script>"
  })
  void aFormThatWasTamperedWithStopsHere(String field, String value) {
    form.put(field, value);

    assertThat(browser.post("/my/decisions", form).statusCode()).isEqualTo(400);
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "409|notice-not-current|PERMIT|Le texte a changé pendant que vous le lisiez",
        "409|text-differs|PERMIT|Le texte a changé pendant que vous le lisiez",
        "409|hosting-closed|PERMIT|Cette réponse n’était plus possible",
        "409|state-conflict|WITHDRAW|Cette réponse n’était plus possible",
        "404|unknown-hosting|PERMIT|Cette réponse n’était plus possible"
      })
  void anAnswerTheLedgerRefusesIsExplainedOnThePageAsItNowIs(
      int status, String problem, String decision, String words) {
    form.put("decision", decision);
    page.realm.ledgerStatus = status;
    page.realm.ledgerProblem = problem;

    HttpResponse<String> answer = browser.post("/my/decisions", form);

    page.realm.ledgerStatus = 200;
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(browser.get("/my").body()).contains(words, "role=\"alert\"");
  }

  /** The notice, or the host sheet: what was written is not to be written twice. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "409|text-differs|Le texte ci-dessus a changé. Lisez-le",
        "409|notice-not-current|Le texte ci-dessus a changé. Lisez-le",
        "409|state-conflict|Ceci n’a pas été enregistré. Voyez ci-dessus"
      })
  void whatWasWrittenToATextThatChangedStaysInItsField(int status, String problem, String words) {
    page.realm.hosting.put("legalBasis", "INFORM_AND_OBJECT");
    form.put("decision", "OBJECT");
    form.put("reason", "Mon frère <i>y</i> travaille.");
    page.realm.ledgerStatus = status;
    page.realm.ledgerProblem = problem;

    HttpResponse<String> answer = browser.post("/my/decisions", form);

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body())
        .contains("Réponse non enregistrée", "Rien n’a été enregistré", "role=\"alert\"")
        .containsPattern(
            "<textarea id=\"hosting-1-reason\"[^>]* aria-invalid=\"true\""
                + " aria-describedby=\"hosting-1-hint hosting-1-wrong\">"
                + "Mon frère &lt;i&gt;y&lt;/i&gt; travaille.</textarea>")
        .containsPattern("id=\"hosting-1-wrong\"[^>]*>" + words)
        .doesNotContain("Vous aviez écrit");
    // And it is said once
    assertThat(browser.get("/my").body()).doesNotContain("id=\"message\"", "Mon frère");
  }

  @Test
  void whatWasWrittenIsShownWhereThereIsNoFieldForItAnyMore() {
    form.put("decision", "OBJECT");
    form.put("reason", "Mon frère <i>y</i> travaille.");
    page.realm.ledgerStatus = 409;
    page.realm.ledgerProblem = "hosting-closed";

    HttpResponse<String> answer = browser.post("/my/decisions", form);

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body())
        .contains("Cette réponse n’était plus possible")
        .contains("Vous aviez écrit\u00a0: «\u00a0Mon frère &lt;i&gt;y&lt;/i&gt; travaille.\u00a0»")
        .doesNotContain("<textarea");
  }

  /** Where all that they would see is that the page cannot be had. */
  @Test
  void whatWasWrittenWaitsWhereThePageCannotBeShownWithIt() {
    page.realm.hosting.put("legalBasis", "INFORM_AND_OBJECT");
    form.put("decision", "OBJECT");
    form.put("reason", "Mon frère y travaille.");
    page.realm.ledgerStatus = 409;
    page.realm.ledgerProblem = "text-differs";
    page.journalDown = true;

    assertThat(browser.post("/my/decisions", form).statusCode()).isEqualTo(503);

    page.journalDown = false;
    page.realm.ledgerStatus = 200;
    assertThat(browser.get("/my").body()).contains("href=\"/my/decisions/confirm\"");
    assertThat(browser.get("/my/decisions/confirm").body()).contains("Mon frère y travaille.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "already-objected|OBJECT|Réponse enregistrée|vous vous opposez",
        "nothing-to-withdraw|WITHDRAW|Où en est votre choix|Il n’y a pas ou plus d’accord à retirer"
      })
  void whoClicksTwiceIsNotToldThatNothingIsRecorded(
      String problem, String decision, String heading, String words) {
    form.put("decision", decision);
    form.put("reason", "Mon frère y travaille.");
    browser.post("/my/decisions", form);
    page.realm.ledgerStatus = 409;
    page.realm.ledgerProblem = problem;

    browser.post("/my/decisions", form);

    page.realm.ledgerStatus = 200;
    assertThat(browser.get("/my").body())
        .contains(heading, words, "role=\"status\"")
        .doesNotContain("Réponse non enregistrée");
  }

  @Test
  void whenTheLedgerDoesNotAnswerThePatientIsToldThatWeDoNotKnow() {
    page.realm.ledgerStatus = 502;

    HttpResponse<String> answer = browser.post("/my/decisions", form);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("Nous ne savons pas si votre réponse a été enregistrée");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "503|busy|2|EXPLICIT_CONSENT|répondre à nouveau dans une minute",
        "429|too-many-requests|3|EXPLICIT_CONSENT|répondre à nouveau dans une minute",
        "429|too-many-requests||EXPLICIT_CONSENT|répondre à nouveau dans une minute",
        "429|too-many-requests|3600|EXPLICIT_CONSENT|accepter à nouveau demain, et refuser à tout",
        "429|too-many-requests|3600|INFORM_AND_OBJECT|répondre à nouveau demain, et vous opposer"
      })
  void whatTheLedgerSaysNotToHaveRecordedIsSaidSo(
      int status, String problem, String retryAfter, String basis, String words) {
    page.realm.hosting.put("legalBasis", basis);
    page.realm.ledgerStatus = status;
    page.realm.ledgerProblem = problem;
    page.realm.ledgerRetryAfter = retryAfter;
    form.put("decision", basis.equals("EXPLICIT_CONSENT") ? "PERMIT" : "INFORMED");

    HttpResponse<String> answer = browser.post("/my/decisions", form);

    page.realm.ledgerStatus = 200;
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(browser.get("/my").body())
        .contains("Réponse non enregistrée", "Rien n’a été enregistré", words, "role=\"alert\"")
        .doesNotContain("Nous ne savons pas");
  }

  @Test
  void whatWasWrittenWaitsWhereTheLedgerHadTooMuchToDo() {
    page.realm.hosting.put("legalBasis", "INFORM_AND_OBJECT");
    page.realm.ledgerStatus = 503;
    page.realm.ledgerProblem = "busy";
    form.put("decision", "OBJECT");
    form.put("reason", "Mon frère y travaille.");

    browser.post("/my/decisions", form);

    page.realm.ledgerStatus = 200;
    assertThat(browser.get("/my").body())
        .contains("Rien n’a été enregistré", "href=\"/my/decisions/confirm\"");
    assertThat(browser.get("/my/decisions/confirm").body()).contains("Mon frère y travaille.");
  }

  private void objectWithoutAnAnswer() {
    page.realm.hosting.put("legalBasis", "INFORM_AND_OBJECT");
    form.put("decision", "OBJECT");
    form.put("reason", "Mon frère y travaille.");
    page.realm.ledgerStatus = 502;
    assertThat(browser.post("/my/decisions", form).statusCode()).isEqualTo(503);
    page.realm.ledgerStatus = 200;
  }

  @Test
  void whatWasWrittenIsThereAgainWhenTheLedgerDidNotAnswer() {
    objectWithoutAnAnswer();

    assertThat(browser.get("/my").body()).contains("href=\"/my/decisions/confirm\"");
    assertThat(browser.get("/my/decisions/confirm").body()).contains("Mon frère y travaille.");
    // And is not sent by looking
    assertThat(page.realm.decisionsMade).hasSize(1);
  }

  @Test
  void anObjectionThatWasRecordedAllTheSameIsSaidToBe() {
    objectWithoutAnAnswer();

    page.realm.hosting.put("state", "OBJECT").put("decision", LedgerSamples.decision("OBJECT"));
    browser.get("/my/decisions/confirm");

    String home = browser.get("/my").body();
    assertThat(home)
        .contains("vous vous opposez")
        .doesNotContain("href=\"/my/decisions/confirm\"", "Rien n’a été enregistré");
    assertThat(page.realm.decisionsMade).hasSize(1);
  }

  @Test
  void aFormTooLargeIsNotRead() {
    form.put("more", "x".repeat(60_000));

    assertThat(browser.post("/my/decisions", form).statusCode()).isEqualTo(413);
    assertThat(page.realm.decisionsMade).isEmpty();
  }
}
