// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.unusual.Notice;
import io.prunelle.gateway.unusual.Rule;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guardians look at the pages of those they act for, as guardians, and of nobody else. */
class GuardiansTest {

  private static final String CONFIRM = "/my/decisions/confirm";
  private static final String COOKIE = "prunelle-acting-for";
  private static final Buffer PAULS =
      Buffer.buffer(
          "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":"
              + "{\"resourceType\":\"Patient\",\"id\":\"p1\"}}]}");

  private final PageFixture page = new PageFixture("http");
  private TestBrowser odile;

  @BeforeEach
  void whoActsForPaulAndRose() {
    page.realm.wards.put("p1", "Paul Garnier");
    page.realm.wards.put("p2", "Rose Garnier");
    page.realm.wardsClaimed = claim("p1", "p2");
    odile = page.browser();
    odile.language = "en";
    page.signIn(odile, "/my", "odile", "");
  }

  @AfterEach
  void stop() {
    page.close();
  }

  private static JsonObject claim(String... wards) {
    JsonObject claim = new JsonObject();
    for (String ward : wards) {
      claim.put(ward, new JsonObject().put("practices", new JsonArray().add("cabinet-des-lilas")));
    }
    return claim;
  }

  @Test
  void eachPageSaysForWhomAndIsReadAndWrittenDownAsTheGuardian() {
    page.access("p1", "Dr Moreau", "read", "Patient", true);
    page.access("p2", "Dr Lemoine", "read", "Patient", true);

    String home = odile.get("/my").body();

    assertThat(home)
        .contains("You are looking at the record of Paul Garnier, as guardian.")
        .contains("Dr Moreau", "See the record of Rose Garnier")
        .doesNotContain("Dr Lemoine", "See my own record", "action=\"/my/mail\"");
    assertThat(odile.get("/my/accesses").body())
        .contains("the record of Paul Garnier, as guardian");
    assertThat(page.realm.askedFor).contains("p1").doesNotContain("p2");
    Entry reading = page.journal.get(page.journal.size() - 1).entry();
    assertThat(reading.agent().subject()).isEqualTo("odile");
    assertThat(reading.agent().role()).isEqualTo("guardian");
    assertThat(reading.where().patient()).isEqualTo("p1");
    // No address and no cookie tells of whom
    assertThat(odile.cookies.get(COOKIE)).doesNotContain("p1", "Paul");
    // And the ward sees it
    assertThat(page.signedIn("paul", "p1").get("/my").body())
        .contains("<b>odile</b>".replace("<", "&lt;").replace(">", "&gt;"));
  }

  @Test
  void theyTurnToAnotherOfTheirsAndBackToThemselves() {
    page.realm.wardsClaimed = claim("p1", "p2");
    TestBrowser anne = page.browser();
    anne.language = "en";
    page.signIn(anne, "/my", "anne", "p9");
    assertThat(anne.get("/my").body()).contains("You are looking at your own record.");

    turn(anne, "p2");
    assertThat(anne.get("/my").body())
        .contains("the record of Rose Garnier, as guardian", "See my own record");
    turn(anne, "");

    assertThat(anne.get("/my").body()).contains("You are looking at your own record.");
  }

  @Test
  void whoIsNobodysGuardianIsAskedNothingMore() {
    page.realm.wardsClaimed = new JsonObject();

    String home = page.signedIn("bruno", "p3").get("/my").body();

    assertThat(home).doesNotContain("action=\"/my/for\"", "Paul Garnier");
  }

  @Test
  void anotherPatientIsAnsweredLikeOneWhoIsNot() {
    page.access("p7", "Dr Roche", "read", "Patient", true);
    HttpResponse<String> others = turn(odile, "p7");
    HttpResponse<String> nobody = turn(odile, "nobody");

    assertThat(others.statusCode()).isEqualTo(404);
    assertThat(nobody.statusCode()).isEqualTo(404);
    assertThat(others.body()).isEqualTo(nobody.body());
    for (String address : new String[] {"/my?patient=p7", "/my/accesses?patient=p7&ward=p7"}) {
      assertThat(odile.get(address).body())
          .contains("the record of Paul Garnier")
          .doesNotContain("Dr Roche");
    }
    assertThat(page.realm.askedFor).doesNotContain("p7");
  }

