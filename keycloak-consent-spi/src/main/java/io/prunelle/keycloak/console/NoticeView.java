// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.consent.NoticeText;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A notice's texts as patients read them. */
final class NoticeView {
  private NoticeView() {}

  /**
   * @param reader names the languages
   */
  static List<Map<String, Object>> of(Collection<NoticeText> texts, Locale reader) {
    return texts.stream()
        .map(
            text ->
                Map.<String, Object>of(
                    "language", text.language(),
                    "languageName",
                        Locale.forLanguageTag(text.language()).getDisplayLanguage(reader),
                    "title", text.title(),
                    "paragraphs", Arrays.asList(text.body().split("\n{2,}"))))
        .toList();
  }
}
