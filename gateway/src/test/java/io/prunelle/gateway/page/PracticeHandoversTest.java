// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static io.prunelle.gateway.page.OfficeFixture.HOME;
import static io.prunelle.gateway.page.OfficeFixture.PRACTICE;
import static io.prunelle.gateway.page.OfficeFixture.csrf;
import static io.prunelle.gateway.page.PageFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.prunelle.gateway.handover.Answer;
import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.journal.Entry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A practice answers patients who leave it, and sees those who come. */
class PracticeHandoversTest {

  private static final String NEW = "cabinet-de-la-gare";
  private static final String HANDOVERS = HOME + "/handovers";
  private static final String RECEIVING = "/practice/" + NEW + "/handovers";
  private static final String LAW = "Code de la santé publique, art. R.1112-7";
  private static final Entry.Agent ANNE =
      new Entry.Agent("anne", "Anne Martin", "patient", null, null, null);

  private final OfficeFixture office = new OfficeFixture();

  @AfterEach
  void stop() {
    office.close();
  }

  private Handover asked(String patient, String into) {
    get(office.page.changes.ask(PRACTICE, patient, into, null, ANNE, "/my/doctor"));
    return latest(patient);
  }

  private Handover latest(String patient) {
    return get(office.page.changes.of(patient)).get(0);
  }

  private static String inYears(int years) {
    return LocalDate.now(ZoneOffset.UTC).plusYears(years).toString();
  }

  private static HttpResponse<String> answer(
      TestBrowser browser, Object id, String decision, String ground, String until) {
    Map<String, String> fields = new HashMap<>();
    fields.put("csrf", csrf(browser.get(HANDOVERS)));
    fields.put("decision", decision);
    fields.put("ground", ground);
    fields.put("until", until);
    return browser.post(HANDOVERS + "/" + id, fields);
  }

  @Test
  void thoseThatWaitAreShownTheOverdueOnesFirstAndEachPatientLearnsOfIt() {
    asked("p1", NEW);
    asked("p2", null);
    office.database.execute("UPDATE hosts.handover SET due_on = '2026-01-02' WHERE patient = 'p2'");
    TestBrowser olga = office.officer("olga");

    assertThat(olga.get(HOME).body())
        .contains("2 patients who are changing doctor are waiting for your answer", "Overdue: 1.");
    String list = olga.get(HANDOVERS).body();

    assertThat(list)
        .contains("Request: hand the record over to " + NEW, "Request: take the record away")
        .contains("Overdue: your answer was due by 2 January 2026", "maxlength=\"500\"")
        .doesNotContain("<script", " style=");
    assertThat(list.indexOf("Patient p2")).isPositive().isLessThan(list.indexOf("Patient p1"));
    assertThat(office.entries("reason = 'handover-shown'"))
        .extracting(e -> e.get("patient"), e -> e.get("subject"), e -> e.get("role"))
        .containsExactlyInAnyOrder(tuple("p1", "olga", "officer"), tuple("p2", "olga", "officer"));
  }

  @Test
  void thatNothingIsKeptIsAnsweredOnceAndStandsInTheJournalOfBoth() {
    Handover asked = asked("p1", NEW);
    TestBrowser olga = office.officer("olga");

    HttpResponse<String> done = answer(olga, asked.id(), "CONFIRM", "", "");

    assertThat(TestBrowser.location(done)).isEqualTo(HANDOVERS + "#message");
    assertThat(latest("p1").state()).isEqualTo(Handover.State.CONFIRMED);
    assertThat(olga.get(HANDOVERS).body())
        .contains("It is recorded: you keep nothing", "Under way", "about to begin");
    assertThat(
            office.entries(
                "reason IN ('handover-confirmed', 'handover-told') AND subject = 'olga'"))
        .extracting(e -> e.get("practice"), e -> e.get("path"))
        .containsExactlyInAnyOrder(
            tuple(PRACTICE, HANDOVERS + "/" + asked.id()),
            tuple(NEW, HANDOVERS + "/" + asked.id()));
    HttpResponse<String> again = answer(olga, asked.id(), "RETAIN", LAW, inYears(20));
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("was not recorded", "art. R.1112-7");
    assertThat(latest("p1").state()).isEqualTo(Handover.State.CONFIRMED);
  }

