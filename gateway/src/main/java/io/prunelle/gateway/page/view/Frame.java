// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import org.jspecify.annotations.Nullable;

/**
 * What stands around every page.
 *
 * @param title of this page; also its only {@code h1}
 * @param path of this page, which the language switch comes back to
 * @param reader null while nobody is signed in
 */
record Frame(Messages t, Links links, String title, String path, @Nullable Reader reader) {

  /** Whether it is one of those for a practice's own people. */
  boolean ofPractice() {
    return path.startsWith("/practice/");
  }

  /** Where the name at the top leads. */
  String home() {
    return ofPractice() ? path.replaceFirst("^(/practice/[^/?]+).*", "$1") : "/my";
  }

  /** The address of this page in another language. */
  String in(Language language) {
    return path + (path.contains("?") ? "&" : "?") + "lang=" + language.tag();
  }

  /** Whether it can be switched: another address would not have what was just sent. */
  boolean switches() {
    return reader == null || !reader.posted();
  }

  boolean speaks(Language language) {
    return t.language() == language;
  }
}
