// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** People who ask for so much that others would be left waiting. */
final class CrowdTest {

  private static final int MANY = 32;

  private final PageFixture page =
      // Few enough to be used up before many come back
      PageFixture.with(" }\n  clients: { requests-per-second: 1, burst: 40");

  @AfterEach
  void stop() {
    page.close();
  }

  @Test
  void whoAsksForEverythingAtOnceIsToldToWaitAndNobodyElseHasTo() {
    TestBrowser anne = page.signedIn("anne", "p1");
    TestBrowser bruno = page.signedIn("bruno", "p2");
    // Given a realm that takes its time for anne
    Promise<Void> patience = Promise.promise();
    page.realm.slow.put("anne", patience.future());

    // When she asks for many pages at once
    List<CompletableFuture<HttpResponse<String>>> asked =
        IntStream.range(0, MANY).mapToObj(i -> anne.begin("/my/accesses")).toList();

    // Then what is beyond her share is answered at once
    Awaitility.await()
        .until(
            () ->
                asked.stream().filter(CompletableFuture::isDone).count()
                    == MANY - FairShare.AT_ONCE);
    assertThat(asked.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join))
        .allSatisfy(
            answer -> {
              assertThat(answer.statusCode()).isEqualTo(429);
              assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
              assertThat(answer.body()).contains("Trop de demandes à la fois");
            });
    // And somebody else is served meanwhile
    assertThat(bruno.get("/my").statusCode()).isEqualTo(200);
    // And what was her share is answered, and she may go on
    patience.complete();
    assertThat(asked.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
        .filteredOn(status -> status == 200)
        .hasSize(FairShare.AT_ONCE);
    assertThat(anne.get("/my").statusCode()).isEqualTo(200);
  }

  @Test
  void whoAsksOnAndOnIsToldToWaitAndNobodyElseHasTo() {
    TestBrowser anne = page.signedIn("anne", "p1");
    TestBrowser bruno = page.signedIn("bruno", "p2");

    assertThat(IntStream.range(0, 50).mapToObj(i -> anne.get("/my/data").statusCode()))
        .contains(200, 429);

    assertThat(bruno.get("/my").statusCode()).isEqualTo(200);
  }

  @Test
  void anAttemptToSignInAsksTheRealmOnceHoweverOftenItIsShown() {
    TestBrowser mallory = page.browser();
    Map<String, String> asked = TestBrowser.query(TestBrowser.location(mallory.get("/my")));
    Map<String, String> cookies = Map.copyOf(mallory.cookies);

    for (int i = 0; i < 5; i++) {
      mallory.cookies.putAll(cookies);
      String back = "/my/callback?state=" + asked.get("state") + "&code=guessed" + i;
      assertThat(mallory.get(back).statusCode()).isEqualTo(400);
    }

    assertThat(page.realm.exchanges).hasValue(1);
  }

  @Test
  void anAddressFromWhichManyComeBackIsToldToWait() {
    TestBrowser mallory = page.browser();

    assertThat(
            IntStream.range(0, 50)
                .mapToObj(
                    i -> {
                      String to = TestBrowser.location(mallory.get("/my"));
                      String state = TestBrowser.query(to).get("state");
                      return mallory.get("/my/callback?code=guessed&state=" + state).statusCode();
                    }))
        .contains(400, 429);

    assertThat(page.realm.exchanges.get()).isLessThan(50);
  }
}
