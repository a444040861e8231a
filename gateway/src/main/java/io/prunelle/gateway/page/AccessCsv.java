// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Line;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Comma-separated values (RFC 4180) that spreadsheets open. */
final class AccessCsv implements AccessFormat {

  private final AccessFields fields;

  AccessCsv(AccessFields fields) {
    this.fields = fields;
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
    return "\uFEFF" + String.join(",", fields.names()) + "\r\n";
  }

  @Override
  public String line(Line line, boolean first) {
    return fields.of(line).values().stream().map(AccessCsv::cell).collect(Collectors.joining(","))
        + "\r\n";
  }

  @Override
  public String end() {
    return "";
  }

  /**
   * Quoted; and never a formula, which a spreadsheet would run: names and reasons are others'
   * words.
   */
  static String cell(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    String text = value.toString();
    boolean formula = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0;
    return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
  }
}
