// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static io.prunelle.gateway.page.OfficeFixture.HOME;
import static io.prunelle.gateway.page.OfficeFixture.PRACTICE;
import static io.prunelle.gateway.page.OfficeFixture.csrf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A practice answers the objections of its patients. */
class PracticeObjectionsTest {

  private static final String OBJECTIONS = HOME + "/objections";
  private static final String HOSTING = PRACTICE + "@nuage-sante";

  private final OfficeFixture office = new OfficeFixture();

  @BeforeEach
  void twoObjections() {
    office.realm.objections =
        new JsonArray()
            .add(objection(17, "p1", "My brother <b>works</b> there."))
            .add(objection(18, "p2", "I do not trust them."));
  }

  @AfterEach
  void stop() {
    office.close();
  }

  private static JsonObject objection(long entry, String patient, String reason) {
    return new JsonObject()
        .put("entry", entry)
        .put("patient", patient)
        .put("hosting", HOSTING)
        .put("raisedAt", "2026-11-20T10:00:00Z")
        .put("reason", reason);
  }

  private HttpResponse<String> answer(
      TestBrowser browser, String position, String decision, String reason) {
    Map<String, String> fields = new HashMap<>();
    fields.put("csrf", csrf(browser.get(OBJECTIONS)));
    fields.put("decision", decision);
    fields.put("reason", reason);
    return browser.post(OBJECTIONS + "/" + position, fields);
  }

  @Test
  void objectionsAreShownAndEachPatientLearnsThatTheirsWas() {
    HttpResponse<String> page = office.officer("olga").get(OBJECTIONS);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("Patient p1, hosting with Nuage Santé", "20 November 2026", "&lt;b&gt;works")
        .contains("Patient p2")
        .doesNotContain("<b>works");
    assertThat(office.entries("interaction = 'objection'"))
        .extracting(entry -> entry.get("patient"), entry -> entry.get("reason"))
        .containsExactlyInAnyOrder(tuple("p1", "objection-shown"), tuple("p2", "objection-shown"));
  }

