// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentifiersTest {

  /** RFC 9562, 5.7, over several draws of random bits. */
  @Test
  void eachIsGreaterThanTheOneBeforeAndNoOther() {
    Identifiers identifiers = new Identifiers(Clock.systemUTC());
    Set<Long> random = new HashSet<>();
    UUID before = identifiers.next();
    for (int i = 0; i < 2_000; i++) {
      UUID next = identifiers.next();
      random.add(next.getLeastSignificantBits());

      assertThat(next.version()).isEqualTo(7);
      assertThat(next.variant()).isEqualTo(2);
      assertThat(next.toString()).isGreaterThan(before.toString());
      before = next;
    }
    assertThat(random).hasSize(2_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1970-01-01T00:00:00Z", "1969-12-31T23:00:00Z", "-999999999-01-01T00:00:00Z"})
  void beforeThereWereIdentifiersIsBeforeAllOfThem(String from) {
    assertThat(Identifiers.least(Instant.parse(from)))
        .hasToString("00000000-0000-0000-0000-000000000000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+10889-08-02T05:31:50.655Z",
        "+10889-08-02T05:31:50.656Z",
        "+999999999-01-01T00:00:00Z"
      })
  void afterTheLastOneIsAfterAllOfThem(String from) {
    assertThat(Identifiers.least(Instant.parse(from)))
        .hasToString("ffffffff-ffff-0000-0000-000000000000");
  }

  @Test
  void otherTimesStandInTheFirst48Bits() {
    assertThat(Identifiers.least(Instant.ofEpochMilli(0x0123_4567_89ABL)))
        .hasToString("01234567-89ab-0000-0000-000000000000");
  }
}
