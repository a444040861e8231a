// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.RealmModel;

/** The languages of texts that are chosen for a reader. */
public final class RealmLanguages {
  private RealmLanguages() {}

  /** What the reader wants, then what the realm speaks unless asked. */
  public static List<String> of(RealmModel realm, List<String> wanted) {
    return Stream.concat(wanted.stream(), spoken(realm).stream()).toList();
  }

  private static Optional<String> spoken(RealmModel realm) {
    return realm.isInternationalizationEnabled()
        ? Optional.ofNullable(realm.getDefaultLocale())
            .map(locale -> Locale.forLanguageTag(locale).getLanguage())
        : Optional.empty();
  }
}
