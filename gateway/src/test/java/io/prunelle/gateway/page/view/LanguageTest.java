// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fr|FRENCH",
        "en|ENGLISH",
        "en-GB,en;q=0.9,fr;q=0.1|ENGLISH",
        "fr-CA|FRENCH",
        "de,en;q=0.5|ENGLISH",
        "de|FRENCH",
        "*|FRENCH",
        "not a language tag §|FRENCH"
      })
  void thePageSpeaksWhatTheBrowserAsksForAndFrenchOtherwise(String header, Language expected) {
    assertThat(Language.accepted(header)).isEqualTo(expected);
  }

  @Test
  void aBrowserThatAsksForNothingGetsFrench() {
    assertThat(Language.accepted(null)).isEqualTo(Language.FRENCH);
  }

  @Test
  void unknownTagsAreNoLanguage() {
    assertThat(Language.tagged("de")).isEmpty();
    assertThat(Language.tagged(null)).isEmpty();
    assertThat(Language.tagged("en")).contains(Language.ENGLISH);
  }
}
