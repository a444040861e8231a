// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static io.prunelle.gateway.page.OfficeFixture.HOME;
import static io.prunelle.gateway.page.OfficeFixture.PRACTICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people write outlasts their session, for them and for nobody else. */
class LateFormsTest {

  private static final String CONFIRM = "/my/decisions/confirm";
  private static final String WORDS = "My brother works there.";
  private static final String OBJECTIONS = HOME + "/objections";
  private static final String HANDOVERS = HOME + "/handovers";

  private final OfficeFixture office = new OfficeFixture();
  private final PageFixture page = office.page;

  @AfterEach
  void stop() {
    office.close();
  }

  private TestBrowser patient(String subject, String patient) {
    page.realm.accessClaims = UnaryOperator.identity();
    TestBrowser browser = page.browser();
    browser.language = "en";
    page.signIn(browser, "/my", subject, patient);
    return browser;
  }

  private void sessionsEnd() {
    office.database.execute("DELETE FROM page.session");
  }

  private Map<String, String> objection(TestBrowser browser) {
    page.realm.hosting.put("legalBasis", "INFORM_AND_OBJECT");
    Map<String, String> form =
        new LinkedHashMap<>(TestBrowser.form(browser.get("/my").body(), "/my/decisions"));
    form.put("decision", "OBJECT");
    form.put("reason", WORDS);
    return form;
  }

  private static Map<String, String> form(HttpResponse<String> shown, String action) {
    return new LinkedHashMap<>(TestBrowser.form(shown.body(), action));
  }

  @Test
  void anObjectionIsKeptUntilItsAuthorHasSignedInAndConfirmsIt() {
    TestBrowser anne = patient("anne", "p1");
    Map<String, String> form = objection(anne);
    sessionsEnd();

    HttpResponse<String> asked = anne.post("/my/decisions", form);

    assertThat(TestBrowser.location(asked)).startsWith(page.realm.issuer() + "/auth?");
    assertThat(TestBrowser.location(asked)).doesNotContain("OBJECT", "brother");
    assertThat(TestBrowser.location(page.signIn(anne, asked, "anne", "p1"))).isEqualTo(CONFIRM);
    HttpResponse<String> shown = anne.get(CONFIRM);
    assertThat(shown.body()).contains("Nothing is recorded yet", WORDS);
    assertThat(page.realm.decisionsMade).isEmpty();
    Map<String, String> confirmed = form(shown, CONFIRM);
    confirmed.put("confirm", "yes");
    anne.post(CONFIRM, confirmed);
    assertThat(page.realm.decisionsMade).singleElement().asString().contains(WORDS);
  }

