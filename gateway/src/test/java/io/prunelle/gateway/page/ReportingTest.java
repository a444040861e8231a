// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.report.Commitment;
import io.prunelle.gateway.report.Reports;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.verification.Examiner;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A patient reports an access, and an auditor of the practice answers. */
final class ReportingTest {

  private static final String ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
  private static final String REPORTS = "/practice/cabinet-des-lilas/reports";

  private final TestDatabase database = TestDatabase.migrated();
  private final PageFixture page = PageFixture.withJournal(database);
  private final Journal journal = page.written();
  private TestBrowser anne;
  private UUID access;

  @BeforeEach
  void write() {
    access = write("p1", "Dr Moreau", "cabinet-des-lilas");
    anne = patient("anne", "p1");
  }

  @AfterEach
  void stop() {
    page.close();
  }

  private UUID write(String patient, String name, String practice) {
    return PageFixture.get(
        journal.record(
            new Entry(
                UUID.randomUUID().toString(),
                new Entry.Agent("u-" + name, name, "practitioner", "demo-app", null, null),
                new Entry.Act("read", "Observation", "o1", null, "GET", "/fhir"),
                new Entry.Where(practice, patient, "nuage-sante", null, null),
                true,
                "consent-permit"),
            new Outcome(200, 17, Duration.ofMillis(3), "completed")));
  }

  private TestBrowser patient(String subject, String patient) {
    page.realm.accessClaims = UnaryOperator.identity();
    TestBrowser browser = page.browser();
    browser.language = "en";
    page.signIn(browser, "/my", subject, patient);
    return browser;
  }

  private TestBrowser auditor(String practice) {
    return auditor(practice, "ada-" + practice, "");
  }

  /** Who is a patient too, if an id is given. */
  private TestBrowser auditor(String practice, String subject, String patient) {
    page.realm.accessClaims =
        claims ->
            claims
                .put(
                    "realm_access",
                    new JsonObject()
                        .put(
                            "roles",
                            patient.isEmpty()
                                ? new JsonArray().add("auditor")
                                : new JsonArray().add("auditor").add("patient")))
                .put("organization", new JsonArray().add(practice))
                .put("staff_of", new JsonArray().add(practice))
                .put("scope", "openid user/AuditEvent.rs");
    TestBrowser browser = page.browser();
    browser.language = "en";
    page.signIn(browser, REPORTS, subject, patient);
    return browser;
  }

  private static String path(UUID entry) {
    return "/my/accesses/" + entry + "/report";
  }

  private static String csrf(HttpResponse<String> html) {
    Matcher field = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(html.body());
    assertThat(field.find()).isTrue();
    return field.group(1);
  }

  private HttpResponse<String> report(TestBrowser browser, UUID entry, String words) {
    return browser.post(path(entry), Map.of("csrf", csrf(browser.get("/my")), "words", words));
  }

  private HttpResponse<String> answer(TestBrowser ada, String id, String words) {
    return ada.post(REPORTS + "/" + id, Map.of("csrf", csrf(ada.get(REPORTS)), "answer", words));
  }

  private List<Map<String, Object>> reports() {
    return database.rows("SELECT * FROM report.report ORDER BY reported_at");
  }

  private String reported() {
    return reports().get(0).get("id").toString();
  }

  private List<Map<String, Object>> entries(String where) {
    return database.rows("SELECT * FROM journal.entry WHERE " + where + " ORDER BY id");
  }

