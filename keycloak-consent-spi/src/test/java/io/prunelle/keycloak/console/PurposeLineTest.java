// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.consent.Purpose;
import io.prunelle.keycloak.json.Json;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PurposeLineTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "Soins; \"Soins\"",
        "Soins: tous | sauvegarde; \"Soins: tous | sauvegarde\"",
        "fr: Soins; {\"fr\":\"Soins\"}",
        "en: Care | fr: Soins, à | b; {\"en\":\"Care\",\"fr\":\"Soins, à | b\"}",
      })
  void aLineIsReadAsItWasWritten(String line, String json) {
    assertThat(Json.write(PurposeLine.read(line))).isEqualTo(json);
    assertThat(PurposeLine.of(Purpose.kept(Json.stored("[" + json + "]")).get(0))).isEqualTo(line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "fr : Soins | en : Care; {\"en\":\"Care\",\"fr\":\"Soins\"}",
        "FR: Soins; {\"fr\":\"Soins\"}",
        "Fr:Soins|EN:Care; {\"en\":\"Care\",\"fr\":\"Soins\"}",
      })
  void languagesAreKnownHoweverTheyAreWritten(String line, String json) {
    assertThat(Json.write(PurposeLine.read(line))).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xx: Soins",
        "fr: Soins | fr: Soins",
        "fr: Soins | FR : Soins",
        "fr: Soins | en:",
        "en : ",
        "Soins | en: Care"
      })
  void whatIsMeantAsLanguagesAndIsNoneIsRefused(String line) {
    // Which the realm refuses: it takes texts in at least one language
    assertThat(PurposeLine.read(line)).isEqualTo(Map.of());
  }
}
