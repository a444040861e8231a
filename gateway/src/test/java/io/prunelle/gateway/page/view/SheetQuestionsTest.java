// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.page.view.Question.Answer;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class SheetQuestionsTest {

  private final JsonObject json = LedgerSamples.json();
  private final JsonObject sheet = json.getJsonObject("host").getJsonObject("sheet");

  @Test
  void everyQuestionIsAnsweredFromTheSheet() {
    List<Question> questions = questions(Language.ENGLISH, "2026-11-23");

    assertThat(questions).hasSize(11);
    assertThat(questions)
        .extracting(Question::title)
        .startsWith(
            "Where is it physically?",
            "Who can read it?",
            "Is it encrypted, that is, unreadable to others?");
    assertThat(texts(questions.get(1)).get(0)).contains("You", "Cabinet des Lilas");
    assertThat(questions).noneSatisfy(q -> assertThat(texts(q)).contains("The host does not say."));
    assertThat(texts(questions.get(0))).contains("Centre de données de Gerland: Lyon, France");
    assertThat(texts(questions.get(8)))
        .contains(
            "Yes, HDS certificate no. HDS-2025-0417.", "Valid from 1 June 2025 to 31 May 2028.");
    assertThat(texts(questions.get(3)))
        .containsExactly("The practice. Nuage Santé cannot read your record without it.");
  }

  @Test
  void aHoleInTheSheetIsShownAsAHole() {
    sheet.clear();

    List<Question> questions = questions(Language.FRENCH, "2026-11-23");

    assertThat(questions).hasSize(11);
    assertThat(texts(questions.get(3))).containsExactly("L’hébergeur ne l’indique pas.");
    assertThat(texts(questions.get(8))).containsExactly("Aucun certificat n’est indiqué.");
    // Whether anyone outside Europe has access must not read as "no" when nobody said so
    assertThat(texts(questions.get(6))).containsExactly("L’hébergeur ne l’indique pas.");
  }

  @Test
  void aCertificateThatHasEndedIsNotShownAsValid() {
    assertThat(texts(questions(Language.ENGLISH, "2028-06-01").get(8)))
        .contains(
            "No: HDS certificate no. HDS-2025-0417 is no longer valid.",
            "Please note: this certificate ended on 31 May 2028.")
        .noneMatch(text -> text.startsWith("Valid") || text.startsWith("Yes"));
  }

  @Test
  void aLinkThatIsNotOfTheWebIsNotOffered() {
    sheet.getJsonObject("certificate").put("copy", "javascript:alert(1)");
    sheet.getJsonObject("dataProtectionOfficer").put("email", "x@y?subject=a&body=b");

    assertThat(questions(Language.ENGLISH, "2026-11-23"))
        .flatExtracting(Question::answers)
        .extracting(Answer::link)
        .containsOnlyNulls();
  }

  @Test
  void aTextInAnotherLanguageIsMarkedAsSuch() {
    sheet.put("transfer", new JsonObject().put("fr", "Par liaison chiffrée."));

    Answer answer = questions(Language.ENGLISH, "2026-11-23").get(4).answers().get(0);

    assertThat(answer.text()).isEqualTo("Par liaison chiffrée.");
    assertThat(answer.language()).isEqualTo("fr");
  }

  private List<Question> questions(Language language, String today) {
    return new SheetQuestions(Messages.in(language), LocalDate.parse(today))
        .of(LedgerSamples.hosting(json));
  }

  private static List<String> texts(Question question) {
    return question.answers().stream().map(Answer::text).toList();
  }
}
