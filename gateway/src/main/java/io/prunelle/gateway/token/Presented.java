// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A token as it stands in the {@code Authorization} header.
 *
 * @param proven whether a proof of possession is to come with it: the scheme is {@code DPoP} (RFC
 *     9449, 7.1) instead of {@code Bearer}
 */
record Presented(String token, boolean proven) {

  /**
   * RFC 6750, 2.1: b64token; here three segments of base64url, as JWS compact serialization has.
   *
   * @return null for what is none
   */
  static @Nullable Presented in(String header) {
    Presented claimed = claimed(header);
    return claimed != null && isJws(claimed.token) ? claimed : null;
  }

  /**
   * The same of whatever stands behind the scheme: enough to look for a token among those that were
   * verified, and to be held to {@link #isJws} before anything else is done with it.
   */
  static @Nullable Presented claimed(String header) {
    int blank = header.indexOf(' ');
    String scheme = blank < 0 ? "" : header.substring(0, blank).toLowerCase(Locale.ROOT);
    boolean proven = scheme.equals("dpop");
    if (!proven && !scheme.equals("bearer")) {
      return null;
    }
    int from = blank;
    while (from < header.length() && header.charAt(from) == ' ') {
      from++;
    }
    return new Presented(header.substring(from), proven);
  }

  /** Whether the scheme is one that is taken, with a token or not. */
  static boolean isOfAScheme(String header) {
    String scheme = header.strip().split(" ", 2)[0].toLowerCase(Locale.ROOT);
    return scheme.equals("bearer") || scheme.equals("dpop");
  }

  boolean isJws() {
    return isJws(token);
  }

  private static boolean isJws(String token) {
    int dots = 0;
    int segment = 0;
    for (int at = 0; at < token.length(); at++) {
      char c = token.charAt(at);
      if (c != '.') {
        if (!isBase64Url(c)) {
          return false;
        }
        segment++;
      } else if (segment == 0 || ++dots > 2) {
        return false;
      } else {
        segment = 0;
      }
    }
    return dots == 2 && segment > 0;
  }

  private static boolean isBase64Url(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }
}
