// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The realm says that a session is over. */
class BackChannelLogoutTest {

  private final PageFixture page = new PageFixture("http");
  private final TestBrowser browser = page.browser();
  private final ExecutorService each = Executors.newCachedThreadPool();

  @BeforeEach
  void signIn() {
    page.signIn(browser, "/my", "anne", "p1");
    assertThat(browser.get("/my").statusCode()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    each.shutdown();
    page.close();
  }

  @Test
  void endsTheSessionItNamesAndNoOther() {
    String token = page.realm.logoutToken(claims -> claims);
    TestBrowser other = page.signedIn("anne", "p1");

    HttpResponse<String> answer = send(token);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(browser.get("/my").statusCode()).isEqualTo(303);
    assertThat(other.get("/my").statusCode()).isEqualTo(200);
  }

  @Test
  void endsAllSessionsOfAPersonWhoIsNamedAlone() {
    TestBrowser phone = page.signedIn("anne", "p1");
    TestBrowser bruno = page.signedIn("bruno", "p2");

    assertThat(send(page.realm.logoutToken(BackChannelLogoutTest::ofAnne)).statusCode())
        .isEqualTo(200);

    assertThat(browser.get("/my").statusCode()).isEqualTo(303);
    assertThat(phone.get("/my").statusCode()).isEqualTo(303);
    assertThat(bruno.get("/my").statusCode()).isEqualTo(200);
  }

  @Test
  void aSessionIsNotEndedInTheNameOfSomebodyElse() {
    send(page.realm.logoutToken(claims -> claims.put("sub", "bruno")));

    assertThat(browser.get("/my").statusCode()).isEqualTo(200);
  }

  @Test
  void isTakenOnce() {
    String token = page.realm.logoutToken(BackChannelLogoutTest::ofAnne);
    assertThat(send(token).statusCode()).isEqualTo(200);
    TestBrowser later = page.signedIn("anne", "p1");

    assertThat(send(token).statusCode()).isEqualTo(400);

    assertThat(later.get("/my").statusCode()).isEqualTo(200);
  }

  @Test
  void aSignInThatIsUnderWayDoesNotOutliveItsSessionAtTheRealm() {
    TestBrowser late = page.browser();
    Map<String, String> asked = TestBrowser.query(TestBrowser.location(late.get("/my")));
    String code = page.realm.login("anne", "p1", asked);
    assertThat(send(page.realm.logoutToken(claims -> claims)).statusCode()).isEqualTo(200);

    HttpResponse<String> answer =
        late.get("/my/callback?state=" + asked.get("state") + "&code=" + code);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(late.cookies).doesNotContainKey("prunelle-session");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "aud", "iat", "exp", "jti", "events", "nonce", "typ", "sid"})
  void oneThatDoesNotFitEndsNothing(String claim) {
    String token =
        page.realm.logoutToken(
            claims ->
                switch (claim) {
                  case "nonce" -> claims.put("nonce", "n");
                  case "typ" -> claims.put("typ", "ID");
                  default -> without(claims, claim);
                });

    HttpResponse<String> answer = send(token);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getString("error")).isEqualTo("invalid_request");
    assertThat(browser.get("/my").statusCode()).isEqualTo(200);
  }

  @Test
  void oneThatTheRealmDidNotSignEndsNothing() {
    String token = page.realm.logoutToken(claims -> claims);
    String unsigned =
        "eyJhbGciOiJub25lIn0" + token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
    String forged = token.substring(0, token.length() - 8) + "AAAAAAAA";

    for (String bad : new String[] {unsigned, forged, "rubbish", "", "a.b.c", "x".repeat(9_000)}) {
      assertThat(send(bad).statusCode()).isEqualTo(400);
    }
    assertThat(browser.get("/my").statusCode()).isEqualTo(200);
  }

  @Test
  void anIdTokenIsNone() {
    String[] kept = new String[1];
    page.realm.idToken = token -> kept[0] = token;
    page.signedIn("anne", "p1");

    assertThat(send(kept[0]).statusCode()).isEqualTo(400);
    assertThat(browser.get("/my").statusCode()).isEqualTo(200);
  }

  @Test
  void unknownKeysDoNotMakeTheGatewayAskTheRealmEachTime() {
    int asked = page.realm.keysAsked.get();
    String token = page.realm.logoutToken(claims -> claims);
    // {"alg":"RS256","kid":"k9"}
    String unknown = "eyJhbGciOiJSUzI1NiIsImtpZCI6Ims5In0" + token.substring(token.indexOf('.'));

    List<CompletableFuture<Integer>> answers =
        IntStream.range(0, 20)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> send(unknown).statusCode(), each))
            .toList();

    assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(400));
    assertThat(page.realm.keysAsked.get() - asked).isBetween(1, 10);
  }

  /** It is sent once, and anybody may have made the gateway ask for the keys just before. */
  @Test
  void oneThatIsSignedWithANewKeyEndsItsSessionAtOnce() {
    String token = page.realm.logoutToken(claims -> claims);
    // {"alg":"RS256","kid":"k9"}
    String unknown = "eyJhbGciOiJSUzI1NiIsImtpZCI6Ims5In0" + token.substring(token.indexOf('.'));
    assertThat(send(unknown).statusCode()).isEqualTo(400);
    page.realm.keyId = "k2";

    HttpResponse<String> answer = send(page.realm.logoutToken(claims -> claims));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(browser.get("/my").statusCode()).isEqualTo(303);
  }

  /** Nothing is wrong with the token, and a realm that tries again is to be told so. */
  @Test
  void whileTheKeysCannotBeHadItIsNotRefusedForGood() {
    page.realm.keysDown = true;

    HttpResponse<String> answer = send(page.realm.logoutToken(claims -> claims));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getString("error"))
        .isEqualTo("temporarily_unavailable");
    page.realm.keysDown = false;
    assertThat(send(page.realm.logoutToken(claims -> claims)).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> send(String token) {
    return page.browser().post("/my/backchannel-logout", Map.of("logout_token", token), Map.of());
  }

  private static JsonObject ofAnne(JsonObject claims) {
    claims.remove("sid");
    return claims.put("sub", "anne");
  }

  private static JsonObject without(JsonObject claims, String claim) {
    claims.remove(claim);
    return claims;
  }
}