  @Test
  void anAnswerIsTheGuardiansForTheWardWhateverTheFormNames() {
    Map<String, String> form = decision(odile);
    form.put("patient", "p7");

    odile.post("/my/decisions", form);

    assertThat(page.realm.decisionsMade).hasSize(1);
    assertThat(new JsonObject(page.realm.decisionsMade.get(0)).getString("patient"))
        .isEqualTo("p1");
  }

  @Test
  void aFormThatWasShownForOneIsNotSentForAnother() {
    Map<String, String> forPaul = decision(odile);
    turn(odile, "p2");

    assertThat(odile.post("/my/decisions", forPaul).statusCode()).isEqualTo(403);
    assertThat(page.realm.decisionsMade).isEmpty();

    // Nor without a choice, nor for a guardian's own record
    odile.cookies.remove(COOKIE);
    assertThat(odile.post("/my/decisions", forPaul).statusCode()).isEqualTo(403);
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"p2", "nobody they act for"})
  void theySignOutFromAWindowThatShowsAnotherThanTheyTurnedToSince(String since) {
    Map<String, String> form = TestBrowser.form(odile.get("/my").body(), "/my/logout");
    turn(odile, "p2");
    if (!since.equals("p2")) {
      page.realm.wardsClaimed = new JsonObject();
      odile.cookies.remove(COOKIE);
    }

    assertThat(odile.post("/my/logout", form).statusCode()).isEqualTo(303);

    assertThat(odile.post("/my/logout", form).statusCode()).isEqualTo(401);
  }

  @Test
  void aSignOutThatNoPageOfTheirsAskedForIsNone() {
    Map<String, String> form = TestBrowser.form(odile.get("/my").body(), "/my/logout");
    TestBrowser anne = page.browser();
    page.signIn(anne, "/my", "anne", "p9");
    String own = form.get("csrf");
    int between = own.indexOf('.');

    for (String csrf :
        new String[] {"", ".", own.substring(0, between), own.substring(between + 1)}) {
      assertThat(odile.post("/my/logout", Map.of("csrf", csrf)).statusCode()).isEqualTo(403);
    }
    assertThat(anne.post("/my/logout", form).statusCode()).isEqualTo(403);
    assertThat(odile.post("/my/logout", Map.of()).statusCode()).isEqualTo(403);
    assertThat(odile.get("/my").statusCode()).isEqualTo(200);
    assertThat(anne.get("/my").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"realm", "claim", "of age"})
  void aGuardianshipThatHasEndedIsOverWithTheNextRequest(String where) {
    TestBrowser anne = page.browser();
    anne.language = "en";
    page.realm.tokenLifetime = 1;
    page.signIn(anne, "/my", "anne", "p9");
    turn(anne, "p1");
    Map<String, String> form = decision(anne);
    switch (where) {
      case "realm" -> page.realm.wards.remove("p1");
      case "claim" -> page.realm.wardsClaimed = claim("p2");
      default ->
          page.realm.wardsClaimed =
              claim("p1", "p2")
                  .put(
                      "p1",
                      new JsonObject()
                          .put("practices", new JsonArray().add("cabinet-des-lilas"))
                          .put("until", Instant.now().getEpochSecond() - 1));
    }
    String cookie = anne.cookies.get(COOKIE);

    // Nothing is done for themselves instead
    assertThat(anne.post("/my/decisions", form).statusCode()).isEqualTo(403);
    assertThat(page.realm.decisionsMade).isEmpty();
    anne.cookies.put(COOKIE, cookie);
    HttpResponse<String> over = anne.get("/my");
    assertThat(over.statusCode()).isEqualTo(403);
    assertThat(over.body()).contains("You no longer act for this person").doesNotContain("Paul");
    assertThat(anne.get("/my").body()).contains("You are looking at your own record.");
  }

  @Test
  void whatSomebodyElseChoseIsNothingToAnother() {
    TestBrowser anne = page.browser();
    page.realm.wards.clear();
    page.realm.wardsClaimed = new JsonObject();
    page.signIn(anne, "/my", "anne", "p9");
    anne.cookies.put(COOKIE, odile.cookies.get(COOKIE));

    assertThat(anne.get("/my").statusCode()).isEqualTo(200);
    assertThat(anne.get("/my").body()).doesNotContain("Paul Garnier");
  }

  @Test
  void whileTheRealmCannotBeAskedNothingIsShown() {
    page.realm.ledgerStatus = 502;
    int written = page.journal.size();

    assertThat(odile.get("/my").statusCode()).isEqualTo(503);
    assertThat(odile.get("/my/accesses.csv").statusCode()).isEqualTo(503);
    assertThat(page.journal).hasSize(written);
  }

  /** At most ten are told at once, and to say that they were seen is the ward's own. */
  @Test
  void whatIsUnusualBeyondWhatIsToldIsMarkedInTheListTheyAreLedTo() {
    // Given thirteen accesses, the oldest as usual, and the ward's other one
    List<Notice> notices = new ArrayList<>();
    page.access("p1", "Dr Usual", "read", "Patient", true);
    for (int i = 12; i > 0; i--) {
      page.access("p1", "Dr " + i, "read", "Patient", true);
      notices.add(0, unusual(page.journal.get(page.journal.size() - 1)));
    }
    page.unusual.put("p1", notices);
    page.unusual.put("p2", List.of(unusual(page.journal.get(0))));

    assertThat(odile.get("/my").body())
        .contains("Dr 10", "they are marked “Unusual” in the list of accesses")
        .doesNotContain("Dr 11", "Dr 12");
    Map<String, String> rows = rows(odile.get("/my/accesses").body());

    String mark = "<strong>Unusual</strong> Had not opened your record in the 12 months before.";
    for (int i = 1; i <= 12; i++) {
      assertThat(rows.get("Dr " + i)).contains(mark);
    }
    assertThat(rows.get("Dr Usual")).doesNotContain("Unusual");
  }

  private static Notice unusual(Line line) {
    return new Notice(
        line.id(),
        line.recordedAt(),
        "cabinet-des-lilas",
        "u-1",
        line.entry().agent().name(),
        "practitioner",
        Set.of(Rule.NEW_PRACTITIONER),
        false);
  }

  /** Of a list of accesses, by who made each. */
  private static Map<String, String> rows(String html) {
    Map<String, String> rows = new HashMap<>();
    Matcher row =
        Pattern.compile("<tr role=\"row\" id=.*?<strong>([^<]*)</strong>.*?</tr>", Pattern.DOTALL)
            .matcher(html);
    while (row.find()) {
      rows.put(row.group(1), row.group());
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({"/my/emergencies, opening", "/my/unusual, entry", "/my/mail, wanted"})
  void whatIsForThePersonAloneIsNotDoneForThem(String path, String field) {
    String csrf = csrf(odile.get("/my").body());

    HttpResponse<String> answer =
        odile.post(path, Map.of("csrf", csrf, field, UUID.randomUUID().toString()));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("This cannot be done for somebody else");
  }

  @Test
  void aWardsDataAreForTheGuardianWhoHadThemPreparedAsLongAsTheyAreThat() throws IOException {
    List<String> read = new CopyOnWriteArrayList<>();
    page.records =
        (practice, path, query) -> {
          read.add(practice + path);
          return Future.succeededFuture(PAULS);
        };
    String archive = link(prepared(odile));

    String index = index(odile.download(archive).body());

    assertThat(index)
        .contains("My data: Paul Garnier", "Prepared by ", ", as guardian")
        .doesNotContain("Rose");
    assertThat(read)
        .startsWith("cabinet-des-lilas/Patient/p1/$everything")
        .allSatisfy(search -> assertThat(search).startsWith("cabinet-des-lilas/"));
    Entry taken = page.journal.get(page.journal.size() - 1).entry();
    assertThat(taken.act().interaction()).isEqualTo("takeout");
    assertThat(taken.agent().role()).isEqualTo("guardian");
    assertThat(taken.agent().subject()).isEqualTo("odile");
    assertThat(taken.where().patient()).isEqualTo("p1");
    assertThat(taken.reason()).isEqualTo("ward-archive");

    // Neither the ward's, nor another guardian's, nor of another ward
    assertThat(page.signedIn("paul", "p1").get(archive).statusCode()).isEqualTo(404);
    TestBrowser oscar = page.browser();
    page.signIn(oscar, "/my", "oscar", "");
    assertThat(oscar.get(archive).statusCode()).isEqualTo(404);
    turn(odile, "p2");
    assertThat(odile.get(archive).statusCode()).isEqualTo(404);
    turn(odile, "p1");
    assertThat(odile.get(archive).statusCode()).isEqualTo(200);

    // Nor theirs once the realm says that they are not their guardian any more
    page.realm.wards.remove("p1");
    assertThat(odile.get(archive).statusCode()).isEqualTo(403);
  }

  @Test
  void aWardsDataHaveNeitherTheWardsAccountNorTheGuardians() throws IOException {
    page.realm.account = LedgerSamples.account();
    page.records = (practice, path, query) -> Future.succeededFuture(PAULS);
    TestBrowser anne = page.browser();
    anne.language = "en";
    page.signIn(anne, "/my", "anne", "p9");
    turn(anne, "p1");
    assertThat(anne.get("/my/data").body()).doesNotContain("Your account: how you sign in");

    byte[] wards = anne.download(link(prepared(anne))).body();

    assertThat(names(wards))
        .contains("decisions.json")
        .doesNotContain("account.json", "account.html", "mail.json");
    assertThat(index(wards))
        .contains("The account by which Paul Garnier signs in is not in this file")
        .doesNotContain(
            "anne@example.org", "192.0.2.7", "could not be read, so it is", "account.html");
    assertThat(page.realm.accountsAsked).hasValue(0);

    // Their own is in what is theirs, as they are
    turn(anne, "");
    byte[] own = anne.download(link(prepared(anne))).body();
    assertThat(names(own)).contains("account.json", "account.html");
    assertThat(index(own))
        .contains("What the sign-in service holds about you", "take account.json and account.html")
        .doesNotContain("anne@example.org");
    assertThat(page.realm.accountsAsked).hasValue(1);
  }

  private static List<String> names(byte[] zip) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry file = in.getNextEntry(); file != null; file = in.getNextEntry()) {
        names.add(file.getName());
      }
    }
    return names;
  }

  @Test
  void aGuardianshipThatEndsWhileTheRecordIsReadLeavesNothing() {
    Promise<Buffer> held = Promise.promise();
    page.records = (practice, path, query) -> held.future();
    odile.post("/my/data", TestBrowser.form(odile.get("/my/data").body(), "/my/data"));
    Awaitility.await().until(() -> odile.get("/my/data").body().contains("Record being read"));
    // The realm takes them out, and says so to who prepares it
    page.realm.wards.remove("p1");
    page.realm.askedFor.clear();
    held.complete(PAULS);
    Awaitility.await().until(() -> page.realm.askedFor.contains("self"));
    page.realm.wards.put("p1", "Paul Garnier");

    Awaitility.await().until(() -> odile.get("/my/data").body().contains("could not be prepared"));
  }

  private static String prepared(TestBrowser browser) {
    browser.post("/my/data", TestBrowser.form(browser.get("/my/data").body(), "/my/data"));
    return Awaitility.await()
        .until(() -> browser.get("/my/data").body(), html -> html.contains(".zip"));
  }

  private static String link(String html) {
    Matcher link = Pattern.compile("/my/data/[0-9a-f-]{36}\\.zip").matcher(html);
    assertThat(link.find()).isTrue();
    return link.group();
  }

  private static String index(byte[] zip) throws IOException {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry file = in.getNextEntry(); file != null; file = in.getNextEntry()) {
        if (file.getName().equals("index.html")) {
          return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }
    throw new AssertionError("no index");
  }

  @Test
  void anAnswerThatWaitsIsForWhomItWasGivenWhoeverIsLookedAtMeanwhile() {
    page.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser later = page.browser();
    later.language = "en";
    page.signIn(later, "/my", "odile", "");
    page.realm.authenticatedAgo = Duration.ZERO;
    HttpResponse<String> asked = later.post("/my/decisions", decision(later));
    assertThat(page.realm.decisionsMade).isEmpty();
    page.signIn(later, asked, "odile", "");
    // In another window
    turn(later, "p2");

    HttpResponse<String> turned = later.get(CONFIRM);
    assertThat(TestBrowser.location(turned)).isEqualTo(CONFIRM);
    String shown = later.get(CONFIRM).body();
    assertThat(shown).contains("the record of Paul Garnier, as guardian", "Confirm your answer");
    // Confirmed while another is looked at again
    Map<String, String> form = new LinkedHashMap<>(TestBrowser.form(shown, CONFIRM));
    form.put("confirm", "yes");
    turn(later, "p2");
    assertThat(later.post(CONFIRM, form).statusCode()).isEqualTo(403);
    form.put("csrf", csrf(later.get("/my").body()));
    later.post(CONFIRM, form);
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void afterSigningInAgainTheAnswerIsRecordedForTheWard() {
    page.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser later = page.browser();
    page.signIn(later, "/my", "odile", "");
    page.realm.authenticatedAgo = Duration.ZERO;
    page.signIn(later, later.post("/my/decisions", decision(later)), "odile", "");
    Map<String, String> form =
        new LinkedHashMap<>(TestBrowser.form(later.get(CONFIRM).body(), CONFIRM));
    form.put("confirm", "yes");

    later.post(CONFIRM, form);

    assertThat(new JsonObject(page.realm.decisionsMade.get(0)).getString("patient"))
        .isEqualTo("p1");
  }

  @Test
  void allDecisionsAreThoseOfTheWard() {
    odile.get("/my");
    page.realm.askedFor.clear();

    assertThat(odile.get("/my/decisions").statusCode()).isEqualTo(200);

    assertThat(page.realm.askedFor).containsExactly("self", "p1", "p1");
  }

  @Test
  void receiptsAreAskedForOfTheWard() {
    odile.get("/my");
    page.realm.askedFor.clear();

    assertThat(odile.get("/my/decisions/1042/receipt.html").statusCode()).isEqualTo(200);

    assertThat(page.realm.askedFor).containsExactly("self", "p1");
  }

  @Test
  void accessesOfTheWardAreReportedAsGuardianAndNobodyElses() {
    TestDatabase database = TestDatabase.migrated();
    try (PageFixture real = PageFixture.withJournal(database)) {
      real.realm.wards.putAll(page.realm.wards);
      real.realm.wardsClaimed = claim("p1", "p2");
      UUID pauls = opened(real, "p1");
      UUID roses = opened(real, "p2");
      TestBrowser guardian = real.browser();
      real.signIn(guardian, "/my", "odile", "");

      assertThat(guardian.get("/my/accesses").body()).contains("Dr Moreau");
      assertThat(report(guardian, pauls).statusCode()).isEqualTo(303);
      assertThat(report(guardian, roses).statusCode()).isEqualTo(404);
      assertThat(guardian.get("/my/accesses/" + roses + "/proof.json").statusCode()).isEqualTo(404);

      assertThat(database.rows("SELECT patient, entry FROM report.report"))
          .singleElement()
          .satisfies(row -> assertThat(row).containsEntry("entry", pauls));
      assertThat(
              database.rows(
                  "SELECT 1 FROM journal.entry WHERE interaction = 'report'"
                      + " AND role = 'guardian' AND subject = 'odile' AND patient = 'p1'"))
          .hasSize(1);
    }
  }

  private static UUID opened(PageFixture real, String patient) {
    return PageFixture.get(
        real.journal()
            .record(
                new Entry(
                    UUID.randomUUID().toString(),
                    new Entry.Agent("u-m", "Dr Moreau", "practitioner", "demo-app", null, null),
                    new Entry.Act("read", "Observation", "o1", null, "GET", "/fhir"),
                    new Entry.Where("cabinet-des-lilas", patient, "nuage-sante", null, null),
                    true,
                    "consent-permit"),
                new Outcome(200, 17, Duration.ofMillis(3), "completed")));
  }

  private static HttpResponse<String> report(TestBrowser browser, UUID entry) {
    return browser.post(
        "/my/accesses/" + entry + "/report",
        Map.of("csrf", csrf(browser.get("/my").body()), "words", ""));
  }

  private static HttpResponse<String> turn(TestBrowser browser, String patient) {
    return browser.post(
        "/my/for", Map.of("csrf", csrf(browser.get("/my").body()), "patient", patient));
  }

  private static Map<String, String> decision(TestBrowser browser) {
    Map<String, String> form =
        new LinkedHashMap<>(TestBrowser.form(browser.get("/my").body(), "/my/decisions"));
    form.put("decision", "DENY");
    return form;
  }

  private static String csrf(String html) {
    Matcher field = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(html);
    assertThat(field.find()).isTrue();
    return field.group(1);
  }
}
