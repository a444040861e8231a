// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What FHIR's grammars say of any text is said of it. */
final class GrammarTest {

  private static final Pattern ID = Pattern.compile("(?!\\.+\\z)[A-Za-z0-9.-]{1,64}");
  private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]{1,63}");
  private static final Pattern OPERATION = Pattern.compile("\\$[a-z][A-Za-z0-9-]{0,63}");

  /** Where the letters of the grammars begin and end, and what stands beside them. */
  private static final String LETTERS = "azAZ09.-$_@[`{/:é\u0660\uFF21\n% ";

  @Test
  void eachTextIsJudgedAsItsPatternJudgesIt() {
    Random random = new Random(4_107);
    for (int i = 0; i < 200_000; i++) {
      String text = text(random);

      assertThat(Grammar.isId(text)).as(text).isEqualTo(ID.matcher(text).matches());
      assertThat(Grammar.isType(text)).as(text).isEqualTo(TYPE.matcher(text).matches());
      assertThat(Grammar.isOperation(text)).as(text).isEqualTo(OPERATION.matcher(text).matches());
    }
  }

  /** Most of a few letters; some about as long as may be. */
  private static String text(Random random) {
    int length = random.nextInt(10) == 0 ? 62 + random.nextInt(5) : random.nextInt(4);
    String letters =
        switch (random.nextInt(3)) {
          case 0 -> "aZ";
          case 1 -> "a-.9";
          default -> LETTERS;
        };
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "" : "$");
    while (text.length() < length) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "Observation, true, true, false",
    "$everything, false, false, true",
    "..., false, false, false",
    "a.b-1, true, false, false",
    "$Everything, false, false, false"
  })
  void wordsAreWhatTheyAre(String text, boolean id, boolean type, boolean operation) {
    assertThat(Grammar.isId(text)).isEqualTo(id);
    assertThat(Grammar.isType(text)).isEqualTo(type);
    assertThat(Grammar.isOperation(text)).isEqualTo(operation);
  }
}
