// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.page.view.Language;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values (RFC 4180) that spreadsheets open; separated by semicolons for readers of
 * French, whose spreadsheets have the comma for decimals.
 */
final class AccessCsv implements AccessFormat {

  private static final Pattern FORMULA =
      Pattern.compile("(^|[,;\\t\\r\\n])([\" ]*)(?=[=+\\-@\\t\\r\\n])");

  private final AccessFields fields;
  private final String separator;

  AccessCsv(AccessFields fields, Language language) {
    this.fields = fields;
    this.separator = language == Language.FRENCH ? ";" : ",";
  }

  @Override
  public String contentType() {
    return "text/csv; charset=utf-8; header=present";
  }

  @Override
  public String ending() {
    return "csv";
  }

  /** With a byte order mark: without one, spreadsheets take UTF-8 for something else. */
  @Override
  public String beginning() {
    return "\uFEFF" + String.join(separator, fields.names()) + "\r\n";
  }

  @Override
  public String line(Line line, boolean first) {
    return fields.of(line).values().stream()
            .map(AccessCsv::cell)
            .collect(Collectors.joining(separator))
        + "\r\n";
  }

  @Override
  public String end() {
    return "";
  }

  /**
   * Quoted; and never a formula, which a spreadsheet would run: names and reasons are others'
   * words. Nor where a spreadsheet that separates otherwise would begin another cell.
   */
  static String cell(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    String text = FORMULA.matcher(value.toString()).replaceAll("$1$2'");
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
