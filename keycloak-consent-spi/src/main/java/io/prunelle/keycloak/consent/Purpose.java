// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.prunelle.keycloak.host.Languages;
import io.prunelle.keycloak.json.Members;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One of the purposes for which records are hosted: a text in several languages, or one whose
 * language nobody stated. The latter is written as a plain string, as all were before there were
 * others: the digests of what was shown stay what they are.
 *
 * @param texts by ISO 639 code; under an empty one where it is not stated, and then alone
 */
public record Purpose(NavigableMap<String, String> texts) {
  private static final String UNSTATED = "";
  private static final int MOST = 20;
  private static final int LONGEST = 255;

  public Purpose {
    texts = Collections.unmodifiableNavigableMap(new TreeMap<>(texts));
    if (texts.isEmpty() || (texts.containsKey(UNSTATED) && texts.size() > 1)) {
      throw new IllegalArgumentException("no text, or one without a language beside others");
    }
  }

  /**
   * A text as it is shown.
   *
   * @param language empty where it is not known
   */
  public record Words(String text, String language) {
    /** The language, where a page in {@code page} has to say it. */
    public Optional<String> foreign(String page) {
      return language.isEmpty() || language.equals(page) ? Optional.empty() : Optional.of(language);
    }
  }

  /** A text whose language is not stated. */
  public static Purpose plain(String text) {
    return new Purpose(new TreeMap<>(Map.of(UNSTATED, text)));
  }

  /**
   * Reads a list of them: strings, or objects {@code {fr: …, en: …}}.
   *
   * @throws io.prunelle.keycloak.json.InvalidMember naming the member that breaks a rule
   */
  static List<Purpose> list(Members members, String name) {
    return members.textsOrObjects(name, MOST, LONGEST, Purpose::plain, Purpose::read);
  }

  /** Reads those that were kept, under any rule there may have been. */
  public static List<Purpose> kept(JsonNode list) {
    List<Purpose> purposes = new ArrayList<>();
    list.forEach(kept -> purposes.add(kept(kept, new TreeMap<>())));
    return List.copyOf(purposes);
  }

  private static Purpose kept(JsonNode kept, TreeMap<String, String> texts) {
    kept.fieldNames()
        .forEachRemaining(language -> texts.put(language, kept.get(language).asText()));
    return texts.isEmpty() ? plain(kept.asText()) : new Purpose(texts);
  }

  private static Purpose read(Members members) {
    NavigableMap<String, String> texts = Languages.texts(members, LONGEST);
    if (texts.isEmpty()) {
      throw members.invalid("must be given in at least one language");
    }
    return new Purpose(texts);
  }

  /** The text in the first of the wanted languages that it has; else in the first it has. */
  public Words in(List<String> wanted) {
    String language =
        wanted.stream().filter(texts::containsKey).findFirst().orElse(texts.firstKey());
    return new Words(texts.get(language), language);
  }

  /** All its texts, each with its language. */
  public List<Words> all() {
    return texts.entrySet().stream()
        .map(text -> new Words(text.getValue(), text.getKey()))
        .toList();
  }

  @JsonValue
  Object json() {
    String plain = texts.get(UNSTATED);
    return plain == null ? texts : plain;
  }
}
