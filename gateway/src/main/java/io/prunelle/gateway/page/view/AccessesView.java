// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accesses to look through, ready for their template.
 *
 * @param people who can be chosen
 * @param kinds what can be chosen
 * @param list null when something was wrong
 * @param none what an empty list says
 */
record AccessesView(
    Frame frame,
    AccessSearch search,
    List<Option> people,
    List<Option> kinds,
    List<MonthBar> months,
    @Nullable AccessList list,
    String none) {

  /** One of those in a list to choose from. */
  record Option(String value, String label) {}

  String given(String name) {
    return search.given().getOrDefault(name, "");
  }

  boolean chosen(String name, String value) {
    return value.equals(search.given().get(name));
  }

  /** For {@code aria-invalid}; null leaves it out. */
  @Nullable String invalid(String name) {
    return search.wrong().contains(name) ? "true" : null;
  }

  /** The field's mistake is told there. */
  @Nullable String described(String name) {
    return search.wrong().contains(name) ? "wrong-" + name : null;
  }

  /** Whether not all accesses are looked for. */
  boolean filtered() {
    return !search.query().isEmpty();
  }
}
