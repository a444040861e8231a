// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.History;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.testing.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A patient looks through the accesses to the record, with a real journal. */
final class MyAccessesTest {

  private final TestDatabase database = TestDatabase.migrated();
  private final PageFixture page = PageFixture.withJournal(database);
  private final Journal journal = page.written();
  private TestBrowser anne;

  @BeforeEach
  void signIn() {
    anne = page.browser();
    anne.language = "en";
    page.signIn(anne, "/my/accesses", "anne", "p1");
  }

  @AfterEach
  void stop() {
    page.close();
  }

  private UUID write(String patient, String name, String interaction) {
    return write(patient, name, interaction, true, null);
  }

  private UUID write(
      String patient, String name, String interaction, boolean permitted, @Nullable String btg) {
    return write(patient, name, interaction, permitted, btg, "/fhir");
  }

  private UUID write(
      String patient,
      String name,
      String interaction,
      boolean permitted,
      @Nullable String btg,
      String path) {
    return PageFixture.get(
        journal.record(
            new Entry(
                UUID.randomUUID().toString(),
                new Entry.Agent("u-" + name, name, "practitioner", "demo-app", null, null),
                new Entry.Act(interaction, "Observation", "o1", null, "GET", path),
                new Entry.Where("cabinet-des-lilas", patient, "nuage-sante", null, null),
                permitted,
                permitted ? "consent-permit" : "not-of-practice",
                btg == null ? null : new Entry.Purpose("BTG", btg),
                null),
            new Outcome(permitted ? 200 : 403, 17, Duration.ofMillis(3), "completed")));
  }

  private static List<String> who(HttpResponse<String> found) {
    return Pattern.compile("<td role=\"cell\"><strong>([^<]+)</strong>")
        .matcher(found.body())
        .results()
        .map(row -> row.group(1))
        .toList();
  }

  private String choice(String label) {
    Matcher option =
        Pattern.compile("<option value=\"([0-9a-f]{24})\"[^>]*>" + label + "[^<]*</option>")
            .matcher(anne.get("/my/accesses").body());
    assertThat(option.find()).as(label).isTrue();
    return option.group(1);
  }

  @Test
  void aPersonIsChosenAmongThoseWhoAskedForThisRecordAndByNoNumberOfTheRealm() {
    write("p1", "Dr Moreau", "read");
    write("p1", "Dr Petit", "read");
    write("p2", "Dr Secret", "read");

    String form = anne.get("/my/accesses").body();
    HttpResponse<String> found = anne.get("/my/accesses?person=" + choice("Dr Moreau"));

    assertThat(form).contains("Dr Petit").doesNotContain("Dr Secret", "u-Dr");
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(who(found)).containsExactly("Dr Moreau");
    assertThat(found.body()).contains("selected>Dr Moreau", "<a href=\"/my/accesses\">");
  }

  @Test
  void onesOwnAccessesAreThoseOfMe() {
    write("p1", "Dr Moreau", "read");

    anne.get("/my/accesses");

    assertThat(who(anne.get("/my/accesses?person=me"))).containsExactly("You");
  }

  @ParameterizedTest
  @CsvSource({
    "read, Dr Read",
    "search, Dr Search",
    "change, Dr Change",
    "emergency, Dr Emergency",
    "refused, Dr Refused",
    "move, Dr Move"
  })
  void aKindLeavesOutTheOthers(String kind, String name) {
    write("p1", "Dr Read", "vread");
    write("p1", "Dr Search", "search-type");
    write("p1", "Dr Change", "patch");
    write("p1", "Dr Emergency", "unknown", true, "unconscious");
    write("p1", "Dr Refused", "unknown", false, null);
    write("p1", "Dr Move", "transfer");

    assertThat(who(anne.get("/my/accesses?kind=" + kind))).containsExactly(name);
  }

  @Test
  void aSearchWithinTheRecordIsASearchAndReadsForAnArchiveAreCopies() {
    write("p1", "Dr Within", "search");
    write("p1", "Dr Refused", "search", false, null);
    write("p1", "Dr Page", "search-type", true, null, "/my/data");
    write("p1", "Dr Copy", "operation", true, null, "/my/data");

    HttpResponse<String> searches = anne.get("/my/accesses?kind=search");

    assertThat(who(searches)).containsExactlyInAnyOrder("Dr Within", "Dr Refused");
    assertThat(searches.body())
        .contains("Looked up: your measurements and test results")
        .contains("Tried to search: your measurements and test results");
    assertThat(who(anne.get("/my/accesses?kind=read"))).isEmpty();
    assertThat(who(anne.get("/my/accesses?kind=list"))).contains("Dr Page", "Dr Copy");
  }

