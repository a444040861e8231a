// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Promise;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two instances behind one address, which takes each request to either of them. */
class SeveralInstancesTest {

  private static final String SESSION = "prunelle-session";

  private final TestDatabase database = TestDatabase.migrated();
  private final PageFixture page = new PageFixture("http", database, "");
  private final TestBrowser browser = page.browser();
  private final String one = browser.at();
  private final String two = page.anotherInstance();

  @AfterEach
  void stop() {
    page.close();
  }

  @Test
  void itDoesNotMatterWhichInstanceAnswers() {
    // Given a sign-in that begins at one instance and comes back to the other
    Map<String, String> asked = TestBrowser.query(TestBrowser.location(browser.get("/my")));
    String code = page.realm.login("anne", "p1", asked);
    browser.reaching(two).get("/my/callback?state=" + asked.get("state") + "&code=" + code);

    // Then the page is read at one, its form is sent to the other, and what became of it is told
    String read = browser.reaching(one).get("/my").body();
    Map<String, String> form = TestBrowser.form(read, "/my/decisions");
    form.put("decision", "PERMIT");
    assertThat(browser.reaching(two).post("/my/decisions", form).statusCode()).isEqualTo(303);
    assertThat(browser.reaching(one).get("/my").body()).contains("id=\"message\"");
    assertThat(browser.reaching(two).get("/my").body()).doesNotContain("id=\"message\"");
    assertThat(page.realm.decisionsMade).hasSize(1);
  }

