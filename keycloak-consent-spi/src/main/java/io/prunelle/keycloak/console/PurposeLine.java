// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.consent.Purpose;
import io.prunelle.keycloak.host.Languages;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A purpose as one line of a form: its text, or {@code fr: Soins | en: Care}. */
final class PurposeLine {
  private static final String LABEL = "(?<language>[a-zA-Z]{2}) *:";
  private static final Pattern LABELLED = Pattern.compile(LABEL + ".*");
  private static final Pattern TEXT = Pattern.compile(LABEL + " *(?<text>.+)");
  private static final Pattern BETWEEN = Pattern.compile(" *\\| *(?=[a-zA-Z]{2} *:)");

  private PurposeLine() {}

  static String of(Purpose purpose) {
    return purpose.all().stream()
        .map(
            words ->
                words.language().isEmpty() ? words.text() : words.language() + ": " + words.text())
        .collect(Collectors.joining(" | "));
  }

  /**
   * As REST takes it: a text, or an object of texts. What is meant as languages and is none becomes
   * an empty object, which is refused: patients would read it as it stands.
   */
  static Object read(String line) {
    List<String> parts = BETWEEN.splitAsStream(line.strip()).toList();
    if (parts.stream().noneMatch(part -> LABELLED.matcher(part).matches())) {
      return line;
    }
    Map<String, String> texts = new TreeMap<>();
    for (String part : parts) {
      Matcher text = TEXT.matcher(part);
      if (!text.matches()) {
        return Map.of();
      }
      String language = text.group("language").toLowerCase(Locale.ROOT);
      if (!Languages.known(language) || texts.put(language, text.group("text").strip()) != null) {
        return Map.of();
      }
    }
    return texts;
  }
}
