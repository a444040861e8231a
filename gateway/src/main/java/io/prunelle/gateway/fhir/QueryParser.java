// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.Query.Parameter;
import io.prunelle.gateway.refusal.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes a query string strictly: what could be read in two ways is refused. */
final class QueryParser {

  private static final int LONGEST = 4096;

  private QueryParser() {}

  static List<Parameter> parse(@Nullable String query) {
    List<Parameter> parameters = new ArrayList<>();
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    if (query.length() > LONGEST) {
      throw malformed("The query is too long.");
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw malformed("The query is not made of name=value pairs.");
      }
      parameters.add(
          new Parameter(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1))));
    }
    return parameters;
  }

  private static String decode(String encoded) {
    ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        bytes.put(octet(encoded, i));
        i += 2;
      } else if (c > 0x20 && c < 0x7f) {
        bytes.put((byte) (c == '+' ? ' ' : c));
      } else {
        throw malformed("The query has characters that must be escaped.");
      }
    }
    try {
      String decoded = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
      if (decoded.codePoints().anyMatch(Character::isISOControl)) {
        throw malformed("The query has control characters.");
      }
      return decoded;
    } catch (CharacterCodingException notUtf8) {
      throw malformed("The query is not UTF-8.");
    }
  }

  private static byte octet(String encoded, int percent) {
    int high = percent + 2 < encoded.length() ? hex(encoded.charAt(percent + 1)) : -1;
    int low = percent + 2 < encoded.length() ? hex(encoded.charAt(percent + 2)) : -1;
    if (high < 0 || low < 0) {
      throw malformed("The query has a broken escape.");
    }
    return (byte) (high << 4 | low);
  }

  private static int hex(char c) {
    return c < 0x7f ? Character.digit(c, 16) : -1;
  }

  private static RuntimeException malformed(String diagnostics) {
    return new Refusal.BadExchange(400, "query-malformed", diagnostics).refused();
  }
}
