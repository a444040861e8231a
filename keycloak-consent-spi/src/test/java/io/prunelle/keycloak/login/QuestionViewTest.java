// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import static io.prunelle.keycloak.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.consent.Refusal;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Statement;
import io.prunelle.keycloak.patient.Subject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class QuestionViewTest {
  private static final Subject ADULT =
      new Subject(Examples.PATIENT, Author.patient("5b1c"), null, null);

  @Test
  void whatWasDecidedOnPaperWasDecidedOnTheDayOfTheSignature() {
    Hosting hosting = Examples.hosting(1);

    assertThat(
            shown(
                new Asked(
                    ADULT,
                    question(
                        hosting,
                        Examples.onPaper(Decision.PERMIT, 1, Examples.TODAY.withDayOfMonth(2))))))
        .containsEntry("decided", "2 November 2026");
    assertThat(
            shown(
                new Asked(ADULT, question(hosting, Examples.statement(Decision.PERMIT, 1, null)))))
        .containsEntry("decided", "23 November 2026");
  }

  /** What has ended is named by what it was. */
  @ParameterizedTest
  @EnumSource
  void whatWasDecidedLastIsTold(Decision decision) {
    assertThat(
            shown(
                new Asked(
                    ADULT, question(Examples.hosting(1), Examples.statement(decision, 1, null)))))
        .containsEntry("last", decision.name());
  }

  @ParameterizedTest
  @CsvSource({
    "OPEN, , false,",
    "OPEN, Young, false, Young",
    "OPEN, Age, false, Age",
    "CLOSED, , false, Closed",
    "CLOSED, Young, false, Closed",
    "OPEN, , true, Former",
    "CLOSED, , true, Former"
  })
  void whereNothingCanBeAcceptedNothingSaysWhatWouldBeIfItWere(
      HostingStatus status, @Nullable String bar, boolean former, @Nullable String only) {
    Hosting open = Examples.hosting(1);
    Hosting hosting =
        new Hosting(
            open.id(), open.purposes(), open.legalBasis(), open.validity(), null, status, 1);
    Subject subject =
        new Subject(
            Examples.PATIENT,
            Author.patient("5b1c"),
            null,
            null,
            bar == null
                ? null
                : bar.equals("Age") ? new Refusal.AgeNotAssured() : new Refusal.TooYoung());

    Map<String, Object> shown =
        shown(
            new Asked(
                subject, question(hosting, Examples.statement(Decision.PERMIT, 1, null)), former));

    assertThat(shown.get("only")).isEqualTo(only);
    assertThat(shown.get("permitting")).isEqualTo(only == null);
    assertThat(shown.containsKey("until")).isEqualTo(only == null);
  }

  private static Map<String, Object> shown(Asked asked) {
    return new QuestionView(asked, "Cabinet", Locale.ENGLISH, List.of("fr"), NOW).model();
  }

  private static Question question(Hosting hosting, Statement last) {
    return new Question(
        new Standing(hosting, Chain.empty("r").next(last, Examples.SALT)),
        Examples.host(),
        new Notice(
            hosting.id(), 1, NOW, new TreeMap<>(Map.of("fr", new NoticeText("fr", "T", "B")))),
        null);
  }
}
