// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static io.prunelle.gateway.page.OfficeFixture.HOME;
import static io.prunelle.gateway.page.OfficeFixture.PRACTICE;
import static io.prunelle.gateway.page.OfficeFixture.csrf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A practice records what patients signed on paper. */
class PracticePapersTest {

  private static final String PAPER = HOME + "/decisions/new";
  private static final String DECISIONS = HOME + "/decisions";
  private static final String DIGEST = "ab".repeat(32);
  private static final byte[] SCAN = "a scan".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NONE = {};

  private static final String FORM = "multipart/form-data; boundary=b";
  private static final String BEGUN =
      "--b\r\nContent-Disposition: form-data; name=\"scan\"; filename=\"scan.pdf\"\r\n\r\n%PDF";

  /** Of the scan, by {@code sha256sum}. */
  private static final String SCANNED =
      "sha-256:5bb626f4973a4d80adb3d956673807597303a694d5124d9c2298b1fa2811810f";

  private final OfficeFixture office = new OfficeFixture();

  @AfterEach
  void stop() {
    office.close();
  }

  private static Map<String, String> fields() {
    Map<String, String> fields = new HashMap<>();
    fields.put("patient", "p1");
    fields.put("hosting", PRACTICE + "@nuage-sante");
    fields.put("decision", "DENY");
    fields.put("notice", "3");
    fields.put("language", "fr");
    fields.put("signed", "2026-11-20");
    fields.put("digest", DIGEST);
    return fields;
  }

  private static Map<String, String> fields(String name, String value) {
    Map<String, String> fields = fields();
    fields.put(name, value);
    return fields;
  }

  private HttpResponse<String> check(TestBrowser browser, Map<String, String> fields, byte[] scan) {
    fields.put("csrf", csrf(browser.get(PAPER)));
    return browser.upload(PAPER, fields, "scan", scan);
  }

  private HttpResponse<String> confirm(TestBrowser browser, HttpResponse<String> shown) {
    Map<String, String> fields = TestBrowser.form(shown.body(), DECISIONS);
    fields.put("confirm", "yes");
    return browser.post(DECISIONS, fields);
  }

