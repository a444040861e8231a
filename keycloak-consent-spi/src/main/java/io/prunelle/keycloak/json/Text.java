// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.json;

import java.text.Normalizer;

/** What text that is later hashed and shown has to look like. */
final class Text {
  private Text() {}

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
    return text.codePoints()
        .allMatch(
            c ->
                c == '\n'
                    || c == '\t'
                    || (!Character.isISOControl(c)
                        && Character.getType(c) != Character.SURROGATE
                        && !(c >= 0x202A && c <= 0x202E)
                        && !(c >= 0x2066 && c <= 0x2069)));
  }
}
