// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.verification.Examiner;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who looks after accesses to a practice's records, with a real journal. */
class AuditorsTest {

  private static final String PRACTICE = "cabinet-des-lilas";
  private static final String ACCESSES = "/practice/" + PRACTICE + "/accesses";
  private static final String ALL = ACCESSES + "?search=1";

  private final TestDatabase database = TestDatabase.migrated();
  private final PageFixture page = new PageFixture("http", database, "");
  private final Journal journal = page.written();
  private final TestBrowser browser = page.browser();

  @BeforeEach
  void signIn() {
    page.realm.accessClaims = claims -> auditor(claims, PRACTICE);
    browser.language = "en";
    page.signIn(browser, ACCESSES, "ada", "");
  }

  @AfterEach
  void stop() {
    page.close();
  }

  private static JsonObject auditor(JsonObject claims, String practice) {
    return claims
        .put("realm_access", new JsonObject().put("roles", new JsonArray().add("auditor")))
        .put("organization", new JsonArray().add(practice))
        .put("staff_of", new JsonArray().add(practice))
        .put("scope", "openid user/AuditEvent.rs");
  }

  private UUID write(String patient, String name) {
    return write(PRACTICE, patient, name, "nuage-sante", true, null);
  }

  private UUID write(
      String practice, String patient, String name, String host, boolean permitted, String reason) {
    return PageFixture.get(
        journal.record(
            new Entry(
                "request-" + patient,
                new Entry.Agent("u-" + name, name, "practitioner", "demo-app", null, null),
                new Entry.Act("read", "Observation", "o1", null, "GET", "/fhir"),
                new Entry.Where(practice, patient, host, null, null),
                permitted,
                permitted ? "consent-permit" : "not-of-practice",
                reason == null ? null : new Entry.Purpose("BTG", reason),
                null),
            new Outcome(permitted ? 200 : 403, 17, Duration.ofMillis(3), "completed")));
  }

  /** Entries that say that somebody looked. */
  private List<Map<String, Object>> looks() {
    return database.rows(
        "SELECT e.*, o.status FROM journal.entry e LEFT JOIN journal.outcome o ON o.entry = e.id"
            + " WHERE interaction = 'journal-read' ORDER BY e.id");
  }

  private static List<String> patients(HttpResponse<String> found) {
    Matcher row = Pattern.compile("<td role=\"cell\">(p\\d+)</td>").matcher(found.body());
    List<String> patients = new ArrayList<>();
    while (row.find()) {
      patients.add(row.group(1));
    }
    return patients;
  }

