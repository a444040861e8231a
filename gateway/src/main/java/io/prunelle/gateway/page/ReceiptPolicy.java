// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The policy under which the realm's page is shown here. That brings its style in its head, and a
 * policy of its own, which holds as well; whatever else were in it, it could do nothing.
 */
final class ReceiptPolicy {

  private static final Pattern STYLE =
      Pattern.compile("<head>.*?<style>(.*?)</style>.*?</head>", Pattern.DOTALL);

  private ReceiptPolicy() {}

  static String of(Buffer page) {
    Matcher style = STYLE.matcher(page.toString(StandardCharsets.UTF_8));
    return "default-src 'none'; style-src "
        + (style.find() ? "'sha256-" + sha256(style.group(1)) + "'" : "'none'")
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
  }

  /** CSP level 3, 2.3.1: of what stands between the tags. */
  private static String sha256(String style) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException(never);
    }
  }
}
