// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.json;

import java.text.Normalizer;
import java.util.Optional;

/** What text that is later hashed and shown has to look like. */
public final class Text {
  private Text() {}

  /**
   * What somebody wrote, as it is kept; empty when that is nothing, too long, or not printable.
   *
   * @param longest in UTF-16 code units
   */
  public static Optional<String> written(String text, int longest) {
    String normalized = normalized(text);
    return normalized.isEmpty() || normalized.length() > longest || !printable(normalized)
        ? Optional.empty()
        : Optional.of(normalized);
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
