// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who decides has just shown who they are, and decides what was on the screen. */
class DecidingTest {

  private static final String CONFIRM = "/my/decisions/confirm";
  private static final String REASON = "Mon frère travaille chez cet hébergeur.";

  private final TestDatabase database = TestDatabase.migrated();
  private final PageFixture page = new PageFixture("http", database, "");
  private TestBrowser anne;

  @BeforeEach
  void whoSignedInLongAgo() {
    page.realm.authenticatedAgo = Duration.ofHours(1);
    anne = page.signedIn("anne", "p1");
    page.realm.authenticatedAgo = Duration.ZERO;
  }

  @AfterEach
  void stop() {
    page.close();
  }

  @Test
  void whoSignedInLongAgoIsAskedToSignInAgainAndNothingIsRecordedOrTold() throws SQLException {
    HttpResponse<String> asked = answer("OBJECT");

    assertThat(asked.statusCode()).isEqualTo(303);
    String leads = TestBrowser.location(asked);
    assertThat(leads).startsWith(page.realm.issuer() + "/auth?");
    assertThat(TestBrowser.query(leads))
        .containsEntry("prompt", "login")
        .containsEntry("max_age", "300");
    // Neither the address nor the browser nor the database tells what was answered
    assertThat(leads).doesNotContain("OBJECT", "nuage-sante", "confirm");
    assertThat(anne.cookies.toString()).doesNotContain("OBJECT", "nuage-sante");
    assertThat(database.rows("SELECT * FROM page.answer").toString())
        .doesNotContain("OBJECT", "nuage-sante", "anne", "frère");
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void afterSigningInAgainTheAnswerIsShownAndRecordedWhenItIsConfirmed() {
    HttpResponse<String> back = page.signIn(anne, answer("OBJECT"), "anne", "p1");
    assertThat(TestBrowser.location(back)).isEqualTo(CONFIRM);

    String shown = anne.get(CONFIRM).body();
    assertThat(shown)
        .contains("Confirmez votre réponse", "Rien n’est encore enregistré", "Nuage Santé", REASON);
    assertThat(page.realm.decisionsMade).isEmpty();
    HttpResponse<String> confirmed = confirm(anne, shown, "yes");

    assertThat(TestBrowser.location(confirmed)).isEqualTo("/my#message");
    assertThat(page.realm.decisionsMade).hasSize(1);
    assertThat(new JsonObject(page.realm.decisionsMade.get(0)))
        .isEqualTo(
            new JsonObject()
                .put("hosting", "cabinet-des-lilas@nuage-sante")
                .put("decision", "OBJECT")
                .put("notice", 3)
                .put("language", "fr")
                .put("digest", LedgerSamples.json().getJsonObject("notice").getString("digest"))
                .put("reason", REASON));
    // The ledger learns under which authentication: the new one, in the token that decides
    assertThat(authTime(page.realm.bearers.get(page.realm.bearers.size() - 1)))
        .isAfter(Instant.now().minus(Duration.ofMinutes(1)));
    assertThat(anne.get("/my").body()).contains("C’est noté");
  }

  @Test
  void whoseRecordHasLeftIsNotAskedToConfirmThatItComesBack() {
    page.realm.hosting.put("state", "PERMIT").put("ask", false);
    page.departed.add("cabinet-des-lilas");

    page.signIn(anne, answer("WITHDRAW"), "anne", "p1");

    assertThat(anne.get(CONFIRM).body())
        .contains("rien ne sera envoyé chez Nuage Santé")
        .doesNotContain("revient au cabinet", "ne peuvent pas le lire");
  }

  @Test
  void whoseRecordLeftMeanwhileIsNotOfferedToPermit() {
    page.signIn(anne, answer("PERMIT"), "anne", "p1");
    page.departed.add("cabinet-des-lilas");

    nothingWaitsAnyMore();
  }

  /** What cannot be confirmed is not said to wait for it. */
  private void nothingWaitsAnyMore() {
    nothingWaitsAnyMore("Cette réponse n’était plus possible");
  }

  private void nothingWaitsAnyMore(String told) {
    assertThat(TestBrowser.location(anne.get(CONFIRM))).isEqualTo("/my#message");
    assertThat(anne.get("/my").body())
        .contains(told)
        .doesNotContain(
            "déjà enregistrée", "attend que vous la confirmiez", "href=\"" + CONFIRM + "\"");
    assertThat(database.rows("SELECT 1 FROM page.answer")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PERMIT", "DENY", "WITHDRAW", "INFORMED"})
  void whatWasAnsweredInAnotherWindowMeanwhileIsNotSaidToBeUnrecorded(String decision) {
    if (decision.equals("INFORMED")) {
      page.realm.hosting.put("legalBasis", "INFORM_AND_OBJECT");
    }
    page.signIn(anne, answer(decision), "anne", "p1");
    page.realm
        .hosting
        .put("state", decision)
        .put("ask", false)
        .put("decision", LedgerSamples.decision(decision).put("until", 4_102_444_800L));

    assertThat(TestBrowser.location(anne.get(CONFIRM))).isEqualTo("/my#message");

    assertThat(anne.get("/my").body())
        .contains("Cette réponse est déjà enregistrée", "Où en est votre choix")
        .doesNotContain("Rien n’a été enregistré", "attend que vous la confirmiez");
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void whatWasAnsweredInAnotherWindowIsNotSaidBeforeItBinds() {
    page.signIn(anne, answer("WITHDRAW"), "anne", "p1");
    page.realm
        .hosting
        .put("state", "WITHDRAW")
        .put("ask", false)
        .put("decision", LedgerSamples.decision("WITHDRAW").put("until", 4_102_444_800L));
    page.binding = Future.failedFuture("the database is down");

    assertThat(anne.get(CONFIRM).statusCode()).isEqualTo(503);

    assertThat(anne.get("/my").body()).doesNotContain("déjà enregistrée");
  }

  @Test
  void whatWasAnsweredInAnotherWindowIsNotedWhileTheLedgerCannotBeFollowed() {
    page.signIn(anne, answer("WITHDRAW"), "anne", "p1");
    page.realm
        .hosting
        .put("state", "WITHDRAW")
        .put("ask", false)
        .put("decision", LedgerSamples.decision("WITHDRAW").put("until", 4_102_444_800L));
    page.following = Future.failedFuture("the ledger is not followed");

    assertThat(TestBrowser.location(anne.get(CONFIRM))).isEqualTo("/my#message");

    assertThat(page.bound).containsExactly("p1 cabinet-des-lilas@nuage-sante 1042");
    assertThat(anne.get("/my").body()).contains("déjà enregistrée");
  }

  @Test
  void whatWasAnsweredToAnotherTextIsNotSaidToBeThisAnswer() {
    page.signIn(anne, answer("DENY"), "anne", "p1");
    page.realm.hosting.put("state", "DENY").put("ask", false);
    page.realm.hosting.put("decision", LedgerSamples.decision("DENY").put("notice", 2));

    nothingWaitsAnyMore();
  }

  @ParameterizedTest
  @CsvSource({"PERMIT, EXPLICIT_CONSENT", "INFORMED, INFORM_AND_OBJECT"})
  void whatStoodBeforeIsNotSaidToBeTheAnswerThatProlongsIt(String decision, String basis) {
    endsSoon(decision, basis);
    page.signIn(anne, answer(decision), "anne", "p1");
    page.realm.hosting.getJsonObject("notice").put("version", 4);

    nothingWaitsAnyMore("Le texte a changé pendant que vous le lisiez");
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void aPermissionIsNotSaidToBeProlongedAtAHostThatClosedMeanwhile() {
    endsSoon("PERMIT", "EXPLICIT_CONSENT");
    page.signIn(anne, answer("PERMIT"), "anne", "p1");
    database.execute(
        "INSERT INTO hosts.closing (practice, host, from_day, ordered_by)"
            + " VALUES ('cabinet-des-lilas', 'nuage-sante', '2026-02-01', 'Ada')");

    nothingWaitsAnyMore();
  }

  @Test
  void whatWasProlongedInAnotherWindowMeanwhileIsNotSaidToBeUnrecorded() {
    endsSoon("PERMIT", "EXPLICIT_CONSENT");
    page.signIn(anne, answer("PERMIT"), "anne", "p1");
    page.realm.hosting.put(
        "decision",
        LedgerSamples.decision("PERMIT").put("position", 1043).put("until", 4_102_444_800L));

    assertThat(TestBrowser.location(anne.get(CONFIRM))).isEqualTo("/my#message");

    assertThat(anne.get("/my").body()).contains("Cette réponse est déjà enregistrée");
  }

  /** What is in force, and can be prolonged. */
  private void endsSoon(String decision, String basis) {
    long until = Instant.now().plus(Duration.ofDays(9)).getEpochSecond();
    page.realm
        .hosting
        .put("legalBasis", basis)
        .put("state", decision)
        .put("ask", false)
        .put("decision", LedgerSamples.decision(decision).put("until", until));
  }

  @Test
  void whoseRecordIsStillAtThePracticeIsNotAskedToConfirmThatItComesBack() {
    page.realm.hosting.put("state", "PERMIT").put("ask", false);

    page.signIn(anne, answer("WITHDRAW"), "anne", "p1");

    assertThat(anne.get(CONFIRM).body()).contains("reste où il est").doesNotContain("revient");
  }

  @Test
  void anAnswerIsConfirmedOnce() {
    page.signIn(anne, answer("PERMIT"), "anne", "p1");
    String shown = anne.get(CONFIRM).body();
    String cookie = anne.cookies.get("prunelle-answer");
    confirm(anne, shown, "yes");

    anne.cookies.put("prunelle-answer", cookie);
    confirm(anne, shown, "yes");

    assertThat(page.realm.decisionsMade).hasSize(1);
    assertThat(anne.get("/my").body()).contains("Il n’y a pas ou plus de réponse à confirmer");
  }

  @Test
  void whoDoesNotConfirmHasAnsweredNothing() {
    page.signIn(anne, answer("PERMIT"), "anne", "p1");
    String shown = anne.get(CONFIRM).body();

    confirm(anne, shown, "no");

    assertThat(anne.get("/my").body()).contains("rien n’a été enregistré", "role=\"alert\"");
    confirm(anne, shown, "yes");
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"3600", "-3600", "306"})
  void anAuthenticationThatIsOldOrOfTheFutureIsNoneOfLate(long secondsAgo) {
    // Whoever has the browser strips prompt and max_age from the address
    page.realm.idClaims =
        claims -> claims.put("auth_time", Instant.now().getEpochSecond() - secondsAgo);

    assertThat(page.signIn(anne, answer("PERMIT"), "anne", "p1").statusCode()).isEqualTo(400);

    nothingIsDecidedAndAnneIsStillSignedIn();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "now", "9999999999"})
  void anAuthenticationThatTheRealmDoesNotTellOfIsNoneOfLate(String time) {
    page.realm.idClaims =
        claims -> {
          claims.remove("auth_time");
          return time.isEmpty() ? claims : claims.put("auth_time", time);
        };

    assertThat(page.signIn(anne, answer("PERMIT"), "anne", "p1").statusCode()).isEqualTo(400);

    nothingIsDecidedAndAnneIsStillSignedIn();
  }

  private void nothingIsDecidedAndAnneIsStillSignedIn() {
    assertThat(page.realm.decisionsMade).isEmpty();
    // Still who signed in long ago
    assertThat(TestBrowser.location(answer("PERMIT"))).startsWith(page.realm.issuer());
    // And the answer is not lost
    page.realm.idClaims = claims -> claims;
    page.signIn(anne, answer("PERMIT"), "anne", "p1");
    confirm(anne, anne.get(CONFIRM).body(), "yes");
    assertThat(page.realm.decisionsMade).hasSize(1);
  }

  @Test
  void whoSkipsSigningInAgainConfirmsNothing() {
    answer("PERMIT");

    HttpResponse<String> confirmed = confirm(anne, anne.get(CONFIRM).body(), "yes");

    assertThat(TestBrowser.location(confirmed)).startsWith(page.realm.issuer() + "/auth?");
    assertThat(page.realm.decisionsMade).isEmpty();
    // And once they have, the answer is still there
    page.signIn(anne, confirmed, "anne", "p1");
    confirm(anne, anne.get(CONFIRM).body(), "yes");
    assertThat(page.realm.decisionsMade).hasSize(1);
  }

  @Test
  void signingInAloneRecordsNothing() {
    // Somebody else at the device answers, and waits for anne to sign in as she always does
    page.signIn(anne, answer("PERMIT"), "anne", "p1");
    anne.get("/my");
    anne.get(CONFIRM);

    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void renewedTokensAreNoNewAuthentication() {
    page.realm.tokenLifetime = 1;
    page.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser browser = page.signedIn("anne", "p1");
    page.realm.idClaims = claims -> claims.put("auth_time", Instant.now().getEpochSecond());
    anne = browser;
    int before = page.realm.refreshes;

    assertThat(TestBrowser.location(answer("PERMIT"))).startsWith(page.realm.issuer() + "/auth?");

    assertThat(page.realm.refreshes).isGreaterThan(before);
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void somebodyElseWhoSignsInInsteadNeitherSeesNorGivesTheAnswer() {
    HttpResponse<String> asked = answer("OBJECT");
    String cookie = anne.cookies.get("prunelle-answer");

    HttpResponse<String> back = page.signIn(anne, asked, "bruno", "p2");

    assertThat(TestBrowser.location(back)).isEqualTo(CONFIRM);
    HttpResponse<String> shown = anne.get(CONFIRM);
    assertThat(TestBrowser.location(shown)).isEqualTo("/my#message");
    String home = anne.get("/my").body();
    assertThat(home).contains("Il n’y a pas ou plus de réponse").doesNotContain(REASON);
    // Nor by the form that anne would have had
    TestBrowser again = page.browser();
    again.cookies.put("prunelle-answer", cookie);
    page.signIn(again, "/my", "anne", "p1");
    Map<String, String> form = TestBrowser.form(again.get(CONFIRM).body(), CONFIRM);
    Map<String, String> forged = new LinkedHashMap<>(form);
    forged.put("csrf", TestBrowser.form(home, "/my/logout").get("csrf"));
    forged.put("confirm", "yes");
    anne.post(CONFIRM, forged);
    assertThat(page.realm.decisionsMade).isEmpty();
    // And it was not lost to anne
    form.put("confirm", "yes");
    again.post(CONFIRM, form);
    assertThat(page.realm.decisionsMade).hasSize(1);
  }

  @Test
  void anAnswerIsNotThereInAnotherBrowserOfTheSamePerson() {
    answer("PERMIT");
    TestBrowser other = page.signedIn("anne", "p1");

    assertThat(TestBrowser.location(other.get(CONFIRM))).isEqualTo("/my#message");
  }

  @Test
  void whatIsConfirmedIsWhatWasOnTheScreenAndNotWhatWasAnsweredSince() {
    page.signIn(anne, answer("PERMIT"), "anne", "p1");
    String permit = anne.get(CONFIRM).body();
    // In another tab, with an instance that wants every authentication to be newer
    Settings.Page strict =
        TestSettings.page("page-secret", Duration.ZERO, Settings.Takeout.DEFAULT);
    String first = anne.at();
    anne.reaching(page.anotherInstance(strict));
    assertThat(TestBrowser.location(answer("DENY"))).startsWith(page.realm.issuer());
    anne.reaching(first);

    confirm(anne, permit, "yes");

    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void aTextThatHasChangedSinceIsNotAnsweredByIt() {
    HttpResponse<String> asked = answer("PERMIT");
    page.realm.hosting.getJsonObject("notice").put("version", 4);

    page.signIn(anne, asked, "anne", "p1");

    nothingWaitsAnyMore("Le texte a changé pendant que vous le lisiez");
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  /** There is nothing to be read again before it is answered. */
  @Test
  void ofAHostingThatClosedMeanwhileItIsNotTheTextThatIsSaidToHaveChanged() {
    HttpResponse<String> asked = answer("PERMIT");
    page.realm.hosting.put("status", "CLOSED").getJsonObject("notice").put("version", 4);

    page.signIn(anne, asked, "anne", "p1");

    nothingWaitsAnyMore();
  }

  @Test
  void anObjectionToATextThatHasChangedSinceIsNotToBeWrittenTwice() {
    HttpResponse<String> asked = answer("OBJECT");
    page.realm.hosting.getJsonObject("notice").put("version", 4);
    page.signIn(anne, asked, "anne", "p1");

    HttpResponse<String> shown = anne.get(CONFIRM);

    assertThat(shown.statusCode()).isEqualTo(409);
    assertThat(shown.body())
        .contains("Le texte a changé pendant que vous le lisiez", "Le texte ci-dessus a changé.")
        .contains("Réponse non enregistrée", ">" + REASON + "</textarea>", "hosting-1-wrong")
        // Another language is another address, which would not have what was written
        .doesNotContain("href=\"" + CONFIRM + "\"", "?lang=");
    assertThat(page.realm.decisionsMade).isEmpty();
    assertThat(database.rows("SELECT 1 FROM page.answer")).isEmpty();
  }

  @Test
  void norIsOneWhoseTextChangesWhileItIsConfirmed() {
    page.signIn(anne, answer("OBJECT"), "anne", "p1");
    String shown = anne.get(CONFIRM).body();
    page.realm.ledgerStatus = 409;
    page.realm.ledgerProblem = "text-differs";

    HttpResponse<String> confirmed = confirm(anne, shown, "yes");

    assertThat(confirmed.statusCode()).isEqualTo(409);
    assertThat(confirmed.body())
        .contains("Le texte a changé pendant que vous le lisiez", ">" + REASON + "</textarea>");
  }

  @Test
  void aConfirmationFromElsewhereOrWithoutTheFormsSecretIsNotBelieved() {
    page.signIn(anne, answer("PERMIT"), "anne", "p1");
    Map<String, String> form =
        new LinkedHashMap<>(TestBrowser.form(anne.get(CONFIRM).body(), CONFIRM));
    form.put("confirm", "yes");

    Map<String, String> elsewhere = Map.of("Origin", "https://evil.example");
    assertThat(anne.post(CONFIRM, form, elsewhere).statusCode()).isEqualTo(403);
    form.remove("csrf");
    assertThat(anne.post(CONFIRM, form).statusCode()).isEqualTo(403);

    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void noParameterLeadsElsewhereOrAnswersForThePatient() {
    answer("PERMIT");
    String path = CONFIRM + "?back=https://evil.example&confirm=yes&decision=PERMIT";

    anne.get(path);
    HttpResponse<String> back = page.signIn(page.browser(), path, "anne", "p1");

    assertThat(TestBrowser.location(back)).isEqualTo(CONFIRM);
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void whoWritesIntoTheDatabaseMakesNobodyGiveAnothersAnswer() throws SQLException {
    HttpResponse<String> asked = answer("PERMIT");
    TestBrowser bruno = page.signedIn("bruno", "p2");
    bruno.cookies.put("prunelle-answer", anne.cookies.get("prunelle-answer"));
    try (Connection owner = database.connect(database.owner())) {
      // Given a row of anne's that was made bruno's
      owner
          .createStatement()
          .execute(
              "UPDATE page.answer SET subject = (SELECT subject FROM page.session"
                  + " ORDER BY began_at DESC LIMIT 1)");
    }

    assertThat(TestBrowser.location(bruno.get(CONFIRM))).isEqualTo("/my#message");
    page.signIn(anne, asked, "anne", "p1");
    assertThat(TestBrowser.location(anne.get(CONFIRM))).isEqualTo("/my#message");
  }

  private HttpResponse<String> answer(String decision) {
    Map<String, String> form =
        new LinkedHashMap<>(TestBrowser.form(anne.get("/my").body(), "/my/decisions"));
    form.put("decision", decision);
    form.put("reason", REASON);
    if (decision.equals("OBJECT")) {
      page.realm.hosting.put("legalBasis", "INFORM_AND_OBJECT");
    }
    return anne.post("/my/decisions", form);
  }

  private static HttpResponse<String> confirm(TestBrowser browser, String shown, String answer) {
    Map<String, String> form = new LinkedHashMap<>(TestBrowser.form(shown, CONFIRM));
    form.put("confirm", answer);
    return browser.post(CONFIRM, form);
  }

  private static Instant authTime(String bearer) {
    String claims = bearer.substring(bearer.indexOf('.') + 1, bearer.lastIndexOf('.'));
    return Instant.ofEpochSecond(
        new JsonObject(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
            .getLong("auth_time"));
  }

  @Test
  void aFormMayLeadThroughTheIdentityProvidersThatSigningInLeadsThrough() {
    try (PageFixture brokered =
        PageFixture.with(", sign-in-origins: [ 'https://b.example', 'https://a.example:8443' ]")) {
      assertThat(brokered.browser().get("/my").headers().firstValue("Content-Security-Policy"))
          .hasValueSatisfying(
              policy ->
                  assertThat(policy)
                      .containsPattern(
                          "form-action 'self' http://127.0.0.1:[0-9]+ https://a.example:8443"
                              + " https://b.example;"));
    }
  }
}