  @Test
  void whoSaysNoAfterSigningInHasAnsweredNothingAndNothingOfItIsLeft() {
    TestBrowser anne = patient("anne", "p1");
    Map<String, String> form = objection(anne);
    sessionsEnd();
    page.signIn(anne, anne.post("/my/decisions", form), "anne", "p1");
    Map<String, String> no = form(anne.get(CONFIRM), CONFIRM);
    no.put("confirm", "no");

    assertThat(TestBrowser.location(anne.post(CONFIRM, no))).isEqualTo("/my#message");

    assertThat(anne.get("/my").body()).contains("nothing was recorded").doesNotContain(WORDS);
    assertThat(page.realm.decisionsMade).isEmpty();
    assertThat(office.database.rows("SELECT * FROM page.answer")).isEmpty();
    // Nor is it given by who changes their mind on the page that the browser still has
    no.put("confirm", "yes");
    anne.post(CONFIRM, no);
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void anOfficerWhoSaysNoAfterSigningInCorrectsThePaperOrRecordsNothing() {
    TestBrowser olga = office.officer("olga");
    Map<String, String> paper = paper(olga.get(PAPER));
    sessionsEnd();
    HttpResponse<String> asked = olga.upload(PAPER, paper, "scan", new byte[] {1});
    page.signIn(olga, asked, "olga", "");
    Map<String, String> no = form(olga.get(PAPER), HOME + "/decisions");
    no.put("confirm", "no");

    HttpResponse<String> corrected = olga.post(HOME + "/decisions", no);

    assertThat(corrected.body()).contains("value=\"2026-11-20\"", "value=\"p1\"");
    assertThat(page.realm.office).isEmpty();
    assertThat(olga.get(PAPER).body()).doesNotContain("2026-11-20", "20 November 2026");
  }

  @Test
  void whoeverElseSignsInSeesNothingOfIt() {
    TestBrowser anne = patient("anne", "p1");
    Map<String, String> form = objection(anne);
    sessionsEnd();

    HttpResponse<String> asked = anne.post("/my/decisions", form);
    page.signIn(anne, asked, "bruno", "p2");

    assertThat(TestBrowser.location(anne.get(CONFIRM))).isEqualTo("/my#message");
    assertThat(anne.get("/my").body()).doesNotContain(WORDS, "is waiting for you to confirm");
    assertThat(office.database.rows("SELECT * FROM page.answer").toString())
        .doesNotContain("brother", "anne");
  }

  @Test
  void nobodyHasAnythingKeptForSomebodyElseOrFromAnotherSite() {
    TestBrowser anne = patient("anne", "p1");
    TestBrowser bruno = patient("bruno", "p2");
    Map<String, String> form = objection(anne);
    String brunos = objection(bruno).get("who");
    String who = form.get("who");
    sessionsEnd();

    // Given one that is none, one that was altered, one of nobody
    for (String none : new String[] {"", "x", who.substring(1), brunos + who}) {
      form.put("who", none);
      assertThat(anne.post("/my/decisions", form).statusCode()).isEqualTo(401);
    }
    form.put("who", who);
    assertThat(
            anne.post("/my/decisions", form, Map.of("Origin", "https://evil.example")).statusCode())
        .isEqualTo(403);
    assertThat(office.database.rows("SELECT * FROM page.answer")).isEmpty();

    // And what bruno's own form brings is bruno's
    form.put("who", brunos);
    HttpResponse<String> asked = anne.post("/my/decisions", form);
    page.signIn(anne, asked, "anne", "p1");
    assertThat(TestBrowser.location(anne.get(CONFIRM))).isEqualTo("/my#message");
  }

  @Test
  void whoHasASessionIsStillHeldToItsFormsAlone() {
    TestBrowser anne = patient("anne", "p1");
    Map<String, String> form = objection(anne);
    form.put("csrf", "forged");

    // Who wrote it is shown it once more
    assertThat(TestBrowser.location(anne.post("/my/decisions", form))).isEqualTo(CONFIRM);
    assertThat(page.realm.decisionsMade).isEmpty();
    assertThat(office.database.rows("SELECT * FROM page.answer")).hasSize(1);

    // And nobody else, nor of another site
    office.database.execute("DELETE FROM page.answer");
    TestBrowser bruno = patient("bruno", "p2");
    assertThat(bruno.post("/my/decisions", form).statusCode()).isEqualTo(403);
    assertThat(
            anne.post("/my/decisions", form, Map.of("Origin", "https://evil.example")).statusCode())
        .isEqualTo(403);
    form.put("who", objection(bruno).get("who"));
    assertThat(anne.post("/my/decisions", form).statusCode()).isEqualTo(403);
    assertThat(office.database.rows("SELECT * FROM page.answer")).isEmpty();
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void whatWasWrittenBeforeTheySignedInAgainInAnotherTabIsShownAtOnce() {
    TestBrowser anne = patient("anne", "p1");
    Map<String, String> form = objection(anne);
    sessionsEnd();
    page.signIn(anne, "/my", "anne", "p1");

    HttpResponse<String> sent = anne.post("/my/decisions", form);

    assertThat(TestBrowser.location(sent)).isEqualTo(CONFIRM);
    assertThat(anne.get(CONFIRM).body()).contains("Nothing is recorded yet", WORDS);
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void aPaperOfBeforeTheySignedInAgainIsShownAtOnceToo() {
    TestBrowser olga = office.officer("olga");
    Map<String, String> paper = paper(olga.get(PAPER));
    paper.put("csrf", "of another session");
    sessionsEnd();
    page.signIn(olga, PAPER, "olga", "");

    HttpResponse<String> sent =
        olga.upload(PAPER, paper, "scan", "a scan".getBytes(StandardCharsets.UTF_8));

    assertThat(TestBrowser.location(sent)).isEqualTo(PAPER);
    assertThat(olga.get(PAPER).body())
        .contains("Nothing is recorded yet", "20 November 2026")
        .contains("5bb626f4973a4d80adb3d956673807597303a694d5124d9c2298b1fa2811810f");
    assertThat(page.realm.office).isEmpty();
  }

  @Test
  void whatIsSentWhenTheSessionHasEndedAtTheRealmAloneIsKeptAsWell() {
    page.realm.tokenLifetime = 1;
    TestBrowser anne = patient("anne", "p1");
    Map<String, String> form = objection(anne);
    page.realm.sessionOver = true;

    HttpResponse<String> asked = anne.post("/my/decisions", form);

    assertThat(TestBrowser.location(asked)).startsWith(page.realm.issuer() + "/auth?");
    page.realm.sessionOver = false;
    page.realm.tokenLifetime = 300;
    assertThat(TestBrowser.location(page.signIn(anne, asked, "anne", "p1"))).isEqualTo(CONFIRM);
    assertThat(anne.get(CONFIRM).body()).contains(WORDS);
    assertThat(page.realm.decisionsMade).isEmpty();
  }

  @Test
  void aPaperIsKeptWhenTheSessionHasEndedAtTheRealmAlone() {
    page.realm.tokenLifetime = 1;
    TestBrowser olga = office.officer("olga");
    Map<String, String> paper = paper(olga.get(PAPER));
    page.realm.sessionOver = true;

    HttpResponse<String> asked = olga.upload(PAPER, paper, "scan", new byte[] {1});

    assertThat(TestBrowser.location(asked)).startsWith(page.realm.issuer() + "/auth?");
    page.realm.sessionOver = false;
    page.realm.tokenLifetime = 300;
    page.signIn(olga, asked, "olga", "");
    assertThat(olga.get(PAPER).body()).contains("Nothing is recorded yet", "20 November 2026");
  }

  @Test
  void whatIsSaidOfAnAccessIsShownOnceMoreInItsFormUntilItIsSent() {
    UUID access =
        PageFixture.get(
            page.journal()
                .record(
                    new Entry(
                        UUID.randomUUID().toString(),
                        new Entry.Agent("u-1", "Dr Moreau", "practitioner", "app", null, null),
                        new Entry.Act("read", "Observation", "o1", null, "GET", "/fhir"),
                        new Entry.Where(PRACTICE, "p1", "nuage-sante", null, null),
                        true,
                        "consent-permit"),
                    new Outcome(200, 17, Duration.ofMillis(3), "completed")));
    String path = "/my/accesses/" + access + "/report";
    TestBrowser anne = patient("anne", "p1");
    Map<String, String> form = form(anne.get(path), path);
    form.put("words", WORDS);
    sessionsEnd();

    HttpResponse<String> asked = anne.post(path, form);

    assertThat(TestBrowser.location(page.signIn(anne, asked, "anne", "p1"))).isEqualTo(path);
    HttpResponse<String> shown = anne.get(path);
    assertThat(shown.body())
        .contains("Nothing is recorded yet", ">" + WORDS + "</textarea>")
        .doesNotContain("aria-invalid=\"true\"");
    assertThat(office.database.rows("SELECT * FROM report.report")).isEmpty();
    Map<String, String> again = form(shown, path);
    again.put("words", WORDS);
    assertThat(TestBrowser.location(anne.post(path, again))).isEqualTo("/my#message");
    assertThat(office.database.rows("SELECT * FROM report.report")).hasSize(1);
    assertThat(office.database.rows("SELECT * FROM page.answer")).isEmpty();
  }

  @Test
  void anOfficersReasonsAreShownOnceMoreInTheFormOfTheObjection() {
    page.realm.objections =
        new JsonArray()
            .add(
                new JsonObject()
                    .put("entry", 17)
                    .put("patient", "p1")
                    .put("hosting", PRACTICE + "@nuage-sante")
                    .put("raisedAt", "2026-11-20T10:00:00Z")
                    .put("reason", "I do not trust them."));
    TestBrowser olga = office.officer("olga");
    Map<String, String> form = form(olga.get(OBJECTIONS), OBJECTIONS + "/17");
    form.put("decision", "REJECT");
    form.put("reason", "No link.");
    sessionsEnd();

    HttpResponse<String> asked = olga.post(OBJECTIONS + "/17", form);

    assertThat(TestBrowser.location(page.signIn(olga, asked, "olga", ""))).isEqualTo(OBJECTIONS);
    assertThat(olga.get(OBJECTIONS).body())
        .contains("Nothing is recorded yet", ">No link.</textarea>");
    assertThat(page.realm.office).isEmpty();
  }

  private static final String PAPER = HOME + "/decisions/new";

  private static Map<String, String> paper() {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("patient", "p1");
    form.put("hosting", PRACTICE + "@nuage-sante");
    form.put("decision", "DENY");
    form.put("notice", "3");
    form.put("language", "fr");
    form.put("signed", "2026-11-20");
    return form;
  }

  /** What was written into the form for a paper that was shown. */
  private static Map<String, String> paper(HttpResponse<String> shown) {
    Map<String, String> form = paper();
    form.put("who", form(shown, PAPER).get("who"));
    return form;
  }

  @Test
  void aPaperWithItsScanIsShownToBeConfirmedOnceItsAuthorHasSignedIn() {
    TestBrowser olga = office.officer("olga");
    Map<String, String> paper = paper(olga.get(PAPER));
    sessionsEnd();

    HttpResponse<String> asked =
        olga.upload(PAPER, paper, "scan", "a scan".getBytes(StandardCharsets.UTF_8));

    assertThat(TestBrowser.location(asked)).startsWith(page.realm.issuer() + "/auth?");
    assertThat(TestBrowser.location(page.signIn(olga, asked, "olga", ""))).isEqualTo(PAPER);
    assertThat(olga.get(PAPER).body())
        .contains("Nothing is recorded yet", "20 November 2026")
        // of the scan, by sha256sum
        .contains("5bb626f4973a4d80adb3d956673807597303a694d5124d9c2298b1fa2811810f");
    assertThat(page.realm.office).isEmpty();
  }

  @Test
  void nothingOfAPaperIsReadForWhomItWasNotMade() {
    TestBrowser olga = office.officer("olga");
    Map<String, String> paper = paper(olga.get(PAPER));
    sessionsEnd();

    // Given a form that does not say whose it is, or not as it was made
    for (String wrong : new String[] {"", "x", paper.get("who") + "x"}) {
      Map<String, String> altered = new LinkedHashMap<>(paper);
      altered.put("who", wrong);
      assertThat(olga.upload(PAPER, altered, "scan", new byte[] {1}).statusCode()).isEqualTo(401);
    }
    // Or a browser that was given none, whatever the form says
    assertThat(page.browser().upload(PAPER, paper, "scan", new byte[] {1}).statusCode())
        .isEqualTo(401);
    assertThat(
            olga.upload(PAPER, paper, "scan", new byte[] {1}, "https://evil.example").statusCode())
        .isEqualTo(403);
    assertThat(office.database.rows("SELECT * FROM page.answer")).isEmpty();
    // One in which nothing is written is no loss
    assertThat(
            olga.upload(PAPER, Map.of("who", paper.get("who")), "scan", new byte[0]).statusCode())
        .isEqualTo(401);

    HttpResponse<String> asked = olga.upload(PAPER, paper, "scan", new byte[] {1});
    page.signIn(olga, asked, "oscar", "");
    assertThat(olga.get(PAPER).body()).doesNotContain("20 November 2026", "2026-11-20");
  }

  @Test
  void whatOneOfficerWroteIsNotKeptForAnotherWhoHadTheBrowserSince() {
    TestBrowser olga = office.officer("olga");
    Map<String, String> paper = paper(olga.get(PAPER));
    TestBrowser oscar = office.officer("oscar");
    oscar.get(PAPER);
    sessionsEnd();

    assertThat(oscar.upload(PAPER, paper, "scan", new byte[] {1}).statusCode()).isEqualTo(401);

    assertThat(office.database.rows("SELECT * FROM page.answer")).isEmpty();
  }

  @Test
  void aPaperIsKeptForAnOfficerWhoHasTurnedToAWardMeanwhile() {
    page.realm.wards.put("p8", "Paul Garnier");
    page.realm.wards.put("p9", "Rose Garnier");
    JsonObject there = new JsonObject().put("practices", new JsonArray().add(PRACTICE));
    page.realm.wardsClaimed = new JsonObject().put("p8", there).put("p9", there.copy());
    // Given an officer who acts for two, and has a paper before them
    TestBrowser olga = office.officer("olga");
    HttpResponse<String> shown = olga.get(PAPER);
    // Who turns to the other one in another tab, and opens another paper there
    turn(olga, "p9");
    olga.get(PAPER);
    sessionsEnd();

    HttpResponse<String> asked = olga.upload(PAPER, paper(shown), "scan", new byte[] {1});

    assertThat(TestBrowser.location(asked)).startsWith(page.realm.issuer() + "/auth?");
    page.signIn(olga, asked, "olga", "");
    assertThat(olga.get(PAPER).body()).contains("Nothing is recorded yet", "20 November 2026");
  }

  private static void turn(TestBrowser browser, String ward) {
    String csrf = OfficeFixture.csrf(browser.get("/my"));
    HttpResponse<String> turned = browser.post("/my/for", Map.of("csrf", csrf, "patient", ward));
    assertThat(turned.statusCode()).isEqualTo(303);
  }

  @Test
  void noAddressSaysForWhomAFormWasMade() {
    TestBrowser olga = office.officer("olga");

    assertThat(olga.get(PAPER).body())
        .contains("action=\"" + PAPER + "\"", "name=\"who\"")
        .doesNotContain("?who=");
  }

  @Test
  void aScanIsBoundedForThemAsWell() {
    TestBrowser olga = office.officer("olga");
    Map<String, String> paper = paper(olga.get(PAPER));
    sessionsEnd();

    byte[] large = new byte[(int) ScanUpload.LARGEST + 1];

    assertThat(olga.upload(PAPER, paper, "scan", large).statusCode()).isEqualTo(413);
    assertThat(office.database.rows("SELECT * FROM page.answer")).isEmpty();
  }

  @Test
  void theLawThatObligesToKeepACopyIsShownOnceMoreToo() {
    PageFixture.get(
        page.changes.ask(
            PRACTICE,
            "p1",
            null,
            null,
            new Entry.Agent("anne", "Anne Martin", "patient", null, null, null),
            "/my/doctor"));
    Handover asked = PageFixture.get(page.changes.of("p1")).get(0);
    TestBrowser olga = office.officer("olga");
    Map<String, String> form = form(olga.get(HANDOVERS), HANDOVERS + "/" + asked.id());
    form.put("decision", "RETAIN");
    form.put("ground", "Article R.1112-7");
    form.put("until", "2040-01-01");
    sessionsEnd();

    HttpResponse<String> answer = olga.post(HANDOVERS + "/" + asked.id(), form);
    page.signIn(olga, answer, "olga", "");

    assertThat(olga.get(HANDOVERS).body())
        .contains("Nothing is recorded yet", ">Article R.1112-7</textarea>", "2040-01-01");
    assertThat(PageFixture.get(page.changes.of("p1")).get(0).state())
        .isEqualTo(Handover.State.ASKED);
  }
}
