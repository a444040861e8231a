// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Hosting.State;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.page.ledger.Mail;
import io.prunelle.gateway.purpose.Emergency;
import io.prunelle.gateway.report.Report;
import io.prunelle.gateway.unusual.Notice;
import io.prunelle.gateway.unusual.Notices;
import io.prunelle.gateway.unusual.Rule;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What needs a patient stands at the top, once, with the way to where it is dealt with. */
class NeedsTest {

  private static final Pattern BOX =
      Pattern.compile("<section class=\"needs.*?</section>", Pattern.DOTALL);

  private List<Hosting> hostings = List.of(LedgerSamples.hosting(State.PERMIT));
  private List<Emergency> emergencies = List.of();
  private Notices.Told unusual = Samples.nothingUnusual();
  private List<Report> reports = List.of();
  private List<HandoverState> handovers = List.of();
  private Set<String> read = Set.of();
  private boolean waiting;
  private Reader reader = Samples.READER;

  @Test
  void whenNothingNeedsThePatientOneSentenceSaysSo() {
    assertThat(box(Language.ENGLISH)).contains("Nothing for now.").doesNotContain("<li>");
    assertThat(box(Language.FRENCH)).contains("Rien pour l’instant.");
  }

  @Test
  void aTextThatWaitsForAnAnswerLeadsToItsPlace() {
    hostings = List.of(LedgerSamples.hosting(State.UNDECIDED));

    assertThat(box(Language.ENGLISH))
        .contains(
            "<a href=\"#hosting-1\">Your answer is awaited: record kept by Cabinet des Lilas, hosting at Nuage Santé</a>");
    assertThat(home(Language.ENGLISH)).contains("<article id=\"hosting-1\"");
  }

  @Test
  void aPermissionThatEndsWithinAMonthIsSaidOnceWithItsDay() {
    JsonObject json = LedgerSamples.json().put("state", "PERMIT").put("ask", true);
    json.put(
        "decision",
        LedgerSamples.decision("PERMIT")
            .put("until", Samples.NOW.plus(Duration.ofDays(20)).getEpochSecond()));
    hostings = List.of(LedgerSamples.hosting(json));

    assertThat(box(Language.ENGLISH))
        .contains(
            "Your permission ends on 13 December 2026: record kept by Cabinet des Lilas, hosting at Nuage Santé")
        .doesNotContain("Your answer is awaited");

    // A text that has changed is not covered by that
    json.getJsonObject("decision").put("notice", 2);
    hostings = List.of(LedgerSamples.hosting(json));
    String box = box(Language.ENGLISH);
    assertThat(box).contains("Your answer is awaited", "Your permission ends on 13 December 2026");
    assertThat(box.indexOf("Your answer")).isLessThan(box.indexOf("Your permission"));
  }

  @Test
  void anInformationThatEndsWithinAMonthIsSaidWithItsDayAndToBeNoPermission() {
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", "INFORM_AND_OBJECT")
            .put("state", "INFORMED")
            .put("ask", true);
    json.put(
        "decision",
        LedgerSamples.decision("INFORMED")
            .put("until", Samples.NOW.plus(Duration.ofDays(20)).getEpochSecond()));
    hostings = List.of(LedgerSamples.hosting(json));

    assertThat(box(Language.ENGLISH))
        .contains(
            "Information to read again: it holds until 13 December 2026 (record kept by Cabinet des"
                + " Lilas, hosting at Nuage Santé)")
        .doesNotContain("Your answer is awaited", "permission");
  }

  @Test
  void whatAPracticeAnsweredNeedsThePatientUntilItWasRead() {
    JsonObject answer =
        new JsonObject()
            .put("entry", 1050)
            .put("decision", "REJECT")
            .put("reason", "Sans lui non.");
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", "INFORM_AND_OBJECT")
            .put("state", "REJECT")
            // The realm asks them to sign in and be told
            .put("ask", true)
            .put("decision", LedgerSamples.decision("REJECT"))
            .put("objection", new JsonObject().put("reason", "Non.").put("answer", answer));
    hostings = List.of(LedgerSamples.hosting(json));
    reports = Samples.reports();

    assertThat(box(Language.ENGLISH))
        .contains("The practice has answered the objection", "href=\"#hosting-1\"")
        .contains("The practice has answered your report of an access", "href=\"#reports\"")
        .doesNotContain("Your answer is awaited");
    assertThat(home(Language.ENGLISH))
        .contains("name=\"answer\" value=\"objection:1050\"")
        .contains("name=\"answer\" value=\"report:00000000-0000-0000-0000-000000000002\"");

    read = Set.of("objection:1050", "report:00000000-0000-0000-0000-000000000002");
    assertThat(box(Language.ENGLISH)).contains("Nothing for now.");
    assertThat(home(Language.ENGLISH)).doesNotContain("action=\"/my/read\"");

    // One that was told at a sign-in was read there
    answer.put("toldAt", "2026-11-22T10:00:00Z");
    json.put("ask", false);
    hostings = List.of(LedgerSamples.hosting(json));
    read = Set.of("report:00000000-0000-0000-0000-000000000002");
    assertThat(box(Language.ENGLISH)).contains("Nothing for now.");
    // And what is asked of them then is the text
    json.put("ask", true);
    hostings = List.of(LedgerSamples.hosting(json));
    assertThat(box(Language.ENGLISH)).contains("Your answer is awaited");
  }

