// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static io.prunelle.gateway.page.OfficeFixture.HOME;
import static io.prunelle.gateway.page.OfficeFixture.PRACTICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What those who answer for a practice see of it. */
class PracticeHomeTest {

  private final OfficeFixture office = new OfficeFixture();

  @AfterEach
  void stop() {
    office.close();
  }

  private static JsonObject objection(String patient) {
    return new JsonObject()
        .put("entry", 17)
        .put("patient", patient)
        .put("hosting", PRACTICE + "@nuage-sante")
        .put("raisedAt", "2026-11-20T10:00:00Z")
        .put("reason", "My brother works there.");
  }

  @Test
  void anOfficerSeesHostsHostingsAndWhatWaitsAndNobodyByName() {
    office.realm.objections = new JsonArray().add(objection("p-secret"));
    TestBrowser officer = office.officer("olga");

    HttpResponse<String> page = officer.get(HOME);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains(
            "Cabinet des Lilas",
            "HDS certificate valid until 31 May 2099",
            "Rests on the explicit consent",
            "version 3, since 1 October 2026",
            "120 to 124",
            "fewer than 5",
            "One objection is waiting",
            "No reported access is waiting")
        .doesNotContain("p-secret", "brother", ">0<");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'");
  }

  @Test
  void theRealmIsAskedUnderTheOfficersOwnToken() {
    office.officer("olga").get(HOME);

    assertThat(office.realm.bearers).isNotEmpty().allMatch(header -> header.startsWith("Bearer e"));
  }

  @Test
  void lookingIsInTheJournalAndAboutNobody() {
    office.officer("olga").get(HOME);

    assertThat(office.entries("interaction = 'practice'"))
        .isNotEmpty()
        .allSatisfy(
            entry ->
                assertThat(entry)
                    .containsEntry("subject", "olga")
                    .containsEntry("role", "officer")
                    .containsEntry("practice", PRACTICE)
                    .containsEntry("patient", null)
                    .containsEntry("status", 200));
  }

  @Test
  void anAuditorSeesWhatAuditorsDoAndTheRealmIsNotAsked() {
    HttpResponse<String> page = office.signedIn("ada", "", PRACTICE, "auditor").get(HOME);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains(HOME + "/accesses", HOME + "/reports")
        .doesNotContain("certificate", "Permitted", "objection");
    assertThat(office.realm.bearers).isEmpty();
  }

  @Test
  void whoRunsThePracticeIsLedToItsTransfersAndShownNothingElse() {
    TestBrowser adele = office.signedIn("adele", "", PRACTICE, "practice-administrator");

    HttpResponse<String> page = adele.get(HOME);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("href=\"" + HOME + "/transfers\"")
        .doesNotContain("certificate", "Permitted", "objection", HOME + "/reports", "reported");
    assertThat(adele.get(HOME + "/transfers").body()).contains("href=\"" + HOME + "\"");
    assertThat(office.realm.bearers).isEmpty();
    assertThat(office.entries("interaction = 'practice'"))
        .isNotEmpty()
        .allSatisfy(entry -> assertThat(entry).containsEntry("role", "practice-administrator"));
    assertThat(office.officer("olga").get(HOME).body()).doesNotContain("/transfers");
  }

  @ParameterizedTest
  @CsvSource({
    "practitioner, cabinet-des-lilas",
    "patient, cabinet-des-lilas",
    "consent-officer, cabinet-des-tilleuls",
    "auditor, cabinet-des-tilleuls",
    "practice-administrator, cabinet-des-tilleuls"
  })
  void allOthersAreToldTheSameWhetherThePracticeIsThereOrNot(String role, String practice) {
    TestBrowser browser =
        office.signedIn("eve", "patient".equals(role) ? "p1" : "", practice, role);

    HttpResponse<String> there = browser.get(HOME);
    HttpResponse<String> none = browser.get("/practice/no-such-practice");

    assertThat(there.statusCode()).isEqualTo(403).isEqualTo(none.statusCode());
    assertThat(there.body()).isEqualTo(none.body()).doesNotContain("Lilas", "Nuage");
    assertThat(office.entries("NOT permitted AND subject = 'eve'"))
        .isNotEmpty()
        .allSatisfy(entry -> assertThat(entry).containsEntry("interaction", "practice"));
    assertThat(office.realm.bearers).isEmpty();
  }

  @Test
  void whoIsNoOfficerAnyMoreIsToldByTheRealm() {
    TestBrowser officer = office.officer("olga");
    office.realm.ledgerStatus = 403;
    office.realm.officeProblem = "not-permitted";

    HttpResponse<String> page = officer.get(HOME);

    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body()).contains("reserved").doesNotContain("Nuage");
  }

  @Test
  void whenTheRealmDoesNotAnswerNothingIsShown() {
    TestBrowser officer = office.officer("olga");
    office.realm.ledgerStatus = 500;

    HttpResponse<String> page = officer.get(HOME);

    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.body()).doesNotContain("Nuage");
    assertThat(office.entries("interaction = 'practice' AND o.status = 503")).hasSize(1);
  }

  @Test
  void aHostThatIsClosedIsNotSaidToBeClosedInTheEnd() {
    office
        .realm
        .practice
        .getJsonArray("hosts")
        .getJsonObject(0)
        .getJsonObject("assessment")
        .getJsonObject("certificate")
        .put("auditDue", "2026-01-20");
    TestBrowser officer = office.officer("olga");
    assertThat(officer.get(HOME).body())
        .contains("audit due by 20 January 2026", "Prunelle closes this host in the end")
        .doesNotContain("This host is closed");

    office.database.execute(
        "INSERT INTO hosts.closing (practice, host, from_day, ordered_by)"
            + " VALUES (?, 'nuage-sante', '2026-02-01', 'Ada')",
        PRACTICE);

    assertThat(officer.get(HOME).body())
        .contains("audit due by 20 January 2026", "This host is closed: all records come back")
        .doesNotContain("in the end");
  }

  @Test
  void aHostThatThisGatewayDoesNotUseIsNotSaidToGiveAnythingBack() {
    JsonArray hosts = office.realm.practice.getJsonArray("hosts");
    hosts.add(hosts.getJsonObject(0).copy().put("id", "ancien").put("name", "Ancien Nuage"));
    JsonArray hostings = office.realm.practice.getJsonArray("hostings");
    JsonObject ended = hostings.getJsonObject(0).copy();
    ended
        .getJsonObject("hosting")
        .put("id", PRACTICE + "@ancien")
        .put("host", "ancien")
        .put("status", "ENDED");
    hostings.add(ended);

    assertThat(office.officer("olga").get(HOME).body())
        .contains("Ancien Nuage")
        .doesNotContain("This host is closed", "records come back");
  }

  @Test
  void whatHostsAndPracticesCallThemselvesIsOnlyText() {
    String attack = "<script>alert(1)</script>" + UUID.randomUUID();
    office.realm.practice.getJsonObject("practice").put("name", attack);
    office.realm.practice.getJsonArray("hosts").getJsonObject(0).put("name", attack);

    String page = office.officer("olga").get(HOME).body();

    assertThat(page).contains("&lt;script").doesNotContain("<script");
  }
}
