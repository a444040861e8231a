// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatientRecordTest {

  @ParameterizedTest
  @CsvSource({
    "Ana María,  Sierra,  ana.sierra",
    "Lucia,      Carreón, lucia.carreon",
    "Jean,       O'Hara,  jean.ohara"
  })
  void aUsernameCanBeTypedOnAnyKeyboard(String given, String family, String username) {
    assertThat(new PatientRecord("1", given, family, 1, Path.of("x")).username())
        .isEqualTo(username);
  }
}
