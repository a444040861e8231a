// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static io.prunelle.gateway.page.PageFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.handover.Answer;
import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.page.view.DoctorWish;
import io.prunelle.gateway.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A patient changes doctor, or takes the record away, as the browser sees it. */
class MyDoctorTest {

  private static final String DOCTOR = "/my/doctor";
  private static final String OLD = "cabinet-des-lilas";
  private static final String NEW = "cabinet-de-la-gare";
  private static final Entry.Agent OLGA =
      new Entry.Agent("olga", "Olga Marchand", "officer", null, null, null);

  private final TestDatabase database = TestDatabase.migrated();
  private final PageFixture page = PageFixture.withJournal(database);

  @BeforeEach
  void aPatientOfTwoPractices() {
    page.realm.accessClaims =
        claims ->
            claims.put("organization", new JsonArray().add(OLD).add(NEW).add("cabinet-du-port"));
    page.records =
        (practice, path, query) ->
            Future.succeededFuture(
                Buffer.buffer(
                    "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"p1\"}}]}"));
  }

  @AfterEach
  void stop() {
    page.close();
  }

  private TestBrowser anne() {
    TestBrowser anne = page.signedIn("anne", "p1");
    anne.language = "en";
    return anne;
  }

  /** A form as the page has it for asking; its token of the form that leads out. */
  private static Map<String, String> asking(TestBrowser browser, String practice, String into) {
    Map<String, String> form = new HashMap<>();
    form.put("csrf", csrf(browser.get(DOCTOR)));
    form.put("what", "ASK");
    form.put("practice", practice);
    form.put("seen", "");
    form.put("into", into);
    return form;
  }

  private static String csrf(HttpResponse<String> html) {
    return TestBrowser.form(html.body(), "/my/logout").get("csrf");
  }

  private static HttpResponse<String> confirmed(TestBrowser browser, HttpResponse<String> shown) {
    return confirmed(browser, shown, "yes");
  }

  private static HttpResponse<String> confirmed(
      TestBrowser browser, HttpResponse<String> shown, String confirm) {
    Map<String, String> form = TestBrowser.form(shown.body(), DOCTOR);
    form.put("confirm", confirm);
    return browser.post(DOCTOR, form);
  }

  private HttpResponse<String> ask(TestBrowser browser, String into) {
    return confirmed(browser, browser.post(DOCTOR, asking(browser, OLD, into)));
  }

  private List<Map<String, Object>> rows() {
    return database.rows("SELECT * FROM hosts.handover ORDER BY asked_at");
  }

  private Handover latest() {
    return get(page.changes.of("p1")).get(0);
  }

  private void answer(Answer answer) {
    get(page.changes.answer(latest().id(), OLD, answer, OLGA, "/practice"));
  }

