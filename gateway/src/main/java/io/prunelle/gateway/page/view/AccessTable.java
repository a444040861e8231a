// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.journal.Line;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Accesses to one record as a table of words, for a spreadsheet: what the page says of each, on its
 * day at its time in Paris, and the id by which software finds it again.
 */
public final class AccessTable {

  private final Messages t;
  private final Dates dates;
  private final AccessDays words;

  AccessTable(Messages t, AccessDays words) {
    this.t = t;
    this.dates = new Dates(t.language());
    this.words = words;
  }

  public Language language() {
    return t.language();
  }

  public List<String> columns() {
    return Stream.of(
            "access.day",
            "access.when.paris",
            "access.who",
            "field.role",
            "field.practice",
            "access.what",
            "access.host",
            "access.result",
            "access.remark",
            "field.purpose",
            "access.emergency",
            "decisions.channel",
            "field.id")
        .map(key -> t.text(key))
        .toList();
  }

  /** In the same order; empty where there is nothing. */
  public List<String> row(Line line) {
    AccessDay.Row row = words.inFull(line);
    boolean permitted = !row.refused();
    return Stream.of(
            dates.numeric(line.recordedAt()),
            dates.timeWithSeconds(line.recordedAt()),
            row.who(),
            row.capacity(),
            row.through(),
            row.what(),
            row.host(),
            t.text(permitted ? "audit.permitted" : "audit.refused"),
            remark(row),
            row.why(),
            row.emergency(),
            row.from(),
            line.id().toString())
        .map(cell -> Objects.requireNonNullElse(cell, ""))
        .toList();
  }

  private String remark(AccessDay.Row row) {
    return Stream.of(
            row.refused() ? t.text("access.refused.text") : null,
            row.because(),
            row.shortfall(),
            row.uncovered())
        .filter(Objects::nonNull)
        .collect(Collectors.joining(" – "));
  }
}