  @Test
  void daysAreThoseOfParisAndBothIncluded() {
    write("p1", "Dr Moreau", "read");
    LocalDate today = LocalDate.now(ZoneId.of("Europe/Paris"));

    assertThat(who(anne.get("/my/accesses?from=" + today + "&to=" + today))).contains("Dr Moreau");
    HttpResponse<String> before = anne.get("/my/accesses?to=" + today.minusDays(2));
    assertThat(who(before)).isEmpty();
    assertThat(before.body()).contains("No access matches.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=yesterday",
        "from=2026-02-30",
        "from=%2B999999999-01-01",
        "to=-1000-01-01",
        "from=2026-11-02&to=2026-11-01",
        "kind=everything",
        "person=u-Dr%20Moreau",
        "person=000000000000000000000000",
        "kind=read&kind=search",
        "from=%00",
        "to=9999-99-99",
      })
  void whatIsNotUnderstoodIsToldAtItsFieldAndNothingIsSearched(String query) {
    write("p1", "Dr Moreau", "read");

    HttpResponse<String> answer = anne.get("/my/accesses?" + query);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .containsPattern("aria-invalid=\"true\" aria-describedby=\"wrong-(from|to|kind|person)\"")
        .containsPattern("<small id=\"wrong-(from|to|kind|person)\">")
        .doesNotContain("<table");
    // A file does not leave out what was not understood either
    assertThat(anne.get("/my/accesses.csv?" + query).statusCode()).isEqualTo(303);
  }

  @Test
  void whatWasLookedForIsKeptOnFurtherPagesAndInFiles() {
    for (int i = 0; i < 60; i++) {
      write("p1", "Dr Moreau", "read");
      write("p1", "Dr Petit", "search-type");
    }
    String query = "?person=" + choice("Dr Moreau") + "&kind=read";

    HttpResponse<String> first = anne.get("/my/accesses" + query);
    HttpResponse<String> second = anne.get(older(first));
    HttpResponse<String> third = anne.get(older(second));

    assertThat(who(first)).hasSize(25).containsOnly("Dr Moreau");
    assertThat(who(second)).hasSize(25).containsOnly("Dr Moreau");
    assertThat(who(third)).hasSize(10).containsOnly("Dr Moreau");
    assertThat(third.body()).doesNotContain("rel=\"next\"");
    String file = query.replace("&", "&amp;");
    assertThat(third.body())
        .contains(
            "/my/accesses.csv" + file, "/my/accesses.json" + file, "/my/accesses.fhir.json" + file);
    assertThat(new JsonArray(anne.get("/my/accesses.json" + query).body())).hasSize(60);
  }

  @Test
  void aFileIsSearchedToItsEndThoughNothingIsFoundForLong() {
    write("p1", "Dr Moreau", "patch");
    // And then more than two windows of others
    database.execute(
        "INSERT INTO journal.entry (id, chain, leaf, block, recorded_at, permitted, request_id,"
            + " interaction, patient, reason)"
            + " SELECT (left(id::text, 24) || 'f' || lpad(to_hex(n), 11, '0'))::uuid, chain, leaf, block,"
            + " recorded_at, permitted, request_id, 'read', patient, reason"
            + " FROM journal.entry, generate_series(1, ?) n WHERE interaction = 'patch'",
        2 * History.WINDOW + 700);

    JsonArray file = new JsonArray(anne.get("/my/accesses.json?kind=change").body());

    assertThat(file).hasSize(1);
    assertThat(file.getJsonObject(0).getString("interaction")).isEqualTo("patch");
  }

  @Test
  void anArchiveOfOnesOwnBuriesNeitherTheListNorTheMonth() {
    write("p1", "Dr Moreau", "read");
    write("p1", "Dr Petit", "patch");
    // Written later, by Anne, in one go
    database.execute(
        "INSERT INTO journal.entry (id, chain, leaf, block, recorded_at, permitted, request_id,"
            + " interaction, patient, reason, subject, role, path)"
            + " SELECT (substr(later, 1, 8) || '-' || substr(later, 9) || '-7000-8000-'"
            + " || lpad(to_hex(n), 12, '0'))::uuid, chain, leaf, block, recorded_at, true,"
            + " request_id, 'operation', patient, reason, 'anne', 'patient', '/my/data'"
            + " FROM (SELECT *, lpad(to_hex((extract(epoch FROM recorded_at) * 1000)::bigint + 999),"
            + " 12, '0') AS later FROM journal.entry WHERE interaction = 'patch') e,"
            + " generate_series(1, ?) n",
        3_000);

    HttpResponse<String> list = anne.get("/my/accesses");

    assertThat(who(list)).contains("Dr Petit", "Dr Moreau").hasSizeLessThan(6);
    assertThat(list.body()).doesNotContain("rel=\"next\"");
    assertThat(Pattern.compile("class=\"count\">([^<]+)<").matcher(list.body()).results())
        .extracting(count -> count.group(1))
        .last()
        .isEqualTo("2");
  }

