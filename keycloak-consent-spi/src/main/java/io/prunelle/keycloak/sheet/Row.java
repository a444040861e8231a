// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.sheet;

import java.util.List;
import java.util.Map;

/**
 * A row of a host sheet: a term and what is said under it.
 *
 * @param term the end of a message key; or, when {@code name}, a name as it is
 * @param rows said under it in turn
 */
record Row(String term, boolean name, List<Fact> facts, List<Row> rows) {

  static Row of(String term, Fact... facts) {
    return of(term, List.of(facts));
  }

  static Row of(String term, List<Fact> facts) {
    return new Row(term, false, facts, List.of());
  }

  static Row text(String term, String text) {
    return of(term, Fact.text(text));
  }

  static Row named(String name, List<Fact> facts, List<Row> rows) {
    return new Row(name, true, facts, rows);
  }

  static Row over(String term, List<Row> rows) {
    return new Row(term, false, List.of(), rows);
  }

  static List<Map<String, Object>> models(List<Row> rows) {
    return rows.stream().map(Row::model).toList();
  }

  private Map<String, Object> model() {
    return Map.of(
        "term",
        term,
        "name",
        name,
        "facts",
        facts.stream().map(Fact::model).toList(),
        "rows",
        models(rows));
  }
}
