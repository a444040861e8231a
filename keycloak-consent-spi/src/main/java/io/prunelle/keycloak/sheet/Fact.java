// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.sheet;

import java.util.List;
import java.util.Map;

/**
 * One thing said in a host sheet.
 *
 * @param text as it is; or, when {@code message}, the end of a message key
 * @param arguments of the message
 * @param href where the text leads, empty for nowhere
 */
record Fact(String text, boolean message, List<String> arguments, String href) {

  static Fact text(String text) {
    return new Fact(text, false, List.of(), "");
  }

  static Fact message(String key, String... arguments) {
    return new Fact(key, true, List.of(arguments), "");
  }

  static Fact link(String text, String href) {
    return new Fact(text, false, List.of(), href);
  }

  // FreeMarker sees the members of maps and of public classes only
  Map<String, Object> model() {
    return Map.of("text", text, "message", message, "arguments", arguments, "href", href);
  }
}