  @Test
  void theListEndsWhereItsFirstLookDoesThoughNearlyAllOfItIsFoldedTogether() {
    // Given an archive of one's own, and as much again that is not looked for
    write("p1", "Dr Petit", "patch");
    database.execute(
        "INSERT INTO journal.entry (id, chain, leaf, block, recorded_at, permitted, request_id,"
            + " interaction, patient, reason, subject, role, path)"
            + " SELECT (substr(later, 1, 8) || '-' || substr(later, 9) || '-7000-8000-'"
            + " || lpad(to_hex(n), 12, '0'))::uuid, chain, leaf, block, recorded_at, true,"
            + " request_id, 'operation', patient, reason, 'anne', 'patient',"
            + " CASE mod(n, 2) WHEN 0 THEN '/my/data' ELSE '/fhir' END"
            + " FROM (SELECT *, lpad(to_hex((extract(epoch FROM recorded_at) * 1000)::bigint + 999),"
            + " 12, '0') AS later FROM journal.entry WHERE interaction = 'patch') e,"
            + " generate_series(1, ?) n",
        History.WINDOW + 2_000);

    // When the list is asked for
    HttpResponse<String> first = anne.get("/my/accesses?kind=list");
    HttpResponse<String> second = anne.get(older(first));

    // Then it leads on from there, and to the end
    assertThat(who(first)).contains("You").hasSizeLessThan(5);
    assertThat(second.body()).doesNotContain("rel=\"next\"");
  }

  private static String older(HttpResponse<String> page) {
    Matcher link = Pattern.compile("href=\"([^\"]+)\" rel=\"next\"").matcher(page.body());
    assertThat(link.find()).isTrue();
    return link.group(1).replace("&amp;", "&");
  }

  @Test
  void allIsTakenAlongAsOneFhirBundleOfThePatientsOwn() {
    write("p1", "Dr Moreau", "read");
    write("p2", "Dr Secret", "read");

    HttpResponse<String> file = anne.get("/my/accesses.fhir.json");

    assertThat(file.headers().firstValue("Content-Type")).hasValue("application/fhir+json");
    JsonObject bundle = new JsonObject(file.body());
    assertThat(bundle.getString("type")).isEqualTo("collection");
    assertThat(bundle.getJsonArray("entry").stream())
        .allSatisfy(
            entry ->
                assertThat(((JsonObject) entry).getJsonObject("resource").getString("resourceType"))
                    .isEqualTo("AuditEvent"));
    assertThat(bundle.getJsonArray("entry").stream().map(JsonObject.class::cast))
        .allSatisfy(
            entry ->
                assertThat(entry.getString("fullUrl"))
                    .matches("urn:uuid:.*|https?://.*/fhir/[^/]+/AuditEvent/.*")
                    .endsWith(entry.getJsonObject("resource").getString("id")))
        .extracting(entry -> entry.getString("fullUrl"))
        .doesNotHaveDuplicates();
    assertThat(file.body())
        .contains("Dr Moreau", "\"anne\"")
        .doesNotContain("Dr Secret", "p2", "u-Dr");
    JsonObject none = new JsonObject(anne.get("/my/accesses.fhir.json?kind=move").body());
    assertThat(none.containsKey("entry")).as("FHIR has no empty arrays").isFalse();
  }

  @Test
  void monthsCountWhatOthersDidAndLeadToIt() {
    write("p1", "Dr Moreau", "read");
    write("p1", "Dr Petit", "read");
    write("p2", "Dr Secret", "read");
    LocalDate first = LocalDate.now(ZoneId.of("Europe/Paris")).withDayOfMonth(1);

    String all = anne.get("/my/accesses").body();

    assertThat(Pattern.compile("class=\"count\">([^<]+)<").matcher(all).results())
        .extracting(count -> count.group(1))
        .containsExactly("0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "2");
    assertThat(all).contains("/my/accesses?from=" + first + "&amp;to=");
    assertThat(anne.get("/my/accesses?kind=read").body()).doesNotContain("class=\"months\"");
  }

  @Test
  void whoComesBackFromSigningInLooksForTheSame() {
    TestBrowser late = page.browser();

    HttpResponse<String> back =
        page.signIn(late, "/my/accesses?kind=refused&evil=%2F%2Fx", "anne", "p1");

    assertThat(TestBrowser.location(back)).isEqualTo("/my/accesses?kind=refused");
  }

  @Test
  void whatIsTooLongToBeKeptOnTheWayIsNot() {
    String words = "%C3%A9".repeat(100);
    TestBrowser late = page.browser();

    HttpResponse<String> back =
        page.signIn(late, "/my/accesses?person=" + words + "&kind=" + words, "anne", "p1");

    assertThat(TestBrowser.location(back)).isEqualTo("/my/accesses");
  }

  @Test
  void theFirstDayThatThereIsInParisIsBeforeAllAccesses() {
    write("p1", "Dr Moreau", "read");

    assertThat(who(anne.get("/my/accesses?kind=read&from=1970-01-01")))
        .containsExactly("Dr Moreau");
  }
}
