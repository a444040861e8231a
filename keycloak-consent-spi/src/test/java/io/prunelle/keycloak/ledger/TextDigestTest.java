// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextDigestTest {

  @Test
  void anybodyCanComputeTheDigestFromTheDocumentedForm() {
    // printf '{"body":"Á tout\nmoment","hosting":"p@h","language":"fr","notice":3,"title":"T"}'
    // with the line feed as \n, through sha256sum
    assertThat(TextDigest.of("p@h", 3, "fr", "T", "Á tout\nmoment"))
        .isEqualTo("sha-256:be1c063c1475f921083dd0ab0075f53a9b760049f1f8a5415ae6903df0d07d61")
        .hasSize(TextDigest.LENGTH);
  }

  @Test
  void everyPartOfWhatWasShownCounts() {
    Set<String> digests = new HashSet<>();
    digests.add(TextDigest.of("p@h", 3, "fr", "T", "B"));
    digests.add(TextDigest.of("q@h", 3, "fr", "T", "B"));
    digests.add(TextDigest.of("p@h", 4, "fr", "T", "B"));
    digests.add(TextDigest.of("p@h", 3, "en", "T", "B"));
    digests.add(TextDigest.of("p@h", 3, "fr", "U", "B"));
    digests.add(TextDigest.of("p@h", 3, "fr", "T", "C"));
    digests.add(TextDigest.of("p@h", 3, "fr", "TB", ""));

    assertThat(digests).hasSize(7);
  }
}