  @Test
  void anAnswerGoesToTheLedgerUnderTheOfficersOwnTokenAndIsJournalledBefore() {
    TestBrowser olga = office.officer("olga");

    HttpResponse<String> answered = answer(olga, "17", "UPHOLD", "We understand.");

    assertThat(TestBrowser.location(answered)).isEqualTo(OBJECTIONS + "#message");
    assertThat(office.realm.office)
        .singleElement()
        .asString()
        .startsWith(PRACTICE + "/objections/17/answer ")
        .contains("\"decision\":\"UPHOLD\"", "\"reason\":\"We understand.\"");
    assertThat(office.entries("reason = 'objection-answered'"))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry)
                    .containsEntry("patient", "p1")
                    .containsEntry("subject", "olga")
                    .containsEntry("role", "officer")
                    .containsEntry("status", 200));
    assertThat(olga.get(OBJECTIONS).body()).contains("It is recorded: you agree");
    assertThat(olga.get(OBJECTIONS).body()).doesNotContain("It is recorded");
  }

  @Test
  void theSecondOfTwoOfficersIsToldAndNothingThatWasWrittenIsLost() {
    TestBrowser olga = office.officer("olga");
    TestBrowser omar = office.officer("omar");
    Map<String, String> second =
        Map.of("csrf", csrf(omar.get(OBJECTIONS)), "decision", "REJECT", "reason", "No link.");
    answer(olga, "17", "UPHOLD", "We understand.");

    // When the realm has taken the first one
    office.realm.officeStatus = 409;
    office.realm.officeProblem = "no-such-objection";
    HttpResponse<String> raced = omar.post(OBJECTIONS + "/17", second);
    // And when it does not even list it any more
    office.realm.objections = new JsonArray();
    HttpResponse<String> late = omar.post(OBJECTIONS + "/17", second);

    for (HttpResponse<String> refused : List.of(raced, late)) {
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(refused.body()).contains("has an answer already", "somebody else’s", "No link.");
    }
    assertThat(office.entries("reason = 'objection-answered'"))
        .extracting(entry -> entry.get("subject"), entry -> entry.get("status"))
        .containsExactly(tuple("olga", 200), tuple("omar", 409));
  }

  @Test
  void toAHostingThatIsClosedAnObjectionCanOnlyBeAcceptedAndThatIsSaidAtTheChoice() {
    TestBrowser olga = office.officer("olga");
    office.realm.officeStatus = 409;
    office.realm.officeProblem = "hosting-closed";

    HttpResponse<String> refused = answer(olga, "17", "REJECT", "No link.");

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body())
        .contains("This hosting is closed: the objection can only be accepted.")
        .contains(">No link.</textarea>", "<fieldset aria-describedby=\"wrong-17\">")
        .doesNotContain("has an answer already");
  }

  @Test
  void whatTheRealmRefusesForAnotherReasonIsNotSaidToBeAnsweredAndIsKept() {
    TestBrowser olga = office.officer("olga");
    office.realm.officeStatus = 409;
    office.realm.officeProblem = "something-new";

    HttpResponse<String> refused = answer(olga, "17", "REJECT", "No link.");

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body())
        .contains("The ledger does not take this answer.", ">No link.</textarea>")
        .doesNotContain("has an answer already");
  }

  @Test
  void whoClicksTwiceIsNotToldThatSomebodyElseWasFirst() {
    TestBrowser olga = office.officer("olga");
    Map<String, String> form =
        Map.of("csrf", csrf(olga.get(OBJECTIONS)), "decision", "REJECT", "reason", "No link.");
    assertThat(olga.post(OBJECTIONS + "/17", form).statusCode()).isEqualTo(303);
    office.realm.objections = new JsonArray();

    assertThat(olga.post(OBJECTIONS + "/17", form).body())
        .contains("has an answer already: yours, if you clicked twice")
        .doesNotContain("was not recorded: somebody");
    assertThat(office.realm.office).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"UPHOLD, ''", "UPHOLD, '  '", "'', Because", "PERMIT, Because"})
  void anAnswerNeedsADecisionAndReasonsAndKeepsWhatWasWritten(String decision, String reason) {
    TestBrowser olga = office.officer("olga");

    HttpResponse<String> wrong = answer(olga, "17", decision, reason);

    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("role=\"alert\"", "wrong-17", reason.strip());
    assertThat(office.realm.office).isEmpty();
  }

  @Test
  void reasonsAreBounded() {
    assertThat(answer(office.officer("olga"), "17", "REJECT", "x".repeat(4_001)).statusCode())
        .isEqualTo(400);
    assertThat(office.realm.office).isEmpty();
  }

  @Test
  void nobodyAnswersTheirOwnObjection() {
    TestBrowser olga = office.signedIn("olga", "p1", PRACTICE, "consent-officer", "patient");

    String page = olga.get(OBJECTIONS).body();
    HttpResponse<String> own = answer(olga, "17", "UPHOLD", "Of course.");

    assertThat(page).doesNotContain(OBJECTIONS + "/17").contains(OBJECTIONS + "/18");
    assertThat(own.statusCode()).isEqualTo(403);
    assertThat(office.realm.office).isEmpty();
    assertThat(TestBrowser.location(answer(olga, "18", "UPHOLD", "Yes."))).isNotEmpty();
  }

  @Test
  void whoSignedInLongAgoSignsInAgainAndNothingIsRecordedUntilItIsSentOnceMore() {
    office.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser olga = office.officer("olga");
    office.realm.authenticatedAgo = Duration.ZERO;

    HttpResponse<String> asked = answer(olga, "17", "REJECT", "No link.");
    assertThat(TestBrowser.location(asked)).contains("max_age=", "prompt=login");
    assertThat(TestBrowser.location(asked)).doesNotContain("REJECT", "link");
    HttpResponse<String> back = office.page.signIn(olga, asked, "olga", "");
    assertThat(TestBrowser.location(back)).isEqualTo(OBJECTIONS);

    String shown = olga.get(OBJECTIONS).body();
    assertThat(shown).contains("Nothing is recorded yet", "No link.");
    assertThat(office.realm.office).isEmpty();
    assertThat(TestBrowser.location(answer(olga, "17", "REJECT", "No link.")))
        .isEqualTo(OBJECTIONS + "#message");
    assertThat(office.realm.office).hasSize(1);
    assertThat(olga.get(OBJECTIONS).body()).doesNotContain("No link.", "Nothing is recorded yet");
  }

  @Test
  void whatWasWrittenStaysThroughAnOutageAReloadAndAnotherLanguageUntilItIsRecorded() {
    TestBrowser olga = signedInAgainWith("No link.");
    office.realm.ledgerStatus = 500;
    assertThat(olga.get(OBJECTIONS).statusCode()).isEqualTo(503);
    office.realm.ledgerStatus = 200;

    assertThat(olga.get(OBJECTIONS).body()).contains("No link.");
    assertThat(TestBrowser.location(olga.get(OBJECTIONS + "?lang=fr"))).isEqualTo(OBJECTIONS);
    assertThat(olga.get(OBJECTIONS).body()).contains("No link.", "Rien n’est encore enregistré");

    // An answer to another one does not take it away
    answer(olga, "18", "UPHOLD", "We understand.");
    assertThat(olga.get(OBJECTIONS).body()).contains("No link.");
  }

  @Test
  void whatWasWrittenToAnObjectionThatIsAnsweredMeanwhileIsShown() {
    TestBrowser olga = signedInAgainWith("No link.");
    office.realm.objections = new JsonArray();

    assertThat(olga.get(OBJECTIONS).body())
        .contains("This objection is no longer waiting for an answer", "You wrote: “No link.”")
        .doesNotContain("Nothing is recorded yet");
  }

  /** An officer who wrote this about objection 17, and had to sign in again. */
  private TestBrowser signedInAgainWith(String reason) {
    office.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser olga = office.officer("olga");
    office.realm.authenticatedAgo = Duration.ZERO;
    office.page.signIn(olga, answer(olga, "17", "REJECT", reason), "olga", "");
    return olga;
  }

  @Test
  void whatAnOfficerAnswersIsNoAnswerOfTheirOwnNorInTheWayOfOne() {
    // Given an officer who is a patient too, and has answered for herself
    office.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser olga = office.signedIn("olga", "p9", PRACTICE, "consent-officer", "patient");
    assertThat(olga.get("/my").body()).doesNotContain("is waiting for you to confirm");
    answer(olga, "17", "REJECT", "No link.");
    assertThat(olga.get("/my").body()).doesNotContain("is waiting for you to confirm");
    Map<String, String> own =
        new HashMap<>(TestBrowser.form(olga.get("/my").body(), "/my/decisions"));
    own.put("decision", "DENY");
    olga.post("/my/decisions", own);

    // When she answers for the practice
    answer(olga, "17", "REJECT", "No link.");

    // Then both wait
    assertThat(olga.get("/my").body()).contains("is waiting for you to confirm");
    assertThat(olga.get("/my/decisions/confirm").body()).contains("I refuse");
    assertThat(olga.get(OBJECTIONS).body()).contains("No link.");
  }

  @Test
  void onlyTheSessionsOwnFormIsBelieved() {
    TestBrowser olga = office.officer("olga");

    assertThat(
            olga.post(
                    OBJECTIONS + "/17",
                    Map.of("csrf", "forged", "decision", "UPHOLD", "reason", "Yes."))
                .statusCode())
        .isEqualTo(403);
    assertThat(office.realm.office).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "auditor, cabinet-des-lilas",
    "practitioner, cabinet-des-lilas",
    "consent-officer, cabinet-des-tilleuls"
  })
  void nobodyElseSeesOrAnswersThem(String role, String practice) {
    TestBrowser eve = office.signedIn("eve", "", practice, role);

    HttpResponse<String> list = eve.get(OBJECTIONS);
    HttpResponse<String> answer =
        eve.post(
            OBJECTIONS + "/17", Map.of("csrf", csrf(list), "decision", "UPHOLD", "reason", "Yes."));

    assertThat(list.statusCode()).isEqualTo(403).isEqualTo(answer.statusCode());
    assertThat(list.body())
        .isEqualTo(eve.get("/practice/no-such-practice/objections").body())
        .doesNotContainPattern("\\bp1\\b")
        .doesNotContain("brother");
    assertThat(office.realm.office).isEmpty();
    assertThat(office.realm.bearers).isEmpty();
  }

  @Test
  void whenItIsNotKnownWhetherItWasRecordedThatIsSaid() {
    TestBrowser olga = office.officer("olga");
    office.realm.officeStatus = 500;

    HttpResponse<String> unsure = answer(olga, "17", "UPHOLD", "Yes.");

    assertThat(unsure.statusCode()).isEqualTo(503);
    assertThat(unsure.body())
        .contains("We do not know whether it is recorded")
        .doesNotContain("paper");
    // Nothing that was written is lost by it
    office.realm.officeStatus = 201;
    assertThat(olga.get(OBJECTIONS).body()).contains("Nothing is recorded yet", ">Yes.</textarea>");
    answer(olga, "17", "UPHOLD", "Yes.");
    assertThat(olga.get(OBJECTIONS).body()).doesNotContain("Nothing is recorded yet");
  }

  @ParameterizedTest
  @CsvSource({"503, busy", "429, too-many-requests"})
  void whatTheLedgerSaysNotToHaveRecordedIsSaidSoAndWaits(int status, String problem) {
    TestBrowser olga = office.officer("olga");
    office.realm.officeStatus = status;
    office.realm.officeProblem = problem;

    HttpResponse<String> untaken = answer(olga, "17", "UPHOLD", "Yes.");

    assertThat(untaken.statusCode()).isEqualTo(503);
    assertThat(untaken.body())
        .contains("Nothing was recorded", "href=\"" + OBJECTIONS + "\">Back to the form")
        .doesNotContain("do not know");
    assertThat(olga.get(OBJECTIONS).body()).contains("Nothing is recorded yet", ">Yes.</textarea>");
  }

  @Test
  void whatIsSentWhileTheRealmDoesNotAnswerIsThereAgainOnceItDoes() {
    TestBrowser olga = office.officer("olga");
    Map<String, String> form =
        Map.of("csrf", csrf(olga.get(OBJECTIONS)), "decision", "REJECT", "reason", "No link.");
    office.realm.ledgerStatus = 500;

    assertThat(olga.post(OBJECTIONS + "/17", form).statusCode()).isEqualTo(503);

    office.realm.ledgerStatus = 200;
    assertThat(olga.get(OBJECTIONS).body())
        .contains("Nothing is recorded yet", ">No link.</textarea>");
    assertThat(office.realm.office).isEmpty();
  }
}
