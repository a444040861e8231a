// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Utf8Test {

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "12345678", "é", "1234567é", "12345678é", "𝄞", "é𝄞日本語é"})
  void whatIsUtf8Passes(String text) {
    assertThatCode(() -> Utf8.require(text.getBytes(StandardCharsets.UTF_8)))
        .doesNotThrowAnyException();
  }

  @Test
  void whatIsLongerThanIsLookedAtInOneGoPasses() {
    assertThatCode(() -> Utf8.require("é日".repeat(10_000).getBytes(StandardCharsets.UTF_8)))
        .doesNotThrowAnyException();
  }

  /** A byte of no character, a cut one, an overlong slash, half a surrogate, beyond Unicode. */
  @ParameterizedTest
  @ValueSource(strings = {"ff", "80", "c3", "e282", "c0af", "e080af", "eda080", "f4908080"})
  void whatIsNotUtf8DoesNotWhereverItStands(String broken) {
    for (int before : new int[] {0, 1, 7, 8, 15, 5_000}) {
      byte[] text = HexFormat.of().parseHex("61".repeat(before) + broken);

      assertThatThrownBy(() -> Utf8.require(text)).isInstanceOf(CharacterCodingException.class);
    }
  }
}
