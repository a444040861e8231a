// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.Set;

/**
 * What was sent as an answer to an objection, and was not taken.
 *
 * @param objection its position in the ledger
 * @param decision as it was sent
 * @param reason as it was sent
 * @param wrong why
 */
public record ObjectionReply(long objection, String decision, String reason, Wrong wrong) {

  /** Why an answer was not taken. */
  public enum Wrong {
    DECISION,
    REASON,
    /** It was answered meanwhile, or taken back. */
    ANSWERED,
    /** It is the reader's own. */
    OWN,
    /** The reader had to sign in again: it can be sent once more. */
    SIGNED_IN,
    /** The same, but the objection does not wait for an answer any more, whoever gave it. */
    GONE
  }

  /** The same, where one that could be sent once more may be about none that waits. */
  public ObjectionReply among(Set<Long> waiting) {
    return wrong == Wrong.SIGNED_IN && !waiting.contains(objection) ? wrong(Wrong.GONE) : this;
  }

  /** The same, not taken for another reason. */
  public ObjectionReply wrong(Wrong other) {
    return new ObjectionReply(objection, decision, reason, other);
  }

  /** Whether it says to agree or not. */
  public boolean isDecision() {
    return upholds() || decision.equals("REJECT");
  }

  public boolean upholds() {
    return decision.equals("UPHOLD");
  }
}
