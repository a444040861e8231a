// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.Resources.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.transfer.Manifest.Item;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestTest {

  private static final Manifest MANIFEST =
      new Manifest(
          Map.of(
              key("Patient/p"), new Item("aa", "", true),
              key("Observation/o.1"), new Item("bb", "W/ 7", false)));

  @Test
  void whatWasKeptReadsBackTheSame() {
    assertThat(Manifest.parse(MANIFEST.text())).isEqualTo(MANIFEST);
    assertThat(Manifest.parse(null)).isEqualTo(Manifest.EMPTY);
    assertThat(Manifest.parse(Manifest.EMPTY.text())).isEqualTo(Manifest.EMPTY);
  }

  @Test
  void onlyWhatTheTransferWroteMayBeRemovedFromTheDestination() {
    assertThat(MANIFEST.written()).containsExactly(key("Patient/p"));
  }

  @Test
  void theRootDependsOnIdsAndDigestsAlone() {
    Manifest compared =
        new Manifest(
            Map.of(
                key("Patient/p"), new Item("aa", "2", false),
                key("Observation/o.1"), new Item("bb", "9", true)));
    Manifest other =
        new Manifest(
            Map.of(
                key("Patient/p"), new Item("ab", "", true),
                key("Observation/o.1"), new Item("bb", "", false)));

    assertThat(compared.root()).isEqualTo(MANIFEST.root());
    assertThat(other.root()).isNotEqualTo(MANIFEST.root());
  }
}
