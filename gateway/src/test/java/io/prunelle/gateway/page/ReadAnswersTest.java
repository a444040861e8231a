// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.testing.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a practice answered, and receipts: of the patient's own, and nobody else's. */
class ReadAnswersTest {

  private static final String NEED = "Le cabinet a répondu à l’opposition";

  private final TestDatabase database = TestDatabase.migrated();
  private final PageFixture page = new PageFixture("http", database, "");
  private TestBrowser anne;

  @BeforeEach
  void whoseObjectionWasAnswered() {
    page.realm.decisions = new JsonArray().add(LedgerSamples.decision("OBJECT"));
    page.realm
        .hosting
        .put("legalBasis", "INFORM_AND_OBJECT")
        .put("state", "REJECT")
        .put("ask", false)
        .put("decision", LedgerSamples.decision("REJECT"))
        .put(
            "objection",
            new JsonObject()
                .put("reason", "Non.")
                .put("answer", new JsonObject().put("entry", 1050).put("reason", "Si.")));
    anne = page.signedIn("anne", "p1");
  }

  @AfterEach
  void stop() {
    page.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"page.read_answer", "hosts.erasure_certificate"})
  void aDatabaseThatDoesNotAnswerIsSaidToBeAway(String table) {
    database.execute("ALTER TABLE " + table + " RENAME TO elsewhere");

    HttpResponse<String> answer = anne.get("/my");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void anAnswerNeedsThePatientUntilTheySayToHaveReadItAndNobodyElseCanSaySo() {
    String shown = anne.get("/my").body();
    assertThat(shown).contains(NEED);
    TestBrowser bruno = page.signedIn("bruno", "p2");
    bruno.post("/my/read", read(bruno, "objection:1050"));
    assertThat(anne.get("/my").body()).contains(NEED);

    HttpResponse<String> done = anne.post("/my/read", TestBrowser.form(shown, "/my/read"));

    assertThat(TestBrowser.location(done)).isEqualTo("/my#message");
    assertThat(anne.get("/my").body())
        .contains("Vous avez lu la réponse du cabinet", "role=\"status\"")
        .doesNotContain(NEED);
    assertThat(anne.get("/my").body()).doesNotContain("role=\"status\"");
    assertThat(page.signedIn("anne", "p1").get("/my").body()).doesNotContain(NEED);
  }

  @Test
  void onlyTheSessionsOwnFormIsBelievedAndOnlyWhatItUnderstands() {
    assertThat(anne.post("/my/read", read(anne, "everything")).statusCode()).isEqualTo(400);
    assertThat(anne.post("/my/read", read(anne, "report:'; DROP")).statusCode()).isEqualTo(400);
    assertThat(anne.post("/my/read", Map.of("answer", "objection:1050")).statusCode())
        .isEqualTo(403);

    assertThat(anne.get("/my").body()).contains(NEED);
  }

  @Test
  void theReceiptOfEachDecisionIsReadPrintedAndKept() {
    assertThat(anne.get("/my").body())
        .contains(
            "href=\"/my/decisions/1042/receipt.html\"", "href=\"/my/decisions/1042/receipt.jwt\"");

    HttpResponse<String> read = anne.get("/my/decisions/1042/receipt.html");
    // It leads back to all of them; what is kept leads nowhere
    assertThat(read.body()).isEqualTo("receipt as text/html, back to /my/decisions");
    assertThat(read.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    // Whatever the realm's page brings, nothing of it runs, loads or leads anywhere
    assertThat(read.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .satisfies(
            policy ->
                assertThat(policy)
                    .contains("default-src 'none'", "sandbox", "form-action 'none'")
                    .doesNotContain("script", "allow"));
    HttpResponse<String> kept = anne.get("/my/decisions/1042/receipt.jwt");
    assertThat(kept.body()).isEqualTo("receipt as application/jwt");
    assertThat(kept.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"receipt-1042.jwt\"");
    assertThat(page.realm.bearers).allMatch(bearer -> bearer.startsWith("Bearer "));
  }

  @Test
  void aReceiptThatTheRealmDoesNotGiveThePatientIsNotThere() {
    page.realm.ledgerStatus = 404;
    HttpResponse<String> others = anne.get("/my/decisions/7/receipt.html");
    page.realm.ledgerStatus = 200;

    assertThat(others.statusCode()).isEqualTo(404);
    assertThat(others.body()).contains("Cette page n’existe pas");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1e3", "99999999999999999999", "..%2f..%2fadmin", "1%3Fa=b"})
  void anAddressThatIsNoPositionIsNotAskedFor(String position) {
    int before = page.realm.bearers.size();

    assertThat(anne.get("/my/decisions/" + position + "/receipt.html").statusCode()).isEqualTo(404);
    assertThat(page.realm.bearers).hasSize(before);
  }

  private static Map<String, String> read(TestBrowser browser, String answer) {
    return Map.of(
        "csrf",
        TestBrowser.form(browser.get("/my").body(), "/my/logout").get("csrf"),
        "answer",
        answer);
  }
}