  @Test
  void whatFailsDoesNotStandInTheJournalAsUnderWay() {
    TestBrowser ada = auditor("cabinet-des-lilas");
    String own = csrf(anne.get("/my"));
    database.execute("ALTER TABLE report.report RENAME TO away");

    assertThat(anne.get("/my/accesses").statusCode()).isEqualTo(503);
    assertThat(anne.post(path(access), Map.of("csrf", own, "words", "who?")).statusCode())
        .isEqualTo(503);
    assertThat(ada.get(REPORTS).statusCode()).isEqualTo(503);

    assertThat(
            database.rows(
                "SELECT interaction, o.status FROM journal.entry e LEFT JOIN journal.outcome o"
                    + " ON o.entry = e.id WHERE o.status IS DISTINCT FROM 200"
                    + " AND reason <> 'page' ORDER BY e.id"))
        .extracting(row -> row.get("interaction"), row -> row.get("status"))
        .containsExactly(
            tuple("journal-read", 503), tuple("report", 503), tuple("journal-read", 503));
  }

  @Test
  void aReportIsToldToThePracticeAnsweredAndTheAnswerIsShown() {
    assertThat(anne.get("/my/accesses").body()).contains("href=\"" + path(access) + "\"");
    assertThat(anne.get(path(access)).body())
        .contains("Dr Moreau", "<textarea id=\"words\"")
        .contains("Cabinet des Lilas, through which this access was made, will read this report");

    assertThat(TestBrowser.location(report(anne, access, "I was abroad"))).isEqualTo("/my#message");
    assertThat(anne.get("/my").body())
        .contains("Your report has been sent to the practice.")
        .contains("“I was abroad”", "The practice has not answered yet.");
    // The list says so, and the form is not offered a second time
    assertThat(anne.get("/my/accesses").body())
        .contains(">Reported already</a>")
        .doesNotContain("href=\"" + path(access) + "\"");
    assertThat(TestBrowser.location(anne.get(path(access)))).isEqualTo("/my#reports");

    TestBrowser ada = auditor("cabinet-des-lilas");
    assertThat(ada.get(REPORTS).body())
        .contains("“I was abroad”", "/practice/cabinet-des-lilas/accesses/" + access);
    assertThat(answer(ada, reported(), "A substitute. We are sorry.").statusCode()).isEqualTo(303);
    assertThat(ada.get(REPORTS).body())
        .contains("It is recorded. The patient will read your answer", "id=\"message\"")
        .contains("No report is waiting for an answer.");
    assertThat(ada.get(REPORTS).body()).doesNotContain("It is recorded.");
    assertThat(anne.get("/my").body()).contains("A substitute. We are sorry.");
  }

  @Test
  void reportingReadingAndAnsweringAreInThePatientsJournal() {
    report(anne, access, "");
    TestBrowser ada = auditor("cabinet-des-lilas");
    ada.get(REPORTS);
    answer(ada, reported(), "A substitute.");

    assertThat(entries("interaction = 'report' AND patient = 'p1'"))
        .extracting(entry -> entry.get("subject"), entry -> entry.get("reason"))
        .containsExactly(tuple("anne", "own-journal"), tuple("ada-cabinet-des-lilas", "answered"));
    assertThat(entries("interaction = 'journal-read' AND patient = 'p1' AND role = 'auditor'"))
        .isNotEmpty();
    assertThat(anne.get("/my/accesses").body())
        .contains("Answered your report of an access", "Reported an access");
  }

  @Test
  void anotherPatientsAccessIsAnsweredLikeOneThatIsNotThere() {
    UUID secret = write("p2", "Dr Secret", "cabinet-des-lilas");

    HttpResponse<String> another = report(anne, secret, "mine");
    HttpResponse<String> none = report(anne, UUID.randomUUID(), "mine");

    assertThat(another.statusCode()).isEqualTo(404).isEqualTo(none.statusCode());
    assertThat(another.body()).isEqualTo(none.body());
    assertThat(anne.get(path(secret)).body()).isEqualTo(anne.get("/my/accesses/x/report").body());
    assertThat(reports()).isEmpty();
  }

