// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an answer is said to do where it is confirmed, while the record is about to move. */
class ConfirmingTest {

  private final TestDatabase database = TestDatabase.migrated();
  private final PageFixture page = new PageFixture("http", database, "");

  @AfterEach
  void stop() {
    page.close();
  }

  @Test
  void whoWithdrawsWhileTheRecordIsCopiedReadsThatWhatIsThereIsErased() {
    page.realm
        .hosting
        .put("state", "PERMIT")
        .put("ask", false)
        .put("decision", LedgerSamples.decision("PERMIT"));
    database.execute(
        "INSERT INTO hosts.transfer (practice, patient, source, destination, urgent, state)"
            + " VALUES ('cabinet-des-lilas', 'p1', 'cabinet', 'nuage-sante', false, 'copying')");

    assertThat(confirming("WITHDRAW"))
        .contains("ce qui a déjà été copié chez Nuage Santé y est effacé", "copies de secours")
        .doesNotContain("ne sera pas envoyé");
  }

  @Test
  void whoPermitsBeforeTheRecordLeavesThePracticeReadsThatItGoesToNoHost() {
    database.execute(
        "INSERT INTO hosts.handover (id, practice, patient, receiver, asked_by, due_on, state,"
            + " answered_at, answered_by) VALUES (gen_random_uuid(), 'cabinet-des-lilas', 'p1',"
            + " 'cabinet-de-la-gare', 'anne', '2099-01-01', 'confirmed', now(), 'olga')");

    assertThat(confirming("PERMIT"))
        .contains("il va quitter ce cabinet")
        .doesNotContain("attend la fin de votre changement");
    assertThat(page.signedIn("anne", "p1").get("/my").body())
        .contains("il va quitter ce cabinet")
        .doesNotContain("attend la fin de votre changement");
  }

  /** The page that asks whether an answer is meant, of who had to sign in again for it. */
  private String confirming(String decision) {
    page.realm.authenticatedAgo = Duration.ofHours(1);
    TestBrowser anne = page.signedIn("anne", "p1");
    page.realm.authenticatedAgo = Duration.ZERO;
    Map<String, String> form =
        new LinkedHashMap<>(TestBrowser.form(anne.get("/my").body(), "/my/decisions"));
    form.put("decision", decision);
    HttpResponse<String> asked = anne.post("/my/decisions", form);
    page.signIn(anne, asked, "anne", "p1");
    return anne.get("/my/decisions/confirm").body();
  }
}
