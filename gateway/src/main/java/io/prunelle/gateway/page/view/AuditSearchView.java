// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An auditor's search, ready for its template.
 *
 * @param called what hosts are called
 * @param rows null while nothing has been searched
 */
record AuditSearchView(
    Frame frame, AuditSearch search, Called called, @Nullable List<AuditRow> rows) {

  /** What a host is called. */
  String host(String id) {
    return called.host(frame.t(), id);
  }

  String given(String name) {
    return search.given().getOrDefault(name, "");
  }

  boolean ticked(String name) {
    return search.given().containsKey(name);
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

  /** Where the practice's reports are. */
  String reports() {
    return search.path().replaceFirst("accesses$", "reports");
  }

  String export(String ending) {
    return search.path() + "." + ending + search.query();
  }
}