  @Test
  void askingTakesTwoStepsAndTheSecondSaysWhatWillHappen() {
    TestBrowser anne = anne();
    String offered = anne.get(DOCTOR).body();
    assertThat(offered)
        .contains("Your record at Cabinet des Lilas", "Move it to " + NEW, "as a file")
        // A practice that this gateway does not serve
        .doesNotContain("cabinet-du-port", "<script", " style=");

    HttpResponse<String> shown = anne.post(DOCTOR, asking(anne, OLD, NEW));
    assertThat(shown.body())
        .contains("You are asking Cabinet des Lilas to hand your record over to " + NEW)
        .contains("Your choices about hosting do not follow", "Nothing is done yet");
    assertThat(rows()).isEmpty();
    HttpResponse<String> done = confirmed(anne, shown);

    assertThat(TestBrowser.location(done)).isEqualTo(DOCTOR + "#message");
    assertThat(rows())
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("practice", OLD)
                    .containsEntry("patient", "p1")
                    .containsEntry("receiver", NEW)
                    .containsEntry("state", "asked")
                    .containsEntry("asked_by", "anne"));
    assertThat(anne.get(DOCTOR).body())
        .contains("Your request was sent", "has to answer by", "Withdraw my request")
        .doesNotContain("Your record at Cabinet des Lilas");
    assertThat(anne.get("/my").body())
        .contains(
            "Request to Cabinet des Lilas: hand my record over to " + NEW, "has to answer by");
    // And said once
    assertThat(anne.get(DOCTOR).body()).doesNotContain("Your request was sent");
    assertThat(database.rows("SELECT 1 FROM journal.entry WHERE reason = 'handover-asked'"))
        .hasSize(1);
  }

  @Test
  void inFrenchAsWell() {
    TestBrowser anne = anne();
    anne.language = "fr";

    assertThat(anne.get(DOCTOR).body())
        .contains("<html lang=\"fr\">", "Je change de médecin", "Que doit-il devenir");
    ask(anne, NEW);

    assertThat(anne.get(DOCTOR).body()).contains("Votre demande est envoyée");
    assertThat(anne.get("/my").body())
        .contains("Demande à Cabinet des Lilas\u00a0: transmettre mon dossier à");
    assertThat(anne.get("/my/accesses").body())
        .contains("Demande que le dossier aille dans un autre cabinet, ou soit emporté");
  }

  @Test
  void whoChoosesNothingIsToldAtTheForm() {
    TestBrowser anne = anne();
    Map<String, String> form = asking(anne, OLD, NEW);
    form.remove("into");

    HttpResponse<String> wrong = anne.post(DOCTOR, form);

    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body())
        .contains("Choose one of the answers", "aria-describedby=\"wrong-cabinet-des-lilas\"");
  }

  @Test
  void whoDoesNotConfirmHasAskedForNothing() {
    TestBrowser anne = anne();

    HttpResponse<String> no = confirmed(anne, anne.post(DOCTOR, asking(anne, OLD, NEW)), "no");

    assertThat(TestBrowser.location(no)).isEqualTo(DOCTOR);
    assertThat(rows()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "cabinet-des-lilas, cabinet-des-lilas",
    "cabinet-des-lilas, cabinet-du-port",
    "cabinet-des-lilas, no-such-practice",
    "cabinet-du-port, cabinet-des-lilas",
    "no-such-practice, _"
  })
  void whatIsNoPracticeOfTheirsHereCanNeitherBeLeftNorGoneTo(String practice, String into) {
    TestBrowser anne = anne();
    Map<String, String> form = asking(anne, practice, into);
    form.put("confirm", "yes");

    assertThat(anne.post(DOCTOR, form).statusCode()).isEqualTo(404);
    assertThat(rows()).isEmpty();
  }

  @Test
  void aPracticeThatTheyAreNoMemberOfCannotBePushedARecord() {
    page.realm.accessClaims = claims -> claims.put("organization", new JsonArray().add(OLD));
    TestBrowser anne = anne();
    assertThat(anne.get(DOCTOR).body()).doesNotContain(NEW).contains("Ask the new practice");
    Map<String, String> form = asking(anne, OLD, NEW);
    form.put("confirm", "yes");

    assertThat(anne.post(DOCTOR, form).statusCode()).isEqualTo(404);
    assertThat(rows()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"what, ORDER", "practice, ../x", "into, a b", "handover, 1", "seen, <script>"})
  void whatNoFormOfOursSendsIsNotTaken(String field, String value) {
    TestBrowser anne = anne();
    Map<String, String> form = asking(anne, OLD, NEW);
    form.put("confirm", "yes");
    form.put(field, value);

    assertThat(anne.post(DOCTOR, form).statusCode()).isEqualTo(400);
    assertThat(rows()).isEmpty();
  }

  @Test
  void aFormIsTakenOnce() {
    TestBrowser anne = anne();
    HttpResponse<String> shown = anne.post(DOCTOR, asking(anne, OLD, NEW));
    confirmed(anne, shown);

    // Who clicks twice has asked, once
    assertThat(TestBrowser.location(confirmed(anne, shown))).isEqualTo(DOCTOR + "#message");
    assertThat(anne.get(DOCTOR).body()).contains("Your request was sent");
    assertThat(rows()).hasSize(1);
    assertThat(database.rows("SELECT 1 FROM journal.entry WHERE reason = 'handover-asked'"))
        .hasSize(1);
    // And nothing else than was asked for
    Map<String, String> another = asking(anne, OLD, DoctorWish.AWAY);
    another.put("confirm", "yes");
    assertThat(anne.post(DOCTOR, another).statusCode()).isEqualTo(409);
    get(page.changes.withdraw(latest().id(), "p1", OLGA, "/x"));
    HttpResponse<String> replayed = confirmed(anne, shown);

    assertThat(replayed.statusCode()).isEqualTo(409);
    assertThat(replayed.body()).contains("Your request has changed since you saw this page");
    assertThat(rows()).hasSize(1);
  }

  @Test
  void onlyTheSessionsOwnFormIsBelieved() {
    TestBrowser anne = anne();
    Map<String, String> form = asking(anne, OLD, NEW);
    form.put("confirm", "yes");

    assertThat(anne.post(DOCTOR, form, Map.of("Origin", "https://evil.example")).statusCode())
        .isEqualTo(403);
    form.put("csrf", "guessed");
    assertThat(anne.post(DOCTOR, form).statusCode()).isEqualTo(403);
    assertThat(page.browser().post(DOCTOR, form).statusCode()).isEqualTo(401);
    assertThat(rows()).isEmpty();
  }

  @Test
  void whoSignedInLongAgoSignsInAgainAndIsShownWhatTheyChose() {
    page.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser anne = anne();
    page.realm.authenticatedAgo = Duration.ZERO;

    Map<String, String> form = asking(anne, OLD, NEW);
    form.put("confirm", "yes");
    HttpResponse<String> asked = anne.post(DOCTOR, form);
    assertThat(TestBrowser.query(TestBrowser.location(asked))).containsEntry("prompt", "login");
    assertThat(rows()).isEmpty();
    assertThat(database.rows("SELECT * FROM page.answer").toString())
        .contains("kind=doctor")
        .doesNotContain(NEW, OLD);
    // Without it, nothing of that is shown
    assertThat(anne.get(DOCTOR).body()).doesNotContain("Is this what you want?");

    HttpResponse<String> back = page.signIn(anne, asked, "anne", "p1");
    assertThat(TestBrowser.location(back)).isEqualTo(DOCTOR);
    HttpResponse<String> shown = anne.get(DOCTOR);
    assertThat(shown.body()).contains("Is this what you want?", "over to " + NEW);
    assertThat(rows()).isEmpty();
    confirmed(anne, shown);

    assertThat(rows()).hasSize(1);
    assertThat(anne.get(DOCTOR).body()).doesNotContain("Is this what you want?");
  }

  @Test
  void whatOneChoseIsShownToNobodyElseInTheSameBrowser() {
    page.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser anne = anne();
    page.realm.authenticatedAgo = Duration.ZERO;
    HttpResponse<String> asked = anne.post(DOCTOR, asking(anne, OLD, NEW));

    page.signIn(anne, asked, "bruno", "p2");

    assertThat(anne.get(DOCTOR).body()).doesNotContain("Is this what you want?");
  }

  @Test
  void aRequestIsWithdrawnInTwoStepsAndNobodyElsesIs() {
    TestBrowser anne = anne();
    ask(anne, NEW);
    TestBrowser bruno = page.signedIn("bruno", "p2");
    Map<String, String> foreign = TestBrowser.form(anne.get(DOCTOR).body(), DOCTOR);
    assertThat(foreign).containsEntry("what", "WITHDRAW");
    foreign.put("csrf", csrf(bruno.get(DOCTOR)));
    foreign.put("confirm", "yes");
    assertThat(bruno.post(DOCTOR, foreign).statusCode()).isEqualTo(404);
    assertThat(bruno.get(DOCTOR).body()).doesNotContain(latest().id().toString());

    HttpResponse<String> shown =
        anne.post(DOCTOR, TestBrowser.form(anne.get(DOCTOR).body(), DOCTOR));
    assertThat(shown.body()).contains("You are withdrawing your request to Cabinet des Lilas");
    assertThat(rows().get(0)).containsEntry("state", "asked");
    confirmed(anne, shown);
    HttpResponse<String> twice = confirmed(anne, shown);

    assertThat(TestBrowser.location(twice)).isEqualTo(DOCTOR + "#message");
    assertThat(rows().get(0)).containsEntry("state", "withdrawn");
    assertThat(anne.get(DOCTOR).body())
        .contains("Your request is withdrawn", "Your record at Cabinet des Lilas");
    assertThat(anne.get("/my").body()).doesNotContain("hand my record over to");
    // And asked again
    HttpResponse<String> again =
        anne.post(DOCTOR, with(asking(anne, OLD, NEW), "seen", latest().id().toString()));
    assertThat(TestBrowser.location(confirmed(anne, again))).isEqualTo(DOCTOR + "#message");
  }

  private static Map<String, String> with(Map<String, String> form, String name, String value) {
    form.put(name, value);
    return form;
  }

  @Test
  void whatIsKeptIsSaidInWordsThatAreOnlyWords() {
    TestBrowser anne = anne();
    ask(anne, NEW);
    LocalDate until = LocalDate.now(ZoneOffset.UTC).plusYears(20);
    answer(new Answer("Art. <b>R.1112-7</b> <script>alert(1)</script>", until));

    for (String where : List.of(DOCTOR, "/my")) {
      assertThat(anne.get(where).body())
          .contains("keeps a copy until", String.valueOf(until.getYear()))
          .doesNotContain("<b>R.1112", "<script");
    }
    assertThat(anne.get(DOCTOR).body())
        .contains("&lt;b&gt;R.1112-7", "in the practice’s words", "is erased automatically");
    // Where it has gone on from there since is not known here
    database.execute("UPDATE hosts.handover SET copied_at = now()");
    assertThat(anne.get(DOCTOR).body())
        .contains(NEW + " received your record on")
        .doesNotContain("has had your record");
  }

  @Test
  void whatIsKeptForATimeOfWhatIsTakenAwayIsTheRecordItselfAndCanBeDownloadedUntilThen() {
    TestBrowser anne = anne();
    ask(anne, "_");
    LocalDate until = LocalDate.now(ZoneOffset.UTC).plusYears(20);
    answer(new Answer("Law", until));

    for (String where : List.of(DOCTOR, "/my")) {
      assertThat(anne.get(where).body())
          .contains("After that it is erased, and it is nowhere else.", "Download it before.")
          .doesNotContain("a copy until", "the copy at");
    }
    assertThat(anne.get(DOCTOR).body())
        .contains("class=\"action\" href=\"/my/data\"", "Prepare and download my file")
        .doesNotContain("It is your turn", "Have my record erased");
    assertThat(anne.get("/my").body()).doesNotContain("download it before");

    // What was written to since is not erased
    database.execute(
        "UPDATE hosts.handover SET written_at = now(),"
            + " kept_until = (now() AT TIME ZONE 'UTC')::date + 20");
    assertThat(anne.get(DOCTOR).body())
        .contains("Something was added since to what Cabinet des Lilas keeps until")
        .doesNotContain(
            "is erased automatically", "it is nowhere else", "action\" href=\"/my/data");
    assertThat(anne.get("/my").body()).doesNotContain("download it before");
    // Nor is a day that has passed said to be to come
    database.execute(
        "UPDATE hosts.handover SET written_at = NULL,"
            + " kept_until = (now() AT TIME ZONE 'UTC')::date - 1");
    assertThat(anne.get(DOCTOR).body())
        .contains("It is erased soon, and it is nowhere else.", "Download it now.")
        .doesNotContain("keeps your record until");
    assertThat(anne.get("/my").body()).contains("erases your record soon: download it now");

    // As the term ends it is what needs attention, until it was downloaded
    database.execute(
        "UPDATE hosts.handover SET kept_until = (now() AT TIME ZONE 'UTC')::date + 20");
    assertThat(anne.get("/my").body())
        .contains("Cabinet des Lilas erases your record after", "download it before");
    anne.download(archive(anne));
    String home =
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> anne.get("/my").body(), html -> !html.contains("erases your record after"));
    assertThat(home).contains("the file that you downloaded is all that is left");
    assertThat(
            database.rows(
                "SELECT 1 FROM takeout.archive JOIN hosts.handover"
                    + " ON remembered_until = kept_until"))
        .hasSize(1);
    assertThat(anne.get(DOCTOR).body()).doesNotContain("class=\"action\" href=\"/my/data\"");
  }

  /** The same patient, whom the practice has taken off its patients since. */
  private TestBrowser anneOfTheNewPracticeOnly() {
    page.realm.accessClaims = claims -> claims.put("organization", new JsonArray().add(NEW));
    return anne();
  }

  @Test
  void whoIsNoMemberAnyMoreIsNotSentToAFileThatLacksThatPracticeButTold() {
    ask(anne(), "_");
    answer(Answer.confirm());
    TestBrowser anne = anneOfTheNewPracticeOnly();

    assertThat(anne.get(DOCTOR).body())
        .contains("Cabinet des Lilas keeps nothing.", "no longer linked to Cabinet des Lilas")
        .contains("Withdraw my request")
        .doesNotContain("First prepare your file", "class=\"action\" href=\"/my/data\"");
    assertThat(anne.get("/my").body())
        .contains("Your account is no longer linked to Cabinet des Lilas: to take your record")
        .doesNotContain("it is your turn");

    page.realm.accessClaims =
        claims -> claims.put("organization", new JsonArray().add(OLD).add(NEW));
    assertThat(anne().get(DOCTOR).body())
        .contains("First prepare your file", "class=\"action\" href=\"/my/data\"")
        .doesNotContain("no longer linked");
  }

  @Test
  void whoIsNoMemberAnyMoreIsToldBeforeTheLastDayWhomToAsk() {
    ask(anne(), "_");
    answer(new Answer("Law", LocalDate.now(ZoneOffset.UTC).plusDays(20)));
    TestBrowser anne = anneOfTheNewPracticeOnly();

    assertThat(anne.get(DOCTOR).body())
        .contains("keeps your record until", "no longer linked to Cabinet des Lilas")
        .doesNotContain("Download it before", "class=\"action\" href=\"/my/data\"");
    assertThat(anne.get("/my").body())
        .contains("and your account is no longer linked to it: ask the practice for your record")
        .doesNotContain("download it before");
  }

  @Test
  void whatWasTakenBeforeCanBeErasedByWhoIsNoMemberAnyMore() {
    TestBrowser anne = anne();
    ask(anne, "_");
    answer(Answer.confirm());
    anne.download(archive(anne));
    TestBrowser since = anneOfTheNewPracticeOnly();

    String shown =
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> since.get(DOCTOR).body(), html -> html.contains("Have my record erased"));
    assertThat(shown).doesNotContain("no longer linked");
    assertThat(TestBrowser.location(erase(since, "yes"))).isEqualTo(DOCTOR + "#message");
  }

  @Test
  void whoThinksAgainAfterTheAnswerMayStay() {
    TestBrowser anne = anne();
    ask(anne, DoctorWish.AWAY);
    answer(Answer.confirm());
    Map<String, String> withdrawing = TestBrowser.form(anne.get(DOCTOR).body(), DOCTOR);
    assertThat(withdrawing).containsEntry("what", "WITHDRAW");

    confirmed(anne, anne.post(DOCTOR, withdrawing));

    assertThat(rows().get(0)).containsEntry("state", "withdrawn");
    assertThat(anne.get(DOCTOR).body())
        .contains("Your request is withdrawn", "Your record at Cabinet des Lilas");
    // A copy that the other practice has is too late to be taken back
    confirmed(
        anne, anne.post(DOCTOR, with(asking(anne, OLD, NEW), "seen", latest().id().toString())));
    answer(new Answer("Law", LocalDate.now(ZoneOffset.UTC).plusYears(1)));
    withdrawing.put("handover", latest().id().toString());
    database.execute("UPDATE hosts.handover SET copied_at = now() WHERE state = 'retained'");
    assertThat(anne.get(DOCTOR).body()).doesNotContain("Withdraw my request");
    withdrawing.put("confirm", "yes");
    assertThat(anne.post(DOCTOR, withdrawing).statusCode()).isEqualTo(409);
  }

  @Test
  void anAnswerThatIsOverdueIsSaidWithWhomToTurnTo() {
    TestBrowser anne = anne();
    ask(anne, NEW);
    database.execute("UPDATE hosts.handover SET due_on = '2026-01-02'");

    assertThat(anne.get(DOCTOR).body()).contains("should have answered by 2 January 2026", "CNIL");
  }

  @Test
  void whatIsTakenAwayIsErasedOnceAllOfItWasDownloadedAfterTheAnswer() {
    TestBrowser anne = anne();
    anne.download(archive(anne));
    ask(anne, "_");
    assertThat(anne.get("/my").body()).doesNotContain("it is your turn");
    answer(Answer.confirm());

    // One from before the answer does not count
    assertThat(anne.get("/my").body()).contains("it is your turn", "href=\"/my/doctor\"");
    assertThat(anne.get(DOCTOR).body())
        .contains("First prepare your file", "href=\"/my/data\"")
        .doesNotContain("Have my record erased");
    assertThat(erase(anne, "yes").body()).contains("you have not downloaded all of your record");
    String link = archive(anne);
    assertThat(erase(anne, "yes").statusCode()).isEqualTo(409);
    anne.download(link);

    // Noted once the last of it has been sent
    String ready =
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> anne.get(DOCTOR).body(),
                body -> body.contains("Your whole file was sent to you"));
    assertThat(ready).contains("Have my record erased");
    HttpResponse<String> shown = anne.post(DOCTOR, TestBrowser.form(ready, DOCTOR));
    assertThat(shown.body()).contains("It is erased for good");
    assertThat(latest().erasureOrderedAt()).isNull();
    confirmed(anne, shown);
    Object ordered = latest().erasureOrderedAt();
    HttpResponse<String> twice = confirmed(anne, shown);

    assertThat(TestBrowser.location(twice)).isEqualTo(DOCTOR + "#message");
    assertThat(ordered).isNotNull().isEqualTo(latest().erasureOrderedAt());
    assertThat(
            database.rows("SELECT 1 FROM journal.entry WHERE reason = 'handover-erasure-ordered'"))
        .hasSize(1);
    assertThat(anne.get(DOCTOR).body()).contains("is going to be erased");
  }

  @Test
  void whatWasWrittenSinceTheFileWasBegunHasToBeTakenAsWell() {
    TestBrowser anne = anne();
    ask(anne, "_");
    answer(Answer.confirm());
    anne.download(archive(anne));
    get(
        page.journal()
            .record(
                new Entry(
                    "r",
                    OLGA,
                    new Entry.Act("update", "Observation", "o", null, "PUT", "/x"),
                    new Entry.Where(OLD, "p1", "cabinet", null, null),
                    true,
                    "test"),
                new Outcome(200, 0, Duration.ZERO, "completed")));

    // That all of it was sent is kept once it was
    String page =
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> anne.get(DOCTOR).body(),
                html -> html.contains("Something was written to your record"));
    assertThat(page).doesNotContain("Have my record erased");
    assertThat(erase(anne, "yes").body()).contains("something was written to your record");
    assertThat(latest().erasureOrderedAt()).isNull();
  }

  @Test
  void aFileThatLacksPartOfTheRecordIsNotEnough() {
    page.records =
        (practice, path, query) ->
            practice.equals(OLD)
                ? Future.failedFuture("the host is down")
                : Future.succeededFuture(
                    Buffer.buffer("{\"resourceType\":\"Bundle\",\"entry\":[]}"));
    TestBrowser anne = anne();
    ask(anne, "_");
    answer(Answer.confirm());
    anne.download(archive(anne));

    assertThat(erase(anne, "yes").statusCode()).isEqualTo(409);
    assertThat(latest().erasureOrderedAt()).isNull();
  }

  private HttpResponse<String> erase(TestBrowser anne, String confirm) {
    Map<String, String> form = new HashMap<>();
    form.put("csrf", csrf(anne.get(DOCTOR)));
    form.put("what", "ERASE");
    form.put("practice", OLD);
    form.put("handover", latest().id().toString());
    form.put("confirm", confirm);
    return anne.post(DOCTOR, form);
  }

  /** Prepares one; where it is. */
  private static String archive(TestBrowser anne) {
    anne.post("/my/data", TestBrowser.form(anne.get("/my/data").body(), "/my/data"));
    String html =
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> anne.get("/my/data").body(), data -> data.contains(".zip"));
    Matcher link = Pattern.compile("/my/data/[0-9a-f-]{36}\\.zip").matcher(html);
    assertThat(link.find()).isTrue();
    return link.group();
  }

  @Test
  void aGuardianAsksForAWardAndTakesNothingAway() {
    page.realm.wards.put("w1", "Paul Garnier");
    page.realm.wardsClaimed =
        new JsonObject()
            .put("w1", new JsonObject().put("practices", new JsonArray().add(OLD).add(NEW)));
    TestBrowser odile = page.browser();
    odile.language = "en";
    page.signIn(odile, "/my", "odile", "");
    odile.get("/my");

    String offered = odile.get(DOCTOR).body();
    assertThat(offered)
        .contains("Move it to " + NEW, "Only the person themselves")
        .contains("You can have your record moved to another of your practices.")
        .doesNotContain("as a file", "or take it away");
    assertThat(odile.get("/my").body())
        .contains("You can have your record moved to another practice.")
        .doesNotContain("or take it away");
    Map<String, String> form = asking(odile, OLD, "_");
    form.put("confirm", "yes");
    assertThat(odile.post(DOCTOR, form).statusCode()).isEqualTo(404);
    form.put("into", NEW);
    assertThat(TestBrowser.location(odile.post(DOCTOR, form))).isEqualTo(DOCTOR + "#message");

    assertThat(rows())
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("patient", "w1"));
    assertThat(database.rows("SELECT role FROM journal.entry WHERE reason = 'handover-asked'"))
        .containsExactly(Map.of("role", "guardian"));
  }

  @Test
  void aGuardianIsToldWhoTakesAwayWhatThePersonWantsToTakeAway() {
    page.realm.wards.put("w1", "Paul Garnier");
    page.realm.wardsClaimed =
        new JsonObject().put("w1", new JsonObject().put("practices", new JsonArray().add(OLD)));
    get(page.changes.ask(OLD, "w1", null, null, OLGA, "/my/doctor"));
    UUID id = get(page.changes.of("w1")).get(0).id();
    get(page.changes.answer(id, OLD, Answer.confirm(), OLGA, "/practice"));
    TestBrowser odile = page.browser();
    odile.language = "en";
    page.signIn(odile, "/my", "odile", "");
    odile.get("/my");

    assertThat(odile.get(DOCTOR).body())
        .contains("It is for the person themselves to download the record and have it erased")
        .doesNotContain("It is your turn now", "First prepare your file");
    assertThat(odile.get("/my").body()).doesNotContain("it is your turn");
  }

  @Test
  void aGuardianIsToldOfWhatIsKeptForATimeUntilTheyHaveDownloadedIt() {
    page.realm.wards.put("w1", "Paul Garnier");
    page.realm.wardsClaimed =
        new JsonObject().put("w1", new JsonObject().put("practices", new JsonArray().add(OLD)));
    get(page.changes.ask(OLD, "w1", null, null, OLGA, "/my/doctor"));
    UUID id = get(page.changes.of("w1")).get(0).id();
    LocalDate until = LocalDate.now(ZoneOffset.UTC).plusDays(20);
    get(page.changes.answer(id, OLD, new Answer("Law", until), OLGA, "/practice"));
    TestBrowser odile = page.browser();
    odile.language = "en";
    page.signIn(odile, "/my", "odile", "");
    odile.get("/my");

    assertThat(odile.get(DOCTOR).body())
        .contains("you can prepare a file of it and download that; so can the person themselves")
        .contains("class=\"action\" href=\"/my/data\"")
        .doesNotContain("a copy until", "Have my record erased");
    assertThat(odile.get("/my").body())
        .contains("Cabinet des Lilas erases this record after", "download a file of it before");
    odile.download(archive(odile));

    String home =
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> odile.get("/my").body(), html -> !html.contains("erases this record after"));
    assertThat(home).contains("what was downloaded of it is all that is left");
    assertThat(odile.get(DOCTOR).body()).doesNotContain("class=\"action\" href=\"/my/data\"");
  }

  /** Of two, signed in too long ago to have anything done. */
  private TestBrowser guardian() {
    page.realm.wards.put("w1", "Paul Garnier");
    page.realm.wards.put("w2", "Rose Garnier");
    JsonObject there = new JsonObject().put("practices", new JsonArray().add(OLD).add(NEW));
    page.realm.wardsClaimed = new JsonObject().put("w1", there).put("w2", there.copy());
    page.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser odile = page.browser();
    odile.language = "en";
    page.signIn(odile, "/my", "odile", "");
    page.realm.authenticatedAgo = Duration.ZERO;
    odile.get("/my");
    return odile;
  }

  @Test
  void whatAGuardianChoseIsShownThoughAnotherWindowHasTurnedToAnotherWard() {
    TestBrowser odile = guardian();
    HttpResponse<String> asked = odile.post(DOCTOR, asking(odile, OLD, NEW));
    odile.post("/my/for", Map.of("csrf", csrf(odile.get("/my")), "patient", "w2"));
    page.signIn(odile, asked, "odile", "");

    assertThat(TestBrowser.location(odile.get(DOCTOR))).isEqualTo(DOCTOR);
    HttpResponse<String> shown = odile.get(DOCTOR);
    assertThat(shown.body()).contains("Is this what you want?", "over to " + NEW, "Paul Garnier");
    confirmed(odile, shown);

    assertThat(rows())
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("patient", "w1"));
    assertThat(odile.get(DOCTOR).statusCode()).isEqualTo(200);
  }

  @Test
  void whoTurnsToAnotherWardAfterwardsGivesUpWhatTheyChose() {
    TestBrowser odile = guardian();
    HttpResponse<String> asked = odile.post(DOCTOR, asking(odile, OLD, NEW));
    page.signIn(odile, asked, "odile", "");
    assertThat(odile.get(DOCTOR).body()).contains("Is this what you want?", "Paul Garnier");

    odile.post("/my/for", Map.of("csrf", csrf(odile.get("/my")), "patient", "w2"));

    assertThat(odile.get(DOCTOR).body())
        .contains("Rose Garnier")
        .doesNotContain("Is this what you want?");
    assertThat(rows()).isEmpty();
  }

  @Test
  void aPracticeThatIsNoLongerServedDoesNotKeepThePageFromThePatient() {
    database.execute(
        "INSERT INTO hosts.handover (id, practice, patient, receiver, asked_by, due_on)"
            + " VALUES (?::uuid, 'gone', 'p1', 'cabinet-de-la-gare', 'anne', '2099-01-01')",
        UUID.randomUUID().toString());
    TestBrowser anne = anne();

    assertThat(anne.get("/my").body()).contains("Request to gone: hand my record over to");
    HttpResponse<String> shown =
        anne.post(DOCTOR, TestBrowser.form(anne.get(DOCTOR).body(), DOCTOR));
    confirmed(anne, shown);

    assertThat(rows().get(0)).containsEntry("state", "withdrawn");
  }

  @Test
  void whatIsDoneIsSaidWithItsCertificate() {
    TestBrowser anne = anne();
    ask(anne, NEW);
    answer(Answer.confirm());
    page.departed.add(OLD);
    UUID transfer = UUID.randomUUID();
    database.execute(
        "INSERT INTO hosts.transfer (id, practice, patient, source, destination, recipient, kind,"
            + " handover, urgent, state, ended_at, switched_at) VALUES (?::uuid, ?, 'p1', 'cabinet', 'gare', ?,"
            + " 'handover', ?::uuid, false, 'certified', now(), now())",
        transfer.toString(),
        OLD,
        NEW,
        latest().id().toString());
    database.execute(
        "UPDATE hosts.handover SET state = 'done', ended_at = now() WHERE patient = 'p1'");

    assertThat(anne.get(DOCTOR).body())
        .contains("has not had a record of yours since")
        .doesNotContain("/my/certificates/" + transfer);
    assertThat(anne.get("/my").body()).doesNotContain("hand my record over to");
  }

  @Test
  void aPracticeThatHasNoRecordAnyMoreIsNotAskedForOne() {
    page.departed.add(OLD);
    TestBrowser anne = anne();
    assertThat(anne.get(DOCTOR).body())
        .contains("Your record at " + NEW, "Move it to Cabinet des Lilas")
        .doesNotContain("Your record at Cabinet des Lilas");
    Map<String, String> form = asking(anne, OLD, NEW);
    form.put("confirm", "yes");

    assertThat(anne.post(DOCTOR, form).statusCode()).isEqualTo(404);
    // But may have one again
    form.put("practice", NEW);
    form.put("into", OLD);
    assertThat(anne.post(DOCTOR, form).statusCode()).isEqualTo(303);
  }

  @Test
  void whoComesBackBeginsANewRecord() {
    page.departed.add(OLD);
    database.execute(
        "INSERT INTO hosts.handover (id, practice, patient, receiver, asked_by, due_on, state,"
            + " answered_at, answered_by, ended_at) VALUES (gen_random_uuid(), ?, 'p1', ?, 'anne',"
            + " '2099-01-01', 'done', now(), 'olga', now())",
        OLD,
        NEW);
    database.execute(
        "INSERT INTO hosts.placement (practice, patient, host) VALUES (?, 'p1', NULL)", OLD);
    TestBrowser anne = anne();
    String html = anne.get(DOCTOR).body();
    assertThat(html)
        .contains("Begin a new record", "Are you coming back to this practice?")
        .contains("Cabinet des Lilas has not had a record of yours since");
    Map<String, String> form = new HashMap<>();
    form.put("csrf", csrf(anne.get(DOCTOR)));
    form.put("what", "RETURN");
    form.put("practice", OLD);

    HttpResponse<String> shown = anne.post(DOCTOR, form);
    assertThat(shown.body()).contains("You are beginning a new record at Cabinet des Lilas");
    confirmed(anne, shown);

    assertThat(anne.get(DOCTOR).body()).contains("can write a new record of yours");
    assertThat(database.rows("SELECT host FROM hosts.placement"))
        .extracting("host")
        .containsExactly("cabinet");
    assertThat(
            database.rows(
                "SELECT subject, practice FROM journal.entry WHERE reason = 'handover-returned'"))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry).containsEntry("subject", "anne").containsEntry("practice", OLD));
    // What it had is not mixed up with what it has
    page.departed.clear();
    assertThat(anne.get(DOCTOR).body())
        .contains("Your record at Cabinet des Lilas", "It may have one again by now.")
        .doesNotContain("has not had a record");
    // Who clicks twice is told so, and nothing is done where there is one
    HttpResponse<String> before = anne.post(DOCTOR, form);
    assertThat(before.statusCode()).isEqualTo(409);
    assertThat(before.body()).contains("Things have changed since you saw this page");
    form.put("confirm", "yes");
    assertThat(TestBrowser.location(anne.post(DOCTOR, form))).isEqualTo(DOCTOR + "#message");
    assertThat(anne.get(DOCTOR).body()).contains("can write a new record of yours");
    form.put("practice", NEW);
    anne.post(DOCTOR, form);
    assertThat(database.rows("SELECT 1 FROM journal.entry WHERE reason = 'handover-returned'"))
        .hasSize(1);
    // Nor where they are no member
    form.put("practice", "cabinet-de-la-plage");
    assertThat(anne.post(DOCTOR, form).statusCode()).isEqualTo(404);
  }

  @Test
  void itIsInTheArchive() {
    TestBrowser anne = anne();
    ask(anne, NEW);

    byte[] zip = anne.download(archive(anne)).body();

    assertThat(new String(zip, java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains("handovers.json");
  }
}