  @ParameterizedTest
  @CsvSource({"CONFIRM, '', 0", "RETAIN, By law, 20"})
  void whoClicksTwiceIsToldThatItIsRecordedAndNobodyElseIs(
      String decision, String ground, int years) {
    Handover asked = asked("p1", NEW);
    TestBrowser olga = office.officer("olga");
    String until = years == 0 ? "" : inYears(years);
    answer(olga, asked.id(), decision, ground, until);

    HttpResponse<String> twice = answer(olga, asked.id(), decision, ground, until);

    assertThat(TestBrowser.location(twice)).isEqualTo(HANDOVERS + "#message");
    assertThat(olga.get(HANDOVERS).body()).contains("It is recorded");
    assertThat(
            office.entries(
                "reason IN ('handover-confirmed', 'handover-retained') AND practice = '"
                    + PRACTICE
                    + "'"))
        .hasSize(1);
    TestBrowser omar = office.officer("omar");
    assertThat(answer(omar, asked.id(), decision, ground, until).statusCode()).isEqualTo(409);
  }

  @Test
  void whoIsNoOfficerAnyMoreAnswersNothing() {
    Handover asked = asked("p1", NEW);
    TestBrowser olga = office.officer("olga");
    Map<String, String> form = new HashMap<>();
    form.put("csrf", csrf(olga.get(HANDOVERS)));
    form.put("decision", "CONFIRM");
    office.realm.ledgerStatus = 403;
    office.realm.officeProblem = "not-permitted";

    HttpResponse<String> refused = olga.post(HANDOVERS + "/" + asked.id(), form);

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("reserved");
    assertThat(latest("p1").state()).isEqualTo(Handover.State.ASKED);
    assertThat(office.entries("subject = 'olga' AND NOT permitted AND reason = 'not-officer'"))
        .hasSize(1);
  }

  @Test
  void whenTheRealmCannotBeAskedNothingIsAnsweredAndNothingThatWasWrittenIsLost() {
    Handover asked = asked("p1", NEW);
    TestBrowser olga = office.officer("olga");
    Map<String, String> form = new HashMap<>();
    form.put("csrf", csrf(olga.get(HANDOVERS)));
    form.put("decision", "RETAIN");
    form.put("ground", LAW);
    form.put("until", inYears(20));
    office.realm.ledgerStatus = 500;

    assertThat(olga.post(HANDOVERS + "/" + asked.id(), form).statusCode()).isEqualTo(503);

    office.realm.ledgerStatus = 200;
    assertThat(latest("p1").state()).isEqualTo(Handover.State.ASKED);
    assertThat(olga.get(HANDOVERS).body()).contains("Nothing is recorded yet", LAW);
  }

  @Test
  void aCopyIsKeptForAReasonUntilADayAndIsListed() {
    Handover asked = asked("p1", null);
    TestBrowser olga = office.officer("olga");

    answer(olga, asked.id(), "RETAIN", LAW + " <img src=x>", inYears(20));

    assertThat(latest("p1").keptUntil()).isEqualTo(LocalDate.now(ZoneOffset.UTC).plusYears(20));
    // Nothing is to be done of it, and nobody reads who it is of with whatever else there is
    int seen = office.entries("reason = 'handover-shown'").size();
    assertThat(olga.get(HANDOVERS).body())
        .contains("See the copies that you keep until a given day (1)")
        .doesNotContain("Kept until", "Patient p1");
    assertThat(office.entries("reason = 'handover-shown'")).hasSize(seen);
    assertThat(olga.get(HANDOVERS + "?kept=all").body())
        .contains("Copies that you keep", "Kept until ", "&lt;img src=x&gt;", "See all requests")
        .doesNotContain("<img");
    assertThat(office.entries("reason = 'handover-shown'")).hasSize(seen + 1);
  }

  @Test
  void whatHasToBeDealtWithIsShownHoweverManyCopiesAreKept() {
    office.database.execute(
        "INSERT INTO hosts.handover (id, practice, patient, asked_by, due_on, state, answered_at,"
            + " answered_by, ground, kept_until)"
            + " SELECT gen_random_uuid(), '"
            + PRACTICE
            + "', 'k' || n, 'x', now(), 'retained', now(), 'x', 'law', date '2040-01-01' + n"
            + " FROM generate_series(1, 101) n");
    Handover asked = asked("p1", NEW);
    TestBrowser olga = office.officer("olga");
    answer(olga, asked.id(), "RETAIN", LAW, inYears(49));

    assertThat(olga.get(HANDOVERS).body())
        .contains("Patient p1", "See the copies that you keep until a given day (101)")
        .doesNotContain("There are more than are shown here");
    String first = olga.get(HANDOVERS + "?kept=all").body();
    assertThat(first)
        .contains("Patient k1<", "Patient k100<")
        .doesNotContain("Patient k101<", "Patient p1", "There are more than are shown here");
    Matcher next = Pattern.compile("href=\"([^\"]+after=[^\"]+)\"").matcher(first);
    assertThat(next.find()).isTrue();
    // In another language too
    assertThat(olga.get(next.group(1).replace("&amp;", "&")).body())
        .contains("Patient k101<", "href=\"" + next.group(1) + "&amp;lang=fr\"")
        .doesNotContain("Patient k100<", "See the copies after these");
  }

