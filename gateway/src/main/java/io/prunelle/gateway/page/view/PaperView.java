// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form for a decision on paper, ready for its template.
 *
 * @param action where it is sent
 * @param drop where what was kept is given up; null when nothing was
 * @param said what was just done; null when nothing was
 */
record PaperView(
    Frame frame,
    String action,
    Map<String, String> given,
    Map<String, String> wrong,
    List<Option> hostings,
    List<Option> decisions,
    List<Option> languages,
    @Nullable String drop,
    @Nullable String said) {

  /** Something to choose. */
  record Option(String value, String text) {}

  String given(String field) {
    return given.getOrDefault(field, "");
  }

  boolean chosen(String field, String value) {
    return given(field).equals(value);
  }

  /** For {@code aria-invalid}; null leaves it out. */
  @Nullable String invalid(String field) {
    return wrong.containsKey(field) ? "true" : null;
  }

  /** The field's help, and its mistake if it has one. */
  String described(String field) {
    return (wrong.containsKey(field) ? "wrong-" + field + " " : "") + "help-" + field;
  }

  /** What is wrong with a field; null when nothing is. */
  @Nullable String wrong(String field) {
    return wrong.containsKey(field)
        ? frame.t().text("paper.wrong." + field + "." + wrong.get(field))
        : null;
  }
}
