// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What there is to say of a practice's hostings, chapter by chapter, on a page or on paper. */
record Dossier(List<Chapter> chapters) {

  record Chapter(String heading, List<Item> items) {}

  /**
   * One thing that has to be said.
   *
   * @param statements empty when nobody has said it: a gap to close
   */
  record Item(String name, List<Statement> statements) {}

  /**
   * One thing that is said of it.
   *
   * @param before our words before it; empty for none
   * @param language null for that of the page
   * @param after our words after it; empty for none
   */
  record Statement(String before, String text, @Nullable String language, String after) {

    Statement(String text, @Nullable String language) {
      this("", text, language, "");
    }
  }

  /** How many things nobody has said. */
  long gaps() {
    return chapters.stream()
        .flatMap(chapter -> chapter.items().stream())
        .filter(item -> item.statements().isEmpty())
        .count();
  }
}
