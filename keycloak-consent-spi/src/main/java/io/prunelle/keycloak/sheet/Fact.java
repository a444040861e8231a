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
 * @param language of the text, where it is another than the page's; else empty
 */
record Fact(String text, boolean message, List<String> arguments, String href, String language) {

  static Fact text(String text) {
    return new Fact(text, false, List.of(), "", "");
  }

  static Fact message(String key, String... arguments) {
    return new Fact(key, true, List.of(arguments), "", "");
  }

  static Fact link(String text, String href) {
    return new Fact(text, false, List.of(), href, "");
  }

  /** A text in another language than the page's. */
  static Fact foreign(String text, String language) {
    return new Fact(text, false, List.of(), "", language);
  }

  // FreeMarker sees the members of maps and of public classes only
  Map<String, Object> model() {
    return Map.of(
        "text", text,
        "message", message,
        "arguments", arguments,
        "href", href,
        "language", language);
  }
}
