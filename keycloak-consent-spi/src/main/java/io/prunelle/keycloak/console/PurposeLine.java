// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.consent.Purpose;
import io.prunelle.keycloak.host.Languages;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A purpose as one line of a form: its text, or {@code fr: Soins | en: Care}. */
final class PurposeLine {
  private static final Pattern TEXT = Pattern.compile("(?<language>[a-z]{2}): *(?<text>.+)");
  private static final Pattern BETWEEN = Pattern.compile(" *\\| *(?=[a-z]{2}:)");

  private PurposeLine() {}

  static String of(Purpose purpose) {
    return purpose.all().stream()
        .map(
            words ->
                words.language().isEmpty() ? words.text() : words.language() + ": " + words.text())
        .collect(Collectors.joining(" | "));
  }

  /** As REST takes it: a text, or an object of texts. */
  static Object read(String line) {
    Map<String, String> texts = new TreeMap<>();
    for (String part : BETWEEN.splitAsStream(line).toList()) {
      Matcher text = TEXT.matcher(part.strip());
      if (!text.matches()
          || !Languages.known(text.group("language"))
          || texts.put(text.group("language"), text.group("text").strip()) != null) {
        return line;
      }
    }
    return texts;
  }
}
