// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Nothing is read of a value but all of it. */
final class BinaryRowTest {

  @Test
  void whatHasTheLengthOfItsTypeIsReadWhole() {
    assertThat(row(0xFF, 0xFF, 0xFF, 0xFE).integer(0)).isEqualTo(-2);
    assertThat(row(0, 0, 1, 0).number(0)).isEqualTo(256);
    assertThat(row(0, 0, 0, 1, 0, 0, 0, 0).number(0)).isEqualTo(1L << 32);
    assertThat(row(1).truth(0)).isTrue();
    assertThat(row(0).truth(0)).isFalse();
  }

  @Test
  void whatHasAnotherLengthIsNone() {
    // The half of a bigint, the first letter of a text, two letters
    assertThatThrownBy(() -> row(0, 0, 0, 1, 0, 0, 0, 3).integer(0))
        .hasMessage("8 octets in place of 4");
    assertThatThrownBy(() -> row('f', 'a', 'l', 's', 'e').truth(0))
        .hasMessage("5 octets in place of 1");
    assertThatThrownBy(() -> row('n', 'o').number(0)).hasMessage("2 octets in place of 8");
    assertThatThrownBy(() -> row().truth(0)).hasMessage("0 octets in place of 1");
  }

  private static BinaryRow row(int... octets) {
    ByteBuffer message = ByteBuffer.allocate(Short.BYTES + Integer.BYTES + octets.length);
    message.putShort((short) 1).putInt(octets.length);
    for (int octet : octets) {
      message.put((byte) octet);
    }
    BinaryRow row = new BinaryRow(1);
    row.show(message.array(), 0);
    return row;
  }
}
