// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.consent.Purpose;
import io.prunelle.keycloak.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurposeLineTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "Soins; \"Soins\"",
        "Soins: tous | sauvegarde; \"Soins: tous | sauvegarde\"",
        "xx: Soins; \"xx: Soins\"",
        "fr: Soins | fr: Soins; \"fr: Soins | fr: Soins\"",
        "fr: Soins; {\"fr\":\"Soins\"}",
        "en: Care | fr: Soins, à | b; {\"en\":\"Care\",\"fr\":\"Soins, à | b\"}",
      })
  void aLineIsReadAsItWasWritten(String line, String json) {
    assertThat(Json.write(PurposeLine.read(line))).isEqualTo(json);
    assertThat(PurposeLine.of(Purpose.kept(Json.stored("[" + json + "]")).get(0))).isEqualTo(line);
  }
}