  @Test
  void nothingIsReadBeforeItIsSearched() {
    write("p1", "Dr Moreau");

    HttpResponse<String> form = browser.get(ACCESSES);

    assertThat(form.statusCode()).isEqualTo(200);
    assertThat(form.body())
        .contains("<form class=\"search\" method=\"get\"")
        .doesNotContain("Moreau");
    assertThat(form.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'");
    assertThat(looks()).isEmpty();
  }

  @Test
  void whatIsFoundIsShownNewestFirstAndEachPatientLearnsOfIt() {
    write("p1", "Dr Moreau");
    write("p2", "Dr <b>Petit</b>");
    write("p1", "Dr Moreau");

    HttpResponse<String> found = browser.get(ALL + "&name=Dr");

    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(patients(found)).containsExactly("p1", "p2", "p1");
    assertThat(found.body()).contains("Dr &lt;b&gt;Petit&lt;/b&gt;").doesNotContain("<b>Petit");
    // In plain words, and exactly
    assertThat(found.body())
        .contains("Viewed: measurements and test results", "<code>read Observation/o1</code>");
    assertThat(looks()).hasSize(3);
    assertThat(looks().get(0)).containsEntry("patient", null).containsEntry("status", 200);
    assertThat(looks().get(0).get("query").toString()).contains("name=Dr");
    // The patients' own entries do not tell by what was searched
    assertThat(looks().subList(1, 3))
        .extracting(look -> look.get("patient"))
        .containsExactlyInAnyOrder("p1", "p2");
    assertThat(looks().subList(1, 3))
        .allSatisfy(
            look ->
                assertThat(look)
                    .containsEntry("query", null)
                    .containsEntry("role", "auditor")
                    .containsEntry("subject", "ada")
                    .containsEntry("reason", "audit"));
  }

  @Test
  void aSearchForOnePatientIsOneEntryAboutThatPatient() {
    write("p1", "Dr Moreau");
    write("p2", "Dr Moreau");

    assertThat(patients(browser.get(ALL + "&patient=p2"))).containsExactly("p2", "p2");

    assertThat(looks()).extracting(look -> look.get("patient")).containsExactly("p2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".csv"})
  void aPatientDoesNotLearnWhomAnAuditorLooksInto(String file) {
    browser.get(
        ACCESSES
            + file
            + "?search=1&patient=p2&host=cabinet&name=Moreau&subject=u-Secret&request=r-77");

    assertThat(looks())
        .singleElement()
        .satisfies(
            look ->
                assertThat(look)
                    .containsEntry("patient", "p2")
                    .containsEntry("query", "?patient=p2&host=cabinet&search=1"));
  }

  @ParameterizedTest
  @CsvSource({
    "subject=u-Dr+Petit, ''",
    "subject=u-Petit, p2",
    "name=pet, p2",
    "host=cabinet, p3",
    "refused=on, p4",
    "emergency=on, p5",
    "request=request-p2, p2"
  })
  void itIsSearchedByWhatTheFormHas(String query, String patient) {
    write("p1", "Moreau");
    write("p2", "Petit");
    write(PRACTICE, "p3", "Moreau", "cabinet", true, null);
    write(PRACTICE, "p4", "Moreau", "nuage-sante", false, null);
    write(PRACTICE, "p5", "Moreau", "nuage-sante", true, "found unconscious");

    HttpResponse<String> found = browser.get(ALL + "&" + query);

    if (patient.isEmpty()) {
      assertThat(found.statusCode()).isEqualTo(400);
    } else {
      assertThat(patients(found)).containsExactly(patient);
    }
  }

  @Test
  void itIsSearchedByTimeInParis() {
    write("p1", "Moreau");
    LocalDate today = LocalDate.now(ZoneId.of("Europe/Paris"));

    assertThat(patients(browser.get(ALL + "&name=M&from=" + today + "&to=" + today))).hasSize(1);
    assertThat(patients(browser.get(ALL + "&name=M&from=" + today.plusDays(1)))).isEmpty();
    assertThat(patients(browser.get(ALL + "&name=M&to=" + today.minusDays(1)))).isEmpty();
    assertThat(
            patients(browser.get(ALL + "&name=M&from=" + today.minusDays(1) + "&from-time=23:59")))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "patient=a%20b",
        "patient=p1&patient=p2",
        "host=a%20b",
        "from=2026-02-30",
        "from=%2B999999999-01-01",
        "from-time=10:00",
        "from=2026-02-02&to=2026-02-01",
        "from=2026-02-02&from-time=10:00&to=2026-02-02&to-time=09:00",
        "to=2026-01-01&to-time=25:00",
        "request=a%0Ab",
        "refused=maybe"
      })
  void whatIsNotUnderstoodIsToldAndNothingIsSearched(String query) {
    write("p1", "Moreau");

    HttpResponse<String> answer = browser.get(ALL + "&" + query);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("role=\"alert\"");
    assertThat(patients(answer)).isEmpty();
    assertThat(browser.get(ACCESSES + ".csv?" + query).statusCode()).isEqualTo(400);
    assertThat(looks()).isEmpty();
  }

  @Test
  void olderOnesAreReachedPageByPage() {
    for (int i = 0; i < 53; i++) {
      write("p" + i, "Moreau");
    }

    HttpResponse<String> first = browser.get(ALL + "&name=Moreau");
    Matcher older = Pattern.compile("href=\"([^\"]*before=[^\"]*)\"").matcher(first.body());
    assertThat(older.find()).isTrue();
    HttpResponse<String> second = browser.get(older.group(1).replace("&amp;", "&"));

    assertThat(patients(first)).hasSize(50).startsWith("p52");
    assertThat(patients(second)).containsExactly("p2", "p1", "p0");
    assertThat(second.body()).doesNotContain("before=");
  }

  @Test
  void oneEntryIsShownWithAllItSaysAndItsProofHolds() {
    UUID entry = write("p1", "Dr Moreau");

    HttpResponse<String> shown = browser.get(ACCESSES + "/" + entry);
    HttpResponse<String> proof = browser.get(ACCESSES + "/" + entry + "/proof.json");

    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(shown.body()).contains("Dr Moreau", "consent-permit", "request-p1", "Observation");
    assertThat(proof.statusCode()).isEqualTo(200);
    assertThat(proof.headers().firstValue("Content-Disposition").orElse("")).contains("attachment");
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    assertThat(
            Examiner.checkProof(
                proof.body().getBytes(StandardCharsets.UTF_8),
                page.settings(),
                new PrintStream(words, true, StandardCharsets.UTF_8)))
        .isTrue();
    assertThat(words.toString(StandardCharsets.UTF_8)).contains("Dr Moreau");
    // Each of both is an access that the patient sees
    assertThat(looks())
        .extracting(look -> look.get("patient"))
        .containsExactly(null, "p1", null, "p1");
    assertThat(looks()).allSatisfy(look -> assertThat(look).containsEntry("status", 200));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/proof.json"})
  void anEntryOfAnotherPracticeIsAsAbsentAsOneThatIsNotThere(String what) {
    UUID other = write("autre-cabinet", "p1", "Dr Moreau", "cabinet", true, null);

    HttpResponse<String> answer = browser.get(ACCESSES + "/" + other + what);
    HttpResponse<String> absent = browser.get(ACCESSES + "/" + new UUID(1, 2) + what);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo(absent.body());
    assertThat(browser.get(ACCESSES + "/none" + what).statusCode()).isEqualTo(404);
    assertThat(looks()).extracting(look -> look.get("patient")).containsOnlyNulls();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?search=1", ".csv", ".json", ".ndjson", "/%s", "/%s/proof.json"})
  void nobodyElseLooks(String what) {
    UUID entry = write("p1", "Dr Moreau");
    List<String> bodies = new ArrayList<>();
    page.realm.accessClaims = claims -> claims;
    bodies.add(refused("anne", "p1", PRACTICE, what.formatted(entry)));
    bodies.add(refused("dr-petit", "", PRACTICE, what.formatted(entry)));
    page.realm.accessClaims = claims -> auditor(claims, "autre-cabinet");
    bodies.add(refused("eve", "", PRACTICE, what.formatted(entry)));
    bodies.add(refused("eve", "", "autre-cabinet", what.formatted(entry)));
    page.realm.accessClaims = claims -> auditor(claims, PRACTICE).put("scope", "openid");
    bodies.add(refused("ada", "", PRACTICE, what.formatted(entry)));

    // All are told the same, and nothing
    assertThat(bodies)
        .allSatisfy(body -> assertThat(body).doesNotContain("Moreau", "consent-permit"));
    assertThat(looks())
        .hasSize(bodies.size())
        .allSatisfy(
            look ->
                assertThat(look).containsEntry("permitted", false).containsEntry("patient", null));
  }

  private String refused(String subject, String patient, String practice, String what) {
    TestBrowser other = page.browser();
    page.signIn(other, "/my", subject, patient);
    HttpResponse<String> answer = other.get("/practice/" + practice + "/accesses" + what);
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("Cette page est celle des auditeurs");
    return answer.body();
  }

  @Test
  void allThatWasFoundIsTakenAlongHoweverMuchAndEachPatientLearnsOfItOnce() {
    for (int i = 0; i < 5; i++) {
      List<Entry> many = new ArrayList<>();
      for (int j = 0; j < 250; j++) {
        many.add(
            new Entry(
                "r",
                new Entry.Agent("u", "=cmd()", "practitioner", null, null, null),
                new Entry.Act("read", "Patient", null, null, "GET", null),
                new Entry.Where(PRACTICE, "p" + (j % 3), "cabinet", null, null),
                true,
                "test"));
      }
      PageFixture.get(journal.intend(many));
    }

    HttpResponse<String> csv = browser.get(ACCESSES + ".csv?subject=u");
    HttpResponse<String> json = browser.get(ACCESSES + ".json?subject=u");
    HttpResponse<String> fhir = browser.get(ACCESSES + ".ndjson?subject=u");

    assertThat(csv.body().lines()).hasSize(1_251);
    assertThat(csv.body()).contains("\"'=cmd()\"").doesNotContain(",\"=cmd");
    assertThat(new JsonArray(json.body())).hasSize(1_250);
    assertThat(fhir.body().lines())
        .hasSize(1_250)
        .allMatch(line -> new JsonObject(line).getString("resourceType").equals("AuditEvent"));
    // One that says who took it along and one of each patient, of each file; all of them ended
    assertThat(looks()).hasSize(3 * 4);
    assertThat(looks()).allSatisfy(look -> assertThat(look).containsEntry("status", 200));
  }

  @Test
  void whatWasAskedOfAHostThatIsConfiguredNoLongerIsFound() {
    write("p1", "Dr Moreau");
    write(PRACTICE, "p2", "Dr Moreau", "former-host", true, null);

    HttpResponse<String> found = browser.get(ALL + "&host=former-host");

    assertThat(patients(found)).containsExactly("p2");
    assertThat(found.body()).containsPattern("<option value=\"former-host\" selected");
  }

  @Test
  void whatTakesTooLongToLookThroughSaysWhatIsToBeAdded() throws Exception {
    write("p1", "Dr Moreau");
    try (Connection other = database.connect(database.owner())) {
      other.setAutoCommit(false);
      // What was written before this month cannot be looked through in time
      other
          .createStatement()
          .execute(
              "LOCK TABLE journal.entry_"
                  + YearMonth.now(ZoneOffset.UTC).minusMonths(1).toString().replace('-', '_'));

      // Together: each waits for as long as the database is given
      CompletableFuture<HttpResponse<String>> shown = browser.begin(ALL + "&name=Dr");
      CompletableFuture<HttpResponse<String>> file = browser.begin(ACCESSES + ".csv?name=Dr");

      HttpResponse<String> answer = shown.join();
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(answer.body()).contains("a first and a last day").doesNotContain("Moreau");
      assertThat(file.join().statusCode()).isEqualTo(422);
    }
    assertThat(looks())
        .hasSize(2)
        .allSatisfy(look -> assertThat(look).as("not under way").containsEntry("status", 422));
  }

  @Test
  void whileTheJournalCannotBeWrittenNothingIsShown() {
    UUID entry = write("p1", "Dr Moreau");
    PageFixture.get(journal.stop());

    for (String path : List.of(ALL, ACCESSES + ".csv", ACCESSES + "/" + entry)) {
      HttpResponse<String> answer = browser.get(path);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).doesNotContain("Moreau", "consent-permit");
    }
  }

  @Test
  void whoSignsInOnTheWayComesBackToTheirSearchAndNowhereElse() {
    TestBrowser fresh = page.browser();

    HttpResponse<String> back =
        page.signIn(fresh, ALL + "&patient=p1&back=https://evil.example", "ada", "");

    assertThat(TestBrowser.location(back)).isEqualTo(ACCESSES + "?patient=p1&search=1");
  }

  @Test
  void aPatientKeepsProofsOfTheAccessesToTheirOwnRecordOnly() {
    UUID own = write("p1", "Dr Moreau");
    UUID others = write("p2", "Dr Moreau");
    page.realm.accessClaims = claims -> claims;
    TestBrowser anne = page.signedIn("anne", "p1");

    HttpResponse<String> proof = anne.get("/my/accesses/" + own + "/proof.json");
    HttpResponse<String> none = anne.get("/my/accesses/" + others + "/proof.json");

    assertThat(proof.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(proof.body()).getJsonObject("entry")).isNotNull();
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(looks())
        .hasSize(2)
        .allSatisfy(look -> assertThat(look).containsEntry("patient", "p1"));
  }
}
