// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.json;

import java.text.Normalizer;

/** What text that is later hashed and shown has to look like. */
public final class Text {
  private Text() {}

  /**
   * What a person wrote, as it is kept: without what nobody sees and keyboards, telephones and
   * other documents bring along, such as marks of direction (Unicode Bidi_Control) and control
   * characters. May be empty.
   */
  public static String legible(String text) {
    StringBuilder legible = new StringBuilder(text.length());
    text.replace("\r\n", "\n")
        .codePoints()
        // what word processors end a line with
        .map(c -> c == '\r' || c == 0x0B || c == '\f' || c == 0x85 ? '\n' : c)
        .filter(c -> printable(c) && c != 0x061C && c != 0x200E && c != 0x200F)
        .forEach(legible::appendCodePoint);
    return normalized(legible.toString());
  }

  /**
   * Unicode NFC with line feeds alone: what browsers, editors and databases may rewrite would
   * otherwise change a digest without changing what was read.
   */
  static String normalized(String text) {
    String lines = text.replace("\r\n", "\n").replace('\r', '\n');
    return Normalizer.normalize(lines, Normalizer.Form.NFC).strip();
  }

  /** No control characters but line feed and tab, no unpaired surrogates, no bidi overrides. */
  static boolean printable(String text) {
    return text.codePoints().allMatch(Text::printable);
  }

  private static boolean printable(int c) {
    return c == '\n'
        || c == '\t'
        || (!Character.isISOControl(c)
            && Character.getType(c) != Character.SURROGATE
            && !(c >= 0x202A && c <= 0x202E)
            && !(c >= 0x2066 && c <= 0x2069));
  }
}
