// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.page.ledger.Hosting.State;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessDaysTest {

  private final AccessDays days =
      new AccessDays(
          Messages.in(Language.ENGLISH),
          new Names(List.of(LedgerSamples.hosting(State.PERMIT))),
          Set.of("cabinet"),
          Samples.REPORTABLE,
          "user-1");

  @Test
  void aPractitionersSearchIsToldInPlainWords() {
    AccessDay.Row row =
        only(
            Samples.line(
                1, "u2", "Dr Lemoine", "practitioner", "search-type", "Observation", true, 200));

    assertThat(row.who()).isEqualTo("Dr Lemoine");
    assertThat(row.capacity()).isEqualTo("health professional, Cabinet des Lilas");
    assertThat(row.what()).isEqualTo("Looked up: your measurements and test results");
    assertThat(row.host()).isEqualTo("Nuage Santé");
    assertThat(row.refused()).isFalse();
  }

  @Test
  void thePatientsOwnAccessIsTheirs() {
    AccessDay.Row row =
        only(Samples.line(1, "user-1", "Camille", "patient", "read", "Patient", true, 200));

    assertThat(row.who()).isEqualTo("You");
    assertThat(row.capacity()).isNull();
    // It says from which of their devices, which is told of nobody else
    assertThat(row.address()).isEqualTo("127.0.0.1");
    assertThat(row.report()).isNull();
  }

  @Test
  void aRefusedAttemptSaysWhatWasTriedAndDoesNotPassAStrangerOffAsOneOfThePractice() {
    AccessDay.Row row =
        only(Samples.line(1, "u3", "Marc", "practitioner", "read", "Condition", false, 403));

    assertThat(row.refused()).isTrue();
    assertThat(row.what()).isEqualTo("Tried to view: your health problems");
    assertThat(row.capacity()).isEqualTo("health professional");
  }

  @Test
  void softwareThatActsByItselfIsCalledSoftware() {
    AccessDay.Row row =
        only(Samples.line(1, "u4", "laboratory", "service", "create", "Observation", true, 201));

    assertThat(row.who()).isEqualTo("laboratory");
    assertThat(row.capacity()).isEqualTo("automatic software, Cabinet des Lilas");
  }

  @Test
  void anEmergencyIsToldInTheWordsInWhichItWasStated() {
    Line line = Samples.line(1, "u2", "Dr", "practitioner", "read", "Patient", true, 200);

    assertThat(only(emergency(line, "break-glass")).emergency()).isEqualTo("found unconscious");
    assertThat(only(emergency(line, "break-glass")).uncovered()).isNull();
    assertThat(only(line).emergency()).isNull();
  }

  @Test
  void aReadAtAHostThatNoPermissionCoveredAnyMoreIsToldInThoseWords() {
    Line line = Samples.line(1, "u2", "Dr", "practitioner", "read", "Patient", true, 200);

    AccessDay.Row row = only(emergency(line, "break-glass-while-leaving"));

    assertThat(row.emergency()).isEqualTo("found unconscious");
    assertThat(row.uncovered()).startsWith("This host was no longer allowed to keep your record");
    assertThat(only(line).uncovered()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "TREAT|-|to treat you",
        "HRESCH|cohort of 2026|for research, “cohort of 2026”",
        "XYZ|a second opinion|“a second opinion”",
        "XYZ|-|-",
        "BTG|found unconscious|-"
      })
  void whyItWasOpenedIsToldInWords(String code, @Nullable String reason, @Nullable String why) {
    Line line = Samples.line(1, "u2", "Dr", "practitioner", "read", "Patient", true, 200);

    AccessDay.Row row = only(with(line, true, "consent-permit", new Entry.Purpose(code, reason)));

    assertThat(row.why()).isEqualTo(why);
    assertThat(row.because()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "token-expired|It could not be verified who was asking.",
        "other-patient|Whoever asked had no right to do that.",
        "scope-missing|Whoever asked had no right to do that.",
        "record-departed|This practice had no record of yours any more.",
        "journal-full|Prunelle could not answer at that moment.",
        "interaction-not-supported|The request could not be accepted as it was."
      })
  void whyItWasRefusedIsToldInASentence(String reason, String because) {
    assertThat(only(refused(reason)).because()).isEqualTo(because);
  }

  @Test
  void whatWasRefusedByADecisionReadsLikeWhatWasRefusedByAHost() {
    assertThat(only(refused("consent-not-in-force")).because())
        .isEqualTo("Your record could not be read at that moment.")
        .isEqualTo(only(refused("host-down")).because());
  }

  private static Line refused(String reason) {
    Line line = Samples.line(1, "u3", "Marc", "practitioner", "read", "Condition", false, 403);
    return with(line, false, reason, null);
  }

  private static Line emergency(Line line, String reason) {
    return with(line, true, reason, new Entry.Purpose("BTG", "found unconscious"));
  }

  private static Line with(
      Line line, boolean permitted, String reason, Entry.@Nullable Purpose purpose) {
    Entry entry = line.entry();
    return new Line(
        line.id(),
        line.recordedAt(),
        new Entry(
            entry.requestId(),
            entry.agent(),
            entry.act(),
            entry.where(),
            permitted,
            reason,
            purpose,
            null),
        line.outcome());
  }

  @Test
  void whereAnAccessCameFromIsToldByApplicationAndPracticeAndNotByAddress() {
    Line line = Samples.line(1, "u2", "Dr", "practitioner", "read", "Patient", true, 200);

    assertThat(only(line).from()).isEqualTo("with the application “demo-app”");
    assertThat(only(line).through()).isEqualTo("It was asked through: Cabinet des Lilas.");
    assertThat(only(line).address()).isNull();

    assertThat(only(at(line, "/practice/cabinet-des-lilas/accesses")).from())
        .isEqualTo("from Prunelle’s own pages");
    assertThat(only(at(line, "/my/accesses")).from()).isEqualTo("from Prunelle’s own pages");
    // Software that acts by itself is its own application, and is named once
    Line software = Samples.line(1, "u4", "demo-app", "service", "read", "Patient", true, 200);
    assertThat(only(software).from()).isNull();
  }

  @Test
  void whatThePatientDidIsNotReportedByTheirGuardian() {
    Line patients = Samples.line(1, "u9", "Paul", "patient", "read", "Patient", true, 200);
    Line strangers = Samples.line(1, "u9", "Paul", "patient", "read", "Patient", false, 403);
    Line guardians = Samples.line(1, "u9", "Odile", "guardian", "read", "Patient", true, 200);

    assertThat(only(patients).report()).isNull();
    assertThat(only(strangers).report()).isNotNull();
    assertThat(only(guardians).report()).isNotNull();
  }

  private static Line at(Line line, String path) {
    Entry entry = line.entry();
    return new Line(
        line.id(),
        line.recordedAt(),
        new Entry(
            entry.requestId(),
            entry.agent(),
            new Entry.Act("read", "Patient", null, null, "GET", path),
            entry.where(),
            true,
            "consent-permit"),
        line.outcome());
  }

  @Test
  void aGuardianIsSaidToActForThePatient() {
    AccessDay.Row row =
        only(Samples.line(1, "u5", "Line Petit", "guardian", "read", "Patient", true, 200));

    assertThat(row.who()).isEqualTo("Line Petit");
    assertThat(row.capacity()).isEqualTo("legal guardian, acting for you, Cabinet des Lilas");
  }

  @Test
  void someoneWithoutATokenIsNotIdentified() {
    assertThat(only(Samples.line(1, null, null, null, "read", "Patient", false, 401)).who())
        .isEqualTo("Someone not identified");
  }

  @Test
  void anAccessThatCameToNothingSaysSo() {
    assertThat(
            only(Samples.line(1, "u2", "Dr", "practitioner", "read", "Patient", true, 504))
                .shortfall())
        .isEqualTo("Did not succeed");
    assertThat(
            only(Samples.line(1, "u2", "Dr", "practitioner", "read", "Patient", true, 200))
                .shortfall())
        .isNull();
  }

  private static final String PERHAPS = "It is not known whether this was recorded";

  /** A host that does not answer, or fails, may have carried out what it was asked for. */
  @ParameterizedTest
  @CsvSource({
    "create, 504, failed, true",
    "update, 502, failed, true",
    "patch, 503, failed, true",
    "delete, 408, failed, true",
    "create, 0, unknown, true",
    "update, 504, completed, false",
    "create, 404, failed, false",
    "create, 503, refused, false",
    "read, 504, failed, false",
    "search-type, 502, failed, false"
  })
  void aChangeOfWhichNobodyKnowsIsNotSaidToHaveComeToNothing(
      String interaction, int status, String ending, boolean perhaps) {
    Line line = ended(interaction, status, ending);

    assertThat(only(line).shortfall()).isEqualTo(perhaps ? PERHAPS : "Did not succeed");
    assertThat(days.last(List.of(line), 3))
        .singleElement()
        .satisfies(
            last ->
                assertThat(last.what())
                    .endsWith(
                        perhaps
                            ? " – it is not known whether this was recorded"
                            : " – did not succeed"));
  }

  @Test
  void aReadingOfWhichNobodySawTheEndIsNotSaidToHaveFailed() {
    assertThat(only(ended("read", 0, "unknown")).shortfall()).isNull();
    assertThat(only(ended("create", 201, "completed")).shortfall()).isNull();
  }

  private static Line ended(String interaction, int status, String ending) {
    Line line =
        Samples.line(1, "u2", "Dr", "practitioner", interaction, "Observation", true, status);
    return new Line(
        line.id(),
        line.recordedAt(),
        line.entry(),
        new Outcome(status, 0, Duration.ofMillis(5), ending));
  }

  @Test
  void whoCutsTheConnectionDoesNotMakeAReadingLookLikeNothing() {
    Line whole = Samples.line(1, "u2", "Dr", "practitioner", "read", "Patient", true, 499);
    Line cut =
        new Line(
            whole.id(),
            whole.recordedAt(),
            whole.entry(),
            new Outcome(499, 0, Duration.ofMillis(5), "client-gone"));

    assertThat(only(cut).what()).isEqualTo("Viewed: your identity and contact details");
    assertThat(only(cut).shortfall())
        .isEqualTo("Cut off by the person who asked, who may have read part of it");
    assertThat(days.last(List.of(cut), 3))
        .extracting(LastAccess::what)
        .containsExactly(
            "Viewed: your identity and contact details"
                + " – cut off by the person who asked, who may have read part of it");
  }

  @Test
  void aDecisionOnPaperThatWasNotRecordedDoesNotReadAsIfItWere() {
    for (int status : new int[] {404, 409, 503}) {
      Line refused = Samples.line(1, "u6", "Olga", "officer", "paper-decision", null, true, status);

      assertThat(only(refused).what())
          .isEqualTo("Tried to record a decision that you are said to have signed on paper");
      assertThat(only(refused).shortfall()).isEqualTo("Did not succeed");
      assertThat(days.last(List.of(refused), 3))
          .extracting(LastAccess::what)
          .containsExactly(
              "Tried to record a decision that you are said to have signed on paper"
                  + " – did not succeed");
    }
    assertThat(
            days.last(
                List.of(
                    Samples.line(1, "u6", "Olga", "officer", "paper-decision", null, true, 200)),
                3))
        .extracting(LastAccess::what)
        .containsExactly("Recorded a decision that you signed on paper");
  }

  @Test
  void theNewestAccessesSayWhatCameToNothing() {
    assertThat(
            days.last(
                List.of(
                    Samples.line(1, "u2", "Dr", "practitioner", "read", "Patient", true, 504),
                    Samples.line(2, "u2", "Dr", "practitioner", "read", "Patient", false, 403)),
                3))
        .extracting(LastAccess::what)
        .containsExactly(
            "Viewed: your identity and contact details – did not succeed",
            "Tried to view: your identity and contact details");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "operation|Patient|Viewed: your whole record",
        "search|Observation|Looked up: your measurements and test results",
        "create|Immunization|Added: your vaccinations",
        "update|Device|Changed: your devices and implants",
        "delete|Goal|Deleted: your health goals",
        "read|Substance|Viewed: other information in your record",
        "transfer||Your record was moved from one place to another",
        "journal-read||Read the list of accesses",
        "something-new||Other request: other information in your record"
      })
  void everyInteractionHasWords(String interaction, String type, String words) {
    assertThat(
            only(Samples.line(1, "u2", "Dr", "practitioner", interaction, type, true, 200)).what())
        .isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "transfer-started | Your record is copied to another place",
        "transfer-erasure-started | Your record is about to be erased at this practice",
        "transfer-erasure-failed | The erasure of your record has met with a problem",
        "transfer-erasure-cancelled | The erasure was given up, nothing of your record was erased"
      })
  void whatIsErasedIsNotSaidToMove(String reason, String words) {
    assertThat(only(step(reason)).what()).isEqualTo(words);
  }

  private static Line step(String reason) {
    Line moved = Samples.line(1, null, "gateway", "system", "transfer", "Patient", true, 200);
    Entry entry = moved.entry();
    return new Line(
        moved.id(),
        moved.recordedAt(),
        new Entry(
            entry.requestId(),
            entry.agent(),
            entry.act(),
            new Entry.Where("cabinet-des-lilas", "p1", "cabinet", null, null),
            true,
            reason),
        moved.outcome());
  }

  @Test
  void eachStepOfATransferIsToldAndWhere() {
    AccessDay.Row row = only(step("transfer-erased"));

    assertThat(row.who()).isEqualTo("Prunelle, automatically");
    assertThat(row.what()).isEqualTo("Your record has left this place and is erased there");
    assertThat(row.host()).isEqualTo("At the practice");
  }

  @Test
  void accessesAreListedUnderTheirDay() {
    List<AccessDay> listed =
        days.of(
            List.of(
                Samples.line(1, "u2", "Dr", "practitioner", "read", "Patient", true, 200),
                Samples.line(2, "u2", "Dr", "practitioner", "read", "Patient", true, 200),
                Samples.line(30, "u2", "Dr", "practitioner", "read", "Patient", true, 200)));

    assertThat(listed)
        .extracting(AccessDay::heading)
        .containsExactly("Monday 23 November 2026", "Sunday 22 November 2026");
    assertThat(listed.get(0).rows())
        .extracting(AccessDay.Row::time)
        .containsExactly("10:00", "09:00");
  }

  private AccessDay.Row only(Line line) {
    return days.of(List.of(line)).get(0).rows().get(0);
  }
}
