// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import java.util.List;
import java.util.Map;

/**
 * A row of a host sheet: a term and what is said under it.
 *
 * @param term the end of a message key; or, when {@code name}, a name as it is
 */
record Row(String term, boolean name, List<Fact> facts) {

  static Row of(String term, Fact... facts) {
    return new Row(term, false, List.of(facts));
  }

  static Row of(String term, List<Fact> facts) {
    return new Row(term, false, facts);
  }

  static Row text(String term, String text) {
    return of(term, Fact.text(text));
  }

  static Row named(String name, List<Fact> facts) {
    return new Row(name, true, facts);
  }

  Map<String, Object> model() {
    return Map.of("term", term, "name", name, "facts", facts.stream().map(Fact::model).toList());
  }
}