  @Test
  void whatIsOnThePaperIsShownOnceMoreAndRecordedWhenItIsConfirmed() {
    TestBrowser olga = office.officer("olga");

    HttpResponse<String> shown = check(olga, fields(), NONE);
    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(shown.body())
        .contains("Nothing is recorded yet", "p1", "Refuses", "20 November 2026", "Nuage Santé")
        // Another language is another address, which would not have what was written
        .doesNotContain("?lang=");
    assertThat(olga.get(PAPER).body()).contains("?lang=fr");
    assertThat(office.realm.office).isEmpty();
    HttpResponse<String> recorded = confirm(olga, shown);

    assertThat(TestBrowser.location(recorded)).isEqualTo(PAPER + "#message");
    assertThat(office.realm.office).hasSize(1);
    String[] sent = office.realm.office.get(0).split(" ", 2);
    assertThat(sent[0]).isEqualTo(PRACTICE + "/patients/p1/decisions");
    assertThat(new JsonObject(sent[1]))
        .isEqualTo(
            new JsonObject()
                .put("hosting", PRACTICE + "@nuage-sante")
                .put("decision", "DENY")
                .put("notice", 3)
                .put("language", "fr")
                .put(
                    "paper",
                    new JsonObject().put("digest", "sha-256:" + DIGEST).put("date", "2026-11-20")));
    assertThat(olga.get(PAPER).body()).contains("It is recorded.");
    assertThat(office.entries("interaction = 'paper-decision' AND reason = 'office'"))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry)
                    .containsEntry("patient", "p1")
                    .containsEntry("subject", "olga")
                    .containsEntry("role", "officer")
                    .containsEntry("status", 200));
  }

  @Test
  void whosePaperItIsIsShownByNameBeforeItIsRecordedAndThePatientLearnsOfIt() {
    HttpResponse<String> shown = check(office.officer("olga"), fields(), NONE);

    assertThat(shown.body())
        .contains("Patient’s name", "Anne &lt;b&gt;Martin&lt;/b&gt;")
        .doesNotContain("<b>Martin");
    assertThat(office.entries("reason = 'paper-checked'"))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry)
                    .containsEntry("interaction", "paper-decision")
                    .containsEntry("patient", "p1")
                    .containsEntry("subject", "olga")
                    .containsEntry("status", 200));
  }

  @Test
  void whoIsNoPatientOfThePracticeIsToldAtTheField() {
    office.realm.patientName = "";

    HttpResponse<String> wrong = check(office.officer("olga"), fields(), NONE);

    assertThat(wrong.statusCode()).isEqualTo(409);
    assertThat(wrong.body()).contains("id=\"wrong-patient\"", "no patient with this id", DIGEST);
  }

  @Test
  void withoutTheNameNothingIsToBeConfirmed() {
    TestBrowser olga = office.officer("olga");
    office.realm.patientName = " ";

    HttpResponse<String> shown = check(olga, fields(), NONE);

    assertThat(shown.statusCode()).isEqualTo(503);
    assertThat(shown.body()).doesNotContain("name=\"confirm\"");
  }

  @Test
  void ofAScanNothingIsKeptButItsDigest() {
    TestBrowser olga = office.officer("olga");

    HttpResponse<String> shown = check(olga, fields("digest", ""), SCAN);

    assertThat(shown.body()).contains(SCANNED).doesNotContain("a scan<");
    confirm(olga, shown);
    assertThat(office.realm.office.get(0)).contains(SCANNED).doesNotContain("a scan");
  }

  @Test
  void aDigestThatIsNotThatOfTheScanIsTold() {
    HttpResponse<String> shown = check(office.officer("olga"), fields(), SCAN);

    assertThat(shown.statusCode()).isEqualTo(400);
    assertThat(shown.body()).contains("has another digest", SCANNED);
  }

  @Test
  void aScanIsBoundedHoweverItIsSent() {
    TestBrowser olga = office.officer("olga");
    Map<String, String> fields = fields("digest", "");
    fields.put("csrf", csrf(olga.get(PAPER)));
    byte[] large = new byte[(int) ScanUpload.LARGEST + 1];

    assertThat(olga.upload(PAPER, fields, "scan", large).statusCode()).isEqualTo(413);
    assertThat(olga.upload(PAPER, fields, "another", large).statusCode()).isEqualTo(413);
    large = new byte[(int) ScanUpload.LARGEST];
    large[0] = 1;
    assertThat(olga.upload(PAPER, fields, "scan", large).statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsSentWithoutEndEndsItsOwnStreamAndNoOther() {
    TestBrowser olga = office.officer("olga");
    HttpClient client = client(HttpVersion.HTTP_2);
    HttpClientRequest endless = PageFixture.get(client.request(sent(olga, FORM)));
    Future<HttpClientResponse> answer = endless.response();
    Future<Void> written = endless.setChunked(true).write(Buffer.buffer(BEGUN));
    Buffer chunk = Buffer.buffer(new byte[1024 * 1024]);
    for (long i = 0; i <= 5 * ScanUpload.LARGEST; i += chunk.length()) {
      written = written.compose(on -> endless.write(chunk));
    }

    assertThatThrownBy(() -> PageFixture.get(answer)).hasCauseInstanceOf(ExecutionException.class);
    assertThat(answer.cause()).isInstanceOf(StreamResetException.class);
    HttpClientRequest other =
        PageFixture.get(client.request(sent(olga, FORM).setMethod(HttpMethod.GET)));
    assertThat(PageFixture.get(other.send()).statusCode()).isEqualTo(200);
    assertThat(other.connection()).isSameAs(endless.connection());
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void whoMayNotRecordIsToldBeforeAnythingIsRead(HttpVersion version) {
    TestBrowser eve = office.signedIn("eve", "", PRACTICE, "auditor");

    assertThat(begun(version, eve, FORM)).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_1_1, text/plain",
    "HTTP_2, text/plain",
    "HTTP_2, application/x-www-form-urlencoded",
    "HTTP_1_1, multipart/form-data",
    "HTTP_2, multipart/mixed; boundary=b"
  })
  void whatIsNotTheFormIsNotRead(HttpVersion version, String type) {
    assertThat(begun(version, office.officer("olga"), type)).isEqualTo(415);
  }

  /** What is answered to who has only begun to send. */
  private int begun(HttpVersion version, TestBrowser browser, String type) {
    HttpClientRequest request = PageFixture.get(client(version).request(sent(browser, type)));
    PageFixture.get(request.setChunked(true).write(BEGUN));
    return PageFixture.get(request.response()).statusCode();
  }

  private HttpClient client(HttpVersion version) {
    return office.page.vertx.createHttpClient(
        new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
  }

  private static RequestOptions sent(TestBrowser browser, String type) {
    return new RequestOptions()
        .setAbsoluteURI(browser.at() + PAPER)
        .setMethod(HttpMethod.POST)
        .putHeader("Origin", browser.at())
        .putHeader("Content-Type", type)
        .putHeader(
            "Cookie",
            browser.cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; ")));
  }

  @ParameterizedTest
  @CsvSource({
    "patient, '', the patient’s id",
    "patient, ../p2, letters",
    "patient, ., letters",
    "patient, .., letters",
    "patient, p1/decisions, letters",
    "hosting, cabinet-des-tilleuls@nuage-sante, Choose a hosting",
    "decision, '', Choose a decision",
    "decision, INFORMED, does not exist for this hosting",
    "decision, UPHOLD, does not exist for this hosting",
    "notice, '', Give the version",
    "notice, 2, not the current version",
    "notice, 99999999999999999999, not the current version",
    "language, de, no text in that language",
    "signed, 2026-02-30, Give the date",
    "signed, 9999-01-01, has not come",
    "digest, '', Send the scanned document",
    "digest, abc, 64 digits"
  })
  void whatCannotBeIsToldAtItsFieldAndTheRestStays(String field, String value, String told) {
    HttpResponse<String> wrong = check(office.officer("olga"), fields(field, value), NONE);

    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body())
        .contains("role=\"alert\"", "id=\"wrong-" + field + "\"", told)
        .contains(field.equals("signed") ? DIGEST : "2026-11-20");
    assertThat(office.realm.office).isEmpty();
  }

  @Test
  void aConfirmationIsCheckedLikeTheForm() {
    TestBrowser olga = office.officer("olga");
    HttpResponse<String> shown = check(olga, fields(), NONE);
    Map<String, String> forged = TestBrowser.form(shown.body(), DECISIONS);
    forged.put("confirm", "yes");
    forged.put("patient", "../../me");

    assertThat(olga.post(DECISIONS, forged).statusCode()).isEqualTo(400);
    assertThat(office.realm.office).isEmpty();
  }

  @Test
  void whoDoesNotConfirmCorrects() {
    TestBrowser olga = office.officer("olga");
    Map<String, String> fields = TestBrowser.form(check(olga, fields(), NONE).body(), DECISIONS);
    fields.put("confirm", "no");

    HttpResponse<String> form = olga.post(DECISIONS, fields);

    assertThat(form.body()).contains("value=\"p1\"", "value=\"2026-11-20\"");
    assertThat(office.realm.office).isEmpty();
  }

  @Test
  void nobodyRecordsTheirOwnPaper() {
    TestBrowser olga = office.signedIn("olga", "p1", PRACTICE, "consent-officer", "patient");

    HttpResponse<String> own = check(olga, fields(), NONE);

    assertThat(own.statusCode()).isEqualTo(400);
    assertThat(own.body()).contains("somebody else has to record it");
  }

  @ParameterizedTest
  @CsvSource({"paper-overtaken", "nothing-to-withdraw", "already-objected", "state-conflict"})
  void whatThePatientDecidedSinceIsNotTold(String problem) {
    TestBrowser olga = office.officer("olga");
    HttpResponse<String> shown = check(olga, fields(), NONE);
    office.realm.officeStatus = 409;
    office.realm.officeProblem = problem;

    HttpResponse<String> refused = confirm(olga, shown);

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("This paper changes nothing about what is recorded, or");
    assertThat(office.entries("interaction = 'paper-decision' AND o.status = 409")).hasSize(1);
  }

  @Test
  void whatWasWrittenIsThereAgainWhenTheLedgerDidNotAnswer() {
    TestBrowser olga = office.officer("olga");
    HttpResponse<String> shown = check(olga, fields(), NONE);
    office.realm.officeStatus = 500;

    assertThat(confirm(olga, shown).body()).contains("We do not know whether it is recorded");
    assertThat(olga.get(PAPER).body()).contains("20 November 2026", DIGEST);

    // Nor is it lost where it was not to be checked
    office.realm.officeStatus = 201;
    confirm(olga, olga.get(PAPER));
    assertThat(olga.get(PAPER).body()).contains("It is recorded.").doesNotContain(DIGEST);
    Map<String, String> another = fields("signed", "2026-11-19");
    another.put("csrf", csrf(olga.get(PAPER)));
    office.realm.ledgerStatus = 500;
    assertThat(olga.upload(PAPER, another, "scan", NONE).statusCode()).isEqualTo(503);
    office.realm.ledgerStatus = 200;
    assertThat(olga.get(PAPER).body()).contains("19 November 2026", DIGEST);
  }

  @ParameterizedTest
  @CsvSource({"503, busy, 2", "429, too-many-requests, 3"})
  void whatTheLedgerSaysNotToHaveRecordedIsSaidSoAndWaits(
      int status, String problem, String retryAfter) {
    TestBrowser olga = office.officer("olga");
    HttpResponse<String> shown = check(olga, fields(), NONE);
    office.realm.officeStatus = status;
    office.realm.officeProblem = problem;
    office.realm.ledgerRetryAfter = retryAfter;

    HttpResponse<String> untaken = confirm(olga, shown);

    assertThat(untaken.statusCode()).isEqualTo(503);
    assertThat(untaken.body())
        .contains("Nothing was recorded", "href=\"" + PAPER + "\">Back to the form")
        .doesNotContain("do not know");
    assertThat(olga.get(PAPER).body()).contains("Nothing is recorded yet", DIGEST);
  }

  /** That the patient changes their mind all day is not told. */
  @Test
  void whatCanBeRecordedTomorrowIsToldSoAndNotWhy() {
    TestBrowser olga = office.officer("olga");
    HttpResponse<String> shown = check(olga, fields("decision", "PERMIT"), NONE);
    office.realm.officeStatus = 429;
    office.realm.officeProblem = "too-many-requests";
    office.realm.ledgerRetryAfter = "3600";

    HttpResponse<String> untaken = confirm(olga, shown);

    assertThat(untaken.statusCode()).isEqualTo(429);
    assertThat(untaken.body())
        .contains("Nothing was recorded. Keep the paper and record it tomorrow.")
        .doesNotContain("do not know", "often");
    assertThat(olga.get(PAPER).body()).doesNotContain(DIGEST);
  }

  @Test
  void whatMayBeRecordedIsNotSaidNotToBe() {
    TestBrowser olga = office.officer("olga");
    HttpResponse<String> shown = check(olga, fields(), NONE);
    office.realm.officeStatus = 500;
    confirm(olga, shown);

    HttpResponse<String> again = olga.get(PAPER);
    assertThat(again.body())
        .contains("We do not know whether this is recorded already", DIGEST)
        .doesNotContain("Nothing is recorded yet");

    // Nor where the form is looked at once more, and sent as it is
    Map<String, String> fields = TestBrowser.form(again.body(), DECISIONS);
    fields.put("confirm", "no");
    HttpResponse<String> corrected = olga.post(DECISIONS, fields);
    Map<String, String> same = fields();
    same.put("unsure", TestBrowser.form(corrected.body(), PAPER).get("unsure"));
    assertThat(check(olga, same, NONE).body())
        .contains("We do not know whether this is recorded already")
        .doesNotContain("Nothing is recorded yet");
    // And of the same document for somebody else that it would be one more entry
    Map<String, String> elses = new HashMap<>(same);
    elses.put("patient", "p2");
    assertThat(check(olga, elses, NONE).body())
        .contains("The same document may be recorded already", "Compare with the paper")
        .doesNotContain("does no harm");
    // Of another document it is known
    same.put("digest", "cd".repeat(32));
    assertThat(check(olga, same, NONE).body())
        .contains("Nothing is recorded yet")
        .doesNotContain("We do not know");
  }

  @ParameterizedTest
  @CsvSource({
    "404, not-found, no patient with this id",
    "409, notice-not-current, not the current version",
    "409, paper-too-old, This date is too long ago"
  })
  void whatTheLedgerFindsIsToldAtItsField(int status, String problem, String told) {
    TestBrowser olga = office.officer("olga");
    HttpResponse<String> shown = check(olga, fields(), NONE);
    office.realm.officeStatus = status;
    office.realm.officeProblem = problem;

    assertThat(confirm(olga, shown).body()).contains(told);
  }

  @Test
  void whatIsRecordedAlreadyIsSaidToBeAndNotToBeCorrected() {
    TestBrowser olga = office.officer("olga");
    HttpResponse<String> shown = check(olga, fields(), NONE);
    // Nobody knows whether it was, so it is kept
    office.realm.officeStatus = 500;
    assertThat(confirm(olga, shown).body()).contains("We do not know whether it is recorded");
    office.realm.officeStatus = 409;
    office.realm.officeProblem = "already-recorded";

    HttpResponse<String> again = confirm(olga, olga.get(PAPER));

    assertThat(TestBrowser.location(again)).isEqualTo(PAPER + "#message");
    assertThat(olga.get(PAPER).body())
        .contains("This decision was recorded before, from this document.")
        .doesNotContain("Nothing was recorded", DIGEST);
  }

  @Test
  void aRefusalOnPaperIsSaidToBeRecordedOnceItBinds() {
    TestBrowser olga = office.officer("olga");
    HttpResponse<String> shown = check(olga, fields(), NONE);
    office.page.binding = Future.failedFuture("the database is down");

    HttpResponse<String> unsure = confirm(olga, shown);

    assertThat(unsure.statusCode()).isEqualTo(503);
    assertThat(unsure.body()).contains("We do not know whether it is recorded");
    // What was written is there again, and it is not recorded twice
    HttpResponse<String> kept = olga.get(PAPER);
    assertThat(kept.body()).contains(DIGEST).doesNotContain("It is recorded.");
    office.realm.officeStatus = 409;
    office.realm.officeProblem = "already-recorded";
    assertThat(confirm(olga, kept).statusCode()).isEqualTo(503);
    office.page.binding = Future.succeededFuture();
    assertThat(TestBrowser.location(confirm(olga, olga.get(PAPER)))).isEqualTo(PAPER + "#message");
    String noted = "p1 " + PRACTICE + "@nuage-sante " + StandInRealm.RECORDED_AT;
    assertThat(office.page.bound).containsExactly(noted, noted, noted);
  }

  /** The ledger has it, and its answer was lost; then it cannot be followed. */
  @Test
  void aRefusalOnPaperThatIsConfirmedAgainIsNotedWhileTheLedgerCannotBeFollowed() {
    TestBrowser olga = office.officer("olga");
    HttpResponse<String> shown = check(olga, fields(), NONE);
    office.page.following = Future.failedFuture("the ledger is not followed");
    office.realm.officeStatus = 500;
    assertThat(confirm(olga, shown).statusCode()).isEqualTo(503);
    assertThat(office.page.bound).isEmpty();
    office.realm.officeStatus = 409;
    office.realm.officeProblem = "already-recorded";

    HttpResponse<String> again = confirm(olga, olga.get(PAPER));

    assertThat(TestBrowser.location(again)).isEqualTo(PAPER + "#message");
    assertThat(office.page.bound)
        .containsExactly("p1 " + PRACTICE + "@nuage-sante " + StandInRealm.RECORDED_AT);
    assertThat(olga.get(PAPER).body())
        .contains("This decision was recorded before, from this document.");
  }

  @Test
  void aPermissionOnPaperIsSaidToBeRecordedWhetherOrNotItIsFollowedYet() {
    TestBrowser olga = office.officer("olga");
    HttpResponse<String> shown = check(olga, fields("decision", "PERMIT"), NONE);
    office.page.following = Future.failedFuture("the ledger is not followed");

    confirm(olga, shown);

    assertThat(olga.get(PAPER).body()).contains("It is recorded.");
  }

  @Test
  void whoSignedInLongAgoSignsInAgainAndConfirmsOnceMore() {
    office.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser olga = office.officer("olga");
    office.realm.authenticatedAgo = Duration.ZERO;

    HttpResponse<String> asked = confirm(olga, check(olga, fields(), NONE));
    assertThat(TestBrowser.location(asked))
        .contains("max_age=")
        .doesNotContain("2026-11-20", DIGEST);
    HttpResponse<String> back = office.page.signIn(olga, asked, "olga", "");
    assertThat(TestBrowser.location(back)).isEqualTo(PAPER);
    assertThat(office.realm.office).isEmpty();
    office.realm.ledgerStatus = 500;
    assertThat(olga.get(PAPER).statusCode()).isEqualTo(503);
    office.realm.ledgerStatus = 200;
    confirm(olga, olga.get(PAPER));

    assertThat(office.realm.office).hasSize(1);
    assertThat(olga.get(PAPER).body()).contains("It is recorded.").doesNotContain(DIGEST);
  }

  @Test
  void whatWaitsToBeConfirmedCanBeGivenUp() {
    office.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser olga = office.officer("olga");
    confirm(olga, check(olga, fields(), NONE));
    Map<String, String> shown = TestBrowser.form(olga.get(PAPER).body(), DECISIONS);
    shown.put("confirm", "no");

    assertThat(olga.post(DECISIONS, shown).body()).contains(DIGEST);

    assertThat(olga.get(PAPER).body()).doesNotContain(DIGEST);
  }

  @Test
  void whatWaitsAndCannotBeRecordedAnyMoreCanBeGivenUp() {
    office.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser olga = office.officer("olga");
    HttpResponse<String> checked = check(olga, fields(), NONE);
    confirm(olga, checked);
    // Given a patient who has left the practice since
    office.realm.patientName = "";
    HttpResponse<String> stuck = olga.get(PAPER);
    assertThat(stuck.statusCode()).isEqualTo(409);
    assertThat(stuck.body()).contains(DIGEST, "Record nothing");

    HttpResponse<String> given =
        olga.post(DECISIONS, Map.of("csrf", csrf(stuck), "confirm", "drop"));

    assertThat(TestBrowser.location(given)).isEqualTo(PAPER);
    HttpResponse<String> empty = olga.get(PAPER);
    assertThat(empty.statusCode()).isEqualTo(200);
    assertThat(empty.body()).doesNotContain(DIGEST, "Record nothing");
    assertThat(office.realm.office).isEmpty();
  }

  @Test
  void onlyTheSessionsOwnFormIsBelievedAndNothingIsReadForOthers() {
    TestBrowser olga = office.officer("olga");
    Map<String, String> fields = fields("csrf", "forged");

    assertThat(olga.upload(PAPER, fields, "scan", SCAN).statusCode()).isEqualTo(403);
    fields.put("csrf", csrf(olga.get(PAPER)));
    assertThat(olga.upload(PAPER, fields, "scan", SCAN, "https://evil.example").statusCode())
        .isEqualTo(403);
    assertThat(office.page.browser().upload(PAPER, fields, "scan", SCAN).statusCode())
        .isEqualTo(401);
    assertThat(office.realm.office).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"auditor, cabinet-des-lilas", "consent-officer, cabinet-des-tilleuls"})
  void nobodyElseRecordsAnything(String role, String practice) {
    TestBrowser eve = office.signedIn("eve", "", practice, role);
    Map<String, String> fields = fields("csrf", csrf(eve.get(PAPER)));

    assertThat(eve.get(PAPER).statusCode()).isEqualTo(403);
    assertThat(eve.upload(PAPER, fields, "scan", SCAN).statusCode()).isEqualTo(403);
    fields.put("confirm", "yes");
    assertThat(eve.post(DECISIONS, fields).statusCode()).isEqualTo(403);
    assertThat(office.realm.bearers).isEmpty();
  }

  @Test
  void whatWasWrittenIsOnlyText() {
    String attack = "\"><script>alert(1)</script>";

    String page = check(office.officer("olga"), fields("patient", attack), NONE).body();

    assertThat(page).contains("&lt;script").doesNotContain("<script");
  }

  @Test
  void aPaperOfTodayIsNoneOfTheFuture() {
    String today = LocalDate.now(ZoneOffset.UTC).toString();

    assertThat(check(office.officer("olga"), fields("signed", today), NONE).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T22:59:59Z, 2026-11-20",
    "2026-11-20T23:30:00Z, 2026-11-20",
    "2026-11-21T00:00:00Z, 2026-11-21"
  })
  void todayIsTheRealmsDayAlsoWhileParisHasTheNext(Instant now, LocalDate today) {
    assertThat(PaperForm.today(Clock.fixed(now, ZoneId.of("Europe/Paris")))).isEqualTo(today);
  }
}
