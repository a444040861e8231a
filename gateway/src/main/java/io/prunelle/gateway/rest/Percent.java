// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.refusal.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-decoding, once and strictly: what could be read in two ways is refused. */
final class Percent {

  private final String reason;
  private final boolean form;

  private Percent(String reason, boolean form) {
    this.reason = reason;
    this.form = form;
  }

  static Percent ofPath() {
    return new Percent("path-malformed", false);
  }

  /** With {@code +} for a space, as forms have it. */
  static Percent ofQuery() {
    return new Percent("query-malformed", true);
  }

  String decode(String encoded) {
    ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        bytes.put(octet(encoded, i));
        i += 2;
      } else if (c > 0x20 && c < 0x7f) {
        bytes.put((byte) (form && c == '+' ? ' ' : c));
      } else {
        throw malformed("The URL has characters that must be escaped.");
      }
    }
    try {
      String decoded = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
      if (decoded.codePoints().anyMatch(Character::isISOControl)) {
        throw malformed("The URL has control characters.");
      }
      return decoded;
    } catch (CharacterCodingException notUtf8) {
      throw malformed("The URL is not UTF-8.");
    }
  }

  private byte octet(String encoded, int percent) {
    int high = percent + 2 < encoded.length() ? hex(encoded.charAt(percent + 1)) : -1;
    int low = percent + 2 < encoded.length() ? hex(encoded.charAt(percent + 2)) : -1;
    if (high < 0 || low < 0) {
      throw malformed("The URL has a broken escape.");
    }
    return (byte) (high << 4 | low);
  }

  private static int hex(char c) {
    return c < 0x7f ? Character.digit(c, 16) : -1;
  }

  RuntimeException malformed(String diagnostics) {
    return new Refusal.BadExchange(400, reason, diagnostics).refused();
  }
}