  @Test
  void whoSignsOutAtOneIsOutAtAll() {
    page.signIn(browser, "/my", "anne", "p1");
    String session = browser.cookies.get(SESSION);
    Map<String, String> form =
        TestBrowser.form(browser.reaching(two).get("/my").body(), "/my/logout");

    browser.post("/my/logout", form);

    browser.cookies.put(SESSION, session);
    for (String instance : List.of(one, two)) {
      assertThat(browser.reaching(instance).get("/my").statusCode()).isEqualTo(303);
      assertThat(browser.post("/my/logout", form).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aRefreshTokenIsShownOnceByWhomeverItComesTo() {
    // Given a token that is to be renewed, by a realm that takes its time
    page.realm.tokenLifetime = 1;
    page.signIn(browser, "/my", "anne", "p1");
    Promise<Void> answer = Promise.promise();
    page.realm.refreshing = answer.future();
    page.realm.tokenLifetime = 300;

    // When requests come to both instances at once
    List<CompletableFuture<HttpResponse<String>>> requests = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      TestBrowser tab = page.browser().reaching(i % 2 == 0 ? one : two);
      tab.cookies.putAll(browser.cookies);
      requests.add(CompletableFuture.supplyAsync(() -> tab.get("/my")));
    }
    Awaitility.await().until(() -> page.realm.refreshes > 0);
    answer.complete();

    // Then all are answered, and the realm was asked once
    assertThat(requests)
        .allSatisfy(request -> assertThat(request.join().statusCode()).isEqualTo(200));
    assertThat(page.realm.refreshes).isEqualTo(1);
  }

  @Test
  void aSessionThatEndsWhileItsTokensAreRenewedStaysEnded() {
    page.realm.tokenLifetime = 1;
    page.signIn(browser, "/my", "anne", "p1");
    Promise<Void> answer = Promise.promise();
    page.realm.refreshing = answer.future();

    CompletableFuture<HttpResponse<String>> late =
        CompletableFuture.supplyAsync(() -> browser.reaching(two).get("/my"));
    Awaitility.await().until(() -> page.realm.refreshes > 0);
    assertThat(logout(one, page.realm.logoutToken(claims -> claims)).statusCode()).isEqualTo(200);
    answer.complete();

    assertThat(late.join().statusCode()).isEqualTo(303);
    assertThat(database.rows("SELECT 1 FROM page.session")).isEmpty();
  }

  @Test
  void whoseTokensCannotBeVerifiedNowIsNotSignedOut() {
    // Given tokens that are to be renewed, and an instance that could not verify the new ones
    page.realm.tokenLifetime = 1;
    page.signIn(browser, "/my", "anne", "p1");
    page.realm.tokenLifetime = 300;
    String keyless = page.anotherInstanceWithoutKeys();
    page.realm.keysDown = true;

    assertThat(browser.reaching(keyless).get("/my").statusCode()).isEqualTo(503);
    assertThat(browser.reaching(one).get("/my").statusCode()).isEqualTo(503);
    page.realm.keysDown = false;

    // Then the refresh token has not been shown, and another instance renews
    assertThat(page.realm.refreshes).isZero();
    assertThat(browser.reaching(two).get("/my").statusCode()).isEqualTo(200);
    assertThat(page.realm.refreshes).isEqualTo(1);
  }

  @Test
  void aSignInThatCannotBeVerifiedNowIsNotCalledAFailedOne() {
    Map<String, String> asked = TestBrowser.query(TestBrowser.location(browser.get("/my")));
    String code = page.realm.login("anne", "p1", asked);
    page.realm.keysDown = true;

    HttpResponse<String> answer =
        browser
            .reaching(page.anotherInstanceWithoutKeys())
            .get("/my/callback?state=" + asked.get("state") + "&code=" + code);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(browser.cookies).doesNotContainKey(SESSION);
  }

  @Test
  void aRenewalThatIsRefusedTooLateEndsNothing() {
    // Given an instance that is stuck with its refresh token for longer than its lease
    page.realm.tokenLifetime = 1;
    page.signIn(browser, "/my", "anne", "p1");
    Promise<Void> answer = Promise.promise();
    page.realm.refreshing = answer.future();
    page.realm.sessionOver = true;
    TestBrowser tab = page.browser().reaching(two);
    tab.cookies.putAll(browser.cookies);
    CompletableFuture<HttpResponse<String>> late =
        CompletableFuture.supplyAsync(() -> tab.get("/my"));
    Awaitility.await().until(() -> page.realm.refreshes > 0);

    // When somebody else has taken it over, and the realm refuses the first
    database.execute("UPDATE page.session SET renewing_until = now() + interval '20 seconds'");
    answer.complete();

    // Then the first may come back, and the session is there
    assertThat(late.join().statusCode()).isEqualTo(503);
    assertThat(tab.cookies).containsKey(SESSION);
    assertThat(database.rows("SELECT 1 FROM page.session")).hasSize(1);
  }

  @Test
  void anInstanceThatDiesWhileItRenewsLeavesItToTheOthers() {
    page.realm.tokenLifetime = 1;
    page.signIn(browser, "/my", "anne", "p1");
    page.realm.tokenLifetime = 300;
    database.execute("UPDATE page.session SET renewing_until = now() + interval '1 second'");

    assertThat(browser.get("/my").statusCode()).isEqualTo(200);
    assertThat(page.realm.refreshes).isEqualTo(1);
  }

  @Test
  void whileTheDatabaseIsDownNobodyIsLetInAndNobodySignedOut() {
    page.signIn(browser, "/my", "anne", "p1");
    Map<String, String> form = TestBrowser.form(browser.get("/my").body(), "/my/decisions");
    form.put("decision", "PERMIT");
    database.asAdministrator("ALTER ROLE prunelle_gateway NOLOGIN");
    database.asAdministrator(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'prunelle_gateway'"
            + " AND datname = current_database()");
    try {
      HttpResponse<String> read = browser.get("/my");
      assertThat(read.statusCode()).isEqualTo(503);
      assertThat(read.headers().firstValue("Retry-After")).isPresent();
      assertThat(read.body()).contains("momentanément indisponible");
      assertThat(browser.post("/my/decisions", form).statusCode()).isEqualTo(503);
      assertThat(page.realm.decisionsMade).isEmpty();
      // And a sign-out that could not be taken is not said to have been
      assertThat(logout(two, page.realm.logoutToken(claims -> claims)).statusCode()).isEqualTo(400);
    } finally {
      database.asAdministrator("ALTER ROLE prunelle_gateway LOGIN");
    }

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> browser.get("/my").statusCode() == 200);
  }

  @Test
  void theClientsSecretIsReplacedWithoutSigningAnybodyOut() {
    page.signIn(browser, "/my", "anne", "p1");
    String renewed = page.anotherInstance(TestSettings.page("new-secret", "page-secret"));
    String forgetful = page.anotherInstance(TestSettings.page("new-secret", null));

    assertThat(browser.reaching(renewed).get("/my").statusCode()).isEqualTo(200);
    // Where the former secret is not known, neither is the session
    assertThat(browser.reaching(forgetful).get("/my").statusCode()).isEqualTo(303);
    assertThat(browser.reaching(one).get("/my").statusCode()).isEqualTo(200);
  }

  @Test
  void theCookieThatWasPlantedBeforeSigningInIsNobodysSession() {
    // Given a session of mallory's that mallory planted in anne's browser
    TestBrowser mallory = page.signedIn("mallory", "p9");
    Map<String, String> asked = TestBrowser.query(TestBrowser.location(browser.get("/my")));
    browser.cookies.put(SESSION, mallory.cookies.get(SESSION));

    // When anne signs in
    browser
        .reaching(two)
        .get(
            "/my/callback?state="
                + asked.get("state")
                + "&code="
                + page.realm.login("anne", "p1", asked));

    // Then she has a session of her own, and mallory's is over
    assertThat(browser.cookies.get(SESSION)).isNotEqualTo(mallory.cookies.get(SESSION));
    assertThat(mallory.reaching(one).get("/my").statusCode()).isEqualTo(303);
  }

  @Test
  void theDatabaseHoldsNothingThatSignsAnybodyIn() {
    page.signIn(browser, "/my", "anne", "p1");
    browser.get("/my");
    String bearer = page.realm.bearers.get(0).substring("Bearer ".length());

    String table = database.rows("SELECT * FROM page.session").toString();

    assertThat(table)
        .doesNotContain(browser.cookies.get(SESSION), bearer, "anne", page.realm.session);
    // And a row's own values are no cookie
    for (Map<String, Object> row : database.rows("SELECT id, sealed FROM page.session")) {
      for (Object value : row.values()) {
        TestBrowser thief = page.browser();
        thief.cookies.put(SESSION, value.toString());
        assertThat(thief.get("/my").statusCode()).isEqualTo(303);
      }
    }
  }

  @Test
  void rowsThatWereChangedAreNobodysSession() {
    // Given two people with sessions
    TestBrowser bruno = page.signedIn("bruno", "p2");
    page.signIn(browser, "/my", "anne", "p1");

    // When what belongs to one is put into the row of the other
    database.execute(
        "UPDATE page.session a SET sealed = b.sealed FROM page.session b WHERE a.id <> b.id");

    // Then neither is anybody
    assertThat(Stream.of(browser, bruno).map(each -> each.get("/my").statusCode()))
        .containsOnly(303);

    // And a row that was altered by one character is not either
    TestBrowser again = page.signedIn("anne", "p1");
    database.execute("UPDATE page.session SET sealed = overlay(sealed placing 'AA' from 40)");
    assertThat(again.get("/my").statusCode()).isEqualTo(303);
  }

  private HttpResponse<String> logout(String instance, String token) {
    return page.browser()
        .reaching(instance)
        .post("/my/backchannel-logout", Map.of("logout_token", token), Map.of());
  }
}
