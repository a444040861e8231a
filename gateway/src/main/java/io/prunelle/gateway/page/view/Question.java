// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question a patient asks about a host, with its answers. */
record Question(String title, List<Answer> answers) {

  /**
   * One answer.
   *
   * @param before our words before it; empty for none
   * @param language tag, where it differs from the page's; else null
   * @param after our words after it; empty for none
   * @param link an https or mailto address that the text leads to; null for plain text
   */
  record Answer(
      String before, String text, @Nullable String language, String after, @Nullable String link) {

    Answer(String text, @Nullable String language, @Nullable String link) {
      this("", text, language, "", link);
    }
  }
}
