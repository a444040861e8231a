// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.Resources.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static final Map<ResourceKey, String> RECORD =
      Map.of(key("Patient/p"), "1", key("Observation/a"), "2", key("Observation/b"), "3");

  @Test
  void theSameResourcesWithTheSameDigestsAreEqual() {
    assertThat(Comparison.of(RECORD, Map.copyOf(RECORD)).equal()).isTrue();
  }

  @Test
  void everyDifferenceIsNamedForWhatItIs() {
    Comparison comparison =
        Comparison.of(
            RECORD,
            Map.of(
                key("Patient/p"), "1", key("Observation/b"), "other", key("Observation/c"), "4"));

    assertThat(comparison.equal()).isFalse();
    assertThat(comparison.missing()).containsExactly(key("Observation/a"));
    assertThat(comparison.different()).containsExactly(key("Observation/b"));
    assertThat(comparison.unexpected()).containsExactly(key("Observation/c"));
    assertThat(comparison.summary())
        .isEqualTo("1 missing, 1 different, 1 unexpected, for instance Observation/a");
  }

  @Test
  void anEmptySideIsNotEqualToARecord() {
    assertThat(Comparison.of(RECORD, Map.of()).missing()).hasSize(3);
    assertThat(Comparison.of(Map.of(), RECORD).equal()).isFalse();
  }
}
