// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A text written by a practice or a host, in one or more languages (keys are language tags). */
public record Prose(Map<String, String> byLanguage) {

  /** A text whose language nobody stated. */
  private static final String UNSTATED = "";

  public Prose {
    byLanguage = Map.copyOf(byLanguage);
  }

  /** Words in one language; {@code language} is empty where it is not known. */
  public record Words(String text, String language) {}

  /**
   * The text for a reader of {@code language}, else in French (the language a French host has to
   * state its facts in), else in whichever there is; empty when nothing was written.
   */
  public Optional<Words> in(String language) {
    for (String wanted : new String[] {language, UNSTATED, "fr"}) {
      String text = byLanguage.get(wanted);
      if (text != null) {
        return Optional.of(new Words(text, wanted));
      }
    }
    return new TreeMap<>(byLanguage)
        .entrySet().stream().findFirst().map(entry -> new Words(entry.getValue(), entry.getKey()));
  }

  /** A text whose language is not stated. */
  public static Prose plain(String text) {
    return from(text);
  }

  /** Reads a string or an object {@code {"fr": …, "en": …}}; anything else is no text. */
  static Prose from(Object json) {
    Map<String, String> texts = new TreeMap<>();
    if (json instanceof String text) {
      keep(texts, UNSTATED, text);
    } else if (json instanceof JsonObject object) {
      object.forEach(
          field -> {
            if (field.getValue() instanceof String text) {
              keep(texts, field.getKey(), text);
            }
          });
    }
    return new Prose(texts);
  }

  private static void keep(Map<String, String> texts, String language, String text) {
    if (!text.isBlank()) {
      texts.put(language, text.strip());
    }
  }
}
