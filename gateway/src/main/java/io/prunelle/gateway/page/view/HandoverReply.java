// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.handover.Answer;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was sent as an answer to a patient who changes doctor, and was not taken.
 *
 * @param decision as it was sent
 * @param ground as it was sent
 * @param until as it was sent
 * @param wrong why
 */
public record HandoverReply(
    UUID handover, String decision, String ground, String until, Wrong wrong) {

  /** Why an answer was not taken. */
  public enum Wrong {
    DECISION,
    /** Nothing is said to be kept, and why it is. */
    BOTH,
    GROUND,
    TERM,
    /** It was answered meanwhile, or taken back. */
    ANSWERED,
    /** It is the reader's own. */
    OWN,
    /** The reader had to sign in again: it can be sent once more. */
    SIGNED_IN,
    /** The same, but the request does not wait for an answer any more. */
    GONE
  }

  /**
   * What is wrong with it by itself; null when nothing is.
   *
   * @param term whether a copy can be kept until then
   */
  public @Nullable Wrong mistake(boolean term) {
    if (!retains() && !decision.equals("CONFIRM")) {
      return Wrong.DECISION;
    } else if (!retains()) {
      return ground.isEmpty() && until.isEmpty() ? null : Wrong.BOTH;
    } else if (ground.isEmpty() || ground.length() > Answer.LONGEST) {
      return Wrong.GROUND;
    }
    return term ? null : Wrong.TERM;
  }

  /** Whether a copy is kept. */
  public boolean retains() {
    return decision.equals("RETAIN");
  }

  /** The same, not taken for another reason. */
  public HandoverReply wrong(Wrong other) {
    return new HandoverReply(handover, decision, ground, until, other);
  }

  /** The same, where one that could be sent once more may be about none that waits. */
  HandoverReply among(Set<UUID> waiting) {
    return wrong == Wrong.SIGNED_IN && !waiting.contains(handover) ? wrong(Wrong.GONE) : this;
  }
}
