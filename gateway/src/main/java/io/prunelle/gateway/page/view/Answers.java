// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Prose;
import io.prunelle.gateway.page.view.Question.Answer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the answers to one question; what the host did not state is left out. */
final class Answers {

  private final Messages t;
  private final List<Answer> answers = new ArrayList<>();

  Answers(Messages t) {
    this.t = t;
  }

  Answers say(String key, Object... fill) {
    return add(t.text(key, fill));
  }

  /** Words of ours. */
  Answers add(String words) {
    answers.add(new Answer(words, null, null));
    return this;
  }

  /** The host's own words. */
  Answers quote(Prose prose) {
    prose
        .in(t.language().tag())
        .ifPresent(words -> answers.add(new Answer(words.text(), foreign(words), null)));
    return this;
  }

  /** The host's own words, introduced by ours. */
  Answers introduced(String key, Prose prose, Object... fill) {
    prose
        .in(t.language().tag())
        .ifPresent(
            words ->
                answers.add(new Answer(t.text(key, fill), words.text(), foreign(words), "", null)));
    return this;
  }

  /** The host's own words between ours. */
  Answers quote(String before, Prose prose, String after) {
    Prose.Words words = prose.in(t.language().tag()).orElse(new Prose.Words("", ""));
    String rest = words.text().isEmpty() || after.isEmpty() ? after : ", " + after;
    answers.add(new Answer(before, words.text(), foreign(words), rest, null));
    return this;
  }

  /** Says it only where every fact was stated. */
  Answers sayIfStated(String key, String... facts) {
    return List.of(facts).stream().allMatch(String::isEmpty) ? this : say(key, (Object[]) facts);
  }

  /** A link with a text of ours; addresses that are not https (or http) are left out. */
  Answers link(String key, String address, Object... fill) {
    if (isWeb(address)) {
      answers.add(new Answer(t.text(key, fill), null, address));
    }
    return this;
  }

  Answers mail(String address) {
    if (address.matches("[^\\s@?&/:]+@[^\\s@?&/:]+")) {
      answers.add(new Answer(address, null, "mailto:" + address));
    }
    return this;
  }

  /** The question with its answers, or with the statement that there are none. */
  Question to(String key) {
    if (answers.isEmpty()) {
      say("sheet.unstated");
    }
    return new Question(t.text(key), List.copyOf(answers));
  }

  // A host sheet is written by others: javascript: and data: must never become a link
  private static boolean isWeb(String address) {
    try {
      String scheme = URI.create(address).getScheme();
      return "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private @Nullable String foreign(Prose.Words words) {
    boolean same = words.language().isEmpty() || words.language().equals(t.language().tag());
    return same ? null : words.language();
  }
}
