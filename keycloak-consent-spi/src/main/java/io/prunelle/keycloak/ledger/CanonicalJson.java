// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON in the one form of RFC 8785 (JSON Canonicalization Scheme), for objects, arrays, texts,
 * whole numbers and nulls: what the ledger and the notices consist of.
 */
final class CanonicalJson {
  // RFC 8785 3.2.2.3: numbers are IEEE doubles, exact up to here
  private static final long LARGEST = 1L << 53;

  private CanonicalJson() {}

  /**
   * @throws IllegalArgumentException for a value of any other type, a number beyond 2^53 or an
   *     unpaired surrogate
   */
  static String write(Map<String, @Nullable Object> members) {
    StringBuilder out = new StringBuilder(512);
    object(members, out);
    return out.toString();
  }

  private static void value(@Nullable Object value, StringBuilder out) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof String text) {
      text(text, out);
    } else if (value instanceof Integer number) {
      out.append(number.intValue());
    } else if (value instanceof Long number && Math.abs(number) <= LARGEST) {
      out.append(number.longValue());
    } else if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> members = new TreeMap<>();
      map.forEach((name, member) -> members.put((String) name, member));
      object(members, out);
    } else if (value instanceof List<?> list) {
      array(list, out);
    } else {
      throw new IllegalArgumentException("no canonical form for " + value.getClass());
    }
  }

  private static void object(Map<String, @Nullable Object> members, StringBuilder out) {
    char separator = '{';
    // RFC 8785 3.2.3: sorted by UTF-16 code units, which is how String compares
    for (Map.Entry<String, @Nullable Object> member : new TreeMap<>(members).entrySet()) {
      out.append(separator);
      separator = ',';
      text(member.getKey(), out);
      out.append(':');
      value(member.getValue(), out);
    }
    out.append(separator == '{' ? "{}" : "}");
  }

  private static void array(List<?> elements, StringBuilder out) {
    char separator = '[';
    for (Object element : elements) {
      out.append(separator);
      separator = ',';
      value(element, out);
    }
    out.append(separator == '[' ? "[]" : "]");
  }

  private static void text(String text, StringBuilder out) {
    out.append('"');
    text.codePoints().forEach(c -> character(c, out));
    out.append('"');
  }

  private static void character(int c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      default -> {
        if (c < 0x20) {
          out.append(String.format(Locale.ROOT, "\\u%04x", c));
        } else if (Character.getType(c) == Character.SURROGATE) {
          throw new IllegalArgumentException("unpaired surrogate");
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }
}
