// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.chain.Chain.Head;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a witness keeps says what was signed, to the letter, or is none. */
final class CheckpointTest {

  private static final Checkpoint WRITTEN =
      new Checkpoint(
          3,
          new Head(7, Octets.parse("ab".repeat(32))),
          Instant.parse("2026-03-01T10:00:00.25Z"),
          "cd".repeat(16),
          Octets.parse("ef".repeat(64)));

  private static final String LINE = new String(WRITTEN.line(), StandardCharsets.UTF_8);

  @Test
  void whatIsWrittenIsRead() {
    assertThat(Checkpoint.parse(LINE)).isEqualTo(WRITTEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "250000Z | 250000000Z",
        "250000Z | 25Z",
        "250000Z | 250000+00:00",
        "ababab | ABABab",
        "efefef | EFEFef",
        "\"chain\":3 | \"chain\":3.0",
        "\"chain\":3 | \"chain\": 3",
        "\"chain\":3 | \"chain\":4294967299",
        "\"chain\":3 | \"chain\":3,\"chain\":3",
        "\"chain\":3 | \"chain\":3,\"note\":\"\"",
        "\"chain\":3 | \"note\":\"\"",
        "\"kind\":\"checkpoint\" | \"kind\":\"block\"",
        "\"kind\":\"checkpoint\", | ``",
        "\"key\":\"cd | \"key\":\"\\ud800",
        "\"number\":7 | \"number\":\"7\""
      })
  void whatIsWrittenInAnotherWayIsNone(String as, String otherwise) {
    assertThat(LINE).contains(as);

    assertThat(Checkpoint.parse(LINE.replace(as, otherwise))).isNull();
  }
}
