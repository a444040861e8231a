// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EuropeanEconomicAreaTest {

  @ParameterizedTest
  @ValueSource(strings = {"FR", "DE", "IE", "HR", "IS", "LI", "NO", "RE", "GP", "AX"})
  void theUnionItsOutermostRegionsAndThreeMoreAreIn(String country) {
    assertThat(EuropeanEconomicArea.includes(country)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CH", "GB", "US", "MC", "NC", "PF", "SJ", "UA", "EU", "fr", ""})
  void neighboursTerritoriesBeyondTheTreatiesAndWhatIsNoCodeAreOut(String country) {
    assertThat(EuropeanEconomicArea.includes(country)).isFalse();
  }

  @Test
  void thirtyCountriesAndSevenPartsOfThemHaveCodes() {
    assertThat(Arrays.stream(Locale.getISOCountries()).filter(EuropeanEconomicArea::includes))
        .hasSize(37);
  }
}