  @Test
  void onesOwnAccessesAndThoseOfNoPracticeHereCannotBeReported() {
    UUID elsewhere = write("p1", "Dr Far", "cabinet-lointain");
    anne.get("/my");
    UUID own = (UUID) entries("subject = 'anne'").get(0).get("id");

    assertThat(report(anne, elsewhere, "").statusCode()).isEqualTo(404);
    assertThat(report(anne, own, "").statusCode()).isEqualTo(404);
    assertThat(reports()).isEmpty();
    // Nor does anything lead there
    assertThat(anne.get("/my/accesses").body())
        .contains("Dr Far", "href=\"" + path(access) + "\"")
        .doesNotContain(path(elsewhere), path(own));
  }

  @Test
  void sentTwiceItIsOneReportAndTheFirstAnswerStays() {
    report(anne, access, "first");
    HttpResponse<String> again = report(anne, access, "<b>second");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body())
        .contains("This access was reported before. This text was not sent.", ">&lt;b&gt;second<")
        .doesNotContain("<b>second");
    // Nothing is lost by these
    assertThat(report(anne, access, "").statusCode()).isEqualTo(303);
    assertThat(TestBrowser.location(anne.get(path(access)))).isEqualTo("/my#reports");
    TestBrowser ada = auditor("cabinet-des-lilas");
    assertThat(answer(ada, reported(), "first answer").statusCode()).isEqualTo(303);
    HttpResponse<String> second = answer(ada, reported(), "second answer");

    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(second.body()).contains("had already been answered", "“second answer”");
    // The patient is not told of an answer that there is not
    assertThat(entries("reason = 'answered'")).hasSize(1);

