// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;

/**
 * UTF-8 as RFC 3629 has it. A parser of JSON does not look into what it skips, and lets a broken
 * byte in a name pass, which another reader would put something else in the place of.
 */
final class Utf8 {

  private static final long BEYOND_ASCII = 0x8080808080808080L;

  private static final int FOUR = 4 * Long.BYTES;

  private Utf8() {}

  /**
   * Looks at all of it.
   *
   * @throws CharacterCodingException at the first byte that is none of UTF-8
   */
  static void require(byte[] text) throws CharacterCodingException {
    int at = 0;
    while (at < text.length) {
      // most of JSON is ASCII, and much of it is looked at in one step
      if (at + FOUR <= text.length && (four(text, at) & BEYOND_ASCII) == 0) {
        at += FOUR;
      } else if (at + Long.BYTES <= text.length
          && ((long) JsonNames.LONGS.get(text, at) & BEYOND_ASCII) == 0) {
        at += Long.BYTES;
      } else {
        at += text[at] >= 0 ? 1 : sequence(text, at);
      }
    }
  }

  private static long four(byte[] text, int at) {
    return (long) JsonNames.LONGS.get(text, at)
        | (long) JsonNames.LONGS.get(text, at + Long.BYTES)
        | (long) JsonNames.LONGS.get(text, at + 2 * Long.BYTES)
        | (long) JsonNames.LONGS.get(text, at + 3 * Long.BYTES);
  }

  /** The length of the sequence that begins there (RFC 3629, 4). */
  private static int sequence(byte[] text, int at) throws CharacterCodingException {
    int first = text[at] & 0xff;
    if (first >= 0xc2 && first <= 0xdf) {
      follows(text, at + 1, 0x80, 0xbf);
      return 2;
    } else if (first >= 0xe0 && first <= 0xef) {
      // no longer than needed, and no half of a pair
      follows(text, at + 1, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf);
      follows(text, at + 2, 0x80, 0xbf);
      return 3;
    } else if (first >= 0xf0 && first <= 0xf4) {
      follows(text, at + 1, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf);
      follows(text, at + 2, 0x80, 0xbf);
      follows(text, at + 3, 0x80, 0xbf);
      return 4;
    }
    throw new MalformedInputException(1);
  }

  private static void follows(byte[] text, int at, int least, int most)
      throws CharacterCodingException {
    int next = at < text.length ? text[at] & 0xff : 0;
    if (next < least || next > most) {
      throw new MalformedInputException(1);
    }
  }
}
