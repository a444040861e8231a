// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.patient.Subject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {
  private static final Asked QUESTION =
      new Asked(
          new Subject(Examples.PATIENT, Author.patient("5b1c"), null, null),
          new Question(
              new Standing(Examples.hosting(1), null),
              Examples.host(),
              new Notice(
                  Examples.HOSTING,
                  1,
                  Examples.NOW,
                  new TreeMap<>(Map.of("fr", new NoticeText("fr", "T", "B")))),
              null));

  @Test
  void aWholeFormIsAnAnswerInThePagesWords() {
    Answer answer = answer(whole()).orElseThrow();

    assertThat(answer.decision()).isEqualTo(Decision.PERMIT);
    assertThat(answer.notice()).isEqualTo(1);
    assertThat(answer.text().language()).isEqualTo("fr");
    assertThat(answer.text().digest()).isEqualTo(Examples.DIGEST);
    assertThat(answer.text().described()).isEqualTo("sha-256:00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"decision", "notice", "language", "digest"})
  void aFormThatLacksAFieldOrHasItTwiceIsNoAnswer(String field) {
    MultivaluedMap<String, String> lacking = whole();
    lacking.remove(field);
    MultivaluedMap<String, String> twice = whole();
    twice.add(field, "DENY");

    assertThat(answer(lacking)).isEmpty();
    assertThat(answer(twice)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"decision, KEEP", "decision, permit", "notice, one", "notice, ''"})
  void aFieldThatSaysNothingIsNoAnswer(String field, String value) {
    MultivaluedMap<String, String> form = whole();
    form.putSingle(field, value);

    assertThat(answer(form)).isEmpty();
  }

  @Test
  void aReasonIsKeptInTheFormItsDigestIsTakenOf() {
    MultivaluedMap<String, String> form = whole();
    form.putSingle("reason", " Ligne une.\r\nLigne deux. ");
    assertThat(answer(form).orElseThrow().reason()).isEqualTo("Ligne une.\nLigne deux.");

    for (String nothing : List.of(" \r\n", "a".repeat(Answer.LONGEST_REASON + 1), "\u202E")) {
      form.putSingle("reason", nothing);
      assertThat(answer(form).orElseThrow().reason()).isNull();
    }
  }

  /** Telephones put marks of direction around a number, word processors other line ends. */
  @ParameterizedTest
  @CsvSource({
    "'\u2068Non.\u2069'",
    "'\u200ENon.\u200F'",
    "'\u202ANon.\u202C'",
    "'N\u0000on\u0007.'",
    "'\u061CNon.\uD800'"
  })
  void whatNobodySeesInAReasonIsLeftOut(String sent) {
    MultivaluedMap<String, String> form = whole();
    form.putSingle("reason", sent);

    assertThat(answer(form).orElseThrow().reason()).isEqualTo("Non.");
    form.putSingle("reason", "Une.\u000BDeux.");
    assertThat(answer(form).orElseThrow().reason()).isEqualTo("Une.\nDeux.");
  }

  @Test
  void whatIsTooLongIsNotTakenForNothing() {
    MultivaluedMap<String, String> form = whole();
    String longest = "a".repeat(Answer.LONGEST_REASON);
    form.putSingle("reason", longest + "\u200E");
    assertThat(new Form(form).tooLong()).isFalse();
    assertThat(answer(form).orElseThrow().reason()).isEqualTo(longest);

    form.putSingle("reason", longest + "b");
    assertThat(new Form(form).tooLong()).isTrue();
    assertThat(new Form(form).written()).isEqualTo(longest + "b");
    form.putSingle("reason", " \u200E ");
    assertThat(new Form(form).tooLong()).isFalse();
    assertThat(new Form(form).written()).isNull();
  }

  @Test
  void aFormAnswersTheQuestionItNames() {
    MultivaluedMap<String, String> other = whole();
    other.putSingle("hosting", "cabinet-des-tilleuls@nuage-sante");

    assertThat(new Form(whole()).answers(QUESTION)).isTrue();
    assertThat(new Form(other).answers(QUESTION)).isFalse();
    MultivaluedMap<String, String> somebody = whole();
    somebody.putSingle("patient", "pat-2");
    assertThat(new Form(somebody).answers(QUESTION)).isFalse();
    assertThat(new Form(new MultivaluedHashMap<>()).answers(QUESTION)).isFalse();
  }

  private static Optional<Answer> answer(MultivaluedMap<String, String> fields) {
    return new Form(fields).answer(QUESTION, Examples.answer(Decision.DENY, 1).given());
  }

  private static MultivaluedMap<String, String> whole() {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("patient", Examples.PATIENT.id());
    form.putSingle("hosting", Examples.HOSTING.toString());
    form.putSingle("decision", "PERMIT");
    form.putSingle("notice", "1");
    form.putSingle("language", "fr");
    form.putSingle("digest", Examples.DIGEST);
    form.putSingle("described", "sha-256:00");
    return form;
  }
}
