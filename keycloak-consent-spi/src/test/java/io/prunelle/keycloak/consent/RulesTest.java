// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import static io.prunelle.keycloak.Examples.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Statement;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
    Standing standing =
        new Standing(Examples.hosting(3), last == null ? null : Chain.empty("r").next(last));
    return Rules.judge(Examples.PATIENT, answer, standing, NOTICE);
  }
}
