// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningInTest {

  private static final String SESSION = "prunelle-session";
  private static final String ATTEMPT = "prunelle-sign-in";

  private final PageFixture page = new PageFixture("http");
  private final TestBrowser browser = page.browser();

  @AfterEach
  void stop() {
    page.close();
  }

  @Test
  void whoeverIsNotSignedInIsSentToSignInWithCodeFlowAndPkce() {
    browser.language = "en";

    HttpResponse<String> answer = browser.get("/my");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(TestBrowser.location(answer)).startsWith(page.realm.issuer() + "/auth?");
    Map<String, String> asked = TestBrowser.query(TestBrowser.location(answer));
    assertThat(asked)
        .containsEntry("response_type", "code")
        .containsEntry("client_id", "prunelle-page")
        .containsEntry("scope", "openid organization:*")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("ui_locales", "en")
        .containsKeys("state", "nonce", "code_challenge");
    assertThat(asked.get("redirect_uri")).endsWith("/my/callback");
    assertThat(browser.cookies).containsOnlyKeys(ATTEMPT);
  }

  @Test
  void afterSigningInThePatientIsWhereTheyWereGoing() {
    String older = "/my/accesses?before=00000000-0000-7000-8000-000000000001";

    HttpResponse<String> back = page.signIn(browser, older, "anne", "p1");

    assertThat(back.statusCode()).isEqualTo(303);
    assertThat(TestBrowser.location(back)).isEqualTo(older);
    assertThat(browser.cookies).containsOnlyKeys(SESSION);
    assertThat(browser.get("/my").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/my?return=https://evil.example",
        "/my?back=//evil.example&lang=xx",
        "/my/accesses?before=https://evil.example",
        "//evil.example/..//my"
      })
  void noParameterLeadsElsewhereAfterSigningIn(String start) {
    assertThat(TestBrowser.location(page.signIn(browser, start, "anne", "p1")))
        .matches("/my(/accesses)?");
  }

  @Test
  void anAnswerWithAnotherStateSignsNobodyIn() {
    Map<String, String> asked = TestBrowser.query(TestBrowser.location(browser.get("/my")));
    String code = page.realm.login("mallory", "p9", asked);

    HttpResponse<String> answer = browser.get("/my/callback?state=other&code=" + code);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("La connexion n’a pas abouti").doesNotContain(code);
    assertThat(browser.cookies).doesNotContainKey(SESSION);
  }

  @Test
  void anotherSiteThatLeadsBackHereEndsNoSignIn() {
    Map<String, String> asked = TestBrowser.query(TestBrowser.location(browser.get("/my")));

    assertThat(browser.get("/my/callback?state=x&code=x").statusCode()).isEqualTo(400);

    String code = page.realm.login("anne", "p1", asked);
    String back = "/my/callback?state=" + asked.get("state") + "&code=" + code;
    assertThat(browser.get(back).statusCode()).isEqualTo(303);
    assertThat(browser.get("/my").statusCode()).isEqualTo(200);
  }

  @Test
  void anAnswerInABrowserThatBeganNothingSignsNobodyIn() {
    // Login CSRF: mallory sends anne the link that would sign her in as mallory
    TestBrowser mallory = page.browser();
    Map<String, String> asked = TestBrowser.query(TestBrowser.location(mallory.get("/my")));
    String code = page.realm.login("mallory", "p9", asked);

    HttpResponse<String> answer =
        browser.get("/my/callback?state=" + asked.get("state") + "&code=" + code);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(browser.cookies).isEmpty();
  }

  @Test
  void anAnswerCountsOnce() {
    Map<String, String> asked = TestBrowser.query(TestBrowser.location(browser.get("/my")));
    String answer =
        "/my/callback?state="
            + asked.get("state")
            + "&code="
            + page.realm.login("anne", "p1", asked);
    assertThat(browser.get(answer).statusCode()).isEqualTo(303);

    assertThat(browser.get(answer).statusCode()).isEqualTo(400);
  }

  @Test
  void anAnswerOfAnotherIssuerSignsNobodyIn() {
    Map<String, String> asked = TestBrowser.query(TestBrowser.location(browser.get("/my")));
    String code = page.realm.login("anne", "p1", asked);

    assertThat(
            browser
                .get(
                    "/my/callback?iss=https%3A%2F%2Fevil.example&state="
                        + asked.get("state")
                        + "&code="
                        + code)
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void aSignInThatTheProviderRefusedIsExplainedWithoutItsWords() {
    Map<String, String> asked = TestBrowser.query(TestBrowser.location(browser.get("/my")));

    HttpResponse<String> answer =
        browser.get(
            "/my/callback?error=access_denied&error_description=%3Cb%3Etext&state="
                + asked.get("state"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("access_denied", "<b>text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonce", "aud", "iss", "typ", "sub", "exp"})
  void anIdTokenThatDoesNotFitSignsNobodyIn(String claim) {
    page.realm.idClaims =
        claims -> "exp".equals(claim) ? claims.put(claim, 1) : claims.put(claim, "other");

    assertThat(page.signIn(browser, "/my", "anne", "p1").statusCode()).isEqualTo(400);
    assertThat(browser.cookies).doesNotContainKey(SESSION);
  }

  @Test
  void anIdTokenThatWasNotSignedByTheRealmSignsNobodyIn() {
    String none = "eyJhbGciOiJub25lIn0";
    List<UnaryOperator<String>> forgeries =
        List.of(
            token -> token.substring(0, token.length() - 8) + "AAAAAAAA",
            token -> none + token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1),
            token -> "rubbish");
    for (UnaryOperator<String> forgery : forgeries) {
      page.realm.idToken = forgery;

      assertThat(page.signIn(browser, "/my", "anne", "p1").statusCode()).isEqualTo(400);
      assertThat(browser.cookies).doesNotContainKey(SESSION);
    }
  }

  @Test
  void anAccessTokenOfSomeoneElseSignsNobodyIn() {
    page.realm.accessClaims = claims -> claims.put("sub", "bruno");

    assertThat(page.signIn(browser, "/my", "anne", "p1").statusCode()).isEqualTo(400);
  }

  @Test
  void anAccessTokenForAnotherAudienceSignsNobodyIn() {
    page.realm.accessClaims = claims -> claims.put("aud", "other");

    assertThat(page.signIn(browser, "/my", "anne", "p1").statusCode()).isEqualTo(400);
  }

  @Test
  void aSessionIdThatWasPlantedIsNeverTakenUp() {
    browser.cookies.put(SESSION, "planted");

    page.signIn(browser, "/my", "anne", "p1");

    assertThat(browser.cookies.get(SESSION)).isNotEqualTo("planted").hasSize(43);
    TestBrowser mallory = page.browser();
    mallory.cookies.put(SESSION, "planted");
    assertThat(mallory.get("/my").statusCode()).isEqualTo(303);
  }

  @Test
  void signingInAgainEndsTheSessionThatWas() {
    page.signIn(browser, "/my", "anne", "p1");
    TestBrowser thief = page.browser();
    thief.cookies.putAll(browser.cookies);
    TestBrowser second = page.browser();
    Map<String, String> asked = TestBrowser.query(TestBrowser.location(second.get("/my")));
    second.cookies.putAll(browser.cookies);

    second.get(
        "/my/callback?state="
            + asked.get("state")
            + "&code="
            + page.realm.login("anne", "p1", asked));

    assertThat(second.get("/my").statusCode()).isEqualTo(200);
    assertThat(thief.get("/my").statusCode()).isEqualTo(303);
  }

  @Test
  void tokensThatExpireAreRenewedWithoutThePatientNoticing() {
    page.realm.tokenLifetime = 1;
    page.signIn(browser, "/my", "anne", "p1");

    assertThat(browser.get("/my").statusCode()).isEqualTo(200);
    assertThat(page.realm.refreshes).isEqualTo(1);
  }

  @Test
  void aRefreshThatComesBackAsSomeoneElseIsNotTakenUp() {
    page.realm.tokenLifetime = 1;
    page.signIn(browser, "/my", "anne", "p1");
    page.realm.accessClaims = claims -> claims.put("sub", "bruno").put("patient_id", "p2");

    assertThat(browser.get("/my").statusCode()).isEqualTo(400);
  }

  @Test
  void whoIsNoLongerAPatientSeesNothingFromTheNextTokenOn() {
    page.realm.tokenLifetime = 1;
    page.signIn(browser, "/my", "anne", "p1");
    page.realm.accessClaims =
        claims -> claims.put("realm_access", new JsonObject().put("roles", new JsonArray()));

    assertThat(browser.get("/my").statusCode()).isEqualTo(403);
    assertThat(page.journal).isEmpty();
  }

  @Test
  void whenTheProvidersSessionIsOverThePatientSignsInAgain() {
    page.realm.tokenLifetime = 1;
    page.signIn(browser, "/my", "anne", "p1");
    page.realm.sessionOver = true;

    HttpResponse<String> answer = browser.get("/my");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(TestBrowser.location(answer)).startsWith(page.realm.issuer());
    assertThat(browser.cookies).doesNotContainKey(SESSION);
  }

  @Test
  void signingOutEndsTheSessionHereAndAtTheProvider() {
    page.signIn(browser, "/my", "anne", "p1");
    String session = browser.cookies.get(SESSION);
    Map<String, String> form = TestBrowser.form(browser.get("/my").body(), "/my/logout");

    HttpResponse<String> answer = browser.post("/my/logout", form);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(TestBrowser.location(answer)).startsWith(page.realm.issuer() + "/logout?");
    // From here, so that the browser is given no token
    assertThat(page.realm.signedOut).containsExactly("anne");
    assertThat(TestBrowser.query(TestBrowser.location(answer)))
        .containsOnlyKeys("client_id", "post_logout_redirect_uri")
        .hasEntrySatisfying(
            "post_logout_redirect_uri", uri -> assertThat(uri).endsWith("/my/signed-out"));
    browser.cookies.put(SESSION, session);
    assertThat(browser.get("/my").statusCode()).isEqualTo(303);
    assertThat(browser.get("/my/signed-out").body()).contains("Votre session est fermée");
  }

  @Test
  void aLinkToThePageOfThoseSignedOutTellsNobodySoWhoIsSignedIn() {
    TestBrowser anne = page.signedIn("anne", "p1");

    HttpResponse<String> answer = anne.get("/my/signed-out");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(TestBrowser.location(answer)).isEqualTo("/my");
    assertThat(anne.get("/my").statusCode()).isEqualTo(200);
  }

  @Test
  void whoHasToSignInForAReceiptComesBackToIt() {
    String receipt = "/my/decisions/1042/receipt.html";

    assertThat(TestBrowser.location(page.signIn(browser, receipt, "anne", "p1")))
        .isEqualTo(receipt);
  }

  @Test
  void aProviderThatDoesNotEndTheSessionAsksWhoeverIsSentThere() {
    page.signIn(browser, "/my", "anne", "p1");
    Map<String, String> form = TestBrowser.form(browser.get("/my").body(), "/my/logout");
    page.realm.forgets();

    HttpResponse<String> answer = browser.post("/my/logout", form);

    assertThat(TestBrowser.location(answer)).startsWith(page.realm.issuer() + "/logout?");
    assertThat(page.realm.signedOut).isEmpty();
    assertThat(browser.cookies).doesNotContainKey(SESSION);
  }

  @Test
  void aPractitionerIsToldKindlyAndLeavesNoTraceInTheJournal() {
    page.signIn(browser, "/my", "dr-lemoine", "");

    HttpResponse<String> answer = browser.get("/my");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("Cette page est celle des patients", "/my/logout");
    assertThat(page.journal).isEmpty();
    assertThat(page.realm.bearers).isEmpty();
  }

  @Test
  void tokensNeverReachTheBrowser() {
    page.signIn(browser, "/my", "anne", "p1");
    String body = browser.get("/my").body();

    String bearer = page.realm.bearers.get(0).substring("Bearer ".length());
    assertThat(body).doesNotContain(bearer);
    assertThat(browser.cookies.values()).noneMatch(bearer::contains);
  }

  @Test
  void aProviderOutOfReachIsExplained() {
    PageFixture.get(page.realm.stop());

    HttpResponse<String> answer = browser.get("/my");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body())
        .contains("Le service est momentanément indisponible")
        .doesNotContain("Exception");
  }
}
