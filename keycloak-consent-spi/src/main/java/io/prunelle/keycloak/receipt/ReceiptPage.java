// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.theme.FreeMarkerException;
import org.keycloak.theme.Theme;
import org.keycloak.theme.beans.MessageFormatterMethod;
import org.keycloak.theme.freemarker.FreeMarkerProvider;

/**
 * A receipt as a page to print: one file, no script, nothing loaded from elsewhere.
 *
 * @param html the page; its policy is in it too, so that a saved file keeps it
 * @param policy the Content-Security-Policy to answer with
 */
public record ReceiptPage(String html, String policy) {
  private static final String CLOSED = "base-uri 'none'; form-action 'none'";
  private static final List<String> LANGUAGES = List.of("fr", "en");

  /**
   * Renders with the realm's login theme, which may bring its own template, style and words.
   *
   * @param wanted languages, best first; without one that the page speaks, the decision's, then
   *     English
   * @param back path that leads back to where the page was opened, on the server that shows it;
   *     with one, the page offers its other language too, as {@code ?lang=} of its own address.
   *     Null for a page to keep, which leads nowhere
   */
  public static ReceiptPage of(
      KeycloakSession session, Receipt receipt, List<String> wanted, @Nullable String back) {
    Locale locale = locale(receipt, wanted);
    try {
      Theme theme = session.theme().getTheme(Theme.Type.LOGIN);
      String style = style(theme);
      String policy = "default-src 'none'; style-src '" + hash(style) + "'; " + CLOSED;
      Map<String, Object> data = new HashMap<>();
      data.put("receipt", new Printed(receipt, locale).values());
      data.put("lang", locale.getLanguage());
      data.put("style", style);
      data.put("policy", policy);
      data.put("languages", LANGUAGES);
      if (back != null) {
        data.put("back", back);
      }
      data.put(
          "msg",
          new MessageFormatterMethod(
              locale, theme.getEnhancedMessages(session.getContext().getRealm(), locale)));
      String html =
          session
              .getProvider(FreeMarkerProvider.class)
              .processTemplate(data, "hosting-receipt.ftl", theme);
      return new ReceiptPage(html, policy + "; frame-ancestors 'none'");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (FreeMarkerException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Locale locale(Receipt receipt, List<String> wanted) {
    return wanted.stream()
        .filter(LANGUAGES::contains)
        .findFirst()
        .or(() -> LANGUAGES.stream().filter(receipt.language()::equals).findFirst())
        .map(Locale::forLanguageTag)
        .orElse(Locale.ENGLISH);
  }

  private static String style(Theme theme) throws IOException {
    try (InputStream in = theme.getResourceAsStream("css/hosting-receipt.css")) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  // CSP level 3, 2.3.1: the hash of what stands between the style tags
  private static String hash(String style) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
