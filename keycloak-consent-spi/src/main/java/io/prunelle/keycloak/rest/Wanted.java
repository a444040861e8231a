// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.server.RealmLanguages;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.RealmModel;

/** The languages a caller wants, best first. */
final class Wanted {
  private Wanted() {}

  /**
   * @param lang the query parameter, wins over the header
   * @param acceptLanguage the header as sent, RFC 9110 12.5.4; one that cannot be read is ignored
   */
  static List<String> languages(
      @Nullable String lang, @Nullable String acceptLanguage, RealmModel realm) {
    List<String> wanted = new ArrayList<>();
    if (lang != null) {
      wanted.add(lang);
    }
    if (acceptLanguage != null) {
      wanted.addAll(accepted(acceptLanguage));
    }
    return RealmLanguages.of(realm, wanted);
  }

  private static List<String> accepted(String header) {
    try {
      return Locale.LanguageRange.parse(header).stream()
          .filter(range -> range.getWeight() > 0)
          .map(range -> Locale.forLanguageTag(range.getRange()).getLanguage())
          .filter(language -> !language.isEmpty())
          .distinct()
          .toList();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }
}
