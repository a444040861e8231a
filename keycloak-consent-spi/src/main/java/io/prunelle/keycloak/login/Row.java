// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A fact of a host sheet: a label and what stands beside it.
 *
 * @param label the end of a message key
 * @param values texts as they are, or, when {@code message}, ends of message keys
 * @param arguments of the message
 * @param href where the text leads, empty for nowhere
 */
record Row(
    String label, List<String> values, boolean message, List<String> arguments, String href) {

  static Row text(String label, String value) {
    return texts(label, List.of(value));
  }

  static Row texts(String label, List<String> values) {
    return new Row(label, values, false, List.of(), "");
  }

  static Row message(String label, String key, String... arguments) {
    return new Row(label, List.of(key), true, Arrays.asList(arguments), "");
  }

  static Row messages(String label, List<String> keys) {
    return new Row(label, keys, true, List.of(), "");
  }

  static Row link(String label, String text, String href) {
    return new Row(label, List.of(text), false, List.of(), href);
  }

  Map<String, Object> model() {
    return Map.of(
        "label", label, "values", values, "message", message, "arguments", arguments, "href", href);
  }
}
