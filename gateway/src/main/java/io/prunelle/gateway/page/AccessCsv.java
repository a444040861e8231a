// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.page.view.AccessTable;
import io.prunelle.gateway.page.view.Language;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
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

  private final List<String> names;
  private final Function<Line, Collection<?>> cells;
  private final String separator;

  private AccessCsv(List<String> names, Function<Line, Collection<?>> cells, Language language) {
    this.names = names;
    this.cells = cells;
    this.separator = language == Language.FRENCH ? ";" : ",";
  }

  /** As the journal has it, under the names that its documentation gives. */
  static AccessCsv ofFields(AccessFields fields, Language language) {
    return new AccessCsv(fields.names(), line -> fields.of(line).values(), language);
  }

  /** In words: who opens it in a spreadsheet reads, and does not reckon. */
  static AccessCsv inWords(AccessTable table) {
    return new AccessCsv(
        table.columns().stream().map(AccessCsv::cell).toList(), table::row, table.language());
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
    return "\uFEFF" + String.join(separator, names) + "\r\n";
  }

  @Override
  public String line(Line line, boolean first) {
    return cells.apply(line).stream().map(AccessCsv::cell).collect(Collectors.joining(separator))
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
