// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 as RFC 3629 has it. A parser of JSON does not look into what it skips, and lets a broken
 * byte in a name pass, which another reader would put something else in the place of.
 */
final class Utf8 {

  private static final long BEYOND_ASCII = 0x8080808080808080L;

  private Utf8() {}

  /**
   * Looks at all of it.
   *
   * @throws CharacterCodingException at the first byte that is none of UTF-8
   */
  static void require(byte[] text) throws CharacterCodingException {
    ByteBuffer bytes = ByteBuffer.wrap(text);
    // most of JSON is ASCII, and eight bytes are looked at in one step
    int at = 0;
    while (at + Long.BYTES <= text.length && (bytes.getLong(at) & BEYOND_ASCII) == 0) {
      at += Long.BYTES;
    }
    if (at + Long.BYTES > text.length && isAscii(text, at)) {
      return;
    }
    bytes.position(at);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer discarded = CharBuffer.allocate(4_096);
    CoderResult result;
    do {
      discarded.clear();
      result = decoder.decode(bytes, discarded, true);
    } while (result.isOverflow());
    if (result.isError()) {
      result.throwException();
    }
  }

  private static boolean isAscii(byte[] text, int from) {
    for (int i = from; i < text.length; i++) {
      if (text[i] < 0) {
        return false;
      }
    }
    return true;
  }
}
