// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.TestDatabase;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who runs a practice sees what moves, and orders what may be ordered. */
class PracticeTransfersTest {

  private static final String PRACTICE = "cabinet-des-lilas";
  private static final String TRANSFERS = "/practice/" + PRACTICE + "/transfers";
  private static final String HOST = "/practice/" + PRACTICE + "/hosts/nuage-sante/";

  private final TestDatabase database = TestDatabase.migrated();
  private final PageFixture page = PageFixture.withJournal(database);
  private TestBrowser ada;

  @BeforeEach
  void signIn() {
    ada = somebody("ada", PRACTICE, "practice-administrator");
  }

  @AfterEach
  void stop() {
    page.close();
  }

  private TestBrowser somebody(String subject, String practice, String... roles) {
    return somebody(page, subject, practice, roles);
  }

  private static TestBrowser somebody(
      PageFixture page, String subject, String practice, String... roles) {
    page.realm.accessClaims =
        claims -> {
          JsonArray granted = new JsonArray();
          List.of(roles).forEach(granted::add);
          return claims
              .put("realm_access", new JsonObject().put("roles", granted))
              .put("organization", new JsonArray().add(practice));
        };
    TestBrowser browser = page.browser();
    browser.language = "en";
    page.signIn(browser, TRANSFERS, subject, "");
    return browser;
  }

  private UUID transfer(String patient, String state, String more) {
    return transfer(PRACTICE, patient, state, more);
  }

  /** A withdrawal's, in a state. */
  private UUID transfer(String practice, String patient, String state, String more) {
    return (UUID)
        database
            .rows(
                "INSERT INTO hosts.transfer (practice, patient, source, destination, urgent, state"
                    + (more.isEmpty() ? "" : ", " + columns(more))
                    + ") VALUES (?, ?, 'nuage-sante', 'cabinet', true, ?"
                    + (more.isEmpty() ? "" : ", " + values(more))
                    + ") RETURNING id",
                practice,
                patient,
                state)
            .get(0)
            .get("id");
  }

  private static String columns(String more) {
    return more.substring(0, more.indexOf('='));
  }

  private static String values(String more) {
    return more.substring(more.indexOf('=') + 1);
  }

  /** Two of three have arrived; what records share does not count. */
  private void items(UUID transfer) {
    database.execute(
        "INSERT INTO hosts.transfer_item (transfer, resource, shared, state) SELECT"
            + " CAST(? AS uuid), resource, shared, state FROM (VALUES"
            + " ('Patient/p', false, 'compared'), ('Observation/a', false, 'sent'),"
            + " ('Observation/b', false, 'listed'), ('Practitioner/c', true, 'listed'))"
            + " items (resource, shared, state)",
        transfer.toString());
  }

  private UUID failed(String patient, String reason) {
    return transfer(
        patient,
        "failed",
        "failed_in, reason, attempts, retry_at='copying', '"
            + reason
            + "', 3, now() + interval '1 hour'");
  }

  private Map<String, Object> row(UUID id) {
    return database
        .rows("SELECT * FROM hosts.transfer WHERE id = CAST(? AS uuid)", id.toString())
        .get(0);
  }

  private List<Map<String, Object>> entries(String where) {
    return database.rows("SELECT * FROM journal.entry WHERE " + where + " ORDER BY id");
  }

  private static String csrf(HttpResponse<String> html) {
    Matcher field = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(html.body());
    assertThat(field.find()).isTrue();
    return field.group(1);
  }

  private HttpResponse<String> send(String path, String... fields) {
    Map<String, String> form = new HashMap<>();
    form.put("csrf", csrf(ada.get(TRANSFERS)));
    for (int i = 0; i < fields.length; i += 2) {
      form.put(fields[i], fields[i + 1]);
    }
    return ada.post(path, form);
  }

