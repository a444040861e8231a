// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What somebody writes is brought into the form in which the realm takes it. */
class WordsTest {

  @Test
  void aBreakOfLinesIsOneCharacterHoweverItIsSent() {
    assertThat(Words.of("a\r\nb\rc\nd").text()).isEqualTo("a\nb\nc\nd");
    assertThat(Words.of("x\r\n".repeat(1_999) + "yz").tooLong(4_000)).isFalse();
    assertThat(Words.of("x\r\n".repeat(2_000) + "y").tooLong(4_000)).isTrue();
  }

  @Test
  void whatTheRealmTakesNoTextWithIsASpace() {
    // Of the first and the second block of control characters, directions, half a character
    assertThat(Words.of("a\u0000b\u0085c\u009fd\u202ae\u202ef\u2066g\u2069h\ud800i").text())
        .isEqualTo("a b c d e f g h i");
    assertThat(Words.of("\u202e \u0080\r\n").text()).isEmpty();
  }

  @Test
  void allElseStays() {
    String words = "Été\tà l’étranger\n\u0645\u0631\u062d\u0628\u0627 \ud83d\ude42 <b>&</b>";

    assertThat(Words.of(words).text()).isEqualTo(words);
    // One letter, as it is typed or as a file system has it
    assertThat(Words.of("e\u0301").text()).isEqualTo("é");
  }

  @Test
  void aPaperIsReadLikewise() {
    PaperForm form = PaperForm.of(field -> field.equals("reason") ? " a\r\nb\u202e " : null);

    assertThat(form.given()).containsEntry("reason", "a\nb").containsEntry("patient", "");
  }
}
