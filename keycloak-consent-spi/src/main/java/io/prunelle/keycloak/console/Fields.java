// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;

/** The fields of a form that was sent. */
record Fields(MultivaluedMap<String, String> values) {
  static Fields none() {
    return new Fields(new MultivaluedHashMap<>());
  }

  /** The field's text with line ends as they are elsewhere, empty when it was not sent. */
  String text(String name) {
    String text = values.getFirst(name);
    // HTML: a form sends line ends as CR LF
    return text == null ? "" : text.replace("\r\n", "\n").strip();
  }

  /** The lines of a field that hold anything. */
  List<String> lines(String name) {
    return text(name).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  boolean has(String name) {
    return values.containsKey(name);
  }
}