  @Test
  void theListSaysInPlainWordsWhatMovesWhatWaitsAndWhatIsWrong() {
    failed("p1", "host-unreachable: the host does not answer (10.0.0.7 refused)");
    items(transfer("p2", "copying", ""));
    transfer("p3", "queued", "");
    transfer("p4", "certified", "ended_at=now()");
    // Nothing of these has arrived anywhere
    transfer("p5", "cancelled", "ended_at, reason=now(), 'no-record: there is none'");
    transfer("p6", "cancelled", "ended_at, switched_at=now(), now()");
    database.execute(
        "INSERT INTO hosts.transfer (practice, patient, source, kind, handover, urgent, state,"
            + " ended_at)"
            + " VALUES ('"
            + PRACTICE
            + "', 'p7', 'cabinet', 'erasure', gen_random_uuid(), false, 'certified', now())");

    HttpResponse<String> list = ada.get(TRANSFERS);

    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(list.body())
        .contains("Record of patient p1", "Record of patient p2", "Record of patient p3")
        .contains("A place does not answer: “nuage-sante” or “", "call whoever", "Next attempt on")
        .contains("2 items of 3", "<progress value=\"2\" max=\"3\"")
        .contains("1 record has arrived, 0 moves were cancelled. 1 record was erased after")
        // What ended is nobody's business any more; details are for who has the database
        .doesNotContain("patient p4", "10.0.0.7")
        .doesNotContain("<script", " style=");
    assertThat(list.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
  }

  @Test
  void whoSignedInLongAgoSignsInAgainBeforeTheyOrderAnything() {
    page.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser late = somebody("ada", PRACTICE, "practice-administrator");
    page.realm.authenticatedAgo = Duration.ZERO;
    UUID id = transfer("p1", "queued", "");
    Map<String, String> yes = Map.of("csrf", csrf(late.get(TRANSFERS)), "confirm", "yes");

    HttpResponse<String> close =
        late.post("/practice/" + PRACTICE + "/hosts/nuage-sante/close", yes);
    HttpResponse<String> cancel = late.post(TRANSFERS + "/" + id + "/cancel", yes);

    assertThat(List.of(close, cancel))
        .allSatisfy(
            asked ->
                assertThat(TestBrowser.location(asked))
                    .startsWith(page.realm.issuer())
                    .contains("prompt=login", "max_age="));
    HttpResponse<String> back = page.signIn(late, cancel, "ada", "");
    assertThat(TestBrowser.location(back)).isEqualTo(TRANSFERS);
    assertThat(row(id)).containsEntry("state", "queued");
    assertThat(database.rows("SELECT 1 FROM hosts.closing")).isEmpty();
  }

  @Test
  void whyARecordComesHomeIsNotTold() {
    UUID withdrawn = transfer("p1", "queued", "");
    database.execute(
        "UPDATE hosts.transfer SET hosting = 'cabinet-des-lilas@nuage-sante', decision = 9876543210"
            + " WHERE id = CAST(? AS uuid)",
        withdrawn.toString());
    transfer("p2", "queued", "");

    String list = ada.get(TRANSFERS).body();

    // A withdrawal, a permission that ended, a certificate that lapsed and a host that closes look
    // the same
    assertThat(list).doesNotContainIgnoringCase("withdr");
    assertThat(card(list, "p1")).doesNotContain("9876543210", "decision");
    assertThat(card(list, "p1")).isEqualTo(card(list, "p2"));
  }

  private static String card(String list, String patient) {
    int from = list.indexOf("<strong>Record of patient " + patient);
    return list.substring(from, list.indexOf("</li>", from))
        .replace(patient, "X")
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
        .replaceAll("\\d\\d:\\d\\d", "TIME");
  }

  @Test
  void eachPatientShownLearnsOfItBeforeTheListIsSent() {
    transfer("p1", "queued", "");
    transfer("p2", "queued", "");

    ada.get(TRANSFERS);

    List<Map<String, Object>> looks = entries("interaction = 'transfer-list' AND permitted");
    // The first one is that of signing in, when nothing moved yet
    assertThat(looks).extracting(look -> look.get("patient")).contains("p1", "p2");
    assertThat(looks)
        .filteredOn(look -> look.get("patient") != null)
        .allSatisfy(
            look ->
                assertThat(look)
                    .containsEntry("subject", "ada")
                    .containsEntry("role", "practice-administrator")
                    .containsEntry("practice", PRACTICE));
  }

  @ParameterizedTest
  @CsvSource({
    "cabinet-des-lilas, practitioner",
    "cabinet-des-lilas, auditor",
    "cabinet-des-lilas, patient",
    "cabinet-du-port, practice-administrator"
  })
  void nobodyElseSeesOrOrdersAnything(String practice, String role) {
    UUID id = transfer("p1", "queued", "");
    TestBrowser other = somebody("eve", practice, role);
    String csrf = csrf(other.get(TRANSFERS));

    HttpResponse<String> refused = other.get(TRANSFERS);
    HttpResponse<String> nowhere = other.get("/practice/no-such-practice/transfers");
    assertThat(refused.statusCode()).isEqualTo(403).isEqualTo(nowhere.statusCode());
    assertThat(refused.body()).isEqualTo(nowhere.body()).doesNotContainPattern("\\bp1\\b");
    for (String path : List.of(TRANSFERS + "/" + id + "/pause", HOST + "close")) {
      assertThat(
              other
                  .post(
                      path,
                      Map.of(
                          "csrf",
                          csrf,
                          "confirm",
                          "yes",
                          "from",
                          LocalDate.now(ZoneOffset.UTC).toString()))
                  .statusCode())
          .isEqualTo(403);
    }
    assertThat(row(id)).containsEntry("paused_at", null);
    assertThat(database.rows("SELECT 1 FROM hosts.closing")).isEmpty();
    assertThat(entries("subject = 'eve' AND permitted")).isEmpty();
    assertThat(entries("subject = 'eve' AND NOT permitted")).isNotEmpty();
  }

  @Test
  void anOrderIsAskedBackBeforeItIsCarriedOutAndWrittenDownWithWhoGaveIt() {
    UUID id = transfer("p1", "queued", "");

    HttpResponse<String> asked = send(TRANSFERS + "/" + id + "/pause");
    assertThat(asked.statusCode()).isEqualTo(200);
    assertThat(asked.body())
        .contains("name=\"confirm\" value=\"yes\"", "The move stops where it is");
    assertThat(row(id)).containsEntry("paused_at", null);

    HttpResponse<String> done = send(TRANSFERS + "/" + id + "/pause", "confirm", "yes");
    assertThat(TestBrowser.location(done)).isEqualTo(TRANSFERS + "#message");
    assertThat(row(id).get("paused_at")).isNotNull();
    assertThat(entries("reason = 'transfer-paused'"))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry)
                    .containsEntry("patient", "p1")
                    .containsEntry("subject", "ada")
                    .containsEntry("interaction", "transfer")
                    .containsEntry("request_id", id.toString()));
    assertThat(ada.get(TRANSFERS).body()).contains("Paused, by ", "/" + id + "/resume");
  }

  @Test
  void oneThatIsGivenTwiceChangesNothingTheSecondTime() {
    UUID id = transfer("p1", "queued", "");
    send(TRANSFERS + "/" + id + "/pause", "confirm", "yes");

    HttpResponse<String> again = send(TRANSFERS + "/" + id + "/pause", "confirm", "yes");

    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("That was done already. Nothing has changed.");
    assertThat(entries("reason = 'transfer-paused'")).hasSize(1);
  }

  @Test
  void afterTheSwitchThereIsNoCancellingAndTheReasonIsSaid() {
    UUID id = transfer("p1", "erasing", "switched_at=now()");
    assertThat(ada.get(TRANSFERS).body()).doesNotContain("/" + id + "/cancel");

    HttpResponse<String> late = send(TRANSFERS + "/" + id + "/cancel", "confirm", "yes");

    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body())
        .contains("Too late to cancel: the record has arrived already, or is on its way back.");
    assertThat(row(id)).containsEntry("cancel_asked_at", null);
  }

  @Test
  void oneThatFailedIsTriedAgainAtOnce() {
    UUID id = failed("p1", "host-refused: x");

    send(TRANSFERS + "/" + id + "/retry", "confirm", "yes");

    assertThat(
            database.rows(
                "SELECT 1 FROM hosts.transfer WHERE id = CAST(? AS uuid) AND retry_at <= now()",
                id.toString()))
        .hasSize(1);
  }

  /** Of which something is not at its new place as it was. */
  private UUID differing(String patient) {
    return transfer(
        patient,
        "failed",
        "failed_in, reason, switched_at, retry_at='erasing', 'copy-differs: x', now(),"
            + " now() + interval '1 hour'");
  }

  @Test
  void whatWasDeletedOnPurposeIsNamedByWhoKnows() {
    UUID id = differing("p1");
    database.execute(
        "INSERT INTO hosts.transfer_item (transfer, resource, shared, state, seen) SELECT"
            + " CAST(? AS uuid), resource, false, 'compared', seen FROM (VALUES"
            + " ('Observation/a', NULL), ('Observation/b', NULL), ('Observation/c', 'x'))"
            + " items (resource, seen)",
        id.toString());
    assertThat(ada.get(TRANSFERS).body()).contains("/" + id + "/accept");

    HttpResponse<String> asked = send(TRANSFERS + "/" + id + "/accept");
    assertThat(asked.statusCode()).isEqualTo(200);
    assertThat(asked.body())
        .contains("value=\"Observation/a\"", "value=\"Observation/b\"", "for good")
        .doesNotContain("Observation/c");
    // Who ticks nothing is asked again
    assertThat(send(TRANSFERS + "/" + id + "/accept", "confirm", "yes").statusCode())
        .isEqualTo(200);
    assertThat(entries("reason = 'transfer-accepted'")).isEmpty();

    HttpResponse<String> done =
        send(TRANSFERS + "/" + id + "/accept", "confirm", "yes", "resource", "Observation/a");

    assertThat(TestBrowser.location(done)).isEqualTo(TRANSFERS + "#message");
    assertThat(
            database.rows(
                "SELECT resource FROM hosts.transfer_item WHERE accepted_at IS NOT NULL"
                    + " AND accepted_by IS NOT NULL"))
        .extracting(row -> row.get("resource"))
        .containsExactly("Observation/a");
    assertThat(entries("reason = 'transfer-accepted'"))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry).containsEntry("patient", "p1").containsEntry("subject", "ada"));
  }

  @Test
  void whatDiffersAndLacksNothingIsNotSaidToHaveBeenDeleted() {
    UUID id = differing("p1");
    database.execute(
        "INSERT INTO hosts.transfer_item (transfer, resource, shared, state, seen)"
            + " VALUES (CAST(? AS uuid), 'Observation/a', false, 'compared', 'x')",
        id.toString());

    assertThat(ada.get(TRANSFERS).body()).doesNotContain("/" + id + "/accept");

    // More than are listed at once are not left out without a word
    database.execute(
        "INSERT INTO hosts.transfer_item (transfer, resource, shared, state)"
            + " SELECT CAST(? AS uuid), 'Observation/n' || n, false, 'compared'"
            + " FROM generate_series(1, 101) n",
        id.toString());
    assertThat(ada.get(TRANSFERS).body()).contains("/" + id + "/accept");
    String asked = send(TRANSFERS + "/" + id + "/accept").body();
    assertThat(asked.split("name=\"resource\"", -1)).hasSize(101);
    assertThat(asked).contains("There are others: they are listed here once these are dealt with.");
  }

  @Test
  void nothingElseIsAcceptedThanWhatKeepsARecordFromBeingErased() {
    UUID id = failed("p1", "copy-differs: before the switch");
    items(id);

    assertThat(ada.get(TRANSFERS).body()).doesNotContain("/" + id + "/accept");
    assertThat(send(TRANSFERS + "/" + id + "/accept").statusCode()).isEqualTo(409);
    assertThat(
            send(TRANSFERS + "/" + id + "/accept", "confirm", "yes", "resource", "Patient/p")
                .statusCode())
        .isEqualTo(409);
    assertThat(database.rows("SELECT 1 FROM hosts.transfer_item WHERE accepted_at IS NOT NULL"))
        .isEmpty();
  }

  @Test
  void anotherPracticesTransferIsNotThere() {
    UUID id = transfer("cabinet-du-port", "p1", "queued", "");

    for (String[] fields : new String[][] {{}, {"confirm", "yes"}}) {
      HttpResponse<String> anothers = send(TRANSFERS + "/" + id + "/pause", fields);
      HttpResponse<String> none = send(TRANSFERS + "/" + UUID.randomUUID() + "/pause", fields);
      assertThat(anothers.statusCode()).isEqualTo(404).isEqualTo(none.statusCode());
      assertThat(anothers.body()).isEqualTo(none.body());
    }
    assertThat(row(id)).containsEntry("paused_at", null);
  }

  @Test
  void onlyTheSessionsOwnFormIsBelieved() {
    UUID id = transfer("p1", "queued", "");

    assertThat(
            ada.post(TRANSFERS + "/" + id + "/pause", Map.of("csrf", "guess", "confirm", "yes"))
                .statusCode())
        .isEqualTo(403);
    assertThat(row(id)).containsEntry("paused_at", null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/x/pause", "/00000000-0000-0000-0000-000000000000/erase", "/%00/pause"})
  void nonsenseIsNotThere(String path) {
    assertThat(send(TRANSFERS + path, "confirm", "yes").statusCode()).isEqualTo(404);
  }

  @Test
  void aHostIsPausedAndResumedForThePracticeAlone() {
    assertThat(send(HOST + "pause").body()).contains("for instance while it is being maintained");
    assertThat(database.rows("SELECT 1 FROM hosts.pause")).isEmpty();

    send(HOST + "pause", "confirm", "yes");
    assertThat(database.rows("SELECT practice, host FROM hosts.pause"))
        .containsExactly(Map.of("practice", PRACTICE, "host", "nuage-sante"));
    assertThat(ada.get(TRANSFERS).body()).contains("Paused: no move touches it.");

    send(HOST + "resume", "confirm", "yes");
    assertThat(database.rows("SELECT 1 FROM hosts.pause")).isEmpty();
    assertThat(entries("reason IN ('host-paused', 'host-resumed')"))
        .hasSize(2)
        .allSatisfy(entry -> assertThat(entry).containsEntry("patient", null));
  }

  @Test
  void aHostIsClosedFromADayOnInTwoStepsAndOpenedAgain() {
    // In Paris the next day has begun before it has in UTC
    String later = LocalDate.now(ZoneOffset.UTC).plusDays(2).toString();
    assertThat(send(HOST + "close").body()).contains("type=\"date\"", "come back from there");
    assertThat(database.rows("SELECT 1 FROM hosts.closing")).isEmpty();

    send(HOST + "close", "confirm", "yes", "from", later);
    assertThat(database.rows("SELECT host, ordered_by, reopened_at FROM hosts.closing"))
        .singleElement()
        .satisfies(closing -> assertThat(closing).containsEntry("host", "nuage-sante"));
    assertThat(ada.get(TRANSFERS).body())
        .contains("Closed from ", "0 records have come back, 0 are still there");

    send(HOST + "reopen", "confirm", "yes");
    assertThat(database.rows("SELECT 1 FROM hosts.closing WHERE reopened_at IS NULL")).isEmpty();
    assertThat(ada.get(TRANSFERS).body()).doesNotContain("Closed from ");
  }

  /** The contract with a host may be renewed: what was brought home is no reason against it. */
  @Test
  void aHostThatHasNoRecordLeftIsOpenedAgainAsWell() {
    String today = LocalDate.now(ZoneOffset.UTC).toString();
    assertThat(send(HOST + "close").body()).contains("until you open it again");
    send(HOST + "close", "confirm", "yes", "from", today);
    assertThat(ada.get(TRANSFERS).body())
        .contains("All records have come back.", HOST + "reopen")
        .doesNotContain(HOST + "close");

    send(HOST + "reopen", "confirm", "yes");

    assertThat(database.rows("SELECT 1 FROM hosts.closing WHERE reopened_at IS NULL")).isEmpty();
    assertThat(ada.get(TRANSFERS).body())
        .contains(HOST + "close")
        .doesNotContain("All records have come back.", HOST + "reopen");
    assertThat(entries("reason = 'host-reopened'")).hasSize(1);
  }

  @Test
  void aHostWhoseAuditIsOverdueIsNotSaidToHaveAnInvalidCertificate() {
    try (PageFixture overdue =
        PageFixture.audited(database, LocalDate.now(ZoneOffset.UTC).minusYears(3))) {
      TestBrowser browser = somebody(overdue, "ada", PRACTICE, "practice-administrator");

      assertThat(browser.get(TRANSFERS).body())
          .contains("its yearly inspection is overdue")
          .doesNotContain("certificate is no longer valid", HOST + "reopen");
      Map<String, String> form = Map.of("csrf", csrf(browser.get(TRANSFERS)), "confirm", "yes");
      assertThat(browser.post(HOST + "reopen", form).body())
          .contains("Nobody has ordered this host to be closed")
          .doesNotContain("That was done already");
    }
  }

  @Test
  void aHostWhoseCertificateHasExpiredTooIsSaidToBeClosedForThat() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    try (PageFixture both =
        PageFixture.certified(database, today.minusDays(1), today.minusYears(3))) {
      TestBrowser browser = somebody(both, "ada", PRACTICE, "practice-administrator");

      // As records that cannot be read there are said to be kept back
      assertThat(browser.get(TRANSFERS).body())
          .contains("its certificate is no longer valid")
          .doesNotContain("its yearly inspection is overdue");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "pause, 1, That was done already",
    "close, 1, That was done already",
    "resume, 0, That was done already",
    "reopen, 0, Nobody has ordered this host to be closed"
  })
  void whoOrdersOfAHostWhatIsSoAlreadyIsToldThatNothingHasChanged(
      String order, int first, String told) {
    LocalDate day = LocalDate.now(ZoneOffset.UTC).plusDays(1);
    for (int i = 0; i < first; i++) {
      assertThat(send(HOST + order, "confirm", "yes", "from", day.toString()).statusCode())
          .isEqualTo(303);
    }

    HttpResponse<String> again =
        send(HOST + order, "confirm", "yes", "from", day.plusDays(9).toString());

    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains(told, "Nothing has changed.");
    assertThat(entries("interaction = 'transfer'")).hasSize(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tomorrow", "2020-01-01", "9999-12-31", "2026-02-30"})
  void aDayThatCannotBeClosesNothing(String from) {
    HttpResponse<String> wrong = send(HOST + "close", "confirm", "yes", "from", from);

    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("Choose a day, today or later.");
    assertThat(database.rows("SELECT 1 FROM hosts.closing")).isEmpty();
  }

  @Test
  void thePracticesOwnServerIsNeverClosed() {
    String own = "/practice/" + PRACTICE + "/hosts/cabinet/close";

    assertThat(
            send(own, "confirm", "yes", "from", LocalDate.now(ZoneOffset.UTC).toString())
                .statusCode())
        .isEqualTo(404);
    assertThat(database.rows("SELECT 1 FROM hosts.closing")).isEmpty();
  }

  @Test
  void thePatientSeesOnTheirPageHowFarTheRecordHasCome() {
    items(transfer("p1", "copying", ""));
    page.realm.accessClaims = claims -> claims;
    TestBrowser anne = page.browser();
    anne.language = "en";
    page.signIn(anne, "/my", "anne", "p1");

    assertThat(anne.get("/my").body())
        .contains("Step 2 of 4: your record is being copied.")
        .contains("<progress value=\"2\" max=\"3\"", "2 items of 3")
        .contains("href=\"/my\">Refresh");
  }
}
