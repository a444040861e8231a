// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a caller wrote, fit to be kept: without control characters, without credentials. */
final class Cleaned {

  /** RFC 6750, 2.3 allows tokens in the query; the gateway does not, and keeps none it is sent. */
  private static final Pattern CREDENTIALS =
      Pattern.compile("(?i)(^|&)(access_token|token|password|client_secret)=[^&]*");

  private Cleaned() {}

  static @Nullable String text(@Nullable String text) {
    if (text == null || isPlain(text)) {
      return text;
    }
    StringBuilder cleaned = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isISOControl(c) || isSurrogate(c) ? '?' : c)
        .forEach(cleaned::appendCodePoint);
    return cleaned.toString();
  }

  /** Of a URL, or a form. */
  static @Nullable String query(@Nullable String query) {
    return query == null ? null : text(CREDENTIALS.matcher(query).replaceAll("$1$2=…"));
  }

  /** As almost all of it is. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  /** A lone half of a pair, which PostgreSQL would not take. */
  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
