// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The languages of the page. */
public enum Language {
  FRENCH("fr", Locale.FRANCE, "Français"),
  ENGLISH("en", Locale.UK, "English");

  private final String tag;
  private final Locale locale;
  private final String ownName;

  Language(String tag, Locale locale, String ownName) {
    this.tag = tag;
    this.locale = locale;
    this.ownName = ownName;
  }

  /** The language of a tag such as {@code fr}; empty for tags the page does not speak. */
  public static Optional<Language> tagged(@Nullable String tag) {
    return Arrays.stream(values()).filter(language -> language.tag.equals(tag)).findFirst();
  }

  /** What an {@code Accept-Language} header asks for; French when it asks for neither. */
  public static Language accepted(@Nullable String header) {
    if (header == null) {
      return FRENCH;
    }
    try {
      // RFC 4647 3.4: the look-up falls back from en-GB to en, hence tags without a region
      List<String> spoken = Arrays.stream(values()).map(Language::tag).toList();
      String best = Locale.lookupTag(Locale.LanguageRange.parse(header), spoken);
      return tagged(best).orElse(FRENCH);
    } catch (IllegalArgumentException malformed) {
      return FRENCH;
    }
  }

  /** The name of any language, given by its tag, in this one. */
  String nameOf(String tag) {
    return Locale.forLanguageTag(tag).getDisplayLanguage(locale);
  }

  public String tag() {
    return tag;
  }

  public String ownName() {
    return ownName;
  }

  Locale locale() {
    return locale;
  }
}
