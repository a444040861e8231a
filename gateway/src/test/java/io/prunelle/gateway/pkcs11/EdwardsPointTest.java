// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens tell public keys in several ways. */
final class EdwardsPointTest {

  private static final String KEY =
      "3d598b2850511d60b7895f4c1c415aa38086d30c68a4a3d28496eb80a0712574";

  @ParameterizedTest
  @ValueSource(strings = {"", "0420", "032100"})
  void aKeyIsReadHoweverItIsWrapped(String head) {
    assertThat(EdwardsPoint.raw(HexFormat.of().parseHex(head + KEY)))
        .isEqualTo(HexFormat.of().parseHex(KEY));
  }

  @Test
  void whatIsOfAnotherCurveIsNone() {
    assertThat(EdwardsPoint.raw(new byte[0])).isNull();
    assertThat(EdwardsPoint.raw(new byte[57])).isNull();
    assertThat(EdwardsPoint.raw(HexFormat.of().parseHex("0320" + KEY))).isNull();
    assertThat(EdwardsPoint.raw(HexFormat.of().parseHex("0421" + KEY + "00"))).isNull();
  }
}