    assertThat(reports())
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.get("words")).isEqualTo("first");
              assertThat(report.get("answer")).isEqualTo("first answer");
            });
  }

  @Test
  void whoClicksTwiceIsToldThatItIsSentOrRecordedAndNobodyElseIs() {
    report(anne, access, "I was abroad");
    anne.get("/my");

    assertThat(TestBrowser.location(report(anne, access, "I was abroad"))).isEqualTo("/my#message");
    assertThat(anne.get("/my").body()).contains("Your report has been sent to the practice.");
    assertThat(reports()).hasSize(1);
    TestBrowser ada = auditor("cabinet-des-lilas");
    assertThat(answer(ada, reported(), "A substitute.").statusCode()).isEqualTo(303);
    assertThat(TestBrowser.location(answer(ada, reported(), "A substitute.")))
        .isEqualTo(REPORTS + "#message");
    assertThat(ada.get(REPORTS).body()).contains("It is recorded.");
    assertThat(entries("reason = 'answered'")).hasSize(1);
    TestBrowser another = auditor("cabinet-des-lilas", "abel", "");
    assertThat(answer(another, reported(), "A substitute.").statusCode()).isEqualTo(409);
    // What was said stays as the journal was told of it
    assertThat(reports().get(0)).containsEntry("words", "I was abroad");
  }

  @Test
  void whatCannotBeSentNowStaysInItsForm() {
    String csrf = csrf(anne.get("/my"));
    database.execute("ALTER TABLE report.report RENAME TO away");

    HttpResponse<String> down =
        anne.post(path(access), Map.of("csrf", csrf, "words", "I was <abroad>"));

    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(down.body())
        .contains("Send this text again in a few minutes", ">I was &lt;abroad&gt;</textarea>");
    database.execute("ALTER TABLE report.away RENAME TO report");
    assertThat(report(anne, access, "I was <abroad>").statusCode()).isEqualTo(303);
  }

  @Test
  void nobodyAnswersAReportOfTheirOwnAccess() {
    report(anne, access, "I was abroad");
    TestBrowser moreau = auditor("cabinet-des-lilas", "u-Dr Moreau", "");

    HttpResponse<String> own = answer(moreau, reported(), "All is well.");

    assertThat(own.statusCode()).isEqualTo(403);
    assertThat(own.body()).contains("somebody else has to answer it", "“I was abroad”");
    assertThat(reports().get(0).get("answer")).isNull();
    assertThat(entries("reason = 'answered'")).isEmpty();
    assertThat(answer(auditor("cabinet-des-lilas"), reported(), "Sorry.").statusCode())
        .isEqualTo(303);
  }

  @Test
  void nobodyAnswersTheirOwnReportOrThatOfTheirWard() {
    report(anne, access, "mine");
    UUID others = write("p2", "Dr Moreau", "cabinet-des-lilas");
    report(patient("bruno", "p2"), others, "not mine");
    String own = reports().get(0).get("id").toString();
    String second = reports().get(1).get("id").toString();

    TestBrowser patient = auditor("cabinet-des-lilas", "anne", "p1");
    page.realm.wardsClaimed =
        new JsonObject()
            .put("p1", new JsonObject().put("practices", new JsonArray().add("cabinet-des-lilas")));
    TestBrowser guardian = auditor("cabinet-des-lilas", "gina", "");

    for (TestBrowser browser : List.of(patient, guardian)) {
      assertThat(browser.get(REPORTS).body())
          .contains("somebody else has to answer it", REPORTS + "/" + second)
          .doesNotContain(REPORTS + "/" + own);
      assertThat(answer(browser, own, "All is well.").statusCode()).isEqualTo(403);
    }
    assertThat(entries("reason = 'answered'")).isEmpty();
    assertThat(answer(patient, second, "Sorry.").statusCode()).isEqualTo(303);
  }

  @Test
  void ofAnswersSentAtOnceOneIsTaken() {
    report(anne, access, "");
    UUID id = UUID.fromString(reported());
    Reports reports = new Reports(page.pool());

    assertThat(PageFixture.get(answer(reports, id, "one"))).isTrue();
    assertThat(PageFixture.get(answer(reports, id, "two"))).isFalse();
  }

  private static Future<Boolean> answer(Reports reports, UUID id, String words) {
    return reports.answer("cabinet-des-lilas", id, words, "ada", Commitment.to(words));
  }

  /** By who owns the database: the journal, which cannot be changed, has what was said. */
  @Test
  void wordsThatAreChangedAfterwardsAreFoundByWhatTheJournalWasTold() throws IOException {
    report(anne, access, "I was abroad – “really”");
    String sql = documented();
    assertThat(database.rows(sql)).isEmpty();
    TestBrowser ada = auditor("cabinet-des-lilas");
    assertThat(answer(ada, reported(), "A substitute.").statusCode()).isEqualTo(303);
    assertThat(database.rows(sql)).isEmpty();
    assertThat(verified()).startsWith("The journal fits").doesNotContain("reported");
    assertThat(entries("interaction = 'report'").toString())
        .doesNotContain("abroad", "substitute")
        .contains("words=sha256:", "answer=sha256:");

    database.execute("UPDATE report.report SET words = 'I was there'");
    assertThat(database.rows(sql)).hasSize(1);
    assertThat(verified()).startsWith("altered: report " + reported());
    database.execute("UPDATE report.report SET words = 'I was abroad – “really”'");
    assertThat(database.rows(sql)).isEmpty();
    for (String other :
        List.of(
            "accessed_by = 'Dr B'",
            "accessed_at = accessed_at - interval '1 day'",
            "practice = 'cabinet-voisin'",
            "answered_by = 'eve'",
            "reporter = 'eve'")) {
      String column = other.substring(0, other.indexOf(' '));
      Object before = reports().get(0).get(column);
      database.execute("UPDATE report.report SET " + other);
      assertThat(database.rows(sql)).as(other).hasSize(1);
      assertThat(verified()).as(other).startsWith("altered: report " + reported());
      database.execute("UPDATE report.report SET " + column + " = ?", before);
    }
    assertThat(database.rows(sql)).isEmpty();
    database.execute("UPDATE report.report SET answer = 'Nobody we know.'");
    assertThat(database.rows(sql)).hasSize(1);
    assertThat(verified()).startsWith("altered: report " + reported());
    database.execute("UPDATE report.report SET answer = 'A substitute.', salt = NULL");
    assertThat(database.rows(sql)).hasSize(1);
    assertThat(verified()).startsWith("altered: report " + reported());
    // When that was is the owner's to say
    database.execute(
        "UPDATE report.report SET reported_at = '-infinity', answered_at = '-infinity'");
    assertThat(verified()).startsWith("altered: report " + reported());
    // Nor does it help to show it to some, or to nobody
    database.execute("ALTER TABLE report.report ENABLE ROW LEVEL SECURITY");
    assertThat(verified()).startsWith("altered: report.report, which is not the table");
    database.execute("ALTER TABLE report.report DISABLE ROW LEVEL SECURITY");
    database.execute("REVOKE USAGE ON SCHEMA report FROM " + database.gateway().id());
    assertThat(verified())
        .startsWith("The journal fits")
        .contains("Notice: what patients reported was not compared");
    database.execute("GRANT USAGE ON SCHEMA report TO " + database.gateway().id());
    database.execute("DELETE FROM report.report");
    assertThat(database.rows(sql)).hasSize(1);
  }

  /** Whoever may report, or answer, must not be able to make the journal look altered. */
  @Test
  void howAnAddressIsSpeltDoesNotMakeTheJournalLookAltered() throws IOException {
    String own = csrf(anne.get("/my"));
    String id = access.toString();
    for (String spelling : List.of(id.toUpperCase(Locale.ROOT), id.replaceFirst("^0+", ""))) {
      assertThat(
              anne.post(
                      "/my/accesses/" + spelling + "/report", Map.of("csrf", own, "words", "who?"))
                  .statusCode())
          .isEqualTo(404);
    }
    assertThat(anne.post(path(access) + "/", Map.of("csrf", own, "words", "who?")).statusCode())
        .isEqualTo(303);
    TestBrowser ada = auditor("cabinet-des-lilas");
    assertThat(answer(ada, reported().toUpperCase(Locale.ROOT), "A substitute.").statusCode())
        .isEqualTo(404);
    assertThat(answer(ada, reported() + "/", "A substitute.").statusCode()).isEqualTo(303);

    assertThat(entries("interaction = 'report'"))
        .extracting(entry -> entry.get("path"))
        .containsExactly(path(access), REPORTS + "/" + reported());
    assertThat(database.rows(documented())).isEmpty();
    assertThat(verified()).startsWith("The journal fits");
  }

  /** As gateways wrote it that kept an address as it was sent. */
  @Test
  void whatWasToldUnderAnotherSpellingIsCompared() throws IOException {
    Commitment words = Commitment.to("who?");
    String sent = path(access).toUpperCase(Locale.ROOT).replace("REPORT", "report") + "/";
    PageFixture.get(
        journal.record(
            new Entry(
                UUID.randomUUID().toString(),
                new Entry.Agent("anne", "Anne", "patient", "prunelle-page", null, null),
                new Entry.Act("report", null, null, words.said("words"), "POST", sent),
                new Entry.Where("cabinet-des-lilas", "p1", null, null, null),
                true,
                "own-journal"),
            new Outcome(200, 0, Duration.ofMillis(3), "completed")));
    PageFixture.get(
        new Reports(page.pool())
            .file(
                access, "cabinet-des-lilas", "p1", accessed(), "Dr Moreau", "anne", "who?", words));

    assertThat(database.rows(documented())).isEmpty();
    assertThat(verified()).startsWith("The journal fits");
    database.execute("UPDATE report.report SET words = 'I know'");
    assertThat(database.rows(documented())).hasSize(1);
    assertThat(verified()).startsWith("altered: report " + reported());
  }

  private Instant accessed() {
    return ((Timestamp) entries("id = '" + access + "'").get(0).get("recorded_at")).toInstant();
  }

  private String verified() throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      Examiner.of(page.settings(), List.of()).verify(false, List.of(), out);
    } catch (SQLException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  /** As whoever verifies the journal is told to ask. */
  private static String documented() throws IOException {
    Matcher sql =
        Pattern.compile("```sql\n(SELECT 'differs'.*?);\n```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs/journal.md")));
    assertThat(sql.find()).isTrue();
    return sql.group(1);
  }

  @Test
  void whatAGuardianReportsDoesNotUseUpTheWards() {
    Reports reports = new Reports(page.pool());
    for (int i = 0; i < Reports.MOST_A_DAY; i++) {
      assertThat(filed(reports, "odile")).isEqualTo(Reports.Filed.REPORTED);
    }

    assertThat(filed(reports, "odile")).isEqualTo(Reports.Filed.TOO_MANY);
    assertThat(filed(reports, "anne")).isEqualTo(Reports.Filed.REPORTED);
  }

  private static Reports.Filed filed(Reports reports, String reporter) {
    return PageFixture.get(
        reports.file(
            UUID.randomUUID(),
            "cabinet-des-lilas",
            "p1",
            Instant.now(),
            "Dr",
            reporter,
            "",
            Commitment.to("")));
  }

  @Test
  void anAnswerThatIsKeptIsNotAskedForOnceMore() {
    report(anne, access, "");
    TestBrowser ada = auditor("cabinet-des-lilas");
    // Given a journal that does not take how answering ended
    database.execute(
        "CREATE FUNCTION journal.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " IF EXISTS (SELECT 1 FROM journal.entry WHERE id = NEW.entry AND reason = 'answered')"
            + " THEN RAISE EXCEPTION 'no room'; END IF; RETURN NEW; END $$");
    database.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON journal.outcome FOR EACH ROW"
            + " EXECUTE FUNCTION journal.refuse()");

    assertThat(answer(ada, reported(), "A substitute.").statusCode()).isEqualTo(303);

    assertThat(reports().get(0)).containsEntry("answer", "A substitute.");
  }

  @Test
  void whoSignedInLongAgoSignsInAgainBeforeTheyAnswerAndNothingThatWasWrittenIsLost() {
    report(anne, access, "");
    page.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser ada = auditor("cabinet-des-lilas");
    page.realm.authenticatedAgo = Duration.ZERO;

    HttpResponse<String> asked = answer(ada, reported(), "A substitute.");

    assertThat(TestBrowser.location(asked)).startsWith(page.realm.issuer()).contains("max_age=");
    assertThat(reports().get(0)).containsEntry("answer", null);
    HttpResponse<String> back = page.signIn(ada, asked, "ada-cabinet-des-lilas", "");
    assertThat(TestBrowser.location(back)).isEqualTo(REPORTS);
    assertThat(ada.get(REPORTS).body()).contains("Nothing is recorded yet", ">A substitute.<");
    assertThat(answer(ada, reported(), "A substitute.").statusCode()).isEqualTo(303);
    assertThat(reports().get(0)).containsEntry("answer", "A substitute.");
    assertThat(ada.get(REPORTS).body()).doesNotContain("Nothing is recorded yet");
  }

  @Test
  void reportsThatCannotBeReadAreNotThereForNow() {
    report(anne, access, "");
    database.execute("ALTER TABLE report.report RENAME TO elsewhere");

    assertThat(anne.get("/my").statusCode()).isEqualTo(503);
    assertThat(auditor("cabinet-des-lilas").get(REPORTS).statusCode()).isEqualTo(503);
  }

  @Test
  void anAuditorOfAnotherPracticeSeesAndAnswersNothing() {
    report(anne, access, "I was abroad");
    TestBrowser eve = auditor("cabinet-voisin");

    HttpResponse<String> list = eve.get(REPORTS);
    HttpResponse<String> answer =
        eve.post(
            REPORTS + "/" + reported(),
            Map.of("csrf", csrf(list), "answer", "nothing to see here"));

    assertThat(list.statusCode()).isEqualTo(403);
    assertThat(list.body()).doesNotContain("abroad", "Patient p1", "Moreau");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(anne.get(REPORTS).statusCode()).isEqualTo(403);
    assertThat(reports().get(0).get("answer")).isNull();
  }

  @Test
  void onlyTheSessionsOwnFormIsBelieved() {
    assertThat(anne.post(path(access), Map.of("csrf", "forged", "words", "")).statusCode())
        .isEqualTo(403);
    report(anne, access, "");
    TestBrowser ada = auditor("cabinet-des-lilas");
    assertThat(
            ada.post(REPORTS + "/" + reported(), Map.of("csrf", "forged", "answer", "yes"))
                .statusCode())
        .isEqualTo(403);
    assertThat(reports().get(0).get("answer")).isNull();
  }

  @Test
  void wordsAreOnlyWordsWhateverTheyHold() {
    report(anne, access, ATTACK + "\u0000\u0007");
    TestBrowser ada = auditor("cabinet-des-lilas");
    String list = ada.get(REPORTS).body();
    answer(ada, reported(), ATTACK);

    assertThat(Stream.of(list, anne.get("/my").body()))
        .allSatisfy(
            html ->
                assertThat(html).contains("&lt;script").doesNotContain("<script", "<img src=x"));
  }

  @Test
  void wordsAreBoundedAndAnAnswerNeedsSome() {
    HttpResponse<String> longer = report(anne, access, "x".repeat(Reports.LONGEST + 1));
    assertThat(longer.statusCode()).isEqualTo(400);
    assertThat(longer.body())
        .contains(
            "aria-invalid=\"true\" aria-describedby=\"wrong-words words-help\"",
            "id=\"wrong-words\"");
    assertThat(report(anne, access, "x".repeat(Reports.LONGEST)).statusCode()).isEqualTo(303);

    TestBrowser ada = auditor("cabinet-des-lilas");
    HttpResponse<String> empty = answer(ada, reported(), "  ");
    assertThat(empty.statusCode()).isEqualTo(400);
    assertThat(empty.body()).contains("aria-describedby=\"wrong-answer\"", "id=\"wrong-answer\"");
    assertThat(answer(ada, UUID.randomUUID().toString(), "yes").statusCode()).isEqualTo(404);
    assertThat(answer(ada, "nonsense", "yes").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Я", "ع", "病", "\uD83D\uDE37"})
  void wordsAreAsLongInAnyWriting(String letter) {
    String words = letter.repeat(Reports.LONGEST / letter.length());

    assertThat(report(anne, access, words).statusCode()).isEqualTo(303);
    TestBrowser ada = auditor("cabinet-des-lilas");
    assertThat(answer(ada, reported(), words).statusCode()).isEqualTo(303);

    assertThat(reports())
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.get("words")).isEqualTo(words);
              assertThat(report.get("answer")).isEqualTo(words);
            });
    // And who wrote too much has it still
    HttpResponse<String> longer =
        report(anne, write("p1", "Dr B", "cabinet-des-lilas"), words + "x");
    assertThat(longer.statusCode()).isEqualTo(400);
    assertThat(longer.body()).contains(words + "x</textarea>");
  }

  @Test
  void aFormWithoutEndIsNotRead() {
    HttpResponse<String> endless = report(anne, access, "x".repeat(ConsentPage.LARGEST_FORM));

    assertThat(endless.statusCode()).isBetween(400, 413);
    assertThat(reports()).isEmpty();
  }

  @Test
  void aPatientReportsNoMoreThanSoMuchADay() {
    for (int i = 0; i < Reports.MOST_A_DAY; i++) {
      assertThat(report(anne, write("p1", "Dr " + i, "cabinet-des-lilas"), "").statusCode())
          .isEqualTo(303);
    }

    HttpResponse<String> refused = report(anne, access, "I was abroad");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("This text was not sent.", ">I was abroad</textarea>");
    assertThat(reports()).hasSize(Reports.MOST_A_DAY);
    UUID others = write("p2", "Dr Moreau", "cabinet-des-lilas");
    assertThat(report(patient("bruno", "p2"), others, "").statusCode()).isEqualTo(303);
  }
}
