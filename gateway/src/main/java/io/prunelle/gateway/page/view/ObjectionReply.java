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
    /** It is about a hosting that is closed, which an answer that lets it go on would open. */
    CLOSED,
    /** The ledger does not take it, for a reason that is not known here. */
    REFUSED,
    /** It is the reader's own. */
    OWN,
    /** The reader had to sign in again: it can be sent once more. */
    SIGNED_IN,
    /** The same, but the objection does not wait for an answer any more, whoever gave it. */
    GONE
  }

  /** After these it can be sent once more, as it was or with the other decision. */
  private static final Set<Wrong> AGAIN = Set.of(Wrong.SIGNED_IN, Wrong.CLOSED, Wrong.REFUSED);

  /** The same, where one that could be sent once more may be about none that waits. */
  public ObjectionReply among(Set<Long> waiting) {
    return AGAIN.contains(wrong) && !waiting.contains(objection) ? wrong(Wrong.GONE) : this;
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