  @Test
  void anAnswerThatIsNotTakenShowsItsOwnRequestAlone() {
    Handover asked = asked("p1", NEW);
    asked("p2", NEW);
    TestBrowser olga = office.officer("olga");

    HttpResponse<String> sent = answer(olga, asked.id(), "RETAIN", "", inYears(20));

    assertThat(sent.statusCode()).isEqualTo(400);
    assertThat(sent.body())
        .contains("Patient p1", "Say which law or which claim")
        .doesNotContain("Patient p2");
    int ofOther = office.entries("reason = 'handover-shown' AND patient = 'p2'").size();
    answer(olga, asked.id(), "RETAIN", "", inYears(20));
    // But for the page that the form is of
    assertThat(office.entries("reason = 'handover-shown' AND patient = 'p2'")).hasSize(ofOther + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "CONFIRM, because, '', Empty both",
    "CONFIRM, '', 2099-01-01, Empty both",
    "REFUSE, '', '', Choose one of the two answers",
    "RETAIN, '', 2040-01-01, Say which law or which claim",
    "RETAIN, law, '', Choose a last day",
    "RETAIN, law, 2020-01-01, Choose a last day",
    "RETAIN, law, 2926-01-01, Choose a last day",
    "RETAIN, law, tomorrow, Choose a last day"
  })
  void whatIsNoAnswerIsToldAtItsFieldAndNothingIsRecorded(
      String decision, String ground, String until, String told) {
    Handover asked = asked("p1", NEW);

    HttpResponse<String> wrong =
        answer(office.officer("olga"), asked.id(), decision, ground, until);

    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains(told, "id=\"wrong-" + asked.id(), "role=\"alert\"");
    assertThat(latest("p1").state()).isEqualTo(Handover.State.ASKED);
  }

  @Test
  void aGroundThatIsTooLongIsShownAgainAndNotRecorded() {
    Handover asked = asked("p1", NEW);

    HttpResponse<String> wrong =
        answer(office.officer("olga"), asked.id(), "RETAIN", "x".repeat(501), inYears(1));

    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("x".repeat(501), "aria-invalid=\"true\"");
  }

  @ParameterizedTest
  @CsvSource({
    "cabinet-des-lilas, practitioner",
    "cabinet-des-lilas, auditor",
    "cabinet-des-lilas, practice-administrator",
    "cabinet-de-la-gare, consent-officer"
  })
  void nobodyElseSeesOrAnswers(String practice, String role) {
    Handover asked = asked("p1", NEW);
    TestBrowser eve = office.signedIn("eve", "", practice, role);

    assertThat(eve.get(HANDOVERS).statusCode()).isEqualTo(403);
    assertThat(answer(eve, asked.id(), "CONFIRM", "", "").statusCode()).isEqualTo(403);
    assertThat(latest("p1").state()).isEqualTo(Handover.State.ASKED);
    assertThat(office.entries("subject = 'eve' AND NOT permitted")).isNotEmpty();
  }

  @Test
  void anotherPracticesRequestIsNoneOfTheirs() {
    Handover asked = asked("p1", NEW);
    TestBrowser noor = office.signedIn("noor", "", NEW, "consent-officer");
    Map<String, String> fields = new HashMap<>();
    fields.put("csrf", csrf(noor.get(RECEIVING)));
    fields.put("decision", "CONFIRM");

    HttpResponse<String> anothers = noor.post(RECEIVING + "/" + asked.id(), fields);
    HttpResponse<String> none = noor.post(RECEIVING + "/" + UUID.randomUUID(), fields);

    assertThat(anothers.statusCode()).isEqualTo(409).isEqualTo(none.statusCode());
    assertThat(anothers.body()).isEqualTo(none.body());
    assertThat(latest("p1").state()).isEqualTo(Handover.State.ASKED);
    assertThat(noor.post(RECEIVING + "/x", fields).statusCode()).isEqualTo(404);
  }

