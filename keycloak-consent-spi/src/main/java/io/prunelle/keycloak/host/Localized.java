// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import com.fasterxml.jackson.annotation.JsonValue;
import io.prunelle.keycloak.json.Members;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** One prose text in one or more languages, by ISO 639 code. */
public record Localized(@JsonValue NavigableMap<String, String> texts) {
  private static final int LONGEST = 4_000;

  public Localized {
    texts = Collections.unmodifiableNavigableMap(new TreeMap<>(texts));
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("no text");
    }
  }

  static Localized read(Members parent, String name) {
    Members members = parent.object(name);
    NavigableMap<String, String> texts = Languages.texts(members, LONGEST);
    if (texts.isEmpty()) {
      throw parent.invalid(name, "must be given in at least one language");
    }
    return new Localized(texts);
  }

  /** The language of the text for a reader of {@code language}: that, else the first there is. */
  public String language(String language) {
    return texts.containsKey(language) ? language : texts.firstKey();
  }

  /** The text in {@code language}, else in the first language there is. */
  public String in(String language) {
    return texts.get(language(language));
  }

  /** The same text in every language; for tests and one-language deployments. */
  public static Localized of(String language, String text) {
    return new Localized(new TreeMap<>(Map.of(language, text)));
  }
}
