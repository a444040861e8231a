// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Answer;
import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Prose;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A hosting as it is shown.
 *
 * @param anchor id in the page
 * @param standing where my answer stands, in words
 * @param details further sentences about it
 * @param notice the notice's text, paragraph by paragraph
 * @param choices empty where the page has nothing to ask
 * @param closed whether the practice uses the host no more
 * @param ending whether the answer ends within a month
 * @param unread by which the practice's answer to an objection is marked as read; null where there
 *     is none, or it was
 */
record HostingCard(
    Hosting hosting,
    String anchor,
    String standing,
    List<String> details,
    String basis,
    List<Prose.Words> purposes,
    List<String> notice,
    List<Choice> choices,
    List<Question> questions,
    boolean closed,
    boolean ending,
    @Nullable String unread) {

  /** What it means to give this answer; empty when it cannot be given, or to this text. */
  Optional<Choice> choice(Answer answer) {
    return hosting.notice().version() == answer.notice()
        ? choices.stream()
            .filter(choice -> choice.decision().equals(answer.kind().name()))
            .findFirst()
        : Optional.empty();
  }

  /** Position of the decision that stands, which an answer is to be newer than; 0 for none. */
  long since() {
    return hosting.decision().map(Decision::position).orElse(0L);
  }

  /** Whether the reader is asked to read the text, and to answer. */
  boolean asked() {
    return hosting.asks() && !closed && !choices.isEmpty();
  }

  /**
   * Whether the text and the host sheet are in sight: whoever is asked to read them, or may permit
   * by one press, has them before their eyes. The ledger says of a permission that they were shown.
   */
  boolean unfolded() {
    return asked() || choices.stream().anyMatch(Choice::permits);
  }

  /** Whether the practice would still have the record there. */
  boolean offered() {
    return !closed && !hosting.former() && hosting.status() == Hosting.Status.OPEN;
  }

  String practice() {
    return hosting.practice().name();
  }

  String host() {
    return hosting.host().name();
  }
}
