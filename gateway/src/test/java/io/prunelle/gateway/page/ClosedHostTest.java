// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static io.prunelle.gateway.page.PageFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A practice that uses a host no more promises nobody to bring their record there. */
class ClosedHostTest {

  private static final String CONFIRM = "/my/decisions/confirm";

  private final TestDatabase database = TestDatabase.migrated();
  private final PageFixture page = new PageFixture("http", database, "");

  @AfterEach
  void stop() {
    page.close();
  }

  private void close(LocalDate from) {
    database.execute(
        "INSERT INTO hosts.closing (practice, host, from_day, ordered_by)"
            + " VALUES ('cabinet-des-lilas', 'nuage-sante', CAST(? AS date), 'Ada')",
        from.toString());
  }

  private static LocalDate today() {
    return LocalDate.now(ZoneOffset.UTC);
  }

  private void permitted() {
    page.realm
        .hosting
        .put("state", "PERMIT")
        .put("ask", true)
        .put("decision", LedgerSamples.decision("PERMIT"));
  }

  @Test
  void whoHasPermittedReadsThatTheirRecordStaysAndIsAskedForNothing() {
    permitted();
    close(today());

    String home = page.signedIn("anne", "p1").get("/my").body();

    assertThat(home)
        .contains(
            "Aucun dossier n’est envoyé chez Nuage Santé pour le moment.",
            "Votre dossier reste au cabinet.")
        .contains("value=\"WITHDRAW\"", "Rien pour l’instant.")
        .doesNotContain("en chemin", "value=\"PERMIT\"", "vous le propose", "Merci de confirmer");
  }

  @Test
  void untilTheDayComesNothingIsSaidOfIt() {
    permitted();
    close(today().plusDays(1));

    assertThat(page.signedIn("anne", "p1").get("/my").body())
        .contains("en chemin vers Nuage Santé", "value=\"PERMIT\"")
        .doesNotContain("n’est envoyé chez");
  }

  @Test
  void aFormOfBeforeItClosedPermitsNothing() {
    TestBrowser anne = page.signedIn("anne", "p1");
    Map<String, String> form = form(anne);
    close(today());

    anne.post("/my/decisions", form);

    assertThat(page.realm.decisionsMade).isEmpty();
    assertThat(anne.get("/my").body()).contains("Cette réponse n’était plus possible");
    // And the way out stays
    form.put("decision", "DENY");
    anne.post("/my/decisions", form);
    assertThat(page.realm.decisionsMade).hasSize(1);
  }

  @Test
  void anAnswerThatWaitsToBeConfirmedPermitsNothingEither() {
    page.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser anne = page.signedIn("anne", "p1");
    page.realm.authenticatedAgo = Duration.ZERO;
    HttpResponse<String> asked = anne.post("/my/decisions", form(anne));
    page.signIn(anne, asked, "anne", "p1");
    Map<String, String> shown =
        new LinkedHashMap<>(TestBrowser.form(anne.get(CONFIRM).body(), CONFIRM));
    shown.put("confirm", "yes");
    close(today());

    assertThat(TestBrowser.location(anne.get(CONFIRM))).isEqualTo("/my#message");
    anne.post(CONFIRM, shown);

    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void aHostWhoseCertificateHasLapsedIsClosedAndNoOtherIs() {
    Moves late =
        new Moves(
            page.pool(),
            new Hosts(page.vertx, page.settings(), page.pool(), page.pool()),
            page.journal(),
            Clock.fixed(Instant.parse("2099-06-01T12:00:00Z"), ZoneOffset.UTC));

    assertThat(get(late.closed("cabinet-des-lilas", "nuage-sante"))).isTrue();
    assertThat(get(page.moves.closed("cabinet-des-lilas", "nuage-sante"))).isFalse();
    // Of what is not this practice's, or not here, nothing is known
    assertThat(get(late.closed("cabinet-des-lilas", "cabinet"))).isFalse();
    assertThat(get(late.closed("cabinet-des-tilleuls", "nuage-sante"))).isFalse();
  }

  @Test
  void toAHostThatTheGatewayBringsNothingToNobodyIsPromisedTheirRecord() {
    assertThat(get(page.moves.closed("cabinet-des-lilas", "autre-nuage"))).isTrue();
    assertThat(get(page.moves.closed("cabinet-de-la-gare", "nuage-sante"))).isTrue();
    assertThat(get(page.moves.closed("cabinet-de-la-gare", "gare"))).isFalse();
    permitted();
    page.realm.hosting.getJsonObject("host").put("id", "autre-nuage");

    String home = page.signedIn("anne", "p1").get("/my").body();

    assertThat(home)
        .contains("Votre dossier reste au cabinet.", "value=\"WITHDRAW\"")
        .doesNotContain("en chemin", "value=\"PERMIT\"");
  }

  private static Map<String, String> form(TestBrowser browser) {
    Map<String, String> form =
        new LinkedHashMap<>(TestBrowser.form(browser.get("/my").body(), "/my/decisions"));
    form.put("decision", "PERMIT");
    return form;
  }
}
