// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Everything held about me, as the browser sees it. */
final class MyDataTest {

  private static final Pattern ARCHIVE = Pattern.compile("/my/data/[0-9a-f-]{36}\\.zip");

  private final TestDatabase database = TestDatabase.migrated();
  private final PageFixture page = new PageFixture("http", database, "");
  private final List<String> read = new CopyOnWriteArrayList<>();

  @BeforeEach
  void recordOfOneResource() {
    page.realm.decisions = new JsonArray().add(LedgerSamples.decision("PERMIT"));
    page.records =
        (practice, path, query) -> {
          read.add(practice + path);
          return bundle();
        };
  }

  @AfterEach
  void stop() {
    page.close();
  }

  @Test
  void itIsPreparedDownloadedExplainedAndDeleted() throws IOException {
    page.access("p1", "=Dr Garnier", "read", "Patient", true);
    TestBrowser anne = page.signedIn("anne", "p1");
    String before = anne.get("/my/data").body();
    assertThat(before).contains("Préparer mon fichier").doesNotContain(".zip");

    HttpResponse<String> asked = anne.post("/my/data", TestBrowser.form(before, "/my/data"));
    assertThat(asked.statusCode()).isEqualTo(303);
    assertThat(TestBrowser.location(asked)).endsWith("/my/data");
    String ready = ready(anne);
    HttpResponse<byte[]> zip = anne.download(link(ready));

    assertThat(zip.statusCode()).isEqualTo(200);
    assertThat(zip.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(zip.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(zip.headers().firstValue("Content-Disposition").orElse("")).contains("attachment");
    Map<String, String> files = unzip(zip.body());
    assertThat(files.keySet())
        .containsExactlyInAnyOrder(
            "index.html",
            "manifest.json",
            "practices-and-hosts.json",
            "decisions.json",
            "receipts/1042.jws",
            "receipts/1042.html",
            "reports.json",
            "handovers.json",
            "certificates.json",
            "emergencies.json",
            "unusual.json",
            "moves.json",
            "answers-read.json",
            "account.json",
            "account.html",
            "mail.json",
            "record/cabinet-des-lilas/Patient.ndjson",
            "accesses.json",
            "accesses.csv");
    assertThat(files.get("index.html"))
        .contains("<html lang=\"fr\">", "Cabinet des Lilas", "1 élément, tout y est");
    assertThat(files.get("receipts/1042.jws")).isEqualTo("receipt as application/jwt");
    // What is kept leads nowhere
    assertThat(files.get("receipts/1042.html")).isEqualTo("receipt as text/html");
    assertThat(files.get("accesses.csv")).contains("\"'=Dr Garnier\"");
    assertThat(new JsonArray(files.get("accesses.json")).size()).isGreaterThan(1);
    // The patient's practices, and no others
    assertThat(read)
        .startsWith("cabinet-des-lilas/Patient/p1/$everything")
        .contains("cabinet-des-lilas/Task")
        .allSatisfy(search -> assertThat(search).startsWith("cabinet-des-lilas/"));

    anne.post("/my/data/delete", TestBrowser.form(ready, "/my/data/delete"));
    assertThat(anne.get("/my/data").body()).contains("Votre fichier est supprimé");
    HttpResponse<String> gone = anne.get(link(ready));
    assertThat(gone.statusCode()).isEqualTo(410);
    assertThat(gone.body()).contains("Vous pouvez en préparer un autre");
  }

  @Test
  void whatTheRealmHoldsOfTheirAccountIsInFilesOfItsOwnAndSaidInWords() throws IOException {
    page.realm.account = LedgerSamples.account();
    TestBrowser anne = page.signedIn("anne", "p1");
    assertThat(anne.get("/my/data").body())
        .contains("retirez-en account.json et account.html")
        .contains("Votre compte : comment");

    Map<String, String> files = unzip(anne.download(link(prepare(anne))).body());

    assertThat(new JsonObject(files.get("account.json"))).isEqualTo(page.realm.account);
    assertThat(files.get("account.html"))
        .contains(
            "default-src 'none'",
            "Adresse électronique : anne@example.org (confirmée)",
            "Mot de passe, depuis le 2 mars 2026",
            "My phone",
            "Avec votre compte chez Elsewhere, où vous êtes a.martin",
            "Carnet : email, depuis le 1er avril 2026",
            "depuis l’adresse 192.0.2.7",
            "Il manque ici 2 informations de votre profil",
            "&lt;script&gt;")
        .doesNotContain("<script", "http://", "https://");
    // What is given to another doctor need not tell them from where and with what they sign in
    assertThat(files.get("index.html"))
        .contains(
            "Ce que le service de connexion conserve sur vous",
            "href=\"account.html\"",
            "retirez-en account.json et account.html")
        .doesNotContain(
            "anne@example.org", "192.0.2.7", "a.martin", "My phone", "n’a pas pu être lu");
    // Asked for by whom it is of, and of nobody else
    assertThat(page.realm.accountsAsked).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 403, 500, 503})
  void aRealmThatDoesNotTellOfAccountsKeepsNobodyFromTheRestAndTheIndexSaysWhatLacks(int status)
      throws IOException {
    // Given an extension that knows no such thing, an application that may not, a directory away
    page.realm.accountStatus = status;
    if (status == 404) {
      page.realm.account = null;
    }
    TestBrowser anne = page.signedIn("anne", "p1");

    Map<String, String> files = unzip(anne.download(link(prepare(anne))).body());

    assertThat(files).containsKeys("decisions.json", "record/cabinet-des-lilas/Patient.ndjson");
    assertThat(files).doesNotContainKeys("account.json", "account.html");
    assertThat(files.get("index.html"))
        .contains("conserve de votre compte n’a pas pu être lu", "articles 12 et 15")
        .doesNotContain("account.html");
  }

  @Test
  void thatThereAreOlderDecisionsThanAreReadIsSaidInTheIndexToo() throws IOException {
    page.realm.decisionsAtOnce = 1;
    page.realm.decisions = decisions(21);
    TestBrowser anne = page.signedIn("anne", "p1");

    Map<String, String> files = unzip(anne.download(link(prepare(anne))).body());

    JsonObject told = new JsonObject(files.get("decisions.json"));
    assertThat(told.getJsonArray("decisions").size()).isEqualTo(20);
    assertThat(told.getBoolean("older")).isTrue();
    assertThat(files.get("index.html"))
        .contains("Seules vos décisions les plus récentes", "qui ne sont pas dans ce fichier")
        .contains("Toutes mes décisions");
    // And where that is all, nothing of the kind
    page.realm.decisions = decisions(20);
    assertThat(unzip(anne.download(link(prepare(anne))).body()).get("index.html"))
        .doesNotContain("Seules vos décisions", "sans reçu");
  }

  @Test
  void whoDecidedWithoutEndGetsAllDecisionsAndTheNewestReceipts() throws IOException {
    // Given more than there would be files for, or time while the token holds
    page.realm.decisions = decisions(1_003);
    TestBrowser anne = page.signedIn("anne", "p1");

    Map<String, String> files = unzip(anne.download(link(prepare(anne))).body());

    assertThat(new JsonObject(files.get("decisions.json")).getJsonArray("decisions").size())
        .isEqualTo(1_003);
    assertThat(files)
        .containsKeys("receipts/1003.jws", "receipts/4.html")
        .doesNotContainKeys("receipts/3.jws", "receipts/1.html");
    assertThat(files.get("index.html"))
        .contains("vos 3 décisions les plus anciennes sont sans reçu");
  }

  /** Newest first. */
  private static JsonArray decisions(int count) {
    JsonArray all = new JsonArray();
    for (int position = count; position > 0; position--) {
      all.add(LedgerSamples.decision("DENY").put("position", position));
    }
    return all;
  }

  @Test
  void whatAPracticeThatThePatientHasLeftMayKeepIsSaidNotToBeInIt() throws Exception {
    // Given a refusal, of which the realm tells among decisions alone, and a record in its place
    page.realm.decisions =
        new JsonArray()
            .add(LedgerSamples.decision("DENY").put("hosting", "cabinet-quitte@nuage-sante"));
    try (Connection owner = database.connect(database.owner());
        Statement statement = owner.createStatement()) {
      statement.execute(
          "INSERT INTO hosts.placement (practice, patient, host) VALUES"
              + " ('cabinet-de-la-gare', 'p1', 'gare'), ('cabinet-du-port', 'p2', 'port')");
    }
    TestBrowser anne = page.signedIn("anne", "p1");

    Map<String, String> files = unzip(anne.download(link(prepare(anne))).body());

    assertThat(files.get("index.html"))
        .contains("Votre compte n’est plus rattaché", "Demandez-le à cabinet-quitte, qui doit")
        .contains("cabinet-de-la-gare, qui doit")
        .doesNotContain("cabinet-du-port");
    assertThat(read).allSatisfy(search -> assertThat(search).startsWith("cabinet-des-lilas/"));
  }

  @Test
  void itIsNotBegunOnATokenThatIsAboutToExpire() {
    // Given one that does for a page, and no longer
    page.realm.tokenLifetime = 40;
    TestBrowser anne = page.signedIn("anne", "p1");
    Map<String, String> form = TestBrowser.form(anne.get("/my/data").body(), "/my/data");
    assertThat(page.realm.refreshes).isZero();
    page.realm.tokenLifetime = 300;

    anne.post("/my/data", form);

    assertThat(ready(anne)).contains(".zip");
    assertThat(page.realm.refreshes).isEqualTo(1);
    // Those that hold are not renewed
    prepare(anne);
    assertThat(page.realm.refreshes).isEqualTo(1);
  }

  @Test
  void whereNoTokenHoldsThatLongItIsBegunAllTheSame() {
    page.realm.tokenLifetime = 40;

    assertThat(prepare(page.signedIn("anne", "p1"))).contains(".zip");
  }

  @Test
  void whatThePatientReportedIsInItHoweverMuchAndNobodyElsesIs() throws Exception {
    try (Connection owner = database.connect(database.owner());
        Statement statement = owner.createStatement()) {
      statement.execute(
          "INSERT INTO report.report (id, entry, practice, patient, accessed_at, words, reported_at)"
              + " SELECT gen_random_uuid(), gen_random_uuid(), 'cabinet-des-lilas',"
              + " CASE WHEN n = 0 THEN 'p2' ELSE 'p1' END, now(), 'report ' || n || '.',"
              // Many at the same moment
              + " now() - (n / 60) * interval '1 hour' FROM generate_series(0, 130) n");
    }

    TestBrowser anne = page.signedIn("anne", "p1");
    String reports = unzip(anne.download(link(prepare(anne))).body()).get("reports.json");

    JsonArray all = new JsonArray(reports);
    assertThat(all.stream().map(one -> ((JsonObject) one).getString("words")).distinct())
        .hasSize(130)
        .contains("report 1.", "report 130.")
        .doesNotContain("report 0.");
    assertThat(all.size()).isEqualTo(130);
  }

  @Test
  void allThatIsHeldOfThePatientIsInItAndNothingOfAnybodyElse() throws Exception {
    try (Connection owner = database.connect(database.owner());
        Statement statement = owner.createStatement()) {
      // Many at the same moment, so that pages end among them; the first of each is another's
      statement.execute(
          "INSERT INTO hosts.transfer (practice, patient, source, destination, urgent, state,"
              + " requested_at, ended_at) SELECT 'cabinet-des-lilas',"
              + " CASE WHEN n = 0 THEN 'p2' ELSE 'p1' END, 'cabinet', 'nuage-sante', false, 'done',"
              + " now() - (n / 60) * interval '1 hour', now() FROM generate_series(0, 130) n");
      statement.execute(
          "INSERT INTO purpose.opening (opened_at, until, practice, patient, subject, name, reason,"
              + " request_id) SELECT now() - (n / 60) * interval '1 hour', now(),"
              + " 'cabinet-des-lilas', CASE WHEN n = 0 THEN 'p2' ELSE 'p1' END, 'u-secret',"
              + " 'Dr Garnier', 'reason ' || n || '.', 'r-secret' FROM generate_series(0, 130) n");
      statement.execute(
          "INSERT INTO purpose.acknowledged (opening) SELECT id FROM purpose.opening"
              + " WHERE reason = 'reason 7.'");
      statement.execute(
          "INSERT INTO unusual.notice (entry, rule, patient, at, practice, subject, name, role)"
              + " SELECT gen_random_uuid(), r, CASE WHEN n = 0 THEN 'p2' ELSE 'p1' END,"
              + " now() - (n / 60) * interval '1 hour', 'cabinet-des-lilas', 'u-secret',"
              + " 'Dr ' || n || '.', 'practitioner' FROM generate_series(0, 130) n,"
              + " unnest(ARRAY['emergency', 'new-practice']) r");
    }

    TestBrowser anne = page.signedIn("anne", "p1");
    Map<String, String> files = unzip(anne.download(link(prepare(anne))).body());

    assertThat(new JsonArray(files.get("moves.json")).size()).isEqualTo(130);
    assertThat(files.get("moves.json")).contains("\"from\":\"cabinet\"", "\"step\":\"ended\"");
    assertThat(new JsonArray(files.get("emergencies.json")).size()).isEqualTo(130);
    assertThat(files.get("emergencies.json")).contains("reason 130.").doesNotContain("reason 0.");
    assertThat(new JsonArray(files.get("unusual.json")).size()).isEqualTo(260);
    assertThat(files.get("unusual.json")).contains("Dr 130.").doesNotContain("\"Dr 0.\"");
    assertThat(files.get("mail.json")).contains("\"state\":\"off\"");
    // By names, as on the page
    assertThat(files.values().toString()).doesNotContain("u-secret", "r-secret");
    assertThat(files.get("index.html"))
        .contains("Les transferts de votre dossier d’un lieu à l’autre\u00a0: 130.");
  }

  @Test
  void whoSignedInLongAgoSignsInAgainBeforeTheyTakeItAlong() {
    page.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser anne = page.signedIn("anne", "p1");
    page.realm.authenticatedAgo = Duration.ZERO;
    String archive = link(prepare(anne));

    HttpResponse<String> asked = anne.get(archive);

    assertThat(TestBrowser.location(asked)).startsWith(page.realm.issuer()).contains("max_age=");
    assertThat(page.journal).noneMatch(line -> line.entry().act().interaction().equals("takeout"));
    HttpResponse<String> back = page.signIn(anne, asked, "anne", "p1");
    assertThat(TestBrowser.location(back)).isEqualTo("/my/data");
    assertThat(anne.download(archive).statusCode()).isEqualTo(200);
    // What broke off goes on, in that browser, where the sign-in is no longer of late
    anne.reaching(
        page.anotherInstance(
            TestSettings.page("page-secret", Duration.ZERO, Settings.Takeout.DEFAULT)));
    assertThat(anne.download(archive).statusCode()).isEqualTo(200);
    anne.cookies.remove("prunelle-download");
    assertThat(TestBrowser.location(anne.get(archive))).startsWith(page.realm.issuer());
  }

  @Test
  void downloadingItIsInTheJournalBeforeAByteIsSent() {
    TestBrowser anne = page.signedIn("anne", "p1");
    String ready = prepare(anne);

    anne.download(link(ready));

    Entry last = page.journal.get(page.journal.size() - 1).entry();
    assertThat(last.act().interaction()).isEqualTo("takeout");
    assertThat(last.where().patient()).isEqualTo("p1");
    page.journalDown = true;
    assertThat(anne.get(link(ready)).statusCode()).isEqualTo(503);
  }

  @Test
  void anArchiveThatLacksAPieceIsNotSaidToBeTheBrowsersDoing() {
    TestBrowser anne = page.signedIn("anne", "p1");
    String ready = prepare(anne);
    database.execute("DELETE FROM takeout.piece");
    page.outcomes.clear();

    assertThatThrownBy(() -> anne.download(link(ready)));

    Awaitility.await().until(() -> !page.outcomes.isEmpty());
    assertThat(page.outcomes.get(0).ending()).isEqualTo("failed");
    assertThat(page.outcomes.get(0).status()).isEqualTo(500);
  }

  @Test
  void nobodyElseComesToItByAnyAddress() {
    TestBrowser anne = page.signedIn("anne", "p1");
    String ready = prepare(anne);
    TestBrowser bruno = page.signedIn("bruno", "p2");
    String own = bruno.get("/my/data").body();
    assertThat(own).doesNotContain(".zip");

    HttpResponse<String> taken = bruno.get(link(ready));
    Map<String, String> form = new LinkedHashMap<>(TestBrowser.form(own, "/my/data"));
    form.put("archive", TestBrowser.form(ready, "/my/data/delete").get("archive"));
    bruno.post("/my/data/delete", form);

    assertThat(taken.statusCode()).isEqualTo(404);
    // In the words for what never was
    assertThat(taken.body().replaceAll("value=\"[^\"]*\"", ""))
        .isEqualTo(
            bruno
                .get("/my/data/" + UUID.randomUUID() + ".zip")
                .body()
                .replaceAll("value=\"[^\"]*\"", ""));
    assertThat(page.browser().get(link(ready)).statusCode()).isBetween(300, 399);
    // The same user, whose account is given another patient
    assertThat(page.signedIn("anne", "p2").get(link(ready)).statusCode()).isEqualTo(404);
    assertThat(anne.get(link(ready)).statusCode()).isEqualTo(200);
  }

  @Test
  void whoIsNoPatientGetsNone() {
    TestBrowser guardian = page.browser();
    HttpResponse<String> shown = page.signIn(guardian, "/my/data", "mother", "");

    HttpResponse<String> data = guardian.get("/my/data");

    assertThat(shown.statusCode()).isBetween(300, 399);
    assertThat(data.statusCode()).isEqualTo(403);
    assertThat(guardian.get("/my/data/" + UUID.randomUUID() + ".zip").statusCode()).isEqualTo(403);
    assertThat(guardian.post("/my/data", TestBrowser.form(data.body(), "/my/logout")).statusCode())
        .isEqualTo(403);
    assertThat(read).isEmpty();
  }

  @Test
  void onlyTheSessionsOwnFormBeginsOrEndsAnything() {
    TestBrowser anne = page.signedIn("anne", "p1");
    Map<String, String> form = TestBrowser.form(anne.get("/my/data").body(), "/my/data");

    assertThat(anne.post("/my/data", Map.of()).statusCode()).isEqualTo(403);
    assertThat(anne.post("/my/data", Map.of("csrf", "guessed")).statusCode()).isEqualTo(403);
    assertThat(anne.post("/my/data", form, Map.of("Origin", "https://evil.example")).statusCode())
        .isEqualTo(403);
    assertThat(read).isEmpty();
    String ready = prepare(anne);
    assertThat(anne.post("/my/data/delete", Map.of("archive", "x")).statusCode()).isEqualTo(403);
    assertThat(anne.get(link(ready)).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/my/data/..%2f..%2fetc%2fpasswd",
        "/my/data/x.zip",
        "/my/data/%00.zip",
        "/my/data/00000000-0000-0000-0000-000000000000",
        "/my/data/00000000-0000-0000-0000-000000000000.zip%0d%0aX:y"
      })
  void anAddressThatIsNoArchivesIsNotThere(String path) {
    assertThat(page.signedIn("anne", "p1").get(path).statusCode()).isBetween(400, 404);
  }

  @Test
  void aSessionThatEndsMeanwhileLeavesItForTheNextOne() {
    Promise<Buffer> held = Promise.promise();
    page.records = (practice, path, query) -> held.future();
    TestBrowser anne = page.signedIn("anne", "p1");
    String before = anne.get("/my/data").body();
    anne.post("/my/data", TestBrowser.form(before, "/my/data"));
    String preparing =
        Awaitility.await()
            .until(() -> anne.get("/my/data").body(), html -> html.contains("Cabinet des Lilas"));
    assertThat(preparing).contains("0 élément copié jusqu’ici");

    anne.post("/my/logout", TestBrowser.form(preparing, "/my/logout"));
    held.complete(bundle().result());

    assertThat(anne.get("/my/data").statusCode()).isBetween(300, 399);
    assertThat(ready(page.signedIn("anne", "p1"))).contains(".zip");
  }

  @Test
  void whoAsksForMoreThanThereMayBeIsToldSo() {
    TestBrowser anne = page.signedIn("anne", "p1");
    for (int i = 0; i < 5; i++) {
      prepare(anne);
    }

    HttpResponse<String> sixth =
        anne.post("/my/data", TestBrowser.form(anne.get("/my/data").body(), "/my/data"));

    assertThat(sixth.statusCode()).isEqualTo(429);
    assertThat(sixth.body()).contains("role=\"alert\"", "Revenez demain");
  }

  @Test
  void withoutTheLedgerItFailsAndSaysWhy() {
    TestBrowser anne = page.signedIn("anne", "p1");
    Map<String, String> form = TestBrowser.form(anne.get("/my/data").body(), "/my/data");
    page.realm.ledgerStatus = 503;

    anne.post("/my/data", form);

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> anne.get("/my/data").body().contains("n’a pas répondu"));
    assertThat(read).isEmpty();
  }

  @Test
  void thePageLeadsThere() {
    assertThat(page.signedIn("anne", "p1").get("/my").body()).contains("href=\"/my/data\"");
  }

  private String prepare(TestBrowser browser) {
    browser.post("/my/data", TestBrowser.form(browser.get("/my/data").body(), "/my/data"));
    return ready(browser);
  }

  private static String ready(TestBrowser browser) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> browser.get("/my/data").body(), html -> html.contains(".zip"));
  }

  private static String link(String html) {
    Matcher link = ARCHIVE.matcher(html);
    assertThat(link.find()).isTrue();
    return link.group();
  }

  private static Future<Buffer> bundle() {
    return Future.succeededFuture(
        Buffer.buffer(
            "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"p1\"}}]}"));
  }

  private static Map<String, String> unzip(byte[] zip) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }
}
