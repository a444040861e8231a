// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.refusal.WrittenReasons;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalKindTest {

  @Test
  void eachReasonIsToldInOneWayAndInOneAlone() throws IOException {
    assertThat(WrittenReasons.all())
        .allSatisfy(
            reason ->
                assertThat(Arrays.stream(RefusalKind.values()).filter(kind -> kind.has(reason)))
                    .hasSize(1));
  }

  @ParameterizedTest
  @CsvSource({
    "proofs-too-many, UNREADY",
    "keys-not-fetched, UNREADY",
    "reference-not-looked-for, UNREADY",
    "proofs-too-often, OFTEN",
    "introspection-too-often, OFTEN",
    "proof-replayed, IDENTITY",
    "scope-missing, RIGHT",
    "host-unreachable, RECORD",
    "consent-not-in-force, RECORD",
    "newer-than-these-words, REQUEST"
  })
  void whatTheGatewayLacksIsNotSaidToBeAMistakeOfWhoeverAsked(String reason, RefusalKind kind) {
    assertThat(RefusalKind.of(reason)).isEqualTo(kind);
  }
}
