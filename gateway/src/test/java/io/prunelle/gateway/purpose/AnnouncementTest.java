// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.purpose;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a practitioner's token calls its bearer does not keep the patient from being told. */
final class AnnouncementTest {

  @ParameterizedTest
  @CsvSource({
    "Dr Lemoine, Dr Lemoine",
    "'  Dr\u0000Lemoine\u202E ', Dr Lemoine",
    "'\u200F\n', —",
    "e\u0301lise, \u00e9lise"
  })
  void aNameIsMadeReadable(String name, String shown) {
    assertThat(practitioner(name)).isEqualTo(shown);
  }

  @Test
  void aNameWithoutEndIsCutWhereACharacterEnds() {
    assertThat(practitioner("x".repeat(255))).hasSize(255).doesNotEndWith("…");
    assertThat(practitioner("x".repeat(256))).hasSize(255).endsWith("x…");
    assertThat(practitioner("x" + "\ud83d\ude00".repeat(200))).hasSize(254).endsWith("\ude00…");
    assertThat(practitioner("\ud83d\ude00".repeat(200))).endsWith("\ud83d\ude00…");
  }

  @Property(tries = 500)
  void whateverTheNameTheRealmTakesIt(@ForAll String name) {
    String shown = practitioner(name);

    assertThat(shown).isNotBlank().hasSizeLessThanOrEqualTo(255);
    assertThat(shown.codePoints())
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)
        .noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  private static String practitioner(String name) {
    return new Announcement(
            UUID.randomUUID(),
            "lilas",
            "pat-1",
            name,
            "why",
            Instant.EPOCH,
            Instant.EPOCH,
            null,
            OffsetDateTime.MIN)
        .toJson()
        .getString("practitioner");
  }
}
