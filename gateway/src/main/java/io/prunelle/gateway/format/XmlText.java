// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

/** Text, escaped so that every XML parser reads it as it was. */
final class XmlText {

  private XmlText() {}

  static void attribute(String value, StringBuilder out) throws Unfit {
    out.append("=\"");
    append(value, true, out);
    out.append('"');
  }

  static void text(String value, StringBuilder out) throws Unfit {
    append(value, false, out);
  }

  private static void append(String value, boolean attribute, StringBuilder out) throws Unfit {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append(attribute ? "&quot;" : "\"");
        case '\r' -> out.append("&#13;");
        // would be read as spaces (XML 1.0, 3.3.3)
        case '\n' -> out.append(attribute ? "&#10;" : "\n");
        case '\t' -> out.append(attribute ? "&#9;" : "\t");
        default -> {
          if (Character.isHighSurrogate(c)
              && i + 1 < value.length()
              && Character.isLowSurrogate(value.charAt(i + 1))) {
            out.append(c).append(value.charAt(++i));
          } else if (c < ' ' || c >= 0xFFFE || Character.isSurrogate(c)) {
            // XML 1.0, 2.2
            throw new Unfit("A text has characters that XML cannot hold.");
          } else {
            out.append(c);
          }
        }
      }
    }
  }
}
