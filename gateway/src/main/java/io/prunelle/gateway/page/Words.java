// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.report.Reports;
import io.vertx.ext.web.RoutingContext;
import java.text.Normalizer;
import java.util.Optional;

/**
 * What somebody wrote into a form, in words of their own.
 *
 * @param text as they wrote it, but for what no text holds
 */
record Words(String text) {

  static Words of(RoutingContext context, String field) {
    return of(Optional.ofNullable(context.request().getFormAttribute(field)).orElse(""));
  }

  /**
   * As the realm keeps texts: with line feeds alone, where browsers send two characters, and in
   * Unicode's form NFC. In the place of what it takes no text with, there are spaces.
   */
  static Words of(String given) {
    String lines = given.replace("\r\n", "\n").replace('\r', '\n');
    StringBuilder text = new StringBuilder(lines.length());
    lines.codePoints().map(c -> printable(c) ? c : ' ').forEach(text::appendCodePoint);
    return new Words(Normalizer.normalize(text, Normalizer.Form.NFC).strip());
  }

  /** No control characters, halves of characters, or what turns the direction of writing. */
  private static boolean printable(int c) {
    return c == '\n'
        || c == '\t'
        || (!Character.isISOControl(c)
            && Character.getType(c) != Character.SURROGATE
            && !(c >= 0x202A && c <= 0x202E)
            && !(c >= 0x2066 && c <= 0x2069));
  }

  boolean tooLong() {
    return tooLong(Reports.LONGEST);
  }

  /**
   * @param most characters
   */
  boolean tooLong(int most) {
    return text.length() > most;
  }
}
