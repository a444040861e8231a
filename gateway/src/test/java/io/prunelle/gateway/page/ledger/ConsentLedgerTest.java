// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.page.ledger.LedgerFailure.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsentLedgerTest {

  private final Vertx vertx = Vertx.vertx();
  private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private HttpServer realm;
  private ConsentLedger ledger;
  private int status = 200;
  private String answer = "{}";
  private @Nullable Function<@Nullable String, @Nullable String> links;

  @BeforeEach
  void start() throws Exception {
    realm = get(vertx.createHttpServer().requestHandler(this::reply).listen(0, "127.0.0.1"));
    ledger =
        new ConsentLedger(
            WebClient.create(vertx), "http://127.0.0.1:" + realm.actualPort() + "/realms/sante");
  }

  @AfterEach
  void stop() throws Exception {
    get(vertx.close());
  }

  @Test
  void hostingsAreAskedForAsThePatientInTheReadersLanguage() throws Exception {
    answer = new JsonObject().put("hostings", new JsonArray().add(LedgerSamples.json())).encode();

    List<Hosting> hostings = get(ledger.hostings(new Bearer("the-token", null), "en"));

    assertThat(asked.take()).isEqualTo("GET /realms/sante/consent/me?lang=en Bearer the-token ");
    assertThat(hostings).hasSize(1);
    Hosting hosting = hostings.get(0);
    assertThat(hosting.id()).isEqualTo("cabinet-des-lilas@nuage-sante");
    assertThat(hosting.state()).isEqualTo(Hosting.State.UNDECIDED);
    assertThat(hosting.asks()).isTrue();
    assertThat(hosting.notice().version()).isEqualTo(3);
    assertThat(hosting.host().sheet().sites()).extracting(HostSheet.Site::city).contains("Lyon");
    assertThat(hosting.decision()).isEmpty();
  }

  @Test
  void statesAndDecisionsThisPageDoesNotKnowDoNotBreakIt() throws Exception {
    answer =
        new JsonObject()
            .put("hostings", new JsonArray().add(LedgerSamples.json().put("state", "PONDERING")))
            .put("decisions", new JsonArray().add(LedgerSamples.decision("REGRET")))
            .encode();

    assertThat(get(ledger.hostings(new Bearer("t", null), "fr")).get(0).state())
        .isEqualTo(Hosting.State.OTHER);
    assertThat(get(ledger.decisions(new Bearer("t", null))).decisions().get(0).kind())
        .isEqualTo(Decision.Kind.OTHER);
  }

  @Test
  void anAnswerIsSentWithTheNoticeThatWasShown() throws Exception {
    status = 201;
    answer = new JsonObject().put("position", 1_043).encode();

    assertThat(get(ledger.decide(new Bearer("the-token", null), permission()))).isEqualTo(1_043);

    String sent = asked.take();
    assertThat(sent).startsWith("POST /realms/sante/consent/me/decisions Bearer the-token {");
    assertThat(new JsonObject(sent.substring(sent.indexOf('{'))))
        .isEqualTo(
            new JsonObject()
                .put("hosting", "a@b")
                .put("decision", "PERMIT")
                .put("notice", 3)
                .put("language", "fr")
                .put("described", "sha-256:11")
                .put("digest", "sha-256:00ff"));
  }

  /** It cannot be waited for. */
  @Test
  void anAnswerThatIsNotSaidToBeAnywhereInTheLedgerIsNotSaidToBeRecorded() {
    status = 201;
    answer = "{}";

    Future<Long> decided = ledger.decide(new Bearer("the-token", null), permission());

    assertThatThrownBy(() -> get(decided)).hasMessageContaining("UNAVAILABLE");
  }

  private static Answer permission() {
    return new Answer(
        "a@b",
        Answer.Kind.PERMIT,
        3,
        "fr",
        "sha-256:00ff",
        Optional.of("sha-256:11"),
        Optional.empty(),
        7);
  }

  @Test
  void anAccountIsAskedForOfWhoeverAsksAndReadWithWhateverItLacks() throws Exception {
    answer = LedgerSamples.account().encode();
    Account account = get(ledger.account("the-token"));

    assertThat(asked.take()).isEqualTo("GET /realms/sante/consent/me/account Bearer the-token ");
    assertThat(account.person().name()).isEqualTo("Anne Martin");
    assertThat(account.practices()).containsExactly("Cabinet des Lilas");
    assertThat(account.credentials()).extracting(Account.Credential::kind).contains("otp");
    assertThat(account.sessions().get(0).clients()).containsExactly("prunelle-page");
    assertThat(account.sessions().get(1).impersonated()).isTrue();
    assertThat(account.mail()).isEqualTo(Mail.State.OFF);
    assertThat(account.cut()).isFalse();
    assertThat(new JsonObject(account.asTold())).isEqualTo(LedgerSamples.account());

    answer = "{\"person\":{\"username\":\"anne\"},\"sessions\":[7],\"cut\":[\"roles\"]}";
    Account poor = get(ledger.account("t"));
    assertThat(poor.person().createdAt()).isEmpty();
    assertThat(poor.sessions()).hasSize(1);
    assertThat(poor.mail()).isEqualTo(Mail.State.UNKNOWN);
    assertThat(poor.cut()).isTrue();
  }

  @Test
  void whatIsNobodysAccountIsNone() {
    answer = "{}";

    assertThatThrownBy(() -> get(ledger.account("t"))).hasMessageContaining("UNAVAILABLE");
  }

  @Test
  void whoDecidedOftenIsToldOfAllOfIt() throws Exception {
    links = before -> before == null ? "before=11" : before.equals("11") ? "before=4" : null;

    DecisionPages pages = get(ledger.decisions(new Bearer("t", "ward-1")));
    List<Decision> decisions = pages.decisions();
    JsonObject told = new JsonObject(pages.asTold());

    assertThat(decisions).hasSize(3);
    assertThat(told.getJsonArray("decisions")).hasSize(3);
    assertThat(told.getString("patient")).isEqualTo("p1");
    assertThat(told.containsKey("older")).isFalse();
    assertThat(asked)
        .startsWith(
            "GET /realms/sante/consent/me/decisions?patient=ward-1 Bearer t ",
            // Of the link the position, and never its address: that is where the token goes
            "GET /realms/sante/consent/me/decisions?patient=ward-1&before=11 Bearer t ",
            "GET /realms/sante/consent/me/decisions?patient=ward-1&before=4 Bearer t ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"before=11", "before=999999999999999999"})
  void aRealmThatLeadsBackIsNotFollowedForEver(String link) throws Exception {
    links = before -> link;

    assertThat(get(ledger.decisions(new Bearer("t", null))).decisions()).hasSize(2);
  }

  @Test
  void aRealmThatHasNoEndIsFollowedAsFarAsABound() throws Exception {
    links = before -> "before=" + (before == null ? 1_000 : Integer.parseInt(before) - 1);

    DecisionPages pages = get(ledger.decisions(new Bearer("t", null)));

    assertThat(pages.decisions()).hasSize(DecisionPages.MOST);
    assertThat(new JsonObject(pages.asTold()).getBoolean("older")).isTrue();
  }

  @Test
  void aPageOfDecisionsIsAskedForAloneAndSaysWhetherThereAreOlderOnes() throws Exception {
    links = before -> before == null ? "before=11" : null;

    DecisionPages newest = get(ledger.decisions(new Bearer("t", null), OptionalLong.empty()));
    DecisionPages last = get(ledger.decisions(new Bearer("t", "ward-1"), OptionalLong.of(11)));

    assertThat(newest.decisions()).hasSize(1);
    assertThat(newest.older()).isTrue();
    assertThat(last.older()).isFalse();
    assertThat(asked)
        .containsExactly(
            "GET /realms/sante/consent/me/decisions?limit=25 Bearer t ",
            "GET /realms/sante/consent/me/decisions?patient=ward-1&limit=25&before=11 Bearer t ");
  }

  @Test
  void aPageThatLeadsBackHasNoOlderOnes() throws Exception {
    links = before -> "before=11";

    assertThat(get(ledger.decisions(new Bearer("t", null), OptionalLong.of(11))).older()).isFalse();
  }

  @Test
  void aReceiptToShowIsToldWhereItLeadsBackToAndOneToKeepIsNot() throws Exception {
    Bearer bearer = new Bearer("t", "ward-1");

    get(ledger.receiptPage(bearer, 7, "en", "/my"));
    get(ledger.receipt(bearer, 7, "text/html", "en"));

    String receipt = "GET /realms/sante/consent/me/decisions/7/receipt?patient=ward-1&lang=en";
    assertThat(asked).containsExactly(receipt + "&back=%2Fmy Bearer t ", receipt + " Bearer t ");
  }

  @ParameterizedTest
  @CsvSource({
    "401,NOT_SIGNED_IN",
    "409,CONFLICT",
    "404,REFUSED",
    "400,REFUSED",
    "403,REFUSED",
    "302,UNAVAILABLE",
    "500,UNAVAILABLE",
    "503,UNAVAILABLE"
  })
  void whatTheLedgerRefusesIsToldApart(int refused, Reason expected) {
    status = refused;

    assertThatThrownBy(() -> get(ledger.decisions(new Bearer("t", null))))
        .hasRootCauseInstanceOf(LedgerFailure.class)
        .rootCause()
        .extracting(failure -> ((LedgerFailure) failure).reason())
        .isEqualTo(expected);
  }

  @Test
  void anAnswerThatIsNotUnderstoodIsAsGoodAsNone() {
    answer = "<html>";

    assertThatThrownBy(() -> get(ledger.decisions(new Bearer("t", null))))
        .hasMessageContaining("UNAVAILABLE");
  }

  @Test
  void aLedgerOutOfReachIsUnavailable() throws Exception {
    get(realm.close());

    assertThatThrownBy(() -> get(ledger.decisions(new Bearer("t", null))))
        .hasMessageContaining("UNAVAILABLE");
  }

  private void reply(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              asked.add(
                  request.method()
                      + " "
                      + request.uri()
                      + " "
                      + request.getHeader("Authorization")
                      + " "
                      + body);
              if (links == null) {
                request.response().setStatusCode(status).end(answer);
                return;
              }
              String link = links.apply(request.getParam("before"));
              if (link != null) {
                request
                    .response()
                    .putHeader("Link", "<http://elsewhere.example/?" + link + ">; rel=\"next\"");
              }
              request
                  .response()
                  .end(
                      new JsonObject()
                          .put("patient", "p1")
                          .put("decisions", new JsonArray().add(LedgerSamples.decision("DENY")))
                          .encode());
            });
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
