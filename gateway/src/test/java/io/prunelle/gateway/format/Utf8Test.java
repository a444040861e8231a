// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

  /** Each sequence of up to four bytes at which something begins or ends to be allowed. */
  @Test
  void whatTheLibraryDecodesPassesAndNothingElse() {
    byte[] edges = HexFormat.of().parseHex("00417f808f909fa0bfc0c1c2dfe0e1ecedeeeff0f1f3f4f5ff");
    int[] passed = {0};
    sequences(edges, new byte[0], 4, passed);
    assertThat(passed[0]).isBetween(1_000, 390_000);
  }

  private static void sequences(byte[] edges, byte[] text, int more, int[] passed) {
    boolean decoded = decodes(text);
    if (passes(text) != decoded) {
      fail(HexFormat.of().formatHex(text));
    }
    passed[0] += decoded ? 1 : 0;
    if (more == 0) {
      return;
    }
    for (byte edge : edges) {
      byte[] longer = Arrays.copyOf(text, text.length + 1);
      longer[text.length] = edge;
      sequences(edges, longer, more - 1, passed);
    }
  }

  private static boolean passes(byte[] text) {
    try {
      Utf8.require(text);
      return true;
    } catch (CharacterCodingException broken) {
      return false;
    }
  }

  private static boolean decodes(byte[] text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException broken) {
      return false;
    }
  }
}
