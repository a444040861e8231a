// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a caller wrote, fit to be kept: without control characters, without credentials. */
final class Cleaned {

  /** RFC 6750, 2.3 allows tokens in the query; the gateway does not, and keeps none it is sent. */
  private static final Set<String> CREDENTIALS =
      Set.of("access_token", "token", "password", "client_secret");

  private static final Pattern VALUE = Pattern.compile("(?<=^|&)([^=&]*)=[^&]*");

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
    return query == null
        ? null
        : text(
            VALUE
                .matcher(query)
                .replaceAll(
                    pair ->
                        Matcher.quoteReplacement(
                            isCredential(pair.group(1)) ? pair.group(1) + "=…" : pair.group())));
  }

  /** However its name is written. */
  private static boolean isCredential(String name) {
    try {
      String read = URLDecoder.decode(name, StandardCharsets.UTF_8);
      return CREDENTIALS.contains(read.strip().toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException malformed) {
      // Nobody reads a name from that
      return false;
    }
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
