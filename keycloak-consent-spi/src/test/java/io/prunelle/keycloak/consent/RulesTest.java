// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import static io.prunelle.keycloak.Examples.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.ledger.Authentication;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Paper;
import io.prunelle.keycloak.ledger.Reason;
import io.prunelle.keycloak.ledger.Statement;
import io.prunelle.keycloak.ledger.TextDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RulesTest {
  private static final Notice NOTICE =
      new Notice(
          Examples.HOSTING,
          3,
          Examples.NOW,
          new TreeMap<>(
              Examples.texts().stream()
                  .collect(Collectors.toMap(NoticeText::language, text -> text))));
  private static final String FRENCH = NOTICE.digest(NOTICE.text(List.of("fr")));
  private static final String ENGLISH = NOTICE.digest(NOTICE.text(List.of("en")));

  @Test
  void aPermissionOnTheCurrentNoticeIsTakenAndLastsAsLongAsTheHostingSays() {
    Statement taken = accepted(answer(Decision.PERMIT, 3), null);

    assertThat(taken.notice()).isEqualTo(3);
    assertThat(taken.patient()).isEqualTo("pat-1");
    assertThat(taken.textDigest()).isEqualTo(FRENCH);
    assertThat(taken.until()).isEqualTo(Instant.parse("2028-11-23T10:00:00Z").getEpochSecond());
  }

  @Test
  void aRefusalHasNoEnd() {
    assertThat(accepted(answer(Decision.DENY, 3), null).until()).isNull();
  }

  @Test
  void aPermissionHasToNameTheNoticeARefusalNeedNot() {
    assertThat(refused(answer(Decision.PERMIT, null), null))
        .isEqualTo(new Refusal.NoticeNotNamed(3));
    assertThat(accepted(answer(Decision.DENY, null), null).notice()).isEqualTo(3);
  }

  @Test
  void anAnswerToAnotherVersionIsRefused() {
    assertThat(refused(answer(Decision.PERMIT, 2), null))
        .isEqualTo(new Refusal.NoticeNotCurrent(3));
    assertThat(refused(answer(Decision.DENY, 4), null)).isEqualTo(new Refusal.NoticeNotCurrent(3));
  }

  @Test
  void onlyAPermissionInForceCanBeWithdrawn() {
    long now = Examples.NOW.getEpochSecond();

    assertThat(refused(answer(Decision.WITHDRAW, null), null))
        .isEqualTo(new Refusal.NothingToWithdraw());
    assertThat(refused(answer(Decision.WITHDRAW, null), Examples.statement(Decision.DENY, 3, null)))
        .isEqualTo(new Refusal.NothingToWithdraw());
    assertThat(
            refused(answer(Decision.WITHDRAW, null), Examples.statement(Decision.PERMIT, 3, now)))
        .isEqualTo(new Refusal.NothingToWithdraw());
    assertThat(
            accepted(
                    answer(Decision.WITHDRAW, null),
                    Examples.statement(Decision.PERMIT, 2, now + 1))
                .decision())
        .isEqualTo(Decision.WITHDRAW);
  }

  @Test
  void theLanguageShownIsTheOneWrittenDown() {
    assertThat(accepted(shown("en", ENGLISH), null).language()).isEqualTo("en");
    assertThat(accepted(shown(null, ENGLISH), null).language()).isEqualTo("en");
    assertThat(accepted(shown("fr", null), null).textDigest()).isEqualTo(FRENCH);
    assertThat(refused(shown("de", null), null)).isEqualTo(new Refusal.NoSuchLanguage("de"));
  }

  @Test
  void aTextThatIsNotTheNoticesIsRefused() {
    assertThat(refused(shown("fr", ENGLISH), null)).isEqualTo(new Refusal.TextDiffers());
    assertThat(refused(shown(null, Examples.DIGEST), null)).isEqualTo(new Refusal.TextDiffers());
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void oneLegalBasisIsNeverAnsweredInTheWordsOfTheOther(Decision decision) {
    for (LegalBasis basis : LegalBasis.values()) {
      Verdict verdict = judge(basis, HostingStatus.OPEN, answer(decision, 3), null);

      if (!basis.knows(decision)) {
        assertThat(verdict).isEqualTo(new Verdict.Refused(new Refusal.OtherLegalBasis(basis)));
      }
    }
    // a practice's answer is nothing that a patient can say
    assertThat(basesThatKnow(decision)).hasSize(decision.answersObjection() ? 0 : 1);
  }

  @Test
  void anObjectionNeedsAReasonAndTheLedgerKeepsItsDigest() {
    Answer bare = answer(Decision.OBJECT, 3);
    Answer blank = objection(" ");
    Answer whole = objection("Je travaille chez cet hébergeur.");

    assertThat(objected(bare, null)).isEqualTo(new Verdict.Refused(new Refusal.ReasonMissing()));
    assertThat(objected(blank, null)).isEqualTo(new Verdict.Refused(new Refusal.ReasonMissing()));
    Statement taken = ((Verdict.Accepted) objected(whole, null)).statement();
    assertThat(taken.reason())
        .isEqualTo(new Reason(TextDigest.ofReason("Je travaille chez cet hébergeur."), null));
    assertThat(taken.until()).isNull();
  }

  @Test
  void anObjectionIsRaisedOnceAndAgainAfterItWasRejected() {
    Answer again = objection("Encore.");

    for (Decision stands : List.of(Decision.OBJECT, Decision.UPHOLD)) {
      assertThat(objected(again, Examples.statement(stands, 3, null)))
          .isEqualTo(new Verdict.Refused(new Refusal.AlreadyObjected()));
    }
    assertThat(objected(again, Examples.statement(Decision.REJECT, 3, null)))
        .isInstanceOf(Verdict.Accepted.class);
    assertThat(objected(answer(Decision.INFORMED, 3), Examples.statement(Decision.UPHOLD, 3, null)))
        .isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void allThatStandsAgainstAnAnswerIsTold() {
    Verdict verdict =
        judge(LegalBasis.EXPLICIT_CONSENT, HostingStatus.ENDED, answer(Decision.WITHDRAW, 2), null);

    assertThat(((Verdict.Refused) verdict).reasons())
        .containsExactly(
            new Refusal.HostingClosed(HostingStatus.ENDED),
            new Refusal.NoticeNotCurrent(3),
            new Refusal.NothingToWithdraw());
  }

  @ParameterizedTest
  @EnumSource(HostingStatus.class)
  void whatIsClosedCanStillBeRefusedAndWhatIsOverTakesNothing(HostingStatus status) {
    Verdict permit = judge(LegalBasis.EXPLICIT_CONSENT, status, answer(Decision.PERMIT, 3), null);
    Verdict deny = judge(LegalBasis.EXPLICIT_CONSENT, status, answer(Decision.DENY, 3), null);
    Verdict refused = new Verdict.Refused(new Refusal.HostingClosed(status));

    assertThat(permit.equals(refused)).isEqualTo(status != HostingStatus.OPEN);
    assertThat(deny.equals(refused)).isEqualTo(status == HostingStatus.ENDED);
  }

  @Test
  void anAnswerMayRunOutBeforeTheHostingSays() {
    Instant majority = Examples.NOW.plusSeconds(60);

    for (Decision decision : List.of(Decision.PERMIT, Decision.DENY)) {
      assertThat(accepted(until(decision, majority), null).until())
          .isEqualTo(majority.getEpochSecond());
    }
    assertThat(
            accepted(until(Decision.PERMIT, Instant.parse("2099-01-01T00:00:00Z")), null).until())
        .isEqualTo(Instant.parse("2028-11-23T10:00:00Z").getEpochSecond());
  }

  @Test
  void aReplyAnswersTheObjectionThatStandsOnItsNotice() {
    Entry objection = chained(Examples.statement(Decision.OBJECT, 2, null));

    Statement upheld = replied(Decision.UPHOLD, objection, objection);
    Statement rejected = replied(Decision.REJECT, objection, objection);

    assertThat(upheld.notice()).isEqualTo(2);
    assertThat(upheld.patient()).isEqualTo("pat-1");
    assertThat(upheld.until()).isNull();
    assertThat(upheld.reason())
        .isEqualTo(new Reason(TextDigest.ofReason("Voici pourquoi."), objection.position()));
    assertThat(upheld.by().role()).isEqualTo(Author.Role.PRACTITIONER);
    assertThat(rejected.until()).isEqualTo(Instant.parse("2028-11-23T10:00:00Z").getEpochSecond());
  }

  /** Who comes of age is asked, whatever was answered to those who acted for them. */
  @Test
  void whatAGuardianObjectedIsNotAnsweredForLongerThanItHolds() {
    long majority = Examples.NOW.plusSeconds(60).getEpochSecond();
    Entry objection = chained(Examples.statement(Decision.OBJECT, 2, majority));

    for (Decision decision : List.of(Decision.UPHOLD, Decision.REJECT)) {
      assertThat(replied(decision, objection, objection).until()).isEqualTo(majority);
    }
  }

  @ParameterizedTest
  @EnumSource(HostingStatus.class)
  void whatIsClosedIsNotPermittedAgainByAnAnswerToAnObjection(HostingStatus status) {
    Entry objection = chained(Examples.statement(Decision.OBJECT, 2, null));
    Standing standing = new Standing(hosting(LegalBasis.INFORM_AND_OBJECT, status), objection);

    assertThat(Rules.judge(reply(Decision.REJECT), objection, standing))
        .isInstanceOf(
            status == HostingStatus.OPEN ? Verdict.Accepted.class : Verdict.Refused.class);
    assertThat(Rules.judge(reply(Decision.UPHOLD), objection, standing))
        .isInstanceOf(
            status == HostingStatus.ENDED ? Verdict.Refused.class : Verdict.Accepted.class);
  }

  @Test
  void theTermOfAPaperBeginsOnTheDayItWasSigned() {
    Answer answer = answer(Decision.PERMIT, 3);
    Answer.Given given = answer.given();
    Paper paper = new Paper("sha-256:" + "0".repeat(64), LocalDate.parse("2025-03-01"));
    Answer signed =
        new Answer(
            answer.hosting(),
            answer.decision(),
            answer.notice(),
            answer.text(),
            null,
            new Answer.Given(
                given.at(), Channel.PAPER, given.by(), given.authentication(), paper, null));

    assertThat(accepted(signed, null).until())
        .isEqualTo(Instant.parse("2027-03-01T00:00:00Z").getEpochSecond());
  }

  @ParameterizedTest
  @CsvSource({
    // the notice is of 2026-11-23, permissions last two years
    "PERMIT, 2024-11-24, true",
    "PERMIT, 2024-11-23, false",
    "DENY, 2024-11-23, true",
    "DENY, 2024-11-22, false",
  })
  void aPaperOfLongBeforeTheNoticeAndOneThatIsOverAreNotRecorded(
      Decision decision, LocalDate date, boolean taken) {
    Answer answer = answer(decision, 3);
    Answer.Given given = answer.given();
    Answer signed =
        new Answer(
            answer.hosting(),
            answer.decision(),
            answer.notice(),
            answer.text(),
            null,
            new Answer.Given(
                given.at(),
                Channel.PAPER,
                given.by(),
                given.authentication(),
                new Paper(Examples.DIGEST, date),
                null));

    Verdict verdict = judge(signed, null);

    if (taken) {
      assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    } else {
      assertThat(verdict).isEqualTo(new Verdict.Refused(new Refusal.PaperTooOld()));
    }
  }

  @Test
  void anObjectionThatNoLongerWaitsIsNotAnswered() {
    Entry objection = chained(Examples.statement(Decision.OBJECT, 2, null));
    Entry retracted =
        new Chain(objection.position(), objection.hash())
            .next(Examples.statement(Decision.INFORMED, 2, null), Examples.SALT);

    for (Entry last : Arrays.asList(null, retracted)) {
      assertThat(Rules.judge(reply(Decision.REJECT), objection, standing(last)))
          .isEqualTo(new Verdict.Refused(new Refusal.NoSuchObjection()));
    }
  }

  private static List<LegalBasis> basesThatKnow(Decision decision) {
    return Stream.of(LegalBasis.values()).filter(basis -> basis.knows(decision)).toList();
  }

  private static Entry chained(Statement statement) {
    return Chain.empty("r").next(statement, Examples.SALT);
  }

  private static Standing standing(@Nullable Entry last) {
    return new Standing(hosting(LegalBasis.INFORM_AND_OBJECT, HostingStatus.OPEN), last);
  }

  private static Statement replied(Decision decision, Entry objection, Entry last) {
    return ((Verdict.Accepted) Rules.judge(reply(decision), objection, standing(last))).statement();
  }

  private static ObjectionReply reply(Decision decision) {
    return new ObjectionReply(
        1,
        decision,
        "Voici pourquoi.",
        new Answer.Given(
            Examples.NOW,
            Channel.PAGE,
            new Author(Author.Role.PRACTITIONER, "d0c"),
            new Authentication("1", null, "desk")));
  }

  private static Answer objection(String reason) {
    Answer bare = answer(Decision.OBJECT, 3);
    return new Answer(
        bare.hosting(), bare.decision(), bare.notice(), bare.text(), reason, bare.given());
  }

  private static Answer until(Decision decision, Instant latest) {
    Answer answer = answer(decision, 3);
    Answer.Given given = answer.given();
    return new Answer(
        answer.hosting(),
        decision,
        answer.notice(),
        answer.text(),
        null,
        new Answer.Given(
            given.at(), given.channel(), given.by(), given.authentication(), null, latest));
  }

  private static Verdict objected(Answer answer, @Nullable Statement last) {
    return judge(LegalBasis.INFORM_AND_OBJECT, HostingStatus.OPEN, answer, last);
  }

  private static Verdict judge(
      LegalBasis basis, HostingStatus status, Answer answer, @Nullable Statement last) {
    return Rules.judge(
        Examples.PATIENT,
        answer,
        new Standing(hosting(basis, status), last == null ? null : chained(last)),
        NOTICE);
  }

  private static Hosting hosting(LegalBasis basis, HostingStatus status) {
    Hosting open = Examples.hosting(3);
    return new Hosting(
        open.id(), open.purposes(), basis, open.validity(), null, status, open.notice());
  }

  private static Answer shown(@Nullable String language, @Nullable String digest) {
    return answer(Decision.PERMIT, 3, new Answer.Shown(language, digest, List.of("fr")));
  }

  private static Statement accepted(Answer answer, @Nullable Statement last) {
    return ((Verdict.Accepted) judge(answer, last)).statement();
  }

  private static Refusal refused(Answer answer, @Nullable Statement last) {
    return ((Verdict.Refused) judge(answer, last)).reason();
  }

  private static Verdict judge(Answer answer, @Nullable Statement last) {
    return judge(LegalBasis.EXPLICIT_CONSENT, HostingStatus.OPEN, answer, last);
  }
}
