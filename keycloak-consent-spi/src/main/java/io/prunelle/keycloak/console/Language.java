// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The language of the pages. They speak French and English whatever languages the realm has for its
 * own pages.
 *
 * @param chosen whether the visitor has just chosen it
 */
record Language(Locale locale, boolean chosen) {
  /** The parameter and, with the pages' prefix, the cookie. */
  static final String PARAMETER = "lang";

  private static final String COOKIE = "PRUNELLE_LANGUAGE";
  private static final List<Locale> SPOKEN = List.of(Locale.FRENCH, Locale.ENGLISH);

  /**
   * What the visitor chose, now or before; else the visitor's own; else the browser's.
   *
   * @param own of the visitor's account
   */
  static Language of(@Nullable String chosen, HttpHeaders headers, @Nullable String own) {
    Cookie before = headers.getCookies().get(COOKIE);
    Optional<Locale> now = spoken(chosen);
    Locale locale =
        now.or(() -> spoken(before == null ? null : before.getValue()))
            .or(() -> spoken(own))
            .or(() -> headers.getAcceptableLanguages().stream().flatMap(Language::like).findFirst())
            .orElse(Locale.ENGLISH);
    return new Language(locale, now.isPresent());
  }

  String code() {
    return locale.getLanguage();
  }

  /** The other language. */
  String other() {
    return SPOKEN.stream()
        .filter(each -> !each.equals(locale))
        .findFirst()
        .orElseThrow()
        .getLanguage();
  }

  /** Keeps the choice for {@code path} until the browser is closed. */
  NewCookie cookie(String path, boolean secure) {
    return new NewCookie.Builder(COOKIE)
        .value(code())
        .path(path)
        .httpOnly(true)
        .secure(secure)
        .sameSite(NewCookie.SameSite.STRICT)
        .build();
  }

  private static Optional<Locale> spoken(@Nullable String code) {
    return code == null ? Optional.empty() : like(Locale.forLanguageTag(code)).findFirst();
  }

  private static Stream<Locale> like(Locale wanted) {
    return SPOKEN.stream().filter(each -> Objects.equals(each.getLanguage(), wanted.getLanguage()));
  }
}