  @Test
  void theReceivingPracticeSeesWhatArrivesFromWhereAndHowItStands() {
    Handover asked = asked("p1", NEW);
    asked("p2", null);
    TestBrowser noor = office.signedIn("noor", "", NEW, "consent-officer");

    assertThat(noor.get(RECEIVING).body())
        .contains("Records that come to you", "Patient p1", "The record comes from " + PRACTICE)
        .contains(PRACTICE + " has not answered yet")
        .doesNotContain("Patient p2", "name=\"decision\"");
    get(
        office.page.changes.answer(
            asked.id(),
            PRACTICE,
            new Answer(LAW, LocalDate.now(ZoneOffset.UTC).plusDays(9)),
            ANNE,
            "/x"));

    // Why the other keeps a copy is between it and the patient
    String arriving = noor.get(RECEIVING).body();
    assertThat(arriving).contains("about to begin").doesNotContain("R.1112-7");
    assertThat(office.entries("reason = 'handover-shown' AND practice = '" + NEW + "'"))
        .isNotEmpty()
        .allSatisfy(entry -> assertThat(entry).containsEntry("patient", "p1"));
  }

  @Test
  void nobodyAnswersTheirOwn() {
    Handover asked = asked("p1", NEW);
    TestBrowser olga = office.signedIn("olga", "p1", PRACTICE, "consent-officer", "patient");

    assertThat(olga.get(HANDOVERS).body())
        .contains("This request is about yourself")
        .doesNotContain("name=\"decision\"");
    assertThat(answer(olga, asked.id(), "CONFIRM", "", "").statusCode()).isEqualTo(403);
    assertThat(latest("p1").state()).isEqualTo(Handover.State.ASKED);
  }

  @Test
  void whoSignedInLongAgoSignsInAgainAndSendsItOnceMore() {
    Handover asked = asked("p1", NEW);
    office.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser olga = office.officer("olga");
    office.realm.authenticatedAgo = Duration.ZERO;

    HttpResponse<String> sent = answer(olga, asked.id(), "RETAIN", LAW, inYears(20));
    assertThat(TestBrowser.query(TestBrowser.location(sent))).containsEntry("prompt", "login");
    assertThat(office.database.rows("SELECT * FROM page.answer").toString())
        .doesNotContain("R.1112", "RETAIN", asked.id().toString());
    HttpResponse<String> back = office.page.signIn(olga, sent, "olga", "");

    assertThat(TestBrowser.location(back)).isEqualTo(HANDOVERS);
    assertThat(latest("p1").state()).isEqualTo(Handover.State.ASKED);
    assertThat(olga.get(HANDOVERS).body())
        .contains("Nothing is recorded yet", LAW, "value=\"" + inYears(20) + "\"");
    answer(olga, asked.id(), "RETAIN", LAW, inYears(20));
    assertThat(latest("p1").state()).isEqualTo(Handover.State.RETAINED);
    assertThat(olga.get(HANDOVERS).body()).doesNotContain("Nothing is recorded yet");
  }

  @Test
  void onlyTheSessionsOwnFormIsBelieved() {
    Handover asked = asked("p1", NEW);
    TestBrowser olga = office.officer("olga");
    String path = HANDOVERS + "/" + asked.id();
    Map<String, String> form = new HashMap<>();
    form.put("csrf", csrf(olga.get(HANDOVERS)));
    form.put("decision", "CONFIRM");

    assertThat(olga.post(path, form, Map.of("Origin", "https://evil.example")).statusCode())
        .isEqualTo(403);
    form.put("csrf", "guessed");
    assertThat(olga.post(path, form).statusCode()).isEqualTo(403);
    assertThat(latest("p1").state()).isEqualTo(Handover.State.ASKED);
  }

  @Test
  void nothingIsShownThatCannotBeWrittenDown() {
    asked("p1", NEW);
    TestBrowser olga = office.officer("olga");
    get(office.page.journal().stop());

    HttpResponse<String> list = olga.get(HANDOVERS);

    assertThat(list.statusCode()).isEqualTo(503);
    assertThat(list.body()).doesNotContainPattern("\\bp1\\b");
  }

  @Test
  void inFrenchAsWell() {
    asked("p1", NEW);
    TestBrowser olga = office.officer("olga");
    olga.language = "fr";

    assertThat(List.of(olga.get(HANDOVERS).body(), olga.get(HOME).body()))
        .allSatisfy(html -> assertThat(html).contains("<html lang=\"fr\">"));
    assertThat(olga.get(HANDOVERS).body())
        .contains("Patients qui changent de médecin", "À répondre");
  }
}
