// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import io.prunelle.keycloak.json.Members;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** ISO 639-1 language codes. */
public final class Languages {
  private static final Set<String> CODES = Set.of(Locale.getISOLanguages());

  private Languages() {}

  /** Whether {@code code} is a two-letter ISO 639-1 code in lower case. */
  public static boolean known(String code) {
    return CODES.contains(code);
  }

  /**
   * Reads a text in several languages, each under its code; empty when there is none.
   *
   * @throws io.prunelle.keycloak.json.InvalidMember naming the member that breaks a rule
   */
  public static NavigableMap<String, String> texts(Members members, int longest) {
    NavigableMap<String, String> texts = new TreeMap<>();
    for (String language : members.names()) {
      if (!known(language)) {
        throw members.invalid(language, "is not an ISO 639 language code such as fr");
      }
      texts.put(language, members.text(language, longest));
    }
    return texts;
  }
}