  @Test
  void anEmergencyIsToldInOnePlaceWithWhatElseWasUnusualAboutIt() {
    emergencies =
        List.of(
            new Emergency(
                new UUID(0, 7),
                Samples.NOW.minus(Duration.ofHours(2)),
                "cabinet-des-lilas",
                "Dr Inès Garnier",
                "unconscious"));
    Notice same =
        Samples.notice(2, "Dr Inès Garnier", false, Rule.NEW_PRACTITIONER, Rule.EMERGENCY);
    unusual = new Notices.Told(List.of(same), false, List.of(), 12);

    String html = home(Language.ENGLISH);

    assertThat(box(Language.ENGLISH))
        .contains("href=\"#emergencies\"")
        .doesNotContain("href=\"#unusual\"");
    assertThat(html)
        .contains("Had not opened your record in the 12 months before.")
        .contains("name=\"entry\" value=\"" + same.entry() + "\"")
        .doesNotContain("action=\"/my/unusual\"");
    // Those of others, or of another day, are told where they belong
    unusual =
        new Notices.Told(
            List.of(
                Samples.notice(2, "Dr Paul Roche", false, Rule.EMERGENCY),
                Samples.notice(90, "Dr Inès Garnier", false, Rule.EMERGENCY),
                Samples.notice(2, "Dr Inès Garnier", false, Rule.NEW_PRACTICE)),
            false,
            List.of(),
            12);
    assertThat(home(Language.ENGLISH).split("name=\"entry\"", -1)).hasSize(4);
    assertThat(box(Language.ENGLISH)).contains("href=\"#unusual\"");
  }

  @Test
  void aGuardianReadsWhatNeedsAttentionAsThePatientDoes() {
    emergencies =
        List.of(
            new Emergency(
                new UUID(0, 7),
                Samples.NOW,
                "cabinet-des-lilas",
                "Dr Inès Garnier",
                "unconscious"));
    unusual = Samples.unusual();
    reader = Samples.GUARDIAN;

    assertThat(box(Language.ENGLISH))
        .contains("href=\"#emergencies\"", "href=\"#unusual\"")
        .doesNotContain("Nothing for now");
  }

  @Test
  void moreThatIsUnusualThanIsToldNeedsThePatientToo() {
    unusual = new Notices.Told(List.of(), true, List.of(), 12);

    assertThat(box(Language.ENGLISH)).contains("href=\"#unusual\"");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-01, 'erases your record after 1 December 2026, and your account is no longer linked'",
    "2026-11-20, 'erases your record soon, and your account is no longer linked'"
  })
  void whoCannotDownloadWhatIsErasedSoonIsToldWhomToAsk(LocalDate until, String told) {
    Handover kept = HandoverSamples.handover(8, Handover.State.RETAINED, null, false);
    handovers =
        List.of(
            HandoverSamples.state(
                HandoverSamples.until(kept, until), HandoverState.Archive.OUT_OF_REACH));

    assertThat(box(Language.ENGLISH)).contains(told).doesNotContain("download it");
    reader = Samples.GUARDIAN;
    assertThat(box(Language.ENGLISH))
        .contains("and the person’s account is no longer linked")
        .doesNotContain("download a file");
    assertThat(box(Language.FRENCH)).contains("demandez ce dossier au cabinet");
  }

  @Test
  void anAnswerThatWaitsToBeConfirmedComesFirst() {
    waiting = true;
    hostings = List.of(LedgerSamples.hosting(State.UNDECIDED));

    String box = box(Language.ENGLISH);

    assertThat(box).contains("href=\"/my/decisions/confirm\"");
    assertThat(box.indexOf("/my/decisions/confirm")).isLessThan(box.indexOf("#hosting-1"));
  }

  @Test
  void theTopSaysWhereTheRecordIsWhatWasDecidedAndWhoOpenedItLast() {
    String html = home(Language.ENGLISH);
    String top = html.substring(0, html.indexOf("id=\"choices\""));

    assertThat(top)
        .contains("Nuage Santé", "Lyon, France · Bordeaux, France", "<svg class=\"flag\"")
        .contains("Outside the practice", "Since 24 October 2026", "until 31 May 2028")
        .contains(
            "<a href=\"#hosting-1\">Hosting at Nuage Santé – You permitted it on 24 October 2026</a>")
        .contains("Dr Anne Lemoine", "Monday 23 November 2026");
    assertThat(top.split("class=\"last\"", 2)[1].split("<li>", -1)).hasSize(4);
  }

  private String box(Language language) {
    return BOX.matcher(home(language)).results().findFirst().orElseThrow().group();
  }

  private String home(Language language) {
    return Samples.views()
        .home(
            language,
            reader,
            new HomeFacts(
                List.of(Samples.cloud()),
                hostings,
                Samples.week().lines(),
                Samples.decisions(),
                emergencies,
                unusual,
                Mail.UNKNOWN,
                Optional.empty(),
                reports,
                List.of(),
                Set.of(),
                read,
                waiting,
                handovers,
                Set.of(),
                Set.of(),
                List.of(),
                false));
  }
}
